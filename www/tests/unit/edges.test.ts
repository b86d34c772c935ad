import { describe, expect, it } from "vitest";
import { stops } from "../../src/model/stopped-links.ts";
import { model } from "./view-models.ts";

const LINK = {
  latencyMs: { constant: 1 },
  loss: [0, 1],
  duplicate: [0, 1],
  reorder: [0, 1],
} satisfies Partial<ReturnType<typeof model>["links"][number]>;

describe("the ways that are stopped", () => {
  it("are none in a whole network", () => {
    expect(stops(model())).toEqual([]);
    const slow = { ...LINK, from: 0, to: 1, up: true, hold: false };
    expect(stops({ ...model(), links: [slow] })).toEqual([]);
  });

  it("are those of links that are cut or held, one way each", () => {
    const links = [
      { ...LINK, from: 0, to: 1, up: false, hold: false },
      { ...LINK, from: 2, to: 1, up: true, hold: true },
    ];
    expect(stops({ ...model(), links })).toEqual([
      { from: 0, to: 1, why: "cut" },
      { from: 2, to: 1, why: "held" },
    ]);
  });

  it("are both ways between the groups of a partition, and none to a node in no group", () => {
    const found = stops({ ...model(), partition: { groups: [[0], [1, 2]], oneWay: false } });
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 0],
    ]);
  });

  it("are only those to later groups when one way is cut, each once", () => {
    const links = [{ ...LINK, from: 0, to: 4, up: true, hold: true }];
    const found = stops({ ...model(), links, partition: { groups: [[0], [1, 4]], oneWay: true } });
    expect(found).toEqual([
      { from: 0, to: 4, why: "cut" },
      { from: 0, to: 1, why: "cut" },
    ]);
  });
});
