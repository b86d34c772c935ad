import { describe, expect, it } from "vitest";
import { choicesOf, groupsOf } from "../../src/model/inspected.ts";
import { edgeAt } from "../../src/stage/edges.ts";
import { layOut } from "../../src/stage/geometry.ts";

describe("the groups of a partition", () => {
  it("are those that were chosen, in order, without the nodes in no group", () => {
    expect(groupsOf([1, 2, 1, 0, 2])).toEqual([
      [0, 2],
      [1, 4],
    ]);
    expect(groupsOf([0, 3, 0, 1])).toEqual([[3], [1]]);
    expect(groupsOf([0, 0])).toEqual([]);
  });

  it("can be chosen again from the current partition", () => {
    expect(choicesOf([[0, 2], [1]], 5)).toEqual([1, 2, 1, 0, 0]);
    expect(groupsOf(choicesOf([[3], [1, 2]], 4))).toEqual([[3], [1, 2]]);
  });
});

describe("the link at a point", () => {
  const layout = layOut(950, 468, 4, 1);
  const [a, b] = layout.replicas;
  const middle = { x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, y: ((a?.y ?? 0) + (b?.y ?? 0)) / 2 };

  it("is the one that runs through it, or the nearest within reach", () => {
    expect(edgeAt(layout, middle, 6)).toEqual({ from: 0, to: 1 });
    expect(edgeAt(layout, { x: middle.x, y: middle.y - 5 }, 6)).toEqual({ from: 0, to: 1 });
    expect(edgeAt(layout, { x: middle.x, y: middle.y - 7 }, 6)).toBeUndefined();
  });

  it("is none inside a node, nor beyond the ends", () => {
    expect(edgeAt(layout, { x: a?.x ?? 0, y: a?.y ?? 0 }, 6)).toBeUndefined();
    expect(edgeAt(layout, { x: 900, y: middle.y }, 6)).toBeUndefined();
  });
});
