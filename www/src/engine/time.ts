// Durations of virtual time, which the engine counts in whole microseconds.

/** Virtual time from one moment to another, in whole microseconds: never so little that the moment is not reached. */
export function durationUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) * 1000 - ROUNDING) / 1000);
}

/** A difference of two times may be this much off a whole microsecond; less than one is no time at all. */
export const ROUNDING = 1e-3;
