// A way that may take long: to the moment of a link, to where a run was left or is to start, to a step that is far away. It is gone
// in slices, so that the engine can be told to turn back between them.

import type { Engine } from "./engine.ts";
import type { Mark, ReplayProgress, RunRequest, Start } from "./messages.ts";
import { durationUntil } from "./time.ts";

/** What such a way is asked for by. */
export type ReplayRequest = Extract<RunRequest, { type: "open" | "open-link" | "seek" }>;

export function isReplayRequest(request: RunRequest): request is ReplayRequest {
  return request.type === "open" || request.type === "open-link" || request.type === "seek";
}

export abstract class Replay {
  readonly engine: Engine;
  readonly request: ReplayRequest;

  protected constructor(engine: Engine, request: ReplayRequest) {
    this.engine = engine;
    this.request = request;
  }

  /** How far it is. */
  get progress(): ReplayProgress {
    return { stepCount: this.engine.stepCount, goal: this.goal };
  }

  /** The step that it leads to. */
  abstract get goal(): number;

  /** Goes on for so much real time; whether the way is at its end. */
  abstract go(budgetMs: number): boolean;

  /** Undoes it: the reader's own run is as it was. */
  abstract turnBack(): void;
}

/** To the moment of a link, with an engine of its own. */
export class ReplayToLink extends Replay {
  #goal: number;

  constructor(engine: Engine, request: ReplayRequest) {
    super(engine, request);
    this.#goal = engine.linkStep ?? engine.stepCount;
  }

  override get goal(): number {
    return this.#goal;
  }

  override go(budgetMs: number): boolean {
    return this.engine.resumeLink(budgetMs);
  }

  override turnBack(): void {
    this.engine.free();
  }
}

/** To where a run was left, with an engine of its own; where it was not, the run stands at its start. */
export class ReplayToPosition extends Replay {
  readonly #mark: Mark | undefined;
  /** Whether the run has been where it had come to before. */
  #known = false;

  constructor(engine: Engine, request: ReplayRequest, mark: Mark | undefined) {
    super(engine, request);
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

  override turnBack(): void {
    this.engine.free();
  }
}

/** Another way, and from its end to where the run is to start, with the same engine. */
export class ReplayToStart extends Replay {
  readonly #first: Replay;
  readonly #start: Start;
  /** Whether the first way is at its end. */
  #opened = false;
  /** Where the last slice came to. */
  #reached = Number.NEGATIVE_INFINITY;

  constructor(first: Replay, start: Start) {
    super(first.engine, first.request);
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
    // Much may happen at one moment. A run that neither goes on in time nor in steps has ended before that moment.
    const before = this.#reached;
    this.#reached = engine.nowMs + engine.stepCount;
    return engine.nowMs >= atMs || this.#reached === before;
  }

  override turnBack(): void {
    this.#first.turnBack();
  }
}

/** To a step of the run that is open. */
export class ReplayToStep extends Replay {
  readonly #step: number;
  readonly #from: { readonly stepCount: number; readonly nowMs: number };

  constructor(engine: Engine, request: ReplayRequest, step: number) {
    super(engine, request);
    this.#step = step;
    this.#from = { stepCount: engine.stepCount, nowMs: engine.nowMs };
  }

  override get goal(): number {
    return this.#step;
  }

  override go(budgetMs: number): boolean {
    return this.engine.seek(this.#step, budgetMs);
  }

  override turnBack(): void {
    this.engine.returnTo(this.#from);
  }
}
