// The engine's packet rows, read where they lie: no object is made for a message.

import { type Kind, kindOf } from "./message-kinds.ts";

/** Where each number stands in a row: the layout that the engine documents for `packets()`. */
export const STRIDE = 8;
const ID = 0;
const KIND = 1;
const FROM = 2;
const TO = 3;
const SENT = 4;
const DUE = 5;
const STATE = 6;
const NUMBER = 7;
const HELD = 1;
/** A row has its packet's number modulo this. */
const NUMBERS = 2 ** 24;

export class PacketRows {
  readonly count: number;
  readonly #numbers: Float32Array;
  readonly #kinds: readonly Kind[];
  readonly #sent: number;

  /** `kinds` are the names that a row's kind number counts through; `sent` is how many packets were sent so far. */
  constructor(numbers: Float32Array, kinds: readonly string[], sent = NUMBERS) {
    this.#numbers = numbers;
    this.#sent = sent;
    this.#kinds = kinds.map((name) => kindOf(name.toLowerCase()));
    this.count = Math.floor(numbers.length / STRIDE);
  }

  /** The number of the packet. One that 2^24 others were sent after is taken for a later one. */
  id(row: number): number {
    const last = this.#sent - 1;
    const id = last - (last % NUMBERS) + this.#at(row, ID);
    return id > last ? id - NUMBERS : id;
  }

  kind(row: number): Kind {
    return this.#kinds[this.#at(row, KIND)] ?? "other";
  }

  from(row: number): number {
    return this.#at(row, FROM);
  }

  to(row: number): number {
    return this.#at(row, TO);
  }

  /** When it was sent, in milliseconds from now: never above 0. */
  sentMs(row: number): number {
    return this.#at(row, SENT);
  }

  /** The sequence number that it speaks of; 0 if none. */
  number(row: number): number {
    return this.#at(row, NUMBER);
  }

  /** Whether it is held on its link, so that no time will bring it. */
  held(row: number): boolean {
    return this.#at(row, STATE) === HELD;
  }

  /** How much of its way the message has behind it, from 0 to 1. */
  share(row: number): number {
    const sent = this.#at(row, SENT);
    const due = this.#at(row, DUE);
    return due > sent ? Math.min(1, Math.max(0, -sent / (due - sent))) : 1;
  }

  /** How many messages of each kind are on their way. */
  counts(): Map<Kind, number> {
    const counts = new Map<Kind, number>();
    for (let row = 0; row < this.count; row += 1) {
      const kind = this.kind(row);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return counts;
  }

  kindsUsed(): Kind[] {
    return [...this.counts().keys()];
  }

  #at(row: number, column: number): number {
    return this.#numbers[row * STRIDE + column] ?? 0;
  }
}

export const NO_PACKETS = new PacketRows(new Float32Array(0), []);
