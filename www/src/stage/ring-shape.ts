// The ring of replicas: an oval with neighbours at equal distances, and the numbers beside nodes that are too small for them.

import type { Point } from "../ui/local-coordinates.ts";

const TURN = 2 * Math.PI;
/** The number of pieces in which the length of an oval is measured. */
const PIECES = 240;
/** From this many replicas on they keep equal distances. Fewer are at equal angles: four in a rectangle. */
const EQUAL_FROM = 7;

/** The size of a number. */
const NUMBER_HEIGHT = 13;
const DIGIT_WIDTH = 7.5;
const NUMBER_AIR = 4;
/** Between two rows of numbers. */
const ROW = 14;
const ROWS_MAX = 2;

/** The thickness of the ring of a small node with all its votes, as a part of its radius. */
export const THICKNESS = 0.42;

const widthOf = (count: number): number => DIGIT_WIDTH * String(count - 1).length;

/**
 * The places of `count` nodes on an oval, as parts of its two radii; `ratio` is the first radius divided by the second. Replica 0
 * is next to the clients and the others follow clockwise, in mirror symmetry about the line from the clients through the middle,
 * so that no edge of a client runs through a replica.
 */
export function ringUnits(orientation: "wide" | "tall", count: number, ratio: number): Point[] {
  if (count === 1) {
    return [{ x: 0, y: 0 }];
  }
  // From the side of the clients, clockwise.
  const start = orientation === "wide" ? TURN / 2 : -TURN / 4;
  const first = orientation === "wide" ? 0.5 : -0.5;
  const angleAt = count < EQUAL_FROM ? (share: number) => start + share * TURN : equalAngles(start, ratio);
  return Array.from({ length: count }, (_, id) => {
    const angle = angleAt((((id + first) / count) % 1) + (id + first < 0 ? 1 : 0));
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}

/** The angle at a share of the oval's length, from 0 to 1. */
function equalAngles(start: number, ratio: number): (share: number) => number {
  const lengths = [0];
  for (let piece = 0; piece < PIECES; piece += 1) {
    const angle = start + ((piece + 0.5) / PIECES) * TURN;
    lengths.push((lengths.at(-1) ?? 0) + Math.hypot(ratio * Math.sin(angle), Math.cos(angle)));
  }
  const whole = lengths.at(-1) ?? 1;
  return (share) => {
    const after = Math.max(
      1,
      lengths.findIndex((length) => length >= share * whole),
    );
    const [from, to] = [lengths[after - 1] ?? 0, lengths[after] ?? whole];
    return start + ((after - 1 + (share * whole - from) / (to - from)) / PIECES) * TURN;
  };
}

/** In how many rows the numbers of `count` nodes are, where neighbours are this far apart, and which nodes have one. */
export function numberRows(apart: number, count: number): { readonly rows: number; readonly every: number } {
  const room = Math.max(NUMBER_HEIGHT, widthOf(count)) + NUMBER_AIR;
  const rows = Math.max(1, Math.min(ROWS_MAX, Math.ceil(room / apart)));
  const every = [1, 2, 5, 10, 20].find((step) => step * rows * apart >= room) ?? 50;
  return { rows, every };
}

/** The room for the rings and numbers of small nodes, beyond their rims. */
export function numberRoom(apart: number, count: number, radius: number): number {
  const extent = Math.max(NUMBER_HEIGHT, widthOf(count));
  return radius * THICKNESS + NUMBER_AIR + extent + (numberRows(apart, count).rows - 1) * ROW + 2;
}

/** The position of a node's number relative to the node's middle, outside of the ring. `out` leads there, and has length 1. */
export function numberAt(
  id: number,
  count: number,
  apart: number,
  radius: number,
  out: Point,
): Point | undefined {
  const { rows, every } = numberRows(apart, count);
  if (id % every !== 0) {
    return undefined;
  }
  const extent = (Math.abs(out.x) * widthOf(count) + Math.abs(out.y) * NUMBER_HEIGHT) / 2;
  const away = radius * (1 + THICKNESS) + NUMBER_AIR + extent + ((id / every) % rows) * ROW;
  return { x: out.x * away, y: out.y * away };
}
