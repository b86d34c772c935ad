import { describe, expect, it } from "vitest";
import type { Branch } from "../../src/engine/engine.ts";
import { forksOf } from "../../src/model/branches.ts";
import { RequestStarts } from "../../src/model/request-starts.ts";
import { flagsAt, flagsOf, forksAt } from "../../src/timeline/flags.ts";
import { layOutTimeline } from "../../src/timeline/layout.ts";
import { type Row, recordsOf } from "./timeline-rows.ts";

const layout = layOutTimeline(900, 170, 4, 1, true);
const window = { fromMs: 0, spanMs: 100, mode: "free" } as const;
const chapter = (atMs: number) => ({ atMs, pause: false, text: { en: "" } });

describe("the flags of the chapters", () => {
  it("say which chapter is the present one", () => {
    const states = flagsAt([5, 20, 60].map(chapter), 20).map(({ number, state }) => [number, state]);
    expect(states).toEqual([
      [1, "past"],
      [2, "now"],
      [3, "later"],
    ]);
    expect(flagsAt([chapter(5)], 0)[0]?.state).toBe("later");
  });

  it("are at their times, and only those in the window", () => {
    const flags = flagsOf({ layout, window, flags: flagsAt([0, 50, 100, 130].map(chapter), 0) });
    const at = (ms: number) => layout.left + ((layout.right - layout.left) * ms) / 100;
    expect(flags.map(({ x }) => x).sort((a, b) => a - b)).toEqual([at(0), at(50)]);
  });

  it("lie on no other: of those that are near to each other one has its pennant, and the present one always", () => {
    const crowd = Array.from({ length: 100 }, (_, index) => chapter(index));
    const flags = flagsOf({ layout, window, flags: flagsAt(crowd, 42) });
    const shown = flags.filter((flag) => flag.shown).sort((a, b) => a.x - b.x);
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.map(({ number }) => number)).toContain(43);
    shown.slice(1).forEach(({ x }, before) => {
      const left = shown[before];
      expect(x).toBeGreaterThan((left?.x ?? 0) + (left?.length ?? 0) + 5);
    });
  });

  it("have their own room above the names of the steps", () => {
    const plain = layOutTimeline(900, 170, 4, 1);
    expect(layout.phaseTop).toBeGreaterThanOrEqual(plain.phaseTop + 8);
    expect(layout.top - layout.phaseTop).toBe(plain.top - plain.phaseTop);
  });
});

describe("the forks of the branches", () => {
  const branch = (id: number, parent: number | undefined, forkedAtMs: number, present = false): Branch => ({
    id,
    ...(parent === undefined ? {} : { parent }),
    forkedAt: forkedAtMs,
    forkedAtMs,
    lastStep: 100,
    lastMs: 100,
    present,
    commands: 0,
  });

  it("are where each other branch and the present one part", () => {
    const branches = [branch(0, undefined, 0), branch(1, 0, 40), branch(2, 1, 70, true), branch(3, 0, 10)];
    expect(forksOf(branches)).toEqual([
      { atMs: 40, branch: 1 },
      { atMs: 70, branch: 2 },
      { atMs: 10, branch: 4 },
    ]);
    const first = branches.map((one) => ({ ...one, present: one.id === 0 }));
    expect(forksOf(first).map(({ atMs }) => atMs)).toEqual([40, 40, 10]);
  });

  it("have one place for those of one time", () => {
    const forks = [
      { atMs: 40, branch: 2 },
      { atMs: 40, branch: 3 },
      { atMs: 400, branch: 4 },
    ];
    expect(forksAt({ layout, window, forks }).map((fork) => fork.branch)).toEqual([2]);
  });
});

describe("the starts of requests", () => {
  const sent = (node: number, number: number, atMs: number, kind = "REQUEST"): Row => ({
    sort: "sent",
    node,
    other: 0,
    number,
    atMs,
    kind,
    value: 10 * number,
  });

  it("are what a client sends first, not its retransmissions, and not what a replica relays", () => {
    const starts = new RequestStarts();
    const rows = [
      sent(4, 1, 0),
      sent(4, 1, 50),
      sent(2, 1, 51),
      sent(0, 1, 52, "PREPARE"),
      sent(5, 1, 60),
      sent(4, 2, 70),
    ];
    starts.follow(recordsOf(rows), 0, 4);
    expect(starts.list.map(({ node, number, step, value }) => [node, number, step, value])).toEqual([
      [4, 1, 0, 10],
      [5, 1, 4, 10],
      [4, 2, 5, 20],
    ]);
    expect([-1, 0, 3, 4, 99].map((step) => starts.at(step))).toEqual([-1, 0, 0, 1, 2]);
  });

  it("are those of the present branch", () => {
    const starts = new RequestStarts();
    const records = recordsOf([sent(4, 1, 0), sent(4, 2, 10), sent(4, 3, 20)]);
    starts.follow(records, 0, 4);
    const before = starts.list;
    starts.follow(records, 3, 4);
    expect(starts.list).toBe(before);
    const other = recordsOf([sent(4, 1, 0), sent(4, 2, 15)]);
    starts.follow(other, 1, 4);
    expect(starts.list.map(({ number, atMs }) => [number, atMs])).toEqual([
      [1, 0],
      [2, 15],
    ]);
  });
});
