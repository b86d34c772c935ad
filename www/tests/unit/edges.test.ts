import { describe, expect, it } from "vitest";
import { linkFaults } from "../../src/model/link-faults.ts";
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

describe("the ways that do not work as the network does", () => {
  it("are cut, held or slower than the others, and not those that only lose more", () => {
    const latencyMs = { constant: 500 };
    const links = [
      { ...LINK, from: 0, to: 1, up: false, hold: false, latencyMs },
      { ...LINK, from: 0, to: 2, up: true, hold: true },
      { ...LINK, from: 0, to: 3, up: true, hold: false, latencyMs },
      { ...LINK, from: 1, to: 2, up: true, hold: false, loss: [1, 2] as [number, number] },
    ];
    expect(linkFaults({ ...model(), links }, true)).toEqual([
      { from: 0, to: 1, why: "cut", ms: undefined },
      { from: 0, to: 2, why: "held", ms: undefined },
      { from: 0, to: 3, why: "slow", ms: [500, 500] },
    ]);
  });

  it("are those that a partition cuts only if asked for: its line shows them", () => {
    const parted = { ...model(), partition: { groups: [[0], [1]], oneWay: false } };
    expect(linkFaults(parted, true)).toHaveLength(2);
    expect(linkFaults(parted, false)).toEqual([]);
  });
});
