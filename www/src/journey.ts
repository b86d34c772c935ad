// A way that may take long: to the moment of a link, to where a run was left, to a step that is far away. It is gone in slices, so
// that the engine can be told to turn back between them.

import type { Engine } from "./engine.ts";
import type { Ask, Coming, Mark } from "./engine-protocol.ts";

/** What such a way is asked for by. */
export type Far = Extract<Ask, { ask: "open" | "open-link" | "seek" }>;

export function isFar(ask: Ask): ask is Far {
  return ask.ask === "open" || ask.ask === "open-link" || ask.ask === "seek";
}

export abstract class Journey {
  readonly engine: Engine;
  readonly ask: Far;

  protected constructor(engine: Engine, ask: Far) {
    this.engine = engine;
    this.ask = ask;
  }

  /** How far it is. */
  get coming(): Coming {
    return { stepCount: this.engine.stepCount, goal: this.goal };
  }

  protected abstract get goal(): number;

  /** Goes on for so much real time; whether the way is at its end. */
  abstract go(budgetMs: number): boolean;

  /** Undoes it: the reader's own run is as it was. */
  abstract turnBack(): void;
}

/** To the moment of a link, with an engine of its own. */
export class ToLink extends Journey {
  #goal: number;

  constructor(engine: Engine, ask: Far) {
    super(engine, ask);
    this.#goal = engine.linkStep ?? engine.stepCount;
  }

  protected override get goal(): number {
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
export class ToMark extends Journey {
  readonly #mark: Mark | undefined;
  /** Whether the run has been where it had come to before. */
  #known = false;

  constructor(engine: Engine, ask: Far, mark: Mark | undefined) {
    super(engine, ask);
    this.#mark = mark;
  }

  protected override get goal(): number {
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

/** To a step of the run that is open. */
export class ToStep extends Journey {
  readonly #step: number;
  readonly #from: { readonly stepCount: number; readonly nowMs: number };

  constructor(engine: Engine, ask: Far, step: number) {
    super(engine, ask);
    this.#step = step;
    this.#from = { stepCount: engine.stepCount, nowMs: engine.nowMs };
  }

  protected override get goal(): number {
    return this.#step;
  }

  override go(budgetMs: number): boolean {
    return this.engine.seek(this.#step, budgetMs);
  }

  override turnBack(): void {
    this.engine.returnTo(this.#from);
  }
}
