import { describe, expect, it } from "vitest";
import { highlightsOf, nodeOf } from "../../src/model/highlights.ts";
import { message, recordsOf } from "./timeline-rows.ts";

const RECORDS = recordsOf([
  { sort: "submit", atMs: 0, node: 4 },
  ...message(4, 0, 0, 10, "REQUEST"),
  { sort: "request-accepted", atMs: 10, node: 0 },
  { sort: "sent", atMs: 10, node: 0, kind: "PRE-PREPARE" },
  { sort: "delivered", atMs: 21, node: 0, other: 2, kind: "PRE-PREPARE", back: 1 },
  { sort: "dropped", atMs: 22, node: 0, other: 3, kind: "PRE-PREPARE", back: 2 },
  { sort: "pre-prepared", atMs: 21, node: 2 },
  { sort: "delivered", atMs: 30, node: 0, other: 2, kind: "PRE-PREPARE", back: 4 },
  { sort: "partition", atMs: 40 },
]);

describe("highlights of an answer", () => {
  it("is each node that its records concern, and each way that a message went, once", () => {
    const { nodes, paths } = highlightsOf(RECORDS, [0, 1, 2, 5, 7, 8]);
    expect([...nodes].sort()).toEqual([0, 2, 4]);
    expect(paths).toEqual([
      { from: 4, to: 0, kind: "request", lost: false },
      { from: 0, to: 2, kind: "pre-prepare", lost: false },
    ]);
  });

  it("is a lost message apart from one that arrived, and a sending to all no way", () => {
    expect(highlightsOf(RECORDS, [4, 6])).toEqual({
      nodes: new Set([0, 3]),
      paths: [{ from: 0, to: 3, kind: "pre-prepare", lost: true }],
    });
  });

  it("are none of records that are absent, or concern no node", () => {
    expect(highlightsOf(RECORDS, [9, 99])).toEqual({ nodes: new Set(), paths: [] });
  });

  it("leads to one node: the one that a message went to, or whose fact it is", () => {
    expect([nodeOf(RECORDS, 2), nodeOf(RECORDS, 4), nodeOf(RECORDS, 7)]).toEqual([0, 0, 2]);
    expect([nodeOf(RECORDS, 9), nodeOf(RECORDS, 99)]).toEqual([undefined, undefined]);
  });
});
