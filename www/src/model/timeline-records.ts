// Timeline records: the engine's rows as columns of numbers, without an object for each of a million records. Records are
// ordered by time, so an interval is found by binary search.

import { KINDS, kindOf } from "./message-kinds.ts";
import { markStyleOf, recordKindAt, recordKindIndex, translation } from "./record-kinds.ts";
import { lowerBound, RowIndex } from "./row-index.ts";

/** The number of values for each record. The engine documents their order at `timeline()`. */
export const STRIDE = 9;
/** No node, or several. */
export const NOBODY = 0xffff;

/** The maximum number of records: as many as the engine keeps, and some more. */
const RECORDS_MAX = 1_200_000;
/** The oldest are discarded in batches, because that moves all others. */
const FORGET = 200_000;
/** Number of consecutive arrows for which the time of the first send is indexed. */
const BLOCK = 256;

/** The flags of a row, as the engine documents them. */
const AMNESIC = 1;
const PROVES_FAULT = 2;
const FORGED = 4;
/** Of a message that arrived: its recipient refused it, and only a faulty sender causes that. */
const REFUSED = 8;

const SENT = recordKindIndex("sent");
const DELIVERED = recordKindIndex("delivered");
const DROPPED = recordKindIndex("dropped");
const MESSAGE_REFUSED = recordKindIndex("message-refused");
const PARTITION = recordKindIndex("partition");
const HEAL = recordKindIndex("heal");

/**
 * The values of each record, in columns of equal length. Each column is an array with its own type, so that JavaScript engines
 * read it without type checks.
 */
interface Columns {
  readonly at: Float64Array;
  readonly step: Uint32Array;
  readonly causeBack: Uint32Array;
  readonly sort: Uint8Array;
  readonly kind: Uint8Array;
  readonly flags: Uint8Array;
  readonly node: Uint16Array;
  readonly other: Uint16Array;
  readonly number: Uint32Array;
  readonly view: Uint32Array;
  readonly value: Uint32Array;
}

/** Columns of this length that start with the given ones. */
function columnsOf(length: number, before: Columns | undefined): Columns {
  const fresh = {
    at: new Float64Array(length),
    step: new Uint32Array(length),
    causeBack: new Uint32Array(length),
    sort: new Uint8Array(length),
    kind: new Uint8Array(length),
    flags: new Uint8Array(length),
    node: new Uint16Array(length),
    other: new Uint16Array(length),
    number: new Uint32Array(length),
    view: new Uint32Array(length),
    value: new Uint32Array(length),
  };
  if (before) {
    for (const name of COLUMNS) {
      fresh[name].set(before[name]);
    }
  }
  return fresh;
}

const COLUMNS = [
  "at",
  "step",
  "causeBack",
  "sort",
  "kind",
  "flags",
  "node",
  "other",
  "number",
  "view",
  "value",
] as const satisfies readonly (keyof Columns)[];

export class TimelineRecords {
  /** The number of records. A row is the index of a record. */
  count = 0;
  /** The number of the record in row 0. */
  first = 0;
  #columns = columnsOf(1024, undefined);
  /** Rows of packets that arrived or were lost, ordered by that time. */
  readonly #arrows = new RowIndex();
  /** Rows with a mark, and those that are kept at any zoom. */
  readonly #marks = new RowIndex();
  readonly #notables = new RowIndex();
  /** Rows about the whole network: partitions and their end. */
  readonly #partitions = new RowIndex();
  /** Rows of packets that were lost. */
  readonly #losses = new RowIndex();
  /** For each block of arrows, the earliest time of sending. */
  #blockSent = new Float64Array(64);

  readonly #sorts: Uint8Array;
  readonly #kinds: Uint8Array;

  /** `sorts` and `kinds` are the engine's names, in the order of their numbers. */
  constructor(sorts: readonly string[], kinds: readonly string[]) {
    this.#sorts = translation(sorts);
    this.#kinds = Uint8Array.from(kinds, (name) => KINDS.indexOf(kindOf(name.toLowerCase())));
  }

  /** One past the number of the last record. */
  get end(): number {
    return this.first + this.count;
  }

  at(row: number): number {
    return this.#columns.at[row] ?? 0;
  }

  step(row: number): number {
    return this.#columns.step[row] ?? 0;
  }

  /** The index of its sort in RECORD_KINDS. */
  sort(row: number): number {
    return this.#columns.sort[row] ?? 0;
  }

  /** The index of its message's kind in KINDS. */
  kind(row: number): number {
    return this.#columns.kind[row] ?? 0;
  }

  /** Whether the disk was lost. */
  amnesic(row: number): boolean {
    return ((this.#columns.flags[row] ?? 0) & AMNESIC) !== 0;
  }

  /** Whether only a faulty sender causes the refusal of the message. */
  provesFault(row: number): boolean {
    return ((this.#columns.flags[row] ?? 0) & PROVES_FAULT) !== 0;
  }

  /** Whether the recipient of this message refused it, for what only a faulty sender causes. */
  refused(row: number): boolean {
    return ((this.#columns.flags[row] ?? 0) & REFUSED) !== 0;
  }

  /** Whether the refused message is not signed by the node that it names. */
  forged(row: number): boolean {
    return ((this.#columns.flags[row] ?? 0) & FORGED) !== 0;
  }

  node(row: number): number {
    return this.#columns.node[row] ?? 0;
  }

  other(row: number): number {
    return this.#columns.other[row] ?? 0;
  }

  number(row: number): number {
    return this.#columns.number[row] ?? 0;
  }

  view(row: number): number {
    return this.#columns.view[row] ?? 0;
  }

  /** The number of its value, as the engine numbers values; 0 if none. */
  value(row: number): number {
    return this.#columns.value[row] ?? 0;
  }

  /** The row of its cause, if that is still kept. */
  cause(row: number): number | undefined {
    const back = this.#columns.causeBack[row] ?? 0;
    return back > 0 && back <= row ? row - back : undefined;
  }

  /** When the packet of this row was sent; unknown if that record was discarded. */
  sentAt(row: number): number {
    return this.at(this.cause(row) ?? row);
  }

  /** The row of a record. */
  rowOf(record: number): number | undefined {
    const row = record - this.first;
    return row >= 0 && row < this.count ? row : undefined;
  }

  get arrowCount(): number {
    return this.#arrows.count;
  }

  get markCount(): number {
    return this.#marks.count;
  }

  get notableCount(): number {
    return this.#notables.count;
  }

  arrow(index: number): number {
    return this.#arrows.row(index);
  }

  mark(index: number): number {
    return this.#marks.row(index);
  }

  notable(index: number): number {
    return this.#notables.row(index);
  }

  partitionLine(index: number): number {
    return this.#partitions.row(index);
  }

  loss(index: number): number {
    return this.#losses.row(index);
  }

  get startMs(): number {
    return this.at(0);
  }

  /** The time of the last record. */
  get endMs(): number {
    return this.count > 0 ? this.at(this.count - 1) : 0;
  }

  /** The last step at or before this time; 0 before the first. */
  stepAt(atMs: number): number {
    const row = this.rowAfter(atMs) - 1;
    return row >= 0 ? this.step(row) : 0;
  }

  /** The time of a step. */
  timeOfStep(step: number): number {
    const row = lowerBound(this.count, (row) => this.step(row) >= step);
    return row < this.count ? this.at(row) : this.endMs;
  }

  /** The first row after this time. */
  rowAfter(atMs: number): number {
    return lowerBound(this.count, (row) => this.at(row) > atMs);
  }

  /** Adds rows of the engine, starting with record `from`. They replace that record and all later ones. */
  append(rows: Uint32Array, from: number): void {
    if (from > this.end || from < this.first) {
      this.clear(from);
    } else if (from < this.end) {
      this.truncate(from);
    }
    const fresh = Math.floor(rows.length / STRIDE);
    this.#reserve(this.count + fresh);
    for (let row = 0; row < fresh; row += 1) {
      this.#read(rows, row * STRIDE, this.count + row);
    }
    const before = this.count;
    this.count += fresh;
    for (let row = before; row < this.count; row += 1) {
      this.#file(row);
    }
    if (this.count > RECORDS_MAX) {
      this.#forget(Math.max(FORGET, this.count - RECORDS_MAX));
    }
  }

  /** Removes record `from` and all later ones. */
  truncate(from: number): void {
    this.count = Math.max(0, Math.min(this.count, from - this.first));
    for (const index of this.#indices()) {
      index.truncate(this.count);
    }
    this.#measureBlocks(Math.floor(this.arrowCount / BLOCK));
  }

  clear(first = 0): void {
    this.first = first;
    this.count = 0;
    for (const index of this.#indices()) {
      index.truncate(0);
    }
  }

  /** Arrows that overlap an interval. Calls back with ranges of indices, which may contain some that do not. */
  arrowRanges(fromMs: number, toMs: number, take: (from: number, to: number) => void): void {
    const first = this.firstArrowAfter(fromMs);
    const sure = Math.max(first, this.firstArrowAfter(toMs));
    if (sure > first) {
      take(first, sure);
    }
    // Later arrivals may have been sent before the interval: whole blocks are skipped.
    for (let from = sure; from < this.arrowCount; ) {
      const block = Math.floor(from / BLOCK);
      const to = Math.min(this.arrowCount, (block + 1) * BLOCK);
      if ((this.#blockSent[block] ?? 0) <= toMs) {
        take(from, to);
      }
      from = to;
    }
  }

  /** The first arrow that arrives at or after this time. */
  firstArrowAfter(atMs: number): number {
    return lowerBound(this.arrowCount, (index) => this.at(this.arrow(index)) >= atMs);
  }

  firstMarkAfter(atMs: number): number {
    return lowerBound(this.markCount, (index) => this.at(this.mark(index)) >= atMs);
  }

  firstNotableAfter(atMs: number): number {
    return lowerBound(this.notableCount, (index) => this.at(this.notable(index)) >= atMs);
  }

  firstDivideAfter(atMs: number): number {
    return lowerBound(this.#partitions.count, (index) => this.at(this.partitionLine(index)) >= atMs);
  }

  firstLossAfter(atMs: number): number {
    return lowerBound(this.#losses.count, (index) => this.at(this.loss(index)) >= atMs);
  }

  #reserve(length: number): void {
    const room = this.#columns.at.length;
    if (length > room) {
      this.#columns = columnsOf(Math.max(length, 2 * room), this.#columns);
    }
  }

  #indices(): readonly RowIndex[] {
    return [this.#arrows, this.#marks, this.#notables, this.#partitions, this.#losses];
  }

  #read(rows: Uint32Array, from: number, row: number): void {
    const word = (column: number) => rows[from + column] ?? 0;
    const what = word(4);
    const nodes = word(5);
    const columns = this.#columns;
    columns.at[row] = (word(1) * 2 ** 32 + word(0)) / 1000;
    columns.step[row] = word(2);
    columns.causeBack[row] = word(3);
    columns.sort[row] = this.#sorts[what & 0xff] ?? 0;
    columns.kind[row] = this.#kinds[(what >>> 8) & 0xff] ?? 0;
    columns.flags[row] = (what >>> 16) & 0xff;
    columns.node[row] = nodes & 0xffff;
    columns.other[row] = nodes >>> 16;
    columns.number[row] = word(6);
    columns.view[row] = word(7);
    columns.value[row] = word(8);
  }

  /** Adds a row to the indices. */
  #file(row: number): void {
    const sort = this.sort(row);
    if (sort === DELIVERED || sort === DROPPED) {
      const place = this.#arrows.count;
      this.#arrows.push(row);
      if (sort === DROPPED) {
        this.#losses.push(row);
      }
      const sent = this.sentAt(row);
      const block = Math.floor(place / BLOCK);
      this.#noteSent(block, place % BLOCK === 0 ? sent : Math.min(sent, this.#blockSent[block] ?? sent));
      return;
    }
    if (sort === MESSAGE_REFUSED && this.provesFault(row)) {
      this.#refuse(row);
    }
    if (sort === PARTITION || sort === HEAL) {
      this.#partitions.push(row);
    }
    const markStyle = markStyleOf(sort);
    if (markStyle) {
      this.#marks.push(row);
      if (markStyle.weight >= 2) {
        this.#notables.push(row);
      }
    }
  }

  // A refusal names the arrival of its message, which gets the same flags.
  #refuse(row: number): void {
    const arrival = this.cause(row);
    const { flags } = this.#columns;
    if (arrival !== undefined && this.sort(arrival) === DELIVERED) {
      flags[arrival] = (flags[arrival] ?? 0) | REFUSED | ((flags[row] ?? 0) & FORGED);
    }
  }

  #noteSent(block: number, earliestMs: number): void {
    if (block >= this.#blockSent.length) {
      const larger = new Float64Array(2 * this.#blockSent.length);
      larger.set(this.#blockSent);
      this.#blockSent = larger;
    }
    this.#blockSent[block] = earliestMs;
  }

  #measureBlocks(from: number): void {
    for (let block = from; block * BLOCK < this.arrowCount; block += 1) {
      let earliest = Number.POSITIVE_INFINITY;
      for (let index = block * BLOCK; index < Math.min(this.arrowCount, (block + 1) * BLOCK); index += 1) {
        earliest = Math.min(earliest, this.sentAt(this.arrow(index)));
      }
      this.#noteSent(block, earliest);
    }
  }

  #forget(rows: number): void {
    for (const name of COLUMNS) {
      this.#columns[name].copyWithin(0, rows, this.count);
    }
    this.first += rows;
    this.count -= rows;
    for (const index of this.#indices()) {
      index.forget(rows);
    }
    this.#measureBlocks(0);
  }
}

/** Whether a row is a sent message. */
export function isSent(records: TimelineRecords, row: number): boolean {
  return records.sort(row) === SENT;
}

export function isDropped(records: TimelineRecords, row: number): boolean {
  return records.sort(row) === DROPPED;
}

export function isArrow(records: TimelineRecords, row: number): boolean {
  const sort = records.sort(row);
  return sort === DELIVERED || sort === DROPPED;
}

/** How a message ended: lost, refused by its recipient for what only a faulty sender causes, or arrived. */
export type End = "arrived" | "lost" | "refused" | "forged";

export function endOf(records: TimelineRecords, row: number): End {
  if (isDropped(records, row)) {
    return "lost";
  }
  return records.refused(row) ? (records.forged(row) ? "forged" : "refused") : "arrived";
}

/** The sort of a row. */
export function recordKindOf(records: TimelineRecords, row: number) {
  return recordKindAt(records.sort(row));
}
