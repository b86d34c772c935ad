// Answers questions with an engine: the same code in the worker and, where no worker can start, in the page.

import { Engine, type MessageView, type Scenario, type TraceRecord, type View } from "./engine.ts";
import type { AnswerTo, Ask, Greeting, Inquiry, Mark, Moment, Question, Reply, Start } from "./messages.ts";
import { type Far, isFar, type Journey, ToLink, ToMark, ToStart, ToStep } from "./replay.ts";

/** A view is made of many objects: at most so often, and at most a tenth of the time. */
const VIEW_EVERY_MS = 50;
const VIEW_SHARE = 10;
/** More records than this between two frames nobody can read: then only facts are given, and of those the newest. */
const RECORDS_MAX = 400;
const FACTS_MAX = 10_000;
/** How many numbers are one row of the timeline. */
const ROW_LENGTH = 8;

interface Answered {
  readonly reply: Reply;
  readonly transfer: Transferable[];
}

function momentReply(id: number, moment: Moment): Answered {
  return { reply: { id, moment }, transfer: [moment.packets, moment.rows] };
}

export function greeting(): Greeting {
  return {
    catalog: Engine.catalog(),
    kinds: Engine.kinds(),
    sorts: Engine.sorts(),
    strategies: Engine.strategies(),
  };
}

export class EngineHost {
  #engine: Engine | undefined;
  /** The way that is being gone, and the question that began it. */
  #journey: { readonly id: number; readonly way: Journey } | undefined;
  #seenRecords = 0;
  #watched: number | undefined;
  #watchedSteps = -1;
  #wantsRows = false;
  #givenRows = 0;
  #viewSteps = -1;
  #viewAtMs = Number.NEGATIVE_INFINITY;
  #viewCostMs = 0;
  readonly #budgetMs: number;

  /** `budgetMs`: how much real time going on may take at a time. */
  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** The reply to a question, and what of it is to be handed over instead of copied. */
  reply(question: Question): Answered {
    const { id } = question;
    try {
      if ("inquiry" in question) {
        return { reply: { id, answer: inquire(this.#opened, question.inquiry) }, transfer: [] };
      }
      if ("onward" in question) {
        return question.onward === "go" ? this.#goOn(id) : this.#goBack(id);
      }
      if (isFar(question.ask)) {
        this.#turnBack();
        this.#journey = { id, way: this.#setOut(question.ask) };
        return this.#goOn(id);
      }
      return momentReply(id, this.#answer(question.ask));
    } catch (error) {
      const refusal = Engine.refusal(error);
      return { reply: refusal ? { id, refusal } : { failure: Engine.failure(error) }, transfer: [] };
    }
  }

  close(): void {
    if (this.#journey?.way.engine !== this.#engine) {
      this.#turnBack();
    }
    this.#journey = undefined;
    this.#engine?.free();
    this.#engine = undefined;
  }

  #setOut(ask: Far): Journey {
    switch (ask.ask) {
      case "open":
        return toStart(new ToMark(Engine.open(ask.scenario), ask, ask.until), ask.start);
      case "open-link":
        return toStart(new ToLink(Engine.fromLink(ask.link, this.#budgetMs), ask), ask.start);
      case "seek":
        return new ToStep(this.#opened, ask, ask.step);
    }
  }

  // A way that another one took the place of is at its end as well.
  #goOn(id: number): Answered {
    if (this.#journey?.id !== id) {
      return { reply: { id, back: true }, transfer: [] };
    }
    const { way } = this.#journey;
    try {
      if (!way.go(this.#budgetMs)) {
        return { reply: { id, coming: way.coming }, transfer: [] };
      }
    } catch (error) {
      this.#turnBack();
      throw error;
    }
    this.#journey = undefined;
    return momentReply(id, this.#arrive(way));
  }

  #goBack(id: number): Answered {
    if (this.#journey?.id === id) {
      this.#turnBack();
    }
    return { reply: { id, back: true }, transfer: [] };
  }

  #turnBack(): void {
    this.#journey?.way.turnBack();
    this.#journey = undefined;
  }

  #arrive({ ask, engine }: Journey): Moment {
    if (ask.ask === "seek") {
      return this.#moment(engine, { view: true, keep: this.#leap(engine, ask.from) });
    }
    this.#wantsRows ||= ask.rows ?? false;
    return this.#open(engine);
  }

  get #opened(): Engine {
    if (!this.#engine) {
      throw new Error("no run was opened");
    }
    return this.#engine;
  }

  #answer(ask: Exclude<Ask, Far>): Moment {
    const engine = this.#opened;
    switch (ask.ask) {
      case "advance":
        engine.advance(ask.ms, this.#budgetMs);
        return this.#moment(engine, {});
      case "until": {
        const { stopped } = engine.runUntil(ask.goal, ask.ms, this.#budgetMs);
        return { ...this.#moment(engine, { view: stopped === "goal" }), stopped };
      }
      case "step":
        engine.step();
        return this.#moment(engine, { view: true });
      case "command":
        // What was known beyond this moment is another run from here on.
        this.#givenRows = Math.min(this.#givenRows, engine.recordCount);
        engine.command(ask.command);
        return this.#moment(engine, { view: true, scenario: true });
      case "switch":
        engine.switchTo(ask.branch);
        // The rows do not show where the branches diverge, so all are sent again.
        this.#givenRows = 0;
        return this.#moment(engine, { view: true, scenario: true, keep: this.#leap(engine, Infinity) });
      case "restart":
        return this.#restart(engine, ask.scenario, ask.from);
      case "watch":
        this.#watched = ask.packet;
        this.#watchedSteps = -1;
        return this.#moment(engine, { view: true });
      case "rows":
        this.#wantsRows = true;
        return this.#moment(engine, {});
      case "look":
        return this.#moment(engine, { view: true });
    }
  }

  #restart(engine: Engine, scenario: Scenario, from: number): Moment {
    const { branch } = engine;
    if (!engine.restart(scenario)) {
      return this.#open(Engine.open(scenario));
    }
    // On the same branch this is an ordinary seek; for another branch all rows are sent again.
    const same = engine.branch === branch;
    this.#givenRows = same ? this.#givenRows : 0;
    return this.#moment(engine, {
      view: true,
      scenario: true,
      keep: this.#leap(engine, same ? from : Number.POSITIVE_INFINITY),
    });
  }

  // The old run is given up only when the new one stands: a refused scenario must cost nothing.
  #open(fresh: Engine): Moment {
    this.close();
    this.#engine = fresh;
    this.#seenRecords = 0;
    this.#givenRows = 0;
    this.#viewSteps = -1;
    this.#watched = undefined;
    return this.#moment(fresh, { view: true, scenario: true });
  }

  // After a seek the page still has the records before it, unless they are in another branch or older than
  // what it keeps. Then the last of them are sent again. Returns the first record that the page no longer has.
  #leap(engine: Engine, from: number): number {
    const count = engine.recordCount;
    if (count > from) {
      this.#seenRecords = Math.min(this.#seenRecords, count);
      return this.#seenRecords;
    }
    this.#seenRecords = Math.max(0, count - RECORDS_MAX);
    return 0;
  }

  #moment(engine: Engine, wants: { view?: boolean; scenario?: boolean; keep?: number }): Moment {
    const mark: Mark = { stepCount: engine.stepCount, nowMs: engine.nowMs, lastStep: engine.lastStep };
    // What was skipped by a leap was not told either.
    const before = wants.keep === 0 ? this.#seenRecords : 0;
    const { records, skipped } = this.#newRecords(engine);
    // Who is primary and who is faulty is told by the view alone: the words for it cannot wait.
    const wanted = wants.view === true || records.some(changesRoles);
    return {
      ...mark,
      keep: wants.keep,
      branches: wants.scenario ? engine.branches() : undefined,
      nextMs: engine.nextMs,
      packets: engine.packets(),
      view: this.#view(engine, mark.stepCount, wanted),
      message: this.#message(engine, mark.stepCount),
      records,
      skipped: before + skipped,
      ...this.#newRows(engine),
      scenario: wants.scenario ? engine.scenario() : undefined,
      goalReached: engine.goalReached,
    };
  }

  // A message may be discarded with its part of the trace. Then nothing more is known about it.
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
    // The engine returns records from a number on; the newest are at the end.
    const from = factsOnly ? Math.max(this.#seenRecords, count - FACTS_MAX) : this.#seenRecords;
    const records = engine.records(from, FACTS_MAX, factsOnly).slice(-RECORDS_MAX);
    this.#seenRecords = count;
    return { records, skipped: fresh - records.length };
  }

  // What was given once is not given again when the run goes back and comes there a second time.
  #newRows(engine: Engine): { rows: ArrayBuffer; rowsFrom: number } {
    const rowsFrom = Math.max(this.#givenRows, engine.discardedCount);
    if (!this.#wantsRows) {
      return { rows: new ArrayBuffer(0), rowsFrom };
    }
    const pieces: Uint32Array[] = [];
    let length = 0;
    while (rowsFrom + length / ROW_LENGTH < engine.recordCount) {
      const from = rowsFrom + length / ROW_LENGTH;
      const piece = engine.timeline(from, engine.recordCount - from);
      if (piece.length === 0) {
        break;
      }
      pieces.push(piece);
      length += piece.length;
    }
    const all = new Uint32Array(length);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#givenRows = Math.max(this.#givenRows, rowsFrom + length / ROW_LENGTH);
    return { rows: all.buffer, rowsFrom };
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

function toStart(way: Journey, start: Start | undefined): Journey {
  return start ? new ToStart(way, start) : way;
}

function inquire(engine: Engine, inquiry: Inquiry): AnswerTo<Inquiry> {
  switch (inquiry.inquire) {
    case "why":
      return engine.why(inquiry.question);
    case "compare":
      return engine.compare(...inquiry.branches);
    case "link":
      return engine.link();
    case "scenario":
      return engine.scenario();
    case "trace":
      return engine.exportTrace(inquiry.format);
    case "view":
      return engine.view();
    case "records":
      return engine.records(inquiry.from, inquiry.count, inquiry.facts);
    case "message":
      return engine.message(inquiry.packet);
    case "quorums":
      return Engine.quorumsOf(inquiry.replicas);
  }
}

function changesRoles({ what }: TraceRecord): boolean {
  return what.type === "command" || (what.type === "fact" && what.fact.name === "view-entered");
}
