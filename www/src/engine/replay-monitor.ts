// Monitor of a long replay: shows its progress, asks after some seconds whether to continue, and passes on that the reader
// cancelled it.

import type { ReplayProgress } from "./messages.ts";

/** A replay that takes less is not shown. */
const QUIET_MS = 400;
/** The time before the reader is asked, and again after each continuation. */
const ASK_AFTER_MS = 6000;

type Decide = (decision: "go" | "back") => void;

export class ReplayMonitor {
  /** The progress; undefined while nothing takes long. */
  progress: ReplayProgress | undefined;
  /** Whether the replay waits for the reader's decision. */
  asks = false;
  /** Whether the reader cancelled the last attempt to open a run. */
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

  /** The engine reports progress and needs a decision. */
  hear(progress: ReplayProgress, decide: Decide): void {
    const nowMs = this.#now();
    // Another replay may have replaced the one that waits.
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

  /** The reader continues. */
  goOn(): void {
    this.#askAtMs = this.#now() + ASK_AFTER_MS;
    this.#answer("go");
  }

  /** The reader cancels. */
  turnBack(): void {
    this.#turnsBack = this.#sinceMs !== undefined;
    this.#answer("back");
  }

  /** A response has arrived, so nothing takes long any more. */
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
