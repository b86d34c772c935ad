// The shape of each kind of message, once, for the canvas, the legend and the steps: kinds are told apart by shape as well
// as by colour. A glyph is a closed outline in a box from -1 to 1, pointing to the right where it has a direction.

import type { Kind } from "../model/message-kinds.ts";

type Outline = readonly (readonly [number, number])[];

function polygon(corners: number, turn: number): Outline {
  const points: [number, number][] = [];
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (corner * 2 * Math.PI) / corners;
    points.push([Math.cos(angle), Math.sin(angle)]);
  }
  return points;
}

function cross(arm: number): Outline {
  return [
    [arm, -arm],
    [1, -arm],
    [1, arm],
    [arm, arm],
    [arm, 1],
    [-arm, 1],
    [-arm, arm],
    [-1, arm],
    [-1, -arm],
    [-arm, -arm],
    [-arm, -1],
    [arm, -1],
  ];
}

function star(points: number, inner: number): Outline {
  const outline: [number, number][] = [];
  for (let corner = 0; corner < points * 2; corner += 1) {
    const angle = (corner * Math.PI) / points;
    const reach = corner % 2 === 0 ? 1.15 : inner;
    outline.push([reach * Math.cos(angle), reach * Math.sin(angle)]);
  }
  return outline;
}

const OUTLINES: Readonly<Record<Kind, Outline>> = {
  request: polygon(24, 0),
  "pre-prepare": [
    [-0.82, -0.82],
    [0.82, -0.82],
    [0.82, 0.82],
    [-0.82, 0.82],
  ],
  prepare: [
    [1.1, 0],
    [-0.8, 0.95],
    [-0.8, -0.95],
  ],
  commit: [
    [1.12, 0],
    [0, 0.95],
    [-1.12, 0],
    [0, -0.95],
  ],
  reply: polygon(24, 0),
  checkpoint: polygon(6, 0),
  "view-change": [
    [1.1, 0],
    [0.1, 0.95],
    [-0.8, 0.95],
    [0.2, 0],
    [-0.8, -0.95],
    [0.1, -0.95],
  ],
  "new-view": star(5, 0.5),
  state: cross(0.4),
  "fetch-state": cross(0.4),
  status: polygon(12, 0),
  other: polygon(5, 0),
};

/** A reply is a ring, so that it differs from a request, which is a disc; who asks for a state holds none yet. */
export const HOLLOW: ReadonlySet<Kind> = new Set<Kind>(["reply", "fetch-state"]);
/** Kinds whose sign has a point, which is turned to where the message goes. The others are upright: a diamond that is
 *  turned is a square. */
export const POINTED: ReadonlySet<Kind> = new Set<Kind>(["prepare", "view-change"]);
/** Housekeeping is drawn smaller than the messages of the agreement itself. */
const SCALE: Partial<Record<Kind, number>> = { status: 0.5, other: 0.85, reply: 0.82 };

export function outline(kind: Kind): Outline {
  return OUTLINES[kind];
}

/** How large a glyph of this kind is, relative to the others. */
export function scale(kind: Kind): number {
  return SCALE[kind] ?? 1;
}

/** The outline as SVG path data, for a glyph of `size` pixels' radius around the origin. */
export function outlinePath(kind: Kind, size: number): string {
  const reach = size * scale(kind);
  const points = outline(kind).map(([x, y]) => `${(x * reach).toFixed(2)} ${(y * reach).toFixed(2)}`);
  return `M ${points.join(" L ")} Z`;
}
