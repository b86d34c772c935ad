import { describe, expect, it } from "vitest";
import type { TraceRecord } from "../../src/engine/engine.ts";
import { align } from "../../src/model/comparison.ts";

function crash(replica: number, atMs: number): TraceRecord {
  return { id: atMs, atMs, what: { type: "command", command: { do: "crash", replica } } };
}

/** The rows as pairs of replicas. */
function pairs(a: readonly TraceRecord[], b: readonly TraceRecord[]): (number | undefined)[][] {
  const crashed = (record: TraceRecord | undefined) =>
    record?.what.type === "command" && record.what.command.do === "crash"
      ? record.what.command.replica
      : undefined;
  return align(a, b).map((row) => [crashed(row.a), crashed(row.b)]);
}

describe("two branches side by side", () => {
  it("have what happened in both in one row, at whatever time", () => {
    const a = [crash(0, 1), crash(1, 2), crash(3, 9)];
    const b = [crash(1, 5), crash(2, 6), crash(3, 7)];
    expect(pairs(a, b)).toEqual([
      [0, undefined],
      [1, 1],
      [undefined, 2],
      [3, 3],
    ]);
  });

  it("stay in the order of time, and lose nothing", () => {
    const a = [crash(0, 1), crash(1, 4)];
    const b = [crash(1, 2), crash(0, 3)];
    const rows = pairs(a, b);
    expect(rows.flatMap(([one]) => one ?? [])).toEqual([0, 1]);
    expect(rows.flatMap(([, other]) => other ?? [])).toEqual([1, 0]);
    expect(rows).toHaveLength(3);
  });

  it("begin with whichever happened first where they have nothing in common", () => {
    expect(pairs([crash(0, 5)], [crash(1, 2)])).toEqual([
      [undefined, 1],
      [0, undefined],
    ]);
    expect(pairs([], [])).toEqual([]);
  });
});
