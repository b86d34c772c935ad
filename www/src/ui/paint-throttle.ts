// Throttle for expensive painting: for the reader with the next frame; for a playing run, no more often than leaves others
// most of the time.

/** A frame in which more than the messages' moving was done, on a screen that is drawn sixty times a second. */
const DEAR_MS = 21;
/** A longer one is a page that was asleep, which says nothing of what painting takes. */
const ASLEEP_MS = 1000;
/** Expensive painting gets this share of the time: one in `SHARE`. */
const ONE_IN = 5;

/** The animation frames of a window. */
export interface Frames {
  request(call: (atMs: number) => void): number;
  cancel(frame: number): void;
}

const OF_THE_WINDOW: Frames = {
  request: (call) => requestAnimationFrame(call),
  cancel: (frame) => cancelAnimationFrame(frame),
};

export class PaintThrottle {
  readonly #paint: () => void;
  readonly #frames: Frames;
  #frame: number | undefined;
  #wanted: "no" | "when-due" | "now" = "no";
  /** The last frame in which it was painted, until the next frame says how long that took. */
  #paintedAtMs: number | undefined;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(paint: () => void, frames = OF_THE_WINDOW) {
    this.#paint = paint;
    this.#frames = frames;
  }

  /** The reader waits for it: with the next frame. */
  soon(): void {
    this.#wanted = "now";
    this.#wait();
  }

  /** The run went on. */
  news(): void {
    this.#wanted = this.#wanted === "now" ? "now" : "when-due";
    this.#wait();
  }

  rest(): void {
    if (this.#frame !== undefined) {
      this.#frames.cancel(this.#frame);
      this.#frame = undefined;
    }
    this.#wanted = "no";
    this.#paintedAtMs = undefined;
  }

  #wait(): void {
    this.#frame ??= this.#frames.request(this.#onFrame);
  }

  readonly #onFrame = (atMs: number) => {
    this.#frame = undefined;
    this.#measure(atMs);
    if (this.#wanted === "now" || (this.#wanted === "when-due" && atMs >= this.#nextMs)) {
      this.#wanted = "no";
      this.#paintedAtMs = atMs;
      this.#paint();
      // The browser draws what was painted after this: only the next frame knows how long it took.
      this.#wait();
    } else if (this.#wanted !== "no") {
      this.#wait();
    }
  };

  #measure(atMs: number): void {
    if (this.#paintedAtMs !== undefined) {
      const tookMs = atMs - this.#paintedAtMs;
      this.#nextMs = tookMs > DEAR_MS && tookMs < ASLEEP_MS ? atMs + tookMs * (ONE_IN - 1) : atMs;
      this.#paintedAtMs = undefined;
    }
  }
}
