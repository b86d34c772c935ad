// Handmade rows of the engine for the tests of the timeline.

import { RECORD_KINDS, type RecordKind } from "../../src/model/record-kinds.ts";
import { NOBODY, STRIDE, TimelineRecords } from "../../src/model/timeline-records.ts";

export const KIND_NAMES = ["BYTES", "REQUEST", "PRE-PREPARE", "PREPARE", "COMMIT", "REPLY", "VIEW-CHANGE"];

export interface Row {
  readonly sort: RecordKind;
  readonly atMs: number;
  readonly step?: number;
  readonly back?: number;
  readonly kind?: string;
  readonly amnesic?: boolean;
  readonly node?: number;
  readonly other?: number;
  readonly number?: number;
  readonly view?: number;
  readonly value?: number;
}

/** The rows as the engine would write them. */
export function words(rows: readonly Row[]): Uint32Array {
  const all = new Uint32Array(rows.length * STRIDE);
  rows.forEach((row, place) => {
    const us = Math.round(row.atMs * 1000);
    const kind = Math.max(0, KIND_NAMES.indexOf(row.kind ?? "BYTES"));
    all.set(
      [
        us % 2 ** 32,
        Math.floor(us / 2 ** 32),
        row.step ?? place,
        row.back ?? 0,
        RECORD_KINDS.indexOf(row.sort) | (kind << 8) | (row.amnesic ? 1 << 16 : 0),
        ((row.node ?? NOBODY) | ((row.other ?? NOBODY) << 16)) >>> 0,
        row.number ?? 0,
        row.view ?? 0,
        row.value ?? 0,
      ],
      place * STRIDE,
    );
  });
  return all;
}

export function recordsOf(rows: readonly Row[], from = 0): TimelineRecords {
  const records = new TimelineRecords([...RECORD_KINDS], KIND_NAMES);
  records.append(words(rows), from);
  return records;
}

/** A message as two rows: sent, then delivered or dropped. */
export function message(from: number, to: number, sentMs: number, atMs: number, kind = "PREPARE"): Row[] {
  return [
    { sort: "sent", atMs: sentMs, node: from, other: to, kind },
    { sort: "delivered", atMs, node: from, other: to, kind, back: 1 },
  ];
}

/** A long run in the order of time, with latencies that differ: what was sent is not what arrives first. */
export function longRun(messages: number): Row[] {
  const events: { atMs: number; id: number; sent: boolean }[] = [];
  for (let id = 0; id < messages; id += 1) {
    const sentMs = id * 2;
    events.push({ atMs: sentMs, id, sent: true });
    events.push({ atMs: sentMs + 1 + ((id * 7919) % 97), id, sent: false });
  }
  events.sort((a, b) => a.atMs - b.atMs);
  const sentAt = new Map<number, number>();
  return events.map(({ atMs, id, sent }, place): Row => {
    const [node, other] = [id % 4, (id + 1) % 4];
    const kind = id % 3 === 0 ? "PREPARE" : "COMMIT";
    if (sent) {
      sentAt.set(id, place);
      return { sort: "sent", atMs, node, other, kind };
    }
    return { sort: "delivered", atMs, node, other, kind, back: place - (sentAt.get(id) ?? place) };
  });
}
