// Durations of virtual time, which the engine counts in whole microseconds.

/** The virtual time between two times in whole microseconds, rounded up so that the later one is reached. */
export function durationUntil(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) * 1000 - ROUNDING) / 1000);
}

/** A difference of two times may be off by this much of a microsecond. Less than one microsecond is 0. */
export const ROUNDING = 1e-3;
