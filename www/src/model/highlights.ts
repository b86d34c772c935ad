// Highlights: the nodes and links of some records.

import { KINDS, type Kind } from "./message-kinds.ts";
import { isArrow, isDropped, NOBODY, type TimelineRecords } from "./timeline-records.ts";

/** The path of a message from one node to another. */
export interface MessagePath {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  /** Whether it was lost. */
  readonly lost: boolean;
}

export interface Highlights {
  readonly nodes: ReadonlySet<number>;
  /** Each path once, even if several messages of a kind took it. */
  readonly paths: readonly MessagePath[];
}

export const NO_HIGHLIGHTS: Highlights = { nodes: new Set(), paths: [] };

export function highlightsOf(records: TimelineRecords, numbers: readonly number[]): Highlights {
  const nodes = new Set<number>();
  const paths = new Map<string, MessagePath>();
  for (const number of numbers) {
    const row = records.rowOf(number);
    if (row === undefined) {
      continue;
    }
    const [from, to] = [records.node(row), records.other(row)];
    for (const node of [from, to]) {
      if (node !== NOBODY) {
        nodes.add(node);
      }
    }
    if (isArrow(records, row) && from !== NOBODY && to !== NOBODY) {
      const kind = KINDS[records.kind(row)] ?? "other";
      const lost = isDropped(records, row);
      paths.set(`${from} ${to} ${kind} ${lost}`, { from, to, kind, lost });
    }
  }
  return { nodes, paths: [...paths.values()] };
}

/** The node of a record; for a message its recipient. */
export function nodeOf(records: TimelineRecords, number: number): number | undefined {
  const row = records.rowOf(number);
  if (row === undefined) {
    return undefined;
  }
  return [records.other(row), records.node(row)].find((node) => node !== NOBODY);
}
