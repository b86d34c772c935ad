// Remaining time of a timer.

import type { TimerModel } from "./view-model.ts";

/** The remaining share of a timer, from 1 to 0. */
export function shareLeft(timer: TimerModel, nowMs: number): number {
  const { sinceMs, deadlineMs } = timer;
  if (sinceMs === undefined) {
    // The time at which it was set is unknown: it is shown as full until it fires.
    return nowMs < deadlineMs ? 1 : 0;
  }
  const whole = deadlineMs - sinceMs;
  return whole > 0 ? Math.min(1, Math.max(0, (deadlineMs - nowMs) / whole)) : 0;
}

/** The remaining time in whole milliseconds. */
export function millisecondsLeft(deadlineMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil(deadlineMs - nowMs));
}
