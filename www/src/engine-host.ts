// Answers questions with an engine: the same code in the worker and, where no worker can start, in the page.

import { Engine, type MessageView, type TraceRecord, type View } from "./engine.ts";
import type { Ask, Greeting, Mark, Moment, Question, Reply } from "./engine-protocol.ts";

/** A view is made of many objects: at most so often, and at most a tenth of the time. */
const VIEW_EVERY_MS = 50;
const VIEW_SHARE = 10;
/** More records than this between two frames nobody can read: then only facts are given, and of those the newest. */
const RECORDS_MAX = 400;
const FACTS_MAX = 10_000;

export function greeting(): Greeting {
  return { catalog: Engine.catalog(), kinds: Engine.kinds() };
}

export class EngineHost {
  #engine: Engine | undefined;
  #seenRecords = 0;
  #watched: number | undefined;
  #watchedSteps = -1;
  #viewSteps = -1;
  #viewAtMs = Number.NEGATIVE_INFINITY;
  #viewCostMs = 0;
  readonly #budgetMs: number;

  /** `budgetMs`: how much real time going on may take at a time. */
  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** The reply to a question, and what of it is to be handed over instead of copied. */
  reply({ id, ask }: Question): { reply: Reply; transfer: Transferable[] } {
    try {
      const moment = this.#answer(ask);
      return { reply: { id, moment }, transfer: [moment.packets] };
    } catch (error) {
      const refusal = Engine.refusal(error);
      return { reply: refusal ? { id, refusal } : { failure: Engine.failure(error) }, transfer: [] };
    }
  }

  close(): void {
    this.#engine?.free();
    this.#engine = undefined;
  }

  #answer(ask: Ask): Moment {
    if (ask.ask === "open") {
      // The old run is given up only when the new one stands: a refused scenario must cost nothing.
      const fresh = Engine.open(ask.scenario);
      this.close();
      this.#engine = fresh;
      this.#seenRecords = 0;
      this.#viewSteps = -1;
      this.#watched = undefined;
      if (ask.until) {
        fresh.playTo(ask.until);
      }
      return this.#moment(fresh, true, true);
    }
    const engine = this.#engine;
    if (!engine) {
      throw new Error("no run was opened");
    }
    switch (ask.ask) {
      case "advance":
        engine.advance(ask.ms, this.#budgetMs);
        return this.#moment(engine, false, false);
      case "step":
        engine.step();
        return this.#moment(engine, true, false);
      case "command":
        engine.command(ask.command);
        return this.#moment(engine, true, true);
      case "watch":
        this.#watched = ask.packet;
        this.#watchedSteps = -1;
        return this.#moment(engine, true, false);
      case "look":
        return this.#moment(engine, true, false);
    }
  }

  #moment(engine: Engine, wantsView: boolean, wantsScenario: boolean): Moment {
    const mark: Mark = { stepCount: engine.stepCount, nowMs: engine.nowMs };
    const { records, skipped } = this.#newRecords(engine);
    // Who is primary is told by the view alone: the words for a new one cannot wait for it.
    const wanted = wantsView || records.some(entersView);
    return {
      ...mark,
      nextMs: engine.nextMs,
      packets: engine.packets(),
      view: this.#view(engine, mark.stepCount, wanted),
      message: this.#message(engine, mark.stepCount),
      records,
      skipped,
      scenario: wantsScenario ? engine.scenario() : undefined,
    };
  }

  // A message may be forgotten with the part of the trace that told of it: then there is nothing more to say of it.
  #message(engine: Engine, stepCount: number): MessageView | undefined {
    if (this.#watched === undefined || this.#watchedSteps === stepCount) {
      return undefined;
    }
    this.#watchedSteps = stepCount;
    try {
      return engine.message(this.#watched);
    } catch (error) {
      if (!Engine.refusal(error)) {
        throw error;
      }
      this.#watched = undefined;
      return undefined;
    }
  }

  #newRecords(engine: Engine): { records: TraceRecord[]; skipped: number } {
    const count = engine.recordCount;
    const fresh = count - this.#seenRecords;
    if (fresh === 0) {
      return { records: [], skipped: 0 };
    }
    const factsOnly = fresh > RECORDS_MAX;
    const records = engine.records(this.#seenRecords, FACTS_MAX, factsOnly).slice(-RECORDS_MAX);
    this.#seenRecords = count;
    return { records, skipped: fresh - records.length };
  }

  #view(engine: Engine, stepCount: number, wanted: boolean): View | undefined {
    const now = performance.now();
    const pause = Math.max(VIEW_EVERY_MS, this.#viewCostMs * VIEW_SHARE);
    // When nothing is scheduled any more, nobody may ask again: the last word must be a whole one.
    const last = engine.nextMs === undefined;
    const due = stepCount !== this.#viewSteps && (last || now - this.#viewAtMs >= pause);
    if (!wanted && !due) {
      return undefined;
    }
    const view = engine.view();
    this.#viewAtMs = performance.now();
    this.#viewCostMs = this.#viewAtMs - now;
    this.#viewSteps = stepCount;
    return view;
  }
}

function entersView({ what }: TraceRecord): boolean {
  return what.type === "fact" && what.fact.name === "view-entered";
}
