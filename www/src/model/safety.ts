// Guarantees and invariants at the current step: selected and counted from the engine's data.

import type { ViewModel } from "./view-model.ts";

export type Violation = ViewModel["violations"][number];
export type Certificate = Violation["certificates"][number];

/** What is guaranteed: `all`, only `safety` or a part of it, or `none`. */
export type Level = "all" | "safety" | "none";

export function levelOf({ agreement, answers, progress }: ViewModel["verdict"]): Level {
  return !agreement ? "none" : answers && progress ? "all" : "safety";
}

/**
 * The safety of the run in one word: `doubtful` where progress is possible but not guaranteed, `stalled` where it is not possible,
 * `deceived` where a client may accept a false result, `unsure` where correct replicas may disagree.
 */
export type SafetyLevel = "safe" | "doubtful" | "stalled" | "deceived" | "unsure" | "violated";

/** The level as the page names it: without a rule of the protocol its guarantees say nothing. */
export function shownSafetyLevel(
  model: Parameters<typeof safetyLevelOf>[0],
  removed: readonly string[],
): SafetyLevel | "weakened" {
  const level = safetyLevelOf(model);
  return removed.length > 0 && level !== "violated" ? "weakened" : level;
}

export function safetyLevelOf({
  violations,
  verdict,
  quorum,
  obstacle,
  partition,
}: Pick<ViewModel, "violations" | "verdict" | "quorum" | "obstacle" | "partition">): SafetyLevel {
  if (violations.length > 0) {
    return "violated";
  }
  if (!verdict.agreement) {
    return "unsure";
  }
  if (!verdict.answers) {
    return "deceived";
  }
  if (obstacle || verdict.mayVote < quorum) {
    return "stalled";
  }
  return verdict.progress && !partition ? "safe" : "doubtful";
}

/** The present guarantees as the sentences need them, with their numbers. */
export function guaranteesOf({ n, quorum, verdict }: Pick<ViewModel, "n" | "quorum" | "verdict">) {
  const yesOrNo = (holds: boolean) => (holds ? "yes" : "no");
  const { faulty, allowed, byzantine, voting, mayVote } = verdict;
  return {
    agreement: yesOrNo(verdict.agreement),
    answers: yesOrNo(verdict.answers),
    progress: yesOrNo(verdict.progress),
    ...{ n, quorum, faulty, allowed, byzantine, voting, mayVote },
  };
}

type Faults = ViewModel["faults"];
export type Fault = Faults[number]["kinds"][number];

/** The replicas with each kind of fault, in the order in which the kinds first occur. A replica may have several kinds. */
export function byKind(faults: Faults): [Fault, number[]][] {
  const groups = new Map<Fault, number[]>();
  for (const { replica, kinds } of faults) {
    for (const kind of kinds) {
      groups.set(kind, [...(groups.get(kind) ?? []), replica]);
    }
  }
  return [...groups];
}

export type Invariant = ViewModel["invariants"][number];

/** The first violation of each property, in the order in which they were found. */
export function firstOfEach(violations: readonly Violation[]): Violation[] {
  return violations.filter(
    ({ id }, place) => violations.findIndex((violation) => violation.id === id) === place,
  );
}

/** A certificate and, for each node, whether it signed this one, all of them, or not this one. */
export interface CertificateRow {
  readonly certificate: Certificate;
  readonly votes: readonly ("both" | "one" | "none")[];
}

/** The certificates of a violation as rows over all their signers, in order. */
export function rowsOf({ certificates, intersection }: Pick<Violation, "certificates" | "intersection">): {
  columns: number[];
  rows: CertificateRow[];
} {
  const columns = [...new Set(certificates.flatMap(({ signers }) => signers))].sort((a, b) => a - b);
  const vote = ({ signers }: Certificate, node: number) =>
    intersection.includes(node) ? "both" : signers.includes(node) ? "one" : "none";
  const rows = certificates.map((certificate) => ({
    certificate,
    votes: columns.map((node) => vote(certificate, node)),
  }));
  return { columns, rows };
}

/** One proof for each offence of a node: repeating it adds nothing. */
export function firstProofs(proofs: ViewModel["proofs"]): ViewModel["proofs"][number][] {
  return proofs.filter(
    ({ culprit, offence }, place) =>
      proofs.findIndex((proof) => proof.culprit === culprit && proof.offence === offence) === place,
  );
}

/** The property that was violated between two updates. Then the run should pause. */
export function brokenAnew(before: ViewModel | undefined, after: ViewModel): Violation | undefined {
  return firstOfEach(after.violations)
    .slice(firstOfEach(before?.violations ?? []).length)
    .at(-1);
}

/** The number in the id of an invariant, such as `I6`. */
export function numberOf(id: string): number {
  return Number(id.slice(1));
}

/** What is promised; of a promise that broke, whether PBFT gave it under these conditions at all. */
export function verdictKey(broken: readonly Violation[]): string {
  const last = broken.at(-1);
  if (!last) {
    return "safety-guarantees";
  }
  return last.beyondF ? "safety-foretold" : last.weakened ? "safety-weakened" : "safety-bug";
}
