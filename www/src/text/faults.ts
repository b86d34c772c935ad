// Faulty replicas and the kinds of their faults, in words.

import { byKind } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "./catalogue.ts";
import { nodeNames } from "./narration.ts";

/** A phrase for each kind of fault, with the replicas of that kind. */
export function faultsText(faults: ViewModel["faults"], { n }: Pick<ViewModel, "n">, t: Translate): string {
  const cast = { replicas: n, clients: 0 };
  const phrase = (kind: string, replicas: readonly number[]) =>
    t("fault-of", { kind, count: replicas.length, names: nodeNames(replicas, cast, t) });
  return byKind(faults)
    .map(([kind, replicas]) => phrase(kind, replicas))
    .join(t("list-semicolon"));
}
