// Replays that may take long: to the step of a link, to a saved or a start position, to a distant step, to another branch, and
// of two branches for a comparison. Each has its own engine and runs in slices. Cancelling one frees that engine; the reader's
// run has not moved.

import type { Engine, TraceRecord } from "./engine.ts";
import type { Comparison, Mark, ReplayProgress, RunRequest, Side, Start } from "./messages.ts";
import { durationUntil } from "./time.ts";

/** The requests that need a replay. */
export type ReplayRequest = Extract<RunRequest, { type: "open" | "open-link" | "seek" | "switch" }>;

export function isReplayRequest(request: RunRequest): request is ReplayRequest {
  return ["open", "open-link", "seek", "switch"].includes(request.type);
}

export abstract class Replay {
  readonly engine: Engine;

  protected constructor(engine: Engine) {
    this.engine = engine;
  }

  /** The progress. */
  get progress(): ReplayProgress {
    return { stepCount: this.engine.stepCount, goal: this.goal };
  }

  /** The step where it ends. */
  abstract get goal(): number;

  /** Continues within a budget of real time. Returns whether it has arrived. */
  abstract go(budgetMs: number): boolean;
}

/** A replay to the step of a link, in its own engine. */
export class ReplayToLink extends Replay {
  #goal: number;

  constructor(engine: Engine) {
    super(engine);
    this.#goal = engine.linkStep ?? engine.stepCount;
  }

  override get goal(): number {
    return this.#goal;
  }

  override go(budgetMs: number): boolean {
    return this.engine.resumeLink(budgetMs);
  }
}

/** A replay to a saved position, in its own engine. If the run cannot reach it, it is at its start. */
export class ReplayToPosition extends Replay {
  readonly #mark: Mark | undefined;
  /** Whether the run has reached the last known step before. */
  #known = false;

  constructor(engine: Engine, mark: Mark | undefined) {
    super(engine);
    this.#mark = mark;
  }

  override get goal(): number {
    return this.#mark?.lastStep ?? 0;
  }

  override go(budgetMs: number): boolean {
    const { engine } = this;
    if (this.#mark === undefined) {
      return true;
    }
    const { lastStep, stepCount, nowMs } = this.#mark;
    this.#known ||= engine.seek(lastStep, budgetMs);
    if (!this.#known || (engine.stepCount !== stepCount && !engine.seek(stepCount, budgetMs))) {
      return false;
    }
    engine.waitUntil(nowMs);
    return true;
  }
}

/** Another replay, followed by one to the start position in the same engine. */
export class ReplayToStart extends Replay {
  readonly #first: Replay;
  readonly #start: Start;
  /** Whether the first replay has arrived. */
  #opened = false;
  /** The position after the last slice. */
  #reached = Number.NEGATIVE_INFINITY;

  constructor(first: Replay, start: Start) {
    super(first.engine);
    this.#first = first;
    this.#start = start;
  }

  override get progress(): ReplayProgress {
    if (!this.#opened || "step" in this.#start) {
      return super.progress;
    }
    return { nowMs: this.engine.nowMs, goalMs: this.#start.atMs };
  }

  override get goal(): number {
    return this.#opened && "step" in this.#start ? this.#start.step : this.#first.goal;
  }

  override go(budgetMs: number): boolean {
    if (!this.#opened) {
      this.#opened = this.#first.go(budgetMs);
      return false;
    }
    return "step" in this.#start
      ? this.engine.seek(this.#start.step, budgetMs)
      : this.#goTo(this.#start.atMs, budgetMs);
  }

  #goTo(atMs: number, budgetMs: number): boolean {
    const { engine } = this;
    if (engine.nowMs > atMs && !engine.seek(0, budgetMs)) {
      return false;
    }
    if (engine.nowMs >= atMs) {
      return true;
    }
    engine.advance(durationUntil(atMs, engine.nowMs), budgetMs);
    // Much may happen at one time. A run that advances neither in time nor in steps has ended before that time.
    const before = this.#reached;
    this.#reached = engine.nowMs + engine.stepCount;
    return engine.nowMs >= atMs || this.#reached === before;
  }
}

/** A replay to a step of the present branch. */
export class ReplayToStep extends Replay {
  readonly #step: number;

  constructor(engine: Engine, step: number) {
    super(engine);
    this.#step = step;
  }

  override get goal(): number {
    return this.#step;
  }

  override go(budgetMs: number): boolean {
    return this.engine.seek(this.#step, budgetMs);
  }
}

/** A replay to the end of another branch. */
export class ReplayToBranch extends Replay {
  readonly #branch: number;

  constructor(engine: Engine, branch: number) {
    super(engine);
    this.#branch = branch;
  }

  override get goal(): number {
    return this.engine.lastStep;
  }

  override go(budgetMs: number): boolean {
    return this.engine.switchTo(this.#branch, budgetMs);
  }
}

/** A replay of two branches to their first difference, then to the end of each, then to the last step that they share. The one
 *  that is known for a shorter time is played on until both end at the same time. */
export class ReplayOfBranches extends Replay {
  #comparison: Comparison | undefined;
  readonly #pair: readonly [number, number];
  /** The last steps of the two. */
  readonly #ends: readonly [number, number];
  /** The maximum number of steps, and how many of them are left. */
  readonly #whole: number;
  #left: number;
  readonly #slices: Generator<number, Comparison, undefined>;
  #budgetMs = 0;

  constructor(engine: Engine, pair: readonly [number, number]) {
    super(engine);
    this.#pair = pair;
    const branches = engine.branches();
    const endOf = (branch: number) => branches.find(({ id }) => id === branch)?.lastStep ?? 0;
    this.#ends = [endOf(pair[0]), endOf(pair[1])];
    const [one, other] = this.#ends;
    this.#whole = one + other + 3 * Math.max(one, other);
    this.#left = this.#whole;
    this.#slices = this.#compare();
  }

  override get goal(): number {
    return this.#whole;
  }

  /** The result, once it exists. */
  get comparison(): Comparison {
    if (!this.#comparison) {
      throw new Error("the comparison is not at its end");
    }
    return this.#comparison;
  }

  override get progress(): ReplayProgress {
    return { compared: this.#whole - this.#left, goal: this.#whole };
  }

  override go(budgetMs: number): boolean {
    this.#budgetMs = budgetMs;
    const { done, value } = this.#slices.next();
    if (done) {
      this.#comparison = value;
      return true;
    }
    this.#left = Math.min(this.#left, value);
    return false;
  }

  // How a branch ends says nothing about another that is known for longer.
  *#compare(): Generator<number, Comparison, undefined> {
    const known = yield* this.#known();
    const [a, b] = known.sides ?? [];
    if (!a || !b || a.view.nowMs === b.view.nowMs) {
      return known;
    }
    const [shorter, longer] = a.view.nowMs < b.view.nowMs ? [a, b] : [b, a];
    if (shorter.view.idle) {
      return known;
    }
    yield* this.#playOn(shorter.number, longer.view.nowMs);
    return { ...(yield* this.#known()), playedOn: shorter.number };
  }

  *#playOn(branch: number, untilMs: number): Generator<number, void, undefined> {
    const { engine } = this;
    while (!engine.switchTo(branch, this.#budgetMs)) {
      yield this.#left;
    }
    for (let before = -1; engine.nowMs < untilMs && engine.nowMs > before; ) {
      before = engine.nowMs;
      engine.playUntil(untilMs, this.#budgetMs);
      yield this.#left;
    }
  }

  // Yields the maximum number of remaining steps after each slice.
  *#known(): Generator<number, Comparison, undefined> {
    const { engine } = this;
    const [one, other] = this.#pair;
    const [oneEnd, otherEnd] = this.#ends;
    const back = Math.max(oneEnd, otherEnd);
    for (let left = back; left > 0; ) {
      left = engine.prepareComparison(one, other, this.#budgetMs);
      yield left + oneEnd + otherEnd + back;
    }
    const difference = engine.compare(one, other);
    const { step, inA, inB } = difference;
    if (step === undefined) {
      return { difference, before: undefined, sides: undefined };
    }
    const a = yield* this.#side(one, inA, otherEnd + back);
    const b = yield* this.#side(other, inB, back);
    while (!engine.seek(step - 1, this.#budgetMs)) {
      yield step - 1 - engine.stepCount;
    }
    return { difference, before: engine.view(0), sides: [a, b] };
  }

  *#side(branch: number, first: TraceRecord | undefined, after: number): Generator<number, Side, undefined> {
    const { engine } = this;
    while (!engine.switchTo(branch, this.#budgetMs)) {
      yield engine.lastStep - engine.stepCount + after;
    }
    yield after;
    return engine.side(first);
  }
}
