// Names of the steps above the lanes: each as a bar from its first message to its last, as in the paper's figure.

import type { Kind } from "../model/message-kinds.ts";
import type { TimelineLayout } from "./layout.ts";
import type { Arrow } from "./scene.ts";

/** Kinds that are steps. Housekeeping has no name above the lanes. */
const NAMED: ReadonlySet<Kind> = new Set<Kind>([
  "request",
  "pre-prepare",
  "prepare",
  "commit",
  "reply",
  "checkpoint",
  "view-change",
  "new-view",
]);
/** More bars than this nobody can read. */
const PHASES_MAX = 60;
const APART_PX = 3;

export interface Phase {
  readonly kind: Kind;
  /** The sequence number; for a request and its reply the timestamp. */
  readonly number: number;
  readonly x0: number;
  readonly x1: number;
  readonly row: number;
}

export function phasesOf(arrows: readonly Arrow[], layout: TimelineLayout): Phase[] {
  const extents = extentsOf(arrows);
  if (extents.length > PHASES_MAX) {
    return [];
  }
  const ends: number[] = new Array<number>(layout.phaseRows).fill(Number.NEGATIVE_INFINITY);
  const phases: Phase[] = [];
  for (const extent of extents.sort((a, b) => a.x0 - b.x0)) {
    const row = ends.findIndex((end) => end + APART_PX <= extent.x0);
    if (row >= 0 && extent.x1 > layout.left && extent.x0 < layout.right) {
      ends[row] = extent.x1;
      phases.push({ ...extent, row });
    }
  }
  return phases;
}

type Extent = Omit<Phase, "row">;

/** Messages of one kind, number and view that are in transit together. Retransmissions are a separate step. */
function extentsOf(arrows: readonly Arrow[]): Extent[] {
  const extents: Extent[] = [];
  const last = new Map<string, number>();
  for (const { kind, number, view, x0, x1, fate } of arrows) {
    if (!NAMED.has(kind) || fate === "flying") {
      continue;
    }
    const key = `${kind} ${number} ${view}`;
    const place = last.get(key) ?? -1;
    const known = extents[place];
    // Arrows are ordered by arrival.
    if (known && x0 <= known.x1 + APART_PX) {
      extents[place] = { ...known, x0: Math.min(known.x0, x0), x1: Math.max(known.x1, x1) };
    } else {
      last.set(key, extents.length);
      extents.push({ kind, number, x0, x1 });
    }
  }
  return extents;
}
