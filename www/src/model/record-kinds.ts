// Kinds of record for the timeline: packets that become arrows, facts that become marks, and changes of a
// lane. Names only: what a sort means is the engine's business.

import type { Kind } from "./message-kinds.ts";

/** The sorts that the timeline knows, by the engine's names; any other is read as `other` and not drawn. */
export const SORTS = [
  "other",
  "sent",
  "duplicated",
  "delivered",
  "dropped",
  "timeout",
  "timer",
  "command",
  "refused-command",
  "submit",
  "crash",
  "restart",
  "pause",
  "resume",
  "partition",
  "heal",
  "result-accepted",
  "request-accepted",
  "pre-prepared",
  "prepared",
  "committed-local",
  "executed",
  "checkpoint-taken",
  "stable",
  "view-change-started",
  "view-entered",
  "state-transfer-started",
  "state-transferred",
  "reintegrated",
  "message-refused",
  "evidence-found",
  "alarm",
  "script-failed",
  "script-refused",
  "conflicting-replies",
] as const;

export type Sort = (typeof SORTS)[number];

/** The shapes of marks; the outlines stand in timeline/marks.ts. */
export type MarkShape =
  | "dot"
  | "ring"
  | "square"
  | "triangle"
  | "diamond"
  | "hexagon"
  | "open-hexagon"
  | "hourglass"
  | "chevron"
  | "star"
  | "cross"
  | "arrow-up"
  | "bars"
  | "tick"
  | "flag"
  | "bolt"
  | "page"
  | "open-page";

export interface MarkLook {
  readonly shape: MarkShape;
  readonly ink: Kind | "ink" | "accent" | "alarm";
  /** What may be left out where there is no room: the lowest first. From 2 on a mark is looked for in any zoom. */
  readonly weight: 0 | 1 | 2 | 3;
}

/** How each sort that has a mark is drawn: with the colour of the message that belongs to it, and a shape of its own. */
export const MARKS: Partial<Readonly<Record<Sort, MarkLook>>> = {
  submit: { shape: "flag", ink: "request", weight: 1 },
  "request-accepted": { shape: "ring", ink: "request", weight: 0 },
  "pre-prepared": { shape: "square", ink: "pre-prepare", weight: 1 },
  prepared: { shape: "triangle", ink: "prepare", weight: 1 },
  "committed-local": { shape: "diamond", ink: "commit", weight: 1 },
  executed: { shape: "dot", ink: "ink", weight: 1 },
  "result-accepted": { shape: "tick", ink: "reply", weight: 1 },
  "checkpoint-taken": { shape: "open-hexagon", ink: "checkpoint", weight: 1 },
  stable: { shape: "hexagon", ink: "checkpoint", weight: 2 },
  timeout: { shape: "hourglass", ink: "alarm", weight: 2 },
  "view-change-started": { shape: "chevron", ink: "view-change", weight: 2 },
  "view-entered": { shape: "star", ink: "new-view", weight: 2 },
  "state-transferred": { shape: "hexagon", ink: "accent", weight: 2 },
  crash: { shape: "cross", ink: "alarm", weight: 3 },
  restart: { shape: "arrow-up", ink: "ink", weight: 3 },
  pause: { shape: "bars", ink: "alarm", weight: 3 },
  resume: { shape: "arrow-up", ink: "ink", weight: 3 },
  "evidence-found": { shape: "bolt", ink: "alarm", weight: 3 },
  alarm: { shape: "bolt", ink: "alarm", weight: 3 },
  "script-failed": { shape: "page", ink: "alarm", weight: 2 },
  "script-refused": { shape: "open-page", ink: "alarm", weight: 1 },
  "conflicting-replies": { shape: "bolt", ink: "reply", weight: 2 },
};

const MARK_OF: readonly (MarkLook | undefined)[] = SORTS.map((sort) => MARKS[sort]);

/** The look of a mark by the sort's place in SORTS. */
export function markOf(sort: number): MarkLook | undefined {
  return MARK_OF[sort];
}

export function sortAt(index: number): Sort {
  return SORTS[index] ?? "other";
}

/** The place of a sort in SORTS. */
export function placeOf(sort: Sort): number {
  return SORTS.indexOf(sort);
}

/** For each of the engine's numbers the place in SORTS. */
export function translation(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => Math.max(0, SORTS.indexOf(name as Sort)));
}
