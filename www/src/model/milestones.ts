// Targets of "run until", each as a goal of the engine from now on, with the record that shows that it was reached.

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

/** True as soon as the next one has happened after the moment of this view, or another promise is broken on the way there. */
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

// What is broken stays broken: only what still holds can be broken next.
function goalOfViolation({ violations, invariants }: View): Goal {
  if (violations.length === 0) {
    return { violation: "any" };
  }
  const broken = new Set(violations.map(({ property }) => property));
  const others = invariants.filter(({ property, watched }) => watched && !broken.has(property));
  return { any: others.map(({ property }) => ({ violation: property })) };
}

/** How far the cluster is on the way from one milestone to the next: numbers of which none ever goes back. */
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

/** Whether the next one happened between two moments of a run. */
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
  // A replica executes what it has just seen committed: that it is committed is the news.
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

/** What does not come within this time of the run is given up. */
export const LIMIT_MS = 60_000;
/** A search on its way. */
export interface Search {
  readonly milestone: Milestone;
  /** How much virtual time it has covered. */
  readonly searchedMs: number;
}

/** How a search ended: `broken` is a violation on the way to something else. */
export interface Sought extends Search {
  readonly end: "found" | "broken" | "limit" | "idle" | "stopped";
}
