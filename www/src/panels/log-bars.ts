// The scale and the bars of the log strip. Pure arithmetic on the engine's values.

import type { Phase, ReplicaModel } from "../model/view-model.ts";

/** The numbers that the picture spans: above `after`, up to `last`. */
export interface Span {
  readonly after: number;
  readonly last: number;
}

/** A bar of the picture: from one place on the scale to another, and how high of 1. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly height: number;
  readonly phase: Phase;
}

export const HEIGHTS: Readonly<Record<Phase, number>> = {
  none: 0,
  empty: 0.08,
  "pre-prepared": 0.3,
  prepared: 0.55,
  "committed-local": 0.78,
  executed: 1,
};
/** Wider spans have no bar for each number: it could not be seen. */
const SINGLE_UP_TO = 60;
const INSET = 0.1;
/** The same numbers for all, with a piece of what was forgotten, so that the windows are seen to move. */
export function spanOf(replicas: readonly ReplicaModel[]): Span {
  const lows = replicas.map(({ detail }) => detail.lowWaterMark);
  const last = Math.max(1, ...replicas.map(({ detail }) => detail.highWaterMark));
  const low = Math.min(last, ...lows);
  const back = Math.round((last - low) / 3);
  return { after: Math.max(0, low - back), last };
}

export function barsOf(replica: ReplicaModel, span: Span): Bar[] {
  const single = span.last - span.after <= SINGLE_UP_TO;
  return replica.detail.log.flatMap(({ first, last, phase }) => {
    const start = Math.max(first, span.after + 1);
    const bar = (from: number, to: number, inset: number): Bar => ({
      from: from - 1 - span.after + inset,
      to: to - span.after - inset,
      height: HEIGHTS[phase],
      phase,
    });
    if (!single) {
      return start <= last ? [bar(start, last, 0)] : [];
    }
    return Array.from({ length: Math.max(0, last - start + 1) }, (_, index) =>
      bar(start + index, start + index, INSET),
    );
  });
}
