import { describe, expect, it } from "vitest";
import { NO_PACKETS, PacketRows, STRIDE } from "../../src/model/packets.ts";

const KINDS = ["REQUEST", "PREPARE", "FETCH-BATCH"];

function row(kind: number, from: number, to: number, sent: number, due: number, held = 0): number[] {
  return [0, kind, from, to, sent, due, held, 0, 0, 0].slice(0, STRIDE);
}

describe("packet rows", () => {
  const rows = new PacketRows(
    new Float32Array([...row(1, 0, 3, -5, 15), ...row(2, 2, 1, -4, 4), ...row(0, 4, 0, -1, 9, 1)]),
    KINDS,
  );

  it("are counted", () => {
    expect(rows.count).toBe(3);
    expect(NO_PACKETS.count).toBe(0);
  });

  it("say from where to where, and how far", () => {
    expect([rows.from(0), rows.to(0), rows.share(0)]).toEqual([0, 3, 0.25]);
    expect(rows.share(1)).toBe(0.5);
    expect([rows.held(0), rows.held(2)]).toEqual([false, true]);
  });

  it("have kinds with a sign of their own, and one sign for all the rest", () => {
    expect([rows.kind(0), rows.kind(1), rows.kind(2)]).toEqual(["prepare", "other", "request"]);
  });

  it("have the number of their packet also after more packets than a row can count", () => {
    const [whole, sent] = [2 ** 24, 3 * 2 ** 24 + 7];
    const idOf = (id: number, sent: number) =>
      new PacketRows(new Float32Array([id % whole, 0, 0, 0, 0, 0, 0, 0, 0, 0]), KINDS, sent).id(0);
    for (const id of [sent - 1, sent - 7, sent - 8, sent - whole]) {
      expect(idOf(id, sent), String(id)).toBe(id);
    }
    expect([idOf(0, 1), idOf(5, 6), idOf(whole - 1, whole), idOf(whole, whole + 1)]).toEqual([
      0,
      5,
      whole - 1,
      whole,
    ]);
  });

  it("are counted by kind", () => {
    expect(rows.counts()).toEqual(
      new Map([
        ["prepare", 1],
        ["other", 1],
        ["request", 1],
      ]),
    );
  });
});
