// Remaining time of a timer.

import type { TimerModel } from "./view-model.ts";

/** How much of a timer is left, from 1 to 0. */
export function shareLeft(timer: TimerModel, nowMs: number): number {
  const { sinceMs, deadlineMs } = timer;
  if (sinceMs === undefined) {
    // When it was set is no longer known: it is shown as whole until it ends.
    return nowMs < deadlineMs ? 1 : 0;
  }
  const whole = deadlineMs - sinceMs;
  return whole > 0 ? Math.min(1, Math.max(0, (deadlineMs - nowMs) / whole)) : 0;
}

/** How many milliseconds are left, as whole ones. */
export function millisecondsLeft(deadlineMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil(deadlineMs - nowMs));
}
