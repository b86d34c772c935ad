import { describe, expect, it } from "vitest";
import { PacketRows, STRIDE } from "../../src/model/packets.ts";
import { layOut } from "../../src/stage/geometry.ts";
import { alphaOf, cellAt, hueOf, matrixBox, matrixOf, ticksOf } from "../../src/stage/heat-matrix.ts";
import { numberAt, numberRows, ringUnits } from "../../src/stage/ring-shape.ts";

const KINDS = ["PREPARE", "COMMIT"];

/** Messages as kind, sender and recipient. */
function packets(messages: readonly (readonly [kind: number, from: number, to: number])[]): PacketRows {
  const numbers = new Float32Array(messages.length * STRIDE);
  messages.forEach(([kind, from, to], row) => {
    numbers.set([row, kind, from, to], row * STRIDE);
  });
  return new PacketRows(numbers, KINDS, messages.length);
}

describe("the heat matrix", () => {
  const layout = layOut(900, 400, 31, 1);
  const options = { hidden: new Set<never>(), glide: true };

  it("counts the messages from each node to each other, in the colour of most of them", () => {
    const rows = packets([
      [0, 2, 5],
      [1, 2, 5],
      [1, 2, 5],
      [0, 31, 0],
    ]);
    const matrix = matrixOf(rows, layout, options);
    expect(matrix.nodes).toBe(32);
    expect(matrix.counts[2 * 32 + 5]).toBe(3);
    expect(hueOf(matrix, 2 * 32 + 5)).toBe("commit");
    expect(matrix.counts[31 * 32]).toBe(1);
    expect(matrix.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it("leaves out the kinds that are hidden", () => {
    const rows = packets([
      [0, 2, 5],
      [1, 2, 5],
    ]);
    const matrix = matrixOf(rows, layout, { ...options, hidden: new Set(["commit"] as const) });
    expect(matrix.counts[2 * 32 + 5]).toBe(1);
    expect(hueOf(matrix, 2 * 32 + 5)).toBe("prepare");
  });

  it("is darker for more messages, and never as light as none", () => {
    const alphas = [0, 1, 2, 4, 8, 100].map(alphaOf);
    expect(alphas[0]).toBe(0);
    expect(alphas[1]).toBeGreaterThan(0.3);
    expect(alphas.at(-1)).toBe(1);
    expect([...alphas].sort((a, b) => a - b)).toEqual(alphas);
  });

  it.each([
    [900, 400, 31],
    [900, 400, 100],
    [660, 440, 31],
    [390, 386, 100],
  ])("lies inside the ring, on no node: %i by %i, n = %i", (width, height, n) => {
    const { replicas, ...others } = layOut(width, height, n, 1, true);
    const { left, top, side } = matrixBox({ replicas, ...others });
    for (const { x, y, radius } of replicas) {
      const near = { x: Math.min(left + side, Math.max(left, x)), y: Math.min(top + side, Math.max(top, y)) };
      expect(Math.hypot(x - near.x, y - near.y)).toBeGreaterThan(radius);
    }
  });

  it("names the sender and the recipient of a cell", () => {
    const box = { left: 100, top: 50, side: 64 };
    expect(cellAt(box, 32, { x: 100 + 2 * 5 + 1, y: 50 + 2 * 2 + 1 })).toEqual({ from: 2, to: 5 });
    expect(cellAt(box, 32, { x: 99, y: 60 })).toBeUndefined();
    expect(cellAt(box, 32, { x: 120, y: 115 })).toBeUndefined();
  });

  it("has numbers beside it that leave each other room", () => {
    const ticks = ticksOf({ left: 0, top: 0, side: 180 }, 101, 100);
    expect(ticks.map(({ node }) => node)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });
});

describe("the ring", () => {
  it.each([
    ["wide", 31],
    ["tall", 31],
    ["wide", 100],
    ["wide", 7],
  ] as const)("has neighbours at equal distances, %s with %i nodes", (orientation, n) => {
    const ratio = 1.75;
    const points = ringUnits(orientation, n, ratio).map(({ x, y }) => ({ x: x * ratio, y }));
    const apart = points.map((a, id) => {
      const b = points[(id + 1) % n] ?? a;
      return Math.hypot(a.x - b.x, a.y - b.y);
    });
    // Along the oval they are equal; straight through the air nearly so.
    expect(Math.min(...apart) / Math.max(...apart)).toBeGreaterThan(n > 7 ? 0.97 : 0.85);
  });

  it("has all numbers in one row where they fit, in two where they are too wide, and then every second", () => {
    expect(numberRows(44, 31)).toEqual({ rows: 1, every: 1 });
    expect(numberRows(13, 100)).toEqual({ rows: 2, every: 1 });
    expect(numberRows(8, 100)).toEqual({ rows: 2, every: 2 });
  });

  it("has the numbers outside of its nodes", () => {
    const out = { x: 0.6, y: -0.8 };
    const first = numberAt(0, 31, 44, 11, out);
    const next = numberAt(1, 100, 13, 4, out);
    expect(Math.hypot(first?.x ?? 0, first?.y ?? 0)).toBeGreaterThan(11 + 6);
    expect(Math.hypot(next?.x ?? 0, next?.y ?? 0)).toBeGreaterThan(4 + 6 + 13);
    expect(numberAt(1, 100, 8, 4, out)).toBeUndefined();
  });
});
