// Kinds of records for the timeline: packets as arrows, facts as marks, and changes of a lane. Only names; the engine defines
// their meaning.

import type { Kind } from "./message-kinds.ts";

/** The sorts that the timeline draws, by the engine's names. Any other is `other` and not drawn. */
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

/** The shapes of marks. Their outlines are in timeline/marks.ts. */
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
  /** The priority if there is little room. From 2 on a mark is kept at any zoom. */
  readonly weight: 0 | 1 | 2 | 3;
}

/** The colour and the shape of each sort that has a mark. */
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

/** The style of a mark by the index of its sort in RECORD_KINDS. */
export function markStyleOf(sort: number): MarkStyle | undefined {
  return MARK_OF[sort];
}

export function recordKindAt(index: number): RecordKind {
  return RECORD_KINDS[index] ?? "other";
}

/** The index of a sort in RECORD_KINDS. */
export function recordKindIndex(sort: RecordKind): number {
  return RECORD_KINDS.indexOf(sort);
}

/** For each of the engine's numbers the index in RECORD_KINDS. */
export function translation(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => Math.max(0, RECORD_KINDS.indexOf(name as RecordKind)));
}
