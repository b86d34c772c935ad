// The verdict on what a reader found, as a sentence.

import type { FindVerdict } from "../engine/engine.ts";
import type { Translate } from "./catalogue.ts";

export function verdictText(verdict: FindVerdict, t: Translate): string {
  const list = (numbers: readonly number[]) => numbers.join(t("list-comma"));
  switch (verdict.code) {
    case "shared":
      return t("find-verdict-shared", { count: verdict.correct.length, replicas: list(verdict.correct) });
    case "unproven":
      return t("find-verdict-unproven", { count: verdict.nodes.length, nodes: list(verdict.nodes) });
    case "overlap":
      return t("find-verdict-overlap", { shared: verdict.shared });
    case "silence":
      return t("find-verdict-silence", { answering: verdict.answering });
    case "size":
      return t("find-verdict-size", { set: verdict.set, size: verdict.size });
    case "superfluous":
      return t("find-verdict-superfluous", { needed: verdict.needed });
    default:
      return t("find-verdict", { code: verdict.code });
  }
}
