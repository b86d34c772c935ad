import { describe, expect, it } from "vitest";
import { layOut } from "../../src/stage/geometry.ts";
import { halvesOf, isLine, partingLines, type Stroke, sidesOf } from "../../src/stage/partition-line.ts";
import type { Point } from "../../src/ui/local-coordinates.ts";

const layout = layOut(950, 468, 4, 1);
/** Between the upper and the lower replicas, below the client's middle. */
const across: Stroke = { from: { x: 300, y: 240 }, to: { x: 700, y: 240 } };
const turned = ({ from, to }: Stroke): Stroke => ({ from: to, to: from });
const area = (corners: readonly Point[]) =>
  Math.abs(
    corners.reduce((sum, { x, y }, index) => {
      const next = corners[(index + 1) % corners.length] ?? { x, y };
      return sum + x * next.y - next.x * y;
    }, 0) / 2,
  );

describe("a line through the stage", () => {
  it("has the nodes on its two sides, that of replica 0 first, however it was drawn", () => {
    // Replicas 0 and 1 are above, 2 and 3 below; the client, node 4, is in the middle of the left side.
    expect(sidesOf(across, layout)).toEqual([
      [0, 1, 4],
      [2, 3],
    ]);
    expect(sidesOf(turned(across), layout)).toEqual(sidesOf(across, layout));
  });

  it("reaches from edge to edge of the stage, however short it was drawn", () => {
    const short = { from: { x: 600, y: 240 }, to: { x: 630, y: 240 } };
    expect(sidesOf(short, layout)).toEqual(sidesOf(across, layout));
  });

  it("puts the client on its own side", () => {
    const behindClient = { from: { x: 200, y: 0 }, to: { x: 200, y: 468 } };
    expect(sidesOf(behindClient, layout)).toEqual([[0, 1, 2, 3], [4]]);
  });

  it("separates nothing where all nodes are on one side, or where it is only a point", () => {
    expect(sidesOf({ from: { x: 0, y: 5 }, to: { x: 950, y: 5 } }, layout)).toBeUndefined();
    expect(sidesOf({ from: { x: 600, y: 240 }, to: { x: 602, y: 240 } }, layout)).toBeUndefined();
    expect(isLine({ from: { x: 1, y: 1 }, to: { x: 1, y: 1 } })).toBe(false);
  });

  it("puts every node into one of the groups, also one that it runs through", () => {
    for (const n of [1, 2, 7, 31, 100]) {
      const places = layOut(950, 468, n, 3);
      const middle = places.replicas[0];
      const through = { from: { x: middle?.x ?? 0, y: 0 }, to: { x: middle?.x ?? 0, y: 468 } };
      const sides = sidesOf(through, places);
      expect(sides?.flat().toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: n + 3 }, (_, node) => node),
      );
    }
  });

  it("cuts the stage into two parts that are together the whole", () => {
    const strokes = [
      across,
      turned(across),
      { from: { x: 0, y: 0 }, to: { x: 950, y: 468 } },
      { from: { x: 100, y: 300 }, to: { x: 400, y: 50 } },
    ];
    for (const stroke of strokes) {
      const [first, second] = halvesOf(stroke, layout);
      expect(area(first) + area(second)).toBeCloseTo(950 * 468, 3);
    }
    const [first] = halvesOf(across, layout);
    expect(Math.max(...first.map(({ y }) => y))).toBeCloseTo(240);
  });
});

describe("the line of a partition", () => {
  const ring = layOut(900, 500, 4, 1);

  it("separates the groups, whichever they are", () => {
    for (const groups of [
      [
        [0, 1],
        [2, 3, 4],
      ],
      [[0], [1, 2, 3]],
      [
        [0, 3, 4],
        [1, 2],
      ],
    ]) {
      const [line, ...more] = partingLines(groups, ring);
      expect(more).toEqual([]);
      const sides = line && sidesOf(line, ring);
      const sideOf = (node: number) => (sides?.[0].includes(node) ? 0 : 1);
      const found = groups.map((group) => new Set(group.map(sideOf)));
      expect(found.map((side) => side.size)).toEqual([1, 1]);
      expect([...(found[0] ?? [])]).not.toEqual([...(found[1] ?? [])]);
    }
  });

  it("is missing where no straight line separates them, and there is one fewer than there are groups", () => {
    expect(
      partingLines(
        [
          [0, 2],
          [1, 3],
        ],
        ring,
      ),
    ).toEqual([]);
    expect(partingLines([[0], [1], [2, 3]], ring)).toHaveLength(2);
  });
});
