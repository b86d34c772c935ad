// Reader of the engine's packet rows in place, without an object for each message.

import { type Kind, kindOf } from "./message-kinds.ts";

/** The position of each number in a row, as the engine documents for `packets()`. */
export const STRIDE = 10;
const ID = 0;
const KIND = 1;
const FROM = 2;
const TO = 3;
const SENT = 4;
const DUE = 5;
const STATE = 6;
const NUMBER = 7;
const VALUE_LOW = 8;
const VALUE_HIGH = 9;
const HALF = 2 ** 16;
const HELD = 1;
/** Rows contain the packet's number modulo this. */
const NUMBERS = 2 ** 24;

export class PacketRows {
  readonly count: number;
  readonly #numbers: Float32Array;
  readonly #kinds: readonly Kind[];
  readonly #sent: number;

  /** `kinds` are the names for the kind numbers, `sent` is the number of packets sent so far. */
  constructor(numbers: Float32Array, kinds: readonly string[], sent = NUMBERS) {
    this.#numbers = numbers;
    this.#sent = sent;
    this.#kinds = kinds.map((name) => kindOf(name.toLowerCase()));
    this.count = Math.floor(numbers.length / STRIDE);
  }

  /** The number of the packet. A packet that is followed by 2^24 others gets the number of a later one. */
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

  /** When it was sent, in milliseconds from now; never above 0. */
  sentMs(row: number): number {
    return this.#at(row, SENT);
  }

  /** Its sequence number, or 0. */
  number(row: number): number {
    return this.#at(row, NUMBER);
  }

  /** The value that it carries, as the engine numbers values; 0 if none. */
  value(row: number): number {
    return this.#at(row, VALUE_HIGH) * HALF + this.#at(row, VALUE_LOW);
  }

  /** Whether its link holds it, so that it does not arrive in time. */
  held(row: number): boolean {
    return this.#at(row, STATE) === HELD;
  }

  /** The completed share of its path, from 0 to 1. */
  share(row: number): number {
    const sent = this.#at(row, SENT);
    const due = this.#at(row, DUE);
    return due > sent ? Math.min(1, Math.max(0, -sent / (due - sent))) : 1;
  }

  /** The number of messages of each kind in transit. */
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
