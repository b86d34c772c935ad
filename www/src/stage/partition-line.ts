// A line drawn through the stage, and the nodes on either side of it. Pure arithmetic: no document, no engine.

import type { Point } from "../ui/local-coordinates.ts";
import type { Layout } from "./geometry.ts";

export interface Stroke {
  readonly from: Point;
  readonly to: Point;
}

/** The nodes on either side, the side of replica 0 (or of the first node there is) first. */
export type Sides = readonly [readonly number[], readonly number[]];

/** A shorter stroke has no clear direction. */
const STROKE_MIN = 20;

export function isLine({ from, to }: Stroke): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) >= STROKE_MIN;
}

/** On which side of the line, as if it had no ends, a point lies: above 0, below 0, or on it. */
function sideOf({ from, to }: Stroke, { x, y }: Point): number {
  return (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x);
}

/** The nodes on either side; undefined when all are on one. */
export function sidesOf(
  stroke: Stroke,
  { replicas, clients }: Pick<Layout, "replicas" | "clients">,
): Sides | undefined {
  const beyond = [...replicas, ...clients].map((place) => sideOf(stroke, place) > 0);
  const nodes = (side: boolean | undefined) =>
    beyond.flatMap((itsSide, node) => (itsSide === side ? [node] : []));
  const first = beyond[0];
  const sides: Sides = [nodes(first), nodes(!first)];
  return isLine(stroke) && sides[1].length > 0 ? sides : undefined;
}

/** The two parts into which the line cuts the box, that of the first node first, as corners in order. */
export function halvesOf(stroke: Stroke, { width, height, replicas, clients }: Layout): [Point[], Point[]] {
  const corners = [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ];
  const beyond = clip(corners, (point) => sideOf(stroke, point));
  const before = clip(corners, (point) => -sideOf(stroke, point));
  const [first] = [...replicas, ...clients];
  return first && sideOf(stroke, first) > 0 ? [beyond, before] : [before, beyond];
}

/** What of a polygon lies where `height` is not below 0, by Sutherland and Hodgman. */
function clip(corners: readonly Point[], height: (point: Point) => number): Point[] {
  return corners.flatMap((corner, index) => {
    const next = corners[(index + 1) % corners.length] ?? corner;
    const [here, there] = [height(corner), height(next)];
    const kept = here >= 0 ? [corner] : [];
    if (here >= 0 === there >= 0) {
      return kept;
    }
    const share = here / (here - there);
    return [
      ...kept,
      { x: corner.x + (next.x - corner.x) * share, y: corner.y + (next.y - corner.y) * share },
    ];
  });
}

/** Directions that are tried for a line between groups. */
const DIRECTIONS = 60;
/** A line that is nearer to a node than this would seem to run through it. */
const CLEARANCE = 12;

/** Straight lines that separate the groups of a partition from each other: for each group but the last one, from all later ones. Empty
 *  where the nodes are placed so that a group cannot be separated. */
export function partingLines(
  groups: readonly (readonly number[])[],
  { width, height, replicas, clients }: Layout,
): Stroke[] {
  const places = [...replicas, ...clients];
  const at = (nodes: readonly number[]) => nodes.flatMap((node) => places[node] ?? []);
  const reach = Math.hypot(width, height);
  const lines = groups.slice(0, -1).map((group, index) => {
    return parting(at(group), at(groups.slice(index + 1).flat()), reach);
  });
  const drawn = lines.filter((line) => line !== undefined);
  return drawn.length === lines.length ? drawn : [];
}

// The line with most room on both sides, as long as the stage.
function parting(one: readonly Point[], other: readonly Point[], reach: number): Stroke | undefined {
  if (one.length === 0 || other.length === 0) {
    return undefined;
  }
  let best: Stroke | undefined;
  let most = CLEARANCE;
  for (let step = 0; step < 2 * DIRECTIONS; step += 1) {
    const angle = (step * Math.PI) / DIRECTIONS;
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
    const height = ({ x, y }: Point) => x * nx + y * ny;
    const below = Math.max(...one.map(height));
    const above = Math.min(...other.map(height));
    const room = (above - below) / 2;
    if (room > most) {
      most = room;
      const middle = (below + above) / 2;
      const around = centreOf([...one, ...other]);
      const shift = middle - height(around);
      const centre = { x: around.x + nx * shift, y: around.y + ny * shift };
      best = {
        from: { x: centre.x - ny * reach, y: centre.y + nx * reach },
        to: { x: centre.x + ny * reach, y: centre.y - nx * reach },
      };
    }
  }
  return best;
}

function centreOf(points: readonly Point[]): Point {
  const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What a side is called; beyond the alphabet, where each has few nodes, the letters begin again. */
export function letterOf(side: number): string {
  return LETTERS.charAt(side % LETTERS.length);
}
