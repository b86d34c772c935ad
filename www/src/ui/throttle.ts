// Throttle of an action: it runs at once, then at most once per interval, and a request that came too early is not lost.

export class Throttle {
  readonly #act: () => void;
  readonly #intervalMs: () => number;
  #actedAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `intervalMs` is asked before each wait, since it may depend on what the action costs. */
  constructor(act: () => void, intervalMs: () => number) {
    this.#act = act;
    this.#intervalMs = intervalMs;
  }

  request(): void {
    if (this.#timer !== undefined) {
      return;
    }
    const waitMs = this.#actedAtMs + this.#intervalMs() - performance.now();
    if (waitMs <= 0) {
      this.now();
    } else {
      this.#timer = setTimeout(() => this.now(), waitMs);
    }
  }

  /** Without waiting. */
  now(): void {
    this.cancel();
    this.#actedAtMs = performance.now();
    this.#act();
  }

  /** Drops a request that waits. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
