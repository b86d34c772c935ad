// Watchdog of the engine's worker: notices one that ended or hangs without an error event.

/** The interval between two checks. */
const TICK_MS = 1000;

export class Watchdog {
  readonly #onSilence: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #ticksLeft = 0;

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence;
  }

  /**
   * A response is due within `seconds` from now. It counts ticks instead of reading a clock: a machine that slept causes one
   * tick, and its worker slept too.
   */
  expect(seconds: number): void {
    this.#ticksLeft = seconds;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** No response is due. */
  rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#ticksLeft -= 1;
    if (this.#ticksLeft <= 0) {
      this.rest();
      this.#onSilence();
    }
  }
}
