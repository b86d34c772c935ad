import { describe, expect, it } from "vitest";
import { LaneHistory } from "../../src/model/lane-history.ts";
import { endsBefore } from "../../src/model/message-ends.ts";
import { RECORD_KINDS } from "../../src/model/record-kinds.ts";
import { endOf, NOBODY, STRIDE, TimelineRecords } from "../../src/model/timeline-records.ts";
import { KIND_NAMES, longRun, message, type Row, recordsOf, words } from "./timeline-rows.ts";

describe("the timeline's records", () => {
  it("are read as the engine writes them, times beyond 32 bits of microseconds included", () => {
    const records = recordsOf([
      { sort: "sent", atMs: 5_000_000_000.125, node: 1, kind: "COMMIT", number: 7, view: 3, step: 9 },
      { sort: "dropped", atMs: 5_000_000_001, node: 1, other: 2, kind: "COMMIT", back: 1 },
    ]);
    expect(records.at(0)).toBe(5_000_000_000.125);
    expect([records.node(0), records.other(0)]).toEqual([1, NOBODY]);
    expect([records.number(0), records.view(0), records.step(0)]).toEqual([7, 3, 9]);
    expect(records.cause(1)).toBe(0);
    expect(records.sentAt(1)).toBe(records.at(0));
    expect(records.arrowCount).toBe(1);
  });

  it("take a sort that they do not know for one that is not drawn", () => {
    const records = new TimelineRecords(["news-of-tomorrow", "executed"], KIND_NAMES);
    const rows = words([
      { sort: "other", atMs: 1, node: 0 },
      { sort: "sent", atMs: 2, node: 0 },
    ]);
    records.append(rows, 0);
    expect(RECORD_KINDS[records.sort(0)]).toBe("other");
    expect(RECORD_KINDS[records.sort(1)]).toBe("executed");
    expect(records.markCount).toBe(1);
  });

  it("find every message of a stretch of time, as a look at each of them does", () => {
    const records = recordsOf(longRun(3000));
    for (const [fromMs, toMs] of [
      [0, 50],
      [1000, 1010],
      [2999.5, 3000],
      [5990, 9000],
      [-10, 20_000],
    ] as const) {
      const found = new Set<number>();
      records.arrowRanges(fromMs, toMs, (from, to) => {
        for (let index = from; index < to; index += 1) {
          found.add(records.arrow(index));
        }
      });
      for (let index = 0; index < records.arrowCount; index += 1) {
        const row = records.arrow(index);
        if (records.at(row) >= fromMs && records.sentAt(row) <= toMs) {
          expect(found.has(row), `row ${row} of ${fromMs} to ${toMs}`).toBe(true);
        }
      }
    }
  });

  it("pass over what is neither near nor still on its way", () => {
    const records = recordsOf(longRun(3000));
    let looked = 0;
    records.arrowRanges(1000, 1010, (from, to) => {
      looked += to - from;
    });
    expect(looked).toBeLessThan(600);
  });

  it("know the step of a moment and the moment of a step", () => {
    const records = recordsOf([
      { sort: "submit", atMs: 0, step: 1 },
      { sort: "sent", atMs: 0, step: 1 },
      { sort: "delivered", atMs: 4, step: 2 },
      { sort: "executed", atMs: 4, step: 2 },
      { sort: "delivered", atMs: 9, step: 3 },
    ]);
    expect([records.stepAt(-1), records.stepAt(0), records.stepAt(3.9)]).toEqual([0, 1, 1]);
    expect([records.stepAt(4), records.stepAt(100)]).toEqual([2, 3]);
    expect([records.timeOfStep(2), records.timeOfStep(3)]).toEqual([4, 9]);
  });
});

describe("the timeline's records, as they grow", () => {
  it("are the same in one piece and in many", () => {
    const rows = words(longRun(500));
    const whole = recordsOf(longRun(500));
    const pieces = new TimelineRecords([...RECORD_KINDS], KIND_NAMES);
    for (let from = 0; from < 1000; from += 70) {
      pieces.append(rows.subarray(from * STRIDE, (from + 70) * STRIDE), from);
    }
    expect(pieces.count).toBe(whole.count);
    expect(pieces.arrowCount).toBe(whole.arrowCount);
    for (let index = 0; index < whole.arrowCount; index += 1) {
      expect(pieces.arrow(index)).toBe(whole.arrow(index));
    }
  });

  it("replace what follows when the run takes another way", () => {
    const records = recordsOf([
      ...message(0, 1, 0, 5),
      ...message(1, 2, 6, 9),
      { sort: "executed", atMs: 9, node: 2 },
    ]);
    records.append(words([{ sort: "crash", atMs: 7, node: 1 }]), 3);
    expect(records.end).toBe(4);
    expect(records.arrowCount).toBe(1);
    expect(records.markCount).toBe(1);
    expect(RECORD_KINDS[records.sort(records.mark(0))]).toBe("crash");
    expect(records.endMs).toBe(7);
  });

  it("start again after a gap, and keep the numbers of the records", () => {
    const records = recordsOf(message(0, 1, 0, 5));
    records.append(words(message(2, 3, 90, 95)), 100);
    expect([records.first, records.end, records.count]).toEqual([100, 102, 2]);
    expect(records.rowOf(101)).toBe(1);
    expect(records.rowOf(1)).toBeUndefined();
  });

  it("forget the oldest of very many, and still find the others", () => {
    const run = words(longRun(130_000));
    const records = new TimelineRecords([...RECORD_KINDS], KIND_NAMES);
    for (let piece = 0; piece < 5; piece += 1) {
      records.append(run, piece * 260_000);
    }
    expect(records.end).toBe(1_300_000);
    expect(records.count).toBeLessThanOrEqual(1_200_000);
    expect(records.first).toBe(1_300_000 - records.count);
    const last = records.arrow(records.arrowCount - 1);
    expect(last).toBe(records.count - 1);
    expect(records.at(last) - records.sentAt(last)).toBeGreaterThanOrEqual(1);
  });
});

describe("the lanes' history", () => {
  const rows = [
    { sort: "view-change-started", atMs: 1, node: 1, view: 1 },
    { sort: "crash", atMs: 2, node: 0 },
    { sort: "view-entered", atMs: 3, node: 1, view: 1 },
    { sort: "pause", atMs: 4, node: 2 },
    { sort: "resume", atMs: 5, node: 2 },
    { sort: "restart", atMs: 6, node: 0, amnesic: true },
  ] as const;

  function history() {
    const records = recordsOf(rows);
    const lanes = new LaneHistory();
    lanes.follow(records, 0);
    return { records, lanes };
  }

  it("knows when a node was down, paused and up again", () => {
    const { lanes } = history();
    expect(lanes.health(0).map(({ atMs, state }) => [atMs, state])).toEqual([
      [0, "up"],
      [2, "down"],
      [6, "up"],
    ]);
    expect(lanes.health(2).map(({ state }) => state)).toEqual(["up", "paused", "up"]);
    expect(lanes.health(3)).toHaveLength(1);
  });

  it("knows the views that the engine reported, and none after a lost disk", () => {
    const { lanes } = history();
    expect(lanes.views(1).map(({ state }) => state)).toEqual([
      { view: 0, active: true },
      { view: 1, active: false },
      { view: 1, active: true },
    ]);
    expect(lanes.views(0).at(-1)?.state).toBeUndefined();
  });

  it("forgets what has been replaced", () => {
    const { records, lanes } = history();
    records.append(words([{ sort: "resume", atMs: 3.5, node: 3 }]), 3);
    lanes.follow(records, 3);
    expect(lanes.health(2)).toHaveLength(1);
    expect(lanes.health(0).map(({ state }) => state)).toEqual(["up", "down"]);
    expect(lanes.views(1)).toHaveLength(3);
  });

  // Each round a replica crashes, comes back and enters a view, beside many messages.
  const ROUND = 20_000;
  function round(number: number): Row[] {
    const startMs = number * 10_000;
    const filler = Array.from(
      { length: ROUND - 3 },
      (_, place): Row => ({ sort: "sent", atMs: startMs + 3 + place / 10, node: 1 }),
    );
    return [
      { sort: "crash", atMs: startMs, node: 0 },
      { sort: "restart", atMs: startMs + 1, node: 0 },
      { sort: "view-entered", atMs: startMs + 2, node: 0, view: number },
      ...filler,
    ];
  }

  it("keeps no more at the end of a very long run than at its half, and the state of its oldest record", () => {
    const records = recordsOf([]);
    const lanes = new LaneHistory();
    const most = { half: 0, end: 0 };
    for (let number = 0; number < 240; number += 1) {
      records.append(words(round(number)), number * ROUND);
      lanes.follow(records, number * ROUND);
      const half = number < 120 ? "half" : "end";
      most[half] = Math.max(most[half], lanes.health(0).length + lanes.views(0).length);
    }
    expect(records.first).toBeGreaterThan(0);
    expect(most.end).toBeLessThanOrEqual(most.half);
    const [oldest] = lanes.views(0);
    expect(oldest?.record).toBeLessThanOrEqual(records.first);
    expect(oldest?.state?.view).toBeGreaterThanOrEqual(Math.floor(records.first / ROUND) - 1);
    // Rows of a time that was forgotten: what was known of later ones is another run.
    records.append(words([{ sort: "pause", atMs: 1, node: 0 }]), 10);
    lanes.follow(records, 10);
    expect(lanes.health(0).map(({ state }) => state)).toEqual(["paused"]);
    expect(lanes.views(0).map(({ record }) => record)).toEqual([-1]);
  });
});

describe("the end of a message", () => {
  const FAULT = 1 << 17;
  const FORGED = 1 << 18;
  const refusal = (flags: number): ReturnType<typeof words> => {
    const rows = words([
      ...message(3, 1, 1, 2),
      { sort: "message-refused", atMs: 2, node: 1, back: 1, kind: "PREPARE" },
    ]);
    rows[2 * STRIDE + 4] = (rows[2 * STRIDE + 4] ?? 0) | flags;
    return rows;
  };
  const end = (flags: number) => {
    const records = new TimelineRecords([...RECORD_KINDS], KIND_NAMES);
    records.append(refusal(flags), 0);
    return endOf(records, 1);
  };

  it("is distinguished: forged, refused for a fault, or refused as also among correct nodes", () => {
    expect([end(FAULT | FORGED), end(FAULT), end(0)]).toEqual(["forged", "refused", "arrived"]);
    const lost = recordsOf([
      { sort: "sent", atMs: 1, node: 0, other: 1 },
      { sort: "dropped", atMs: 1, node: 0, other: 1, back: 1 },
    ]);
    expect(endOf(lost, 1)).toBe("lost");
  });

  it("stays in the picture for a moment, and not before its step", () => {
    const records = new TimelineRecords([...RECORD_KINDS], KIND_NAMES);
    records.append(refusal(FAULT | FORGED), 0);
    const ends = (step: number, nowMs: number) => endsBefore(records, step, nowMs).map(({ end }) => end);
    expect(ends(9, 2)).toEqual(["forged"]);
    expect(ends(9, 10)).toEqual(["forged"]);
    expect(ends(9, 40)).toEqual([]);
    expect(ends(0, 2)).toEqual([]);
    expect(ends(9, 1.5)).toEqual([]);
  });
});
