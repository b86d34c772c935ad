// Kinds of record for the timeline: packets that become arrows, facts that become marks, and changes of a
// lane. Names only: what a sort means is the engine's business.

import type { Kind } from "./message-kinds.ts";

/** The sorts that the timeline knows, by the engine's names; any other is read as `other` and not drawn. */
export const RECORD_KINDS = [
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

export type RecordKind = (typeof RECORD_KINDS)[number];

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

export interface MarkStyle {
  readonly shape: MarkShape;
  readonly color: Kind | "ink" | "accent" | "alarm";
  /** What may be left out where there is no room: the lowest first. From 2 on a mark is looked for in any zoom. */
  readonly weight: 0 | 1 | 2 | 3;
}

/** How each sort that has a mark is drawn: with the colour of the message that belongs to it, and a shape of its own. */
export const MARKS: Partial<Readonly<Record<RecordKind, MarkStyle>>> = {
  submit: { shape: "flag", color: "request", weight: 1 },
  "request-accepted": { shape: "ring", color: "request", weight: 0 },
  "pre-prepared": { shape: "square", color: "pre-prepare", weight: 1 },
  prepared: { shape: "triangle", color: "prepare", weight: 1 },
  "committed-local": { shape: "diamond", color: "commit", weight: 1 },
  executed: { shape: "dot", color: "ink", weight: 1 },
  "result-accepted": { shape: "tick", color: "reply", weight: 1 },
  "checkpoint-taken": { shape: "open-hexagon", color: "checkpoint", weight: 1 },
  stable: { shape: "hexagon", color: "checkpoint", weight: 2 },
  timeout: { shape: "hourglass", color: "alarm", weight: 2 },
  "view-change-started": { shape: "chevron", color: "view-change", weight: 2 },
  "view-entered": { shape: "star", color: "new-view", weight: 2 },
  "state-transferred": { shape: "hexagon", color: "accent", weight: 2 },
  crash: { shape: "cross", color: "alarm", weight: 3 },
  restart: { shape: "arrow-up", color: "ink", weight: 3 },
  pause: { shape: "bars", color: "alarm", weight: 3 },
  resume: { shape: "arrow-up", color: "ink", weight: 3 },
  "evidence-found": { shape: "bolt", color: "alarm", weight: 3 },
  alarm: { shape: "bolt", color: "alarm", weight: 3 },
  "script-failed": { shape: "page", color: "alarm", weight: 2 },
  "script-refused": { shape: "open-page", color: "alarm", weight: 1 },
  "conflicting-replies": { shape: "bolt", color: "reply", weight: 2 },
};

const MARK_OF: readonly (MarkStyle | undefined)[] = RECORD_KINDS.map((sort) => MARKS[sort]);

/** The look of a mark by the sort's place in SORTS. */
export function markStyleOf(sort: number): MarkStyle | undefined {
  return MARK_OF[sort];
}

export function recordKindAt(index: number): RecordKind {
  return RECORD_KINDS[index] ?? "other";
}

/** The place of a sort in SORTS. */
export function recordKindIndex(sort: RecordKind): number {
  return RECORD_KINDS.indexOf(sort);
}

/** For each of the engine's numbers the place in SORTS. */
export function translation(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => Math.max(0, RECORD_KINDS.indexOf(name as RecordKind)));
}
