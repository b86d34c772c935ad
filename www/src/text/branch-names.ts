// Names of the branches of a run.

import type { Branch } from "../engine/engine.ts";
import { castOf } from "../model/build-view-model.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "./catalogue.ts";
import { commandSentence } from "./narration.ts";

/** The name of a branch: its first command. The first branch with that command is the first one. */
export function branchName(
  { id, forkedAt, firstCommand, parent }: Branch,
  model: ViewModel | undefined,
  t: Translate,
): string {
  const number = id + 1;
  if (parent === undefined || !model) {
    return t("future-first", { number });
  }
  if (!firstCommand) {
    return t("future-restarted", { number });
  }
  const command = commandSentence(firstCommand, undefined, castOf(model), t);
  return t("future-other", { number, step: forkedAt, command });
}
