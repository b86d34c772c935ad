// Milestones of "run until": the engine's goal for the next one, and the record that shows that it was reached.

import type { Goal, TraceRecord, View } from "../engine/engine.ts";

export const MILESTONES = ["reply", "commit", "view-change", "checkpoint", "violation"] as const;
export type Milestone = (typeof MILESTONES)[number];

/** The fact that reports each. The safety bar reports violations. */
const TELLING: Readonly<Record<Milestone, string | undefined>> = {
  reply: "result-accepted",
  commit: "executed",
  "view-change": "view-entered",
  checkpoint: "stable",
  violation: undefined,
};

/** Reached when the next milestone has happened after this view, or another invariant is violated before. */
export function goalOf(milestone: Milestone, view: View): Goal {
  const broken = goalOfViolation(view);
  return milestone === "violation" ? broken : { any: [goalOfProgress(milestone, view), broken] };
}

function goalOfProgress(milestone: Exclude<Milestone, "violation">, view: View): Goal {
  const next = standing(milestone, view).map((number) => number + 1);
  const [first = 0] = next;
  switch (milestone) {
    case "reply":
      return { any: next.map((count, client) => ({ answered: { client, count } })) };
    case "commit":
      return { executedAtLeast: first };
    case "view-change":
      return { viewAtLeast: first };
    case "checkpoint":
      return { stableAtLeast: first };
  }
}

// Violated invariants stay violated: only the others can be violated next.
function goalOfViolation({ violations, invariants }: View): Goal {
  if (violations.length === 0) {
    return { violation: "any" };
  }
  const broken = new Set(violations.map(({ property }) => property));
  const others = invariants.filter(({ property, watched }) => watched && !broken.has(property));
  return { any: others.map(({ property }) => ({ violation: property })) };
}

/** The progress of the cluster towards milestones, as numbers that never decrease. */
function standing(milestone: Milestone, { replicas, clients, violations }: View): number[] {
  const highest = (numbers: readonly number[]) => [Math.max(0, ...numbers)];
  switch (milestone) {
    case "reply":
      return clients.map(({ answered }) => answered);
    case "commit":
      return highest(replicas.map(({ lastExecuted }) => lastExecuted));
    case "view-change":
      return highest(replicas.filter(({ active }) => active).map(({ view }) => view));
    case "checkpoint":
      return highest(replicas.map(({ lowWaterMark }) => lowWaterMark));
    case "violation":
      return [violations.length];
  }
}

/** Whether the next milestone was reached between two updates of a run. */
export function happened(milestone: Milestone, before: View, after: View): boolean {
  const numbers = standing(milestone, before);
  return standing(milestone, after).some((number, place) => number > (numbers[place] ?? 0));
}

/** The record that reports it, among the records of a part of the run that ends with it. */
export function tellingOf(milestone: Milestone, records: readonly TraceRecord[]): TraceRecord | undefined {
  const last = records.findLast(({ what }) => what.type === "fact" && what.fact.name === TELLING[milestone]);
  if (last?.what.type !== "fact" || last.what.fact.name !== "executed") {
    return last;
  }
  // A replica executes a batch right after it committed: the commit is the milestone.
  const { node, fact } = last.what;
  const committed = records.findLast(
    ({ what }) =>
      what.type === "fact" &&
      what.node === node &&
      what.fact.name === "committed-local" &&
      what.fact.seq === fact.seq,
  );
  return committed ?? last;
}

/** The virtual time after which a search ends. */
export const LIMIT_MS = 60_000;
/** A search in progress. */
export interface Search {
  readonly milestone: Milestone;
  /** The virtual time that it has covered. */
  readonly searchedMs: number;
}

/** The result of a search. `broken` is a violation before the milestone; `lesson`: a question or a task comes before it. */
export interface FinishedSearch extends Search {
  readonly end: "found" | "broken" | "lesson" | "limit" | "idle" | "stopped";
}
