// Comparison of two branches: events of both are in one row, events of one only in a separate row.

import type { TraceRecord } from "../engine/engine.ts";

export interface Row {
  readonly a: TraceRecord | undefined;
  readonly b: TraceRecord | undefined;
}

/** Aligns the events of two branches. Both columns stay in the order of time, and as many rows as possible match. */
export function align(a: readonly TraceRecord[], b: readonly TraceRecord[]): Row[] {
  const [same, others] = [a.map(whatOf), b.map(whatOf)];
  const longest = longestFrom(same, others);
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    const both = same[i] === others[j];
    const first = both || !other || (one !== undefined && takesOne(longest, i, j, one, other));
    const second = both || !first;
    rows.push({ a: first ? one : undefined, b: second ? other : undefined });
    i += first ? 1 : 0;
    j += second ? 1 : 0;
  }
  return rows;
}

function whatOf({ what }: TraceRecord): string {
  return JSON.stringify(what);
}

/** For each pair of positions, the length of the longest common subsequence from there on. */
function longestFrom(one: readonly string[], other: readonly string[]): Table {
  const table = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    const row = table[i];
    for (let j = other.length - 1; row && j >= 0; j -= 1) {
      const both = one[i] === other[j];
      row[j] = both ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

type Table = readonly Uint16Array[];

function at(table: Table, i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

// If both choices match equally many, the earlier event comes first.
function takesOne(table: Table, i: number, j: number, one: TraceRecord, other: TraceRecord): boolean {
  const [withoutOne, withoutOther] = [at(table, i + 1, j), at(table, i, j + 1)];
  return withoutOne === withoutOther ? one.atMs <= other.atMs : withoutOne > withoutOther;
}
