// Two branches side by side: what happened in both stands in one row, what happened in one of them only in a row of its own.

import type { TraceRecord } from "../engine/engine.ts";

export interface Row {
  readonly a: TraceRecord | undefined;
  readonly b: TraceRecord | undefined;
}

/** Aligns what two branches did. Both columns stay in the order of time; as many rows as possible have the same in both. */
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

/** How long the longest list is of things that both have in one order, from each pair of places on. */
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

// Where it makes no difference to what is matched, the earlier of the two comes first.
function takesOne(table: Table, i: number, j: number, one: TraceRecord, other: TraceRecord): boolean {
  const [withoutOne, withoutOther] = [at(table, i + 1, j), at(table, i, j + 1)];
  return withoutOne === withoutOther ? one.atMs <= other.atMs : withoutOne > withoutOther;
}
