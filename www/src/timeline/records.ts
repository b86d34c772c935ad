// The engine's timeline rows, kept as columns of numbers: a million records without an object for any of them. Records are in
// the order of time, so whatever lies in a stretch of time is found by binary search.

import { KINDS, kindOf } from "../stage/glyphs.ts";
import { markOf, placeOf, sortAt, translation } from "./sorts.ts";

/** How many numbers the engine gives for each record; their order is documented at its `timeline()`. */
export const STRIDE = 8;
/** Stands for no node, or for many. */
export const NOBODY = 0xffff;

/** So many records are kept at most: as many as the engine keeps, and some. */
const RECORDS_MAX = 1_200_000;
/** The oldest are forgotten in pieces, since that moves all the others. */
const FORGET = 200_000;
/** For so many arrows in a row it is known when the first of them was sent. */
const BLOCK = 256;

const SENT = placeOf("sent");
const DELIVERED = placeOf("delivered");
const DROPPED = placeOf("dropped");
const PARTITION = placeOf("partition");
const HEAL = placeOf("heal");

/** A list of numbers that grows. */
class Numbers<T extends Float64Array | Uint32Array | Uint16Array | Uint8Array> {
  all: T;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.all = make(1024);
  }

  /** Makes room for `length` numbers. */
  reserve(length: number): T {
    if (length > this.all.length) {
      const larger = this.#make(Math.max(length, this.all.length * 2));
      larger.set(this.all);
      this.all = larger;
    }
    return this.all;
  }

  at(index: number): number {
    return this.all[index] ?? 0;
  }
}

const doubles = () => new Numbers((length) => new Float64Array(length));
const words = () => new Numbers((length) => new Uint32Array(length));
const halves = () => new Numbers((length) => new Uint16Array(length));
const bytes = () => new Numbers((length) => new Uint8Array(length));

export class TimelineRecords {
  /** How many records are kept. A row is a record's place among them. */
  count = 0;
  /** The number of the record in row 0. */
  first = 0;
  /** Rows of packets that arrived or were lost, by the time of that. */
  arrowCount = 0;
  /** Rows that have a mark, and those among them that are looked for in any zoom. */
  markCount = 0;
  notableCount = 0;
  /** Rows that concern the whole network: it was partitioned or healed. */
  divideCount = 0;

  readonly #at = doubles();
  readonly #step = words();
  readonly #causeBack = words();
  readonly #sort = bytes();
  readonly #kind = bytes();
  readonly #flags = bytes();
  readonly #node = halves();
  readonly #other = halves();
  readonly #number = words();
  readonly #view = words();

  readonly #arrows = words();
  readonly #marks = words();
  readonly #notables = words();
  readonly #divides = words();
  /** For each block of arrows the earliest time at which one was sent. */
  readonly #blockSent = doubles();

  readonly #sorts: Uint8Array;
  readonly #kinds: Uint8Array;

  /** `sorts` and `kinds` are the engine's names, in the order in which rows number them. */
  constructor(sorts: readonly string[], kinds: readonly string[]) {
    this.#sorts = translation(sorts);
    this.#kinds = Uint8Array.from(kinds, (name) => KINDS.indexOf(kindOf(name.toLowerCase())));
  }

  /** One past the number of the last record. */
  get end(): number {
    return this.first + this.count;
  }

  at(row: number): number {
    return this.#at.at(row);
  }

  step(row: number): number {
    return this.#step.at(row);
  }

  /** The place of its sort in SORTS. */
  sort(row: number): number {
    return this.#sort.at(row);
  }

  /** The place of its message's kind in KINDS. */
  kind(row: number): number {
    return this.#kind.at(row);
  }

  /** Whether a disk was lost. */
  amnesic(row: number): boolean {
    return this.#flags.at(row) === 1;
  }

  node(row: number): number {
    return this.#node.at(row);
  }

  other(row: number): number {
    return this.#other.at(row);
  }

  number(row: number): number {
    return this.#number.at(row);
  }

  view(row: number): number {
    return this.#view.at(row);
  }

  /** The row of the record without which this one would not be, if it is still kept. */
  cause(row: number): number | undefined {
    const back = this.#causeBack.at(row);
    return back > 0 && back <= row ? row - back : undefined;
  }

  /** When the packet of this row was sent; unknown of what was sent too long ago. */
  sentAt(row: number): number {
    return this.at(this.cause(row) ?? row);
  }

  /** The row of a record. */
  rowOf(record: number): number | undefined {
    const row = record - this.first;
    return row >= 0 && row < this.count ? row : undefined;
  }

  arrow(index: number): number {
    return this.#arrows.at(index);
  }

  mark(index: number): number {
    return this.#marks.at(index);
  }

  notable(index: number): number {
    return this.#notables.at(index);
  }

  divide(index: number): number {
    return this.#divides.at(index);
  }

  get startMs(): number {
    return this.at(0);
  }

  /** The time of the last record. */
  get endMs(): number {
    return this.count > 0 ? this.at(this.count - 1) : 0;
  }

  /** The last step that was made by this time; 0 before the first. */
  stepAt(atMs: number): number {
    const row = this.rowAfter(atMs) - 1;
    return row >= 0 ? this.step(row) : 0;
  }

  /** When a step was made. */
  timeOfStep(step: number): number {
    const row = lowerBound(this.count, (row) => this.step(row) >= step);
    return row < this.count ? this.at(row) : this.endMs;
  }

  /** The first row that is later than this time. */
  rowAfter(atMs: number): number {
    return lowerBound(this.count, (row) => this.at(row) > atMs);
  }

  /** Takes rows of the engine, the first of which is record `from`. Whatever was known of it and later ones is replaced. */
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

  /** Forgets record `from` and all later ones. */
  truncate(from: number): void {
    this.count = Math.max(0, Math.min(this.count, from - this.first));
    const kept = (count: number, at: (index: number) => number) =>
      lowerBound(count, (index) => at(index) >= this.count);
    this.arrowCount = kept(this.arrowCount, (index) => this.arrow(index));
    this.markCount = kept(this.markCount, (index) => this.mark(index));
    this.notableCount = kept(this.notableCount, (index) => this.notable(index));
    this.divideCount = kept(this.divideCount, (index) => this.divide(index));
    this.#measureBlocks(Math.floor(this.arrowCount / BLOCK));
  }

  clear(first = 0): void {
    this.first = first;
    this.count = 0;
    this.arrowCount = 0;
    this.markCount = 0;
    this.notableCount = 0;
    this.divideCount = 0;
  }

  /** Arrows that lie in a stretch of time, at least in part. Calls back with ranges of indices, which hold some that do not. */
  arrowRanges(fromMs: number, toMs: number, take: (from: number, to: number) => void): void {
    const first = this.firstArrowAfter(fromMs);
    const sure = Math.max(first, this.firstArrowAfter(toMs));
    if (sure > first) {
      take(first, sure);
    }
    // What arrives later may have been sent before: whole blocks are passed over.
    for (let from = sure; from < this.arrowCount; ) {
      const block = Math.floor(from / BLOCK);
      const to = Math.min(this.arrowCount, (block + 1) * BLOCK);
      if (this.#blockSent.at(block) <= toMs) {
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
    return lowerBound(this.divideCount, (index) => this.at(this.divide(index)) >= atMs);
  }

  #reserve(length: number): void {
    for (const column of this.#columns()) {
      column.reserve(length);
    }
  }

  #columns() {
    return [
      this.#at,
      this.#step,
      this.#causeBack,
      this.#sort,
      this.#kind,
      this.#flags,
      this.#node,
      this.#other,
      this.#number,
      this.#view,
    ];
  }

  #read(rows: Uint32Array, from: number, row: number): void {
    const word = (column: number) => rows[from + column] ?? 0;
    const what = word(4);
    const nodes = word(5);
    this.#at.all[row] = (word(1) * 2 ** 32 + word(0)) / 1000;
    this.#step.all[row] = word(2);
    this.#causeBack.all[row] = word(3);
    this.#sort.all[row] = this.#sorts[what & 0xff] ?? 0;
    this.#kind.all[row] = this.#kinds[(what >>> 8) & 0xff] ?? 0;
    this.#flags.all[row] = (what >>> 16) & 0xff;
    this.#node.all[row] = nodes & 0xffff;
    this.#other.all[row] = nodes >>> 16;
    this.#number.all[row] = word(6);
    this.#view.all[row] = word(7);
  }

  /** Puts a row into the indices. */
  #file(row: number): void {
    const sort = this.sort(row);
    if (sort === DELIVERED || sort === DROPPED) {
      const index = this.arrowCount;
      this.#arrows.reserve(index + 1)[index] = row;
      this.arrowCount = index + 1;
      const block = Math.floor(index / BLOCK);
      const sent = this.sentAt(row);
      const earliest = index % BLOCK === 0 ? sent : Math.min(sent, this.#blockSent.at(block));
      this.#blockSent.reserve(block + 1)[block] = earliest;
      return;
    }
    if (sort === PARTITION || sort === HEAL) {
      this.#divides.reserve(this.divideCount + 1)[this.divideCount] = row;
      this.divideCount += 1;
    }
    const look = markOf(sort);
    if (look) {
      this.#marks.reserve(this.markCount + 1)[this.markCount] = row;
      this.markCount += 1;
      if (look.weight >= 2) {
        this.#notables.reserve(this.notableCount + 1)[this.notableCount] = row;
        this.notableCount += 1;
      }
    }
  }

  #measureBlocks(from: number): void {
    for (let block = from; block * BLOCK < this.arrowCount; block += 1) {
      let earliest = Number.POSITIVE_INFINITY;
      for (let index = block * BLOCK; index < Math.min(this.arrowCount, (block + 1) * BLOCK); index += 1) {
        earliest = Math.min(earliest, this.sentAt(this.arrow(index)));
      }
      this.#blockSent.reserve(block + 1)[block] = earliest;
    }
  }

  #forget(rows: number): void {
    for (const column of this.#columns()) {
      column.all.copyWithin(0, rows, this.count);
    }
    this.first += rows;
    this.count -= rows;
    const move = (list: Numbers<Uint32Array>, count: number) => {
      const gone = lowerBound(count, (index) => list.at(index) >= rows);
      list.all.copyWithin(0, gone, count);
      for (let index = 0; index < count - gone; index += 1) {
        list.all[index] = list.at(index) - rows;
      }
      return count - gone;
    };
    this.arrowCount = move(this.#arrows, this.arrowCount);
    this.markCount = move(this.#marks, this.markCount);
    this.notableCount = move(this.#notables, this.notableCount);
    this.divideCount = move(this.#divides, this.divideCount);
    this.#measureBlocks(0);
  }
}

/** Whether a row is a message that was put on the network. */
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

/** The sort of a row by its name. */
export function sortOf(records: TimelineRecords, row: number) {
  return sortAt(records.sort(row));
}

/** The first of `count` places for which it holds; it holds for all later ones too. */
export function lowerBound(count: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
