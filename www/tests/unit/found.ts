// Right answers to the questions of the course with `find`.

import type { Found, Scenario, View } from "../../src/engine/engine.ts";
import type { QuestionKind } from "../../src/model/lesson.ts";

/** What a question asks for; undefined for one with choices. */
export function foundFor(
  scenario: Scenario,
  part: number,
  kind: QuestionKind,
  view: View | undefined,
): Found | undefined {
  const sources = [scenario, ...(scenario.captions ?? [])];
  const find = sources.filter(({ ask, task, explain }) => ask || task || explain)[part]?.[kind]?.find;
  if (!find) {
    return undefined;
  }
  if ("cluster" in find) {
    const { faulty } = find.cluster;
    return { cluster: { replicas: 3 * faulty + 1, quorum: 2 * faulty + 1 } };
  }
  if ("quorums" in find) {
    const fits = find.quorums.quorum < 5;
    return fits ? { quorums: { first: [0, 1, 2, 3], second: [0, 1, 4, 5] } } : { nothing: true };
  }
  const slots = [2, 3].flatMap((log) => view?.replicas[log]?.slots.at(-1) ?? []);
  const messages = find.proof.culprits.flatMap((signer) =>
    slots.map(({ view, seq, requestDigest: digest = "" }) => ({ kind: "COMMIT", signer, view, seq, digest })),
  );
  return { messages };
}
