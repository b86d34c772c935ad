// Progress of a long replay: the page shows how far it is, asks after some seconds whether to go
// on, and passes on that the reader gave up.

import type { ReplayProgress } from "./messages.ts";

/** A way that takes less is not spoken of. */
const QUIET_MS = 400;
/** So long it is gone before the reader is asked; each time that the reader goes on, so long again. */
const ASK_AFTER_MS = 6000;

type Decide = (decision: "go" | "back") => void;

export class ReplayMonitor {
  /** How far it is; undefined while nothing takes long. */
  progress: ReplayProgress | undefined;
  /** Whether the way waits for the reader's answer. */
  asks = false;
  /** Whether the reader gave up the last run that was to be opened. */
  gaveUp = false;

  readonly #changed: () => void;
  readonly #now: () => number;
  #sinceMs: number | undefined;
  #askAtMs = 0;
  #turnsBack = false;
  #decide: Decide | undefined;

  constructor(changed: () => void, now: () => number = () => performance.now()) {
    this.#changed = changed;
    this.#now = now;
  }

  /** The engine is on its way and asks what to do next. */
  hear(progress: ReplayProgress, decide: Decide): void {
    const nowMs = this.#now();
    // Another way may have taken the place of the one that waits.
    this.#decide?.("back");
    this.#decide = undefined;
    if (this.#sinceMs === undefined) {
      this.#sinceMs = nowMs;
      this.#askAtMs = nowMs + ASK_AFTER_MS;
    }
    if (nowMs - this.#sinceMs >= QUIET_MS) {
      this.progress = progress;
    }
    if (this.#turnsBack) {
      decide("back");
    } else if (nowMs >= this.#askAtMs) {
      this.asks = true;
      this.#decide = decide;
    } else {
      decide("go");
    }
    if (this.progress) {
      this.#changed();
    }
  }

  /** The reader wants to wait. */
  goOn(): void {
    this.#askAtMs = this.#now() + ASK_AFTER_MS;
    this.#answer("go");
  }

  /** The reader has had enough. */
  turnBack(): void {
    this.#turnsBack = this.#sinceMs !== undefined;
    this.#answer("back");
  }

  /** An answer has come, so nothing takes long any more. */
  end(): void {
    if (this.#sinceMs === undefined) {
      return;
    }
    const wasSeen = this.progress !== undefined;
    this.progress = undefined;
    this.asks = false;
    this.#sinceMs = undefined;
    this.#turnsBack = false;
    this.#decide?.("back");
    this.#decide = undefined;
    if (wasSeen) {
      this.#changed();
    }
  }

  #answer(decision: "go" | "back"): void {
    const waiting = this.#decide;
    this.#decide = undefined;
    this.asks = false;
    waiting?.(decision);
    this.#changed();
  }
}
