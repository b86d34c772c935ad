// Names of values that the page knows already: each value is given once, and again when its requests are known.

import type { Engine, ValueView } from "./engine.ts";

/** Of a longer stretch of records only the values of the last ones are named. */
const RECORDS_MAX = 200_000;
const GIVEN_MAX = 500_000;

export class ValueNames {
  /** Whether the requests of a value were given. */
  readonly #given = new Map<number, boolean>();

  clear(): void {
    this.#given.clear();
  }

  /** The values of these records that were not given yet. */
  fresh(engine: Engine, from: number, count: number): ValueView[] {
    if (count === 0) {
      return [];
    }
    if (this.#given.size > GIVEN_MAX) {
      this.#given.clear();
    }
    const skipped = Math.max(0, count - RECORDS_MAX);
    return engine.values(from + skipped, count - skipped).filter(({ value, message }) => {
      const whole = message.operation !== undefined;
      const known = this.#given.get(value);
      const isNew = known === undefined || (whole && !known);
      if (isNew) {
        this.#given.set(value, whole);
      }
      return isNew;
    });
  }
}
