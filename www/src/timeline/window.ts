// Time window of the timeline: zoom, pan, the whole run, or the current time. Pure arithmetic.

import type { Reach } from "../model/timeline.ts";

/** The share of the width that is kept free to the right of the current time, for messages in transit. */
const AHEAD_SHARE = 0.14;
/** The position of the current time on a new page. */
const PAGE_SHARE = 0.15;
const SPAN_MIN_MS = 0.02;
/** The share before the start of the run, so that the first events are not cut. */
const LEAD_SHARE = 0.012;
/** The initial window of a run. */
const SPAN_FIRST_MS = 130;
/** The maximum zoom out, relative to the whole run. */
const BEYOND = 1.5;

/** The margin around an interval that is shown whole. */
const FRAME = 1.12;

/** The behaviour of the window while the run advances. */
export type Mode = "follow" | "fit" | "free";

export interface TimeWindow {
  readonly fromMs: number;
  readonly spanMs: number;
  readonly mode: Mode;
}

export const FIRST_WINDOW: TimeWindow = {
  fromMs: -SPAN_FIRST_MS * LEAD_SHARE,
  spanMs: SPAN_FIRST_MS,
  mode: "follow",
};

/** The window after the run has advanced. `calm`: it turns over like a page, for readers who prefer less motion. */
export function keepUp(window: TimeWindow, reach: Reach, calm = false): TimeWindow {
  switch (window.mode) {
    case "free":
      return window;
    case "fit": {
      const { fromMs, spanMs } = whole(reach);
      return fromMs === window.fromMs && spanMs === window.spanMs ? window : { ...window, fromMs, spanMs };
    }
    case "follow": {
      const spanMs = window.spanMs;
      const inside = reach.nowMs >= window.fromMs && reach.nowMs <= window.fromMs + spanMs;
      if (calm) {
        return inside ? window : { ...window, fromMs: reach.nowMs - spanMs * PAGE_SHARE };
      }
      // It stays until the current time is near its right edge, and then moves along.
      const fromMs = Math.max(reach.startMs - spanMs * LEAD_SHARE, reach.nowMs - spanMs * (1 - AHEAD_SHARE));
      return fromMs === window.fromMs ? window : { ...window, fromMs };
    }
  }
}

/** The whole run. */
export function whole(reach: Reach): TimeWindow {
  const spanMs = Math.max(SPAN_FIRST_MS, (reach.endMs - reach.startMs) * 1.03);
  return { fromMs: reach.startMs - spanMs * LEAD_SHARE, spanMs, mode: "fit" };
}

/** The current time, at the same zoom. */
export function follow(window: TimeWindow, reach: Reach): TimeWindow {
  return keepUp({ ...window, mode: "follow" }, reach);
}

/** Zooms: `factor` above 1 shows more detail. The time at `share` of the width stays where it is. */
export function zoom(window: TimeWindow, factor: number, share: number, reach: Reach): TimeWindow {
  const spanMax = Math.max(SPAN_FIRST_MS, (reach.endMs - reach.startMs) * BEYOND);
  const spanMs = Math.min(spanMax, Math.max(SPAN_MIN_MS, window.spanMs / factor));
  if (window.mode === "follow") {
    return keepUp({ ...window, spanMs }, reach);
  }
  const fixedMs = window.fromMs + window.spanMs * share;
  return inReach({ fromMs: fixedMs - spanMs * share, spanMs, mode: "free" }, reach);
}

/** Pans by a share of the width; below 0 towards the past. */
export function pan(window: TimeWindow, share: number, reach: Reach): TimeWindow {
  return inReach({ ...window, fromMs: window.fromMs + window.spanMs * share, mode: "free" }, reach);
}

/** Shows a time, if it is not visible. */
export function reveal(window: TimeWindow, atMs: number, reach: Reach): TimeWindow {
  const inside = atMs >= window.fromMs && atMs <= window.fromMs + window.spanMs;
  return inside ? window : inReach({ ...window, fromMs: atMs - window.spanMs * 0.5, mode: "free" }, reach);
}

/** Shows a whole interval, if it is not visible; at the same zoom, if it fits. */
export function frame(window: TimeWindow, fromMs: number, toMs: number, reach: Reach): TimeWindow {
  const inside = fromMs >= window.fromMs && toMs <= window.fromMs + window.spanMs;
  if (inside) {
    return window;
  }
  const spanMs = Math.max(window.spanMs, (toMs - fromMs) * FRAME);
  return inReach({ fromMs: (fromMs + toMs - spanMs) / 2, spanMs, mode: "free" }, reach);
}

/** At least a part of the run stays visible. */
function inReach(window: TimeWindow, reach: Reach): TimeWindow {
  const least = reach.startMs - window.spanMs * 0.5;
  const most = Math.max(reach.startMs, reach.endMs - window.spanMs * 0.5);
  return { ...window, fromMs: Math.min(most, Math.max(least, window.fromMs)) };
}
