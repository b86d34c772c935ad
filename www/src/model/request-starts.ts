// Requests of a run in the order in which the clients first send them. It uses only the engine's records.

import { KINDS } from "./message-kinds.ts";
import { isSent, type TimelineRecords } from "./timeline-records.ts";

const REQUEST = KINDS.indexOf("request");

export interface RequestStart {
  readonly record: number;
  readonly step: number;
  readonly atMs: number;
  /** The node of its client. */
  readonly node: number;
  /** The client's number of the request; a retransmission has the same. */
  readonly number: number;
  /** The engine's number of its value; 0 if none. */
  readonly value: number;
}

export class RequestStarts {
  /** The oldest first; replaced when there is another. */
  list: readonly RequestStart[] = [];
  /** The highest number that each client has sent. */
  readonly #sent = new Map<number, number>();
  /** One past the last record that was processed. */
  #end = 0;

  clear(): void {
    this.list = [];
    this.#sent.clear();
    this.#end = 0;
  }

  /** Processes new records. Records from `from` on were replaced. The nodes from `replicas` on are clients. */
  follow(records: TimelineRecords, from: number, replicas: number): void {
    if (from < this.#end) {
      this.#truncate(from);
    }
    const fresh: RequestStart[] = [];
    for (let record = Math.max(this.#end, records.first); record < records.end; record += 1) {
      const row = record - records.first;
      if (records.kind(row) === REQUEST && isSent(records, row) && records.node(row) >= replicas) {
        const start = startOf(records, row);
        if (start.number > (this.#sent.get(start.node) ?? -1)) {
          this.#sent.set(start.node, start.number);
          fresh.push(start);
        }
      }
    }
    this.list = fresh.length > 0 ? [...this.list, ...fresh] : this.list;
    this.#end = records.end;
  }

  /** The index of the last request that has begun at a step; -1 before the first. */
  at(step: number): number {
    return this.list.findLastIndex((start) => start.step <= step);
  }

  #truncate(from: number): void {
    const kept = this.list.filter(({ record }) => record < from);
    if (kept.length < this.list.length) {
      this.list = kept;
      this.#sent.clear();
      for (const { node, number } of kept) {
        this.#sent.set(node, number);
      }
    }
    this.#end = from;
  }
}

function startOf(records: TimelineRecords, row: number): RequestStart {
  return {
    record: records.first + row,
    step: records.step(row),
    atMs: records.at(row),
    node: records.node(row),
    number: records.number(row),
    value: records.value(row),
  };
}
