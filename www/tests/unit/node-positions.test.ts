import { describe, expect, it } from "vitest";
import { type Layout, layOut, type Place } from "../../src/stage/geometry.ts";
import { moveNodes } from "../../src/stage/node-positions.ts";

const BOXES = [
  { width: 950, height: 468 },
  { width: 575, height: 336 },
  { width: 332, height: 496 },
];
const CORNERS = [
  { x: -1, y: -1 },
  { x: 2, y: -1 },
  { x: 2, y: 2 },
  { x: -1, y: 2 },
  { x: 0.5, y: 0.5 },
];
/** As wide as the longest caption of a replica, and as high as one of three lines. */
const TEXT = { width: 170, height: 64 };

function textBox({ caption }: Place): { left: number; right: number; top: number; bottom: number } {
  if (!caption) {
    throw new Error("no caption");
  }
  const { x, y, anchor, side } = caption;
  const left = anchor === "start" ? x : anchor === "middle" ? x - TEXT.width / 2 : x - TEXT.width;
  const top = side === "below" ? y : y - TEXT.height;
  return { left, right: left + TEXT.width, top, bottom: top + TEXT.height };
}

const everywhere = BOXES.flatMap(({ width, height }) =>
  [1, 4, 7, 31, 100].flatMap((n) =>
    CORNERS.map((at): [string, Layout, number] => {
      const base = layOut(width, height, n, 1);
      const moved = moveNodes(
        base,
        new Map([
          [0, at],
          [n, at],
        ]),
      );
      return [`${n} in ${width}x${height} at ${at.x}, ${at.y}`, moved, n];
    }),
  ),
);

describe("a node that was moved", () => {
  it.each(everywhere)(
    "stays inside the stage, with its caption: %s",
    (_, { replicas, clients, width, height }) => {
      for (const place of [replicas[0], clients[0]]) {
        if (!place) {
          throw new Error("no place");
        }
        expect(place.x - place.radius).toBeGreaterThan(0);
        expect(place.y - place.radius).toBeGreaterThan(0);
        expect(place.x + place.radius).toBeLessThan(width);
        expect(place.y + place.radius).toBeLessThan(height);
        if (place.caption) {
          const { left, right, top, bottom } = textBox(place);
          expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
          expect(right).toBeLessThanOrEqual(width);
          expect(bottom).toBeLessThanOrEqual(height);
        }
      }
    },
  );

  it("leaves all others where they are", () => {
    const base = layOut(950, 468, 7, 2);
    const moved = moveNodes(base, new Map([[3, { x: 0.5, y: 0.5 }]]));
    expect(moved.replicas[3]).toMatchObject({ x: 475, y: 234 });
    expect(moved.replicas.toSpliced(3, 1)).toEqual(base.replicas.toSpliced(3, 1));
    expect(moved.clients).toEqual(base.clients);
  });

  it("keeps its part of the stage when that gets another size", () => {
    const at = new Map([[1, { x: 0.25, y: 0.5 }]]);
    expect(moveNodes(layOut(800, 400, 4, 1), at).replicas[1]).toMatchObject({ x: 200, y: 200 });
    expect(moveNodes(layOut(400, 600, 4, 1), at).replicas[1]).toMatchObject({ x: 100, y: 300 });
  });

  it("is put back by forgetting it", () => {
    const base = layOut(950, 468, 4, 1);
    expect(moveNodes(base, new Map())).toBe(base);
  });
});
