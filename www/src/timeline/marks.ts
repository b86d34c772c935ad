// Outlines of the timeline's marks, for the canvas, the figure and the legend. Corners are in a box from -1 to 1.

import type { MarkShape, MarkStyle } from "../model/record-kinds.ts";
import { outline } from "../ui/message-glyphs.ts";
import type { Sign } from "./renderer.ts";

type Outline = readonly (readonly [number, number])[];

const CROSS: Outline = (() => {
  const arm = 0.34;
  const plus: [number, number][] = [
    [-arm, -1.2],
    [arm, -1.2],
    [arm, -arm],
    [1.2, -arm],
    [1.2, arm],
    [arm, arm],
    [arm, 1.2],
    [-arm, 1.2],
    [-arm, arm],
    [-1.2, arm],
    [-1.2, -arm],
    [-arm, -arm],
  ];
  const turn = Math.SQRT1_2;
  return plus.map(([x, y]) => [(x - y) * turn, (x + y) * turn] as const);
})();

/** A sheet with a folded corner. */
const PAGE: Outline = [
  [-0.85, -1.15],
  [0.25, -1.15],
  [0.85, -0.5],
  [0.85, 1.15],
  [-0.85, 1.15],
];

const OUTLINES: Readonly<Record<MarkShape, Outline>> = {
  dot: outline("request"),
  ring: outline("reply").map(([x, y]) => [x * 0.8, y * 0.8] as const),
  square: outline("pre-prepare"),
  triangle: outline("prepare"),
  diamond: outline("commit"),
  hexagon: outline("checkpoint"),
  "open-hexagon": outline("checkpoint"),
  hourglass: [
    [-0.9, -1.1],
    [0.9, -1.1],
    [0.12, 0],
    [0.9, 1.1],
    [-0.9, 1.1],
    [-0.12, 0],
  ],
  chevron: outline("view-change"),
  star: outline("new-view").map(([x, y]) => [x * 1.2, y * 1.2] as const),
  cross: CROSS,
  "arrow-up": [
    [0, -1.2],
    [1, 0.1],
    [0.35, 0.1],
    [0.35, 1.1],
    [-0.35, 1.1],
    [-0.35, 0.1],
    [-1, 0.1],
  ],
  bars: [
    [-0.9, -1],
    [-0.25, -1],
    [-0.25, 1],
    [0.25, 1],
    [0.25, -1],
    [0.9, -1],
    [0.9, 1.001],
    [-0.9, 1.001],
  ],
  tick: [
    [-1.1, 0.05],
    [-0.65, -0.4],
    [-0.25, 0.05],
    [0.75, -1],
    [1.15, -0.55],
    [-0.25, 0.95],
  ],
  flag: [
    [-0.8, -1.2],
    [1, -0.55],
    [-0.45, 0.1],
    [-0.45, 1.2],
    [-0.8, 1.2],
  ],
  bolt: [
    [0.25, -1.25],
    [-0.8, 0.2],
    [-0.1, 0.2],
    [-0.25, 1.25],
    [0.8, -0.25],
    [0.1, -0.25],
  ],
  page: PAGE,
  "open-page": PAGE,
};

/** Marks that are not filled, to distinguish them from filled ones of the same shape. */
export const OPEN: ReadonlySet<MarkShape> = new Set<MarkShape>(["ring", "open-hexagon", "open-page"]);

/** A mark of this radius, for a renderer. */
export function markSign(markStyle: MarkStyle, radius: number): Sign {
  const { shape, color } = markStyle;
  return { name: shape, outline: OUTLINES[shape], radius, color, open: OPEN.has(shape) };
}

/** The path of a mark of this radius around the origin. */
export function markPath(shape: MarkShape, radius: number): string {
  return cornersPath(OUTLINES[shape].flatMap(([x, y]) => [x * radius, y * radius]));
}

export function cornersPath(corners: readonly number[]): string {
  let path = "";
  for (let corner = 0; corner < corners.length; corner += 2) {
    path += `${corner === 0 ? "M" : "L"}${round(corners[corner])} ${round(corners[corner + 1])}`;
  }
  return `${path}Z`;
}

export function round(value: number | undefined): number {
  return Math.round((value ?? 0) * 100) / 100;
}
