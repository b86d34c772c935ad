// Line patterns of values.

import { type Look, PATTERNS } from "../model/values.ts";

/** Lengths of dashes and gaps of a line in the pattern, in units of its width; empty for a whole line. */
export const LINE_DASHES: Readonly<Record<(typeof PATTERNS)[keyof typeof PATTERNS], readonly number[]>> = {
  solid: [],
  hatched: [0.6, 0.5],
  dotted: [1, 1.3],
  barred: [2.4, 0.8],
  checked: [2.2, 0.6, 0.6, 0.6],
  ringed: [3.2, 0.5, 0.5, 0.5, 0.5, 0.5],
  hollow: [0.35, 1.4],
  dashed: [1.6, 1.6],
};

/** The same of a look. */
export function lengthsOf(look: Look): readonly number[] {
  return LINE_DASHES[PATTERNS[look]];
}
