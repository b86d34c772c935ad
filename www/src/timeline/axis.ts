// The marks of the time axis: at round numbers, as many as have room.

export interface Tick {
  readonly atMs: number;
  /** Where ticks are seconds apart, their labels count seconds. */
  readonly unit: "ms" | "s";
  /** How many decimals its label needs. */
  readonly decimals: number;
}

const SECOND_MS = 1000;
const STEPS = [1, 2, 5] as const;

/** Ticks in a stretch of time, none nearer to each other than `apartMs`. */
export function ticks(fromMs: number, toMs: number, apartMs: number): Tick[] {
  if (!(apartMs > 0) || !(toMs > fromMs)) {
    return [];
  }
  const step = roundUp(apartMs);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  const unit = step >= SECOND_MS ? "s" : "ms";
  const found: Tick[] = [];
  // Counted in whole steps, since sums of fractions drift.
  for (let place = Math.ceil(Math.max(0, fromMs) / step); place * step <= toMs; place += 1) {
    found.push({ atMs: place * step, unit, decimals });
  }
  return found;
}

/** The least of 1, 2, 5, 10, 20, 50, ... (or of a tenth, a hundredth, ... of these) that is not below. */
function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = STEPS.find((step) => step * power >= least * 0.999_999) ?? 10;
  return factor * power;
}
