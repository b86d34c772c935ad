// Ticks of the time axis: at round numbers, as many as fit.

export interface Tick {
  readonly atMs: number;
  /** The unit of the labels: seconds if the ticks are seconds apart. */
  readonly unit: "ms" | "s";
  /** The number of decimals of its label. */
  readonly decimals: number;
}

const SECOND_MS = 1000;
const STEPS = [1, 2, 5] as const;

/** Ticks in an interval, at least `apartMs` apart. */
export function ticks(fromMs: number, toMs: number, apartMs: number): Tick[] {
  if (!(apartMs > 0) || !(toMs > fromMs)) {
    return [];
  }
  const step = roundUp(apartMs);
  const decimals = Math.max(0, Math.ceil(-Math.log10(step)));
  const unit = step >= SECOND_MS ? "s" : "ms";
  const found: Tick[] = [];
  // Counted in whole steps, because sums of fractions drift.
  for (let place = Math.ceil(Math.max(0, fromMs) / step); place * step <= toMs; place += 1) {
    found.push({ atMs: place * step, unit, decimals });
  }
  return found;
}

/** The smallest of 1, 2, 5, 10, 20, 50, ... (or of tenths, hundredths, ...) that is at least this. */
function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = STEPS.find((step) => step * power >= least * 0.999_999) ?? 10;
  return factor * power;
}
