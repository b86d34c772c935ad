// The progress ring around a replica: how far the request in focus has come there. The right half fills with the votes
// that make it prepared, the left half with the votes that make it committed.

import type { Tally } from "../model/view-model.ts";
import { arc } from "./geometry.ts";

export interface Segment {
  readonly path: string;
  readonly part: "prepare" | "commit";
  readonly filled: boolean;
}

/** With more votes than this a segment for each could not be seen: the half is then one arc that grows. */
const SEGMENTS_MAX = 9;
/** Half the gap between two segments, in turns. */
const GAP = 0.008;

export function ring(radius: number, prepares: Tally, commits: Tally): Segment[] {
  return [...half(radius, "prepare", 0, prepares), ...half(radius, "commit", 0.5, commits)];
}

function half(radius: number, part: Segment["part"], start: number, tally: Tally): Segment[] {
  const need = Math.max(1, tally.need);
  const have = Math.min(need, Math.max(0, tally.have));
  if (need > SEGMENTS_MAX) {
    return grown(radius, part, start, have / need);
  }
  const segments: Segment[] = [];
  for (let vote = 0; vote < need; vote += 1) {
    const from = start + (vote * 0.5) / need + GAP;
    const to = start + ((vote + 1) * 0.5) / need - GAP;
    segments.push({ path: arc(radius, from, to), part, filled: vote < have });
  }
  return segments;
}

function grown(radius: number, part: Segment["part"], start: number, share: number): Segment[] {
  const from = start + GAP;
  const to = start + 0.5 - GAP;
  const middle = from + (to - from) * share;
  const segments: Segment[] = [{ path: arc(radius, from, to), part, filled: false }];
  if (share > 0) {
    segments.push({ path: arc(radius, from, middle), part, filled: true });
  }
  return segments;
}
