// Faulty replicas and the kinds of their faults, in words.

import { byKind } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Say } from "./catalogue.ts";
import { nodeNames } from "./narration.ts";

/** A phrase for each kind of fault, with the replicas of that kind. */
export function faultsText(faults: ViewModel["faults"], { n }: Pick<ViewModel, "n">, say: Say): string {
  const cast = { replicas: n, clients: 0 };
  const phrase = (kind: string, replicas: readonly number[]) =>
    say("fault-of", { kind, count: replicas.length, names: nodeNames(replicas, cast, say) });
  return byKind(faults)
    .map(([kind, replicas]) => phrase(kind, replicas))
    .join(say("list-semicolon"));
}
