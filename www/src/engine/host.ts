// Host of the engine: answers requests, in the worker or, if no worker can start, in the page.

import {
  Engine,
  EngineHunt,
  type HuntProgress,
  type MessageView,
  type Scenario,
  type TraceRecord,
  type View,
} from "./engine.ts";
import type {
  EngineInfo,
  HuntRequest,
  Mark,
  Query,
  QueryResult,
  RunRequest,
  Start,
  Update,
  WorkerRequest,
  WorkerResponse,
} from "./messages.ts";
import {
  isReplayRequest,
  type Replay,
  ReplayOfBranches,
  type ReplayRequest,
  ReplayToBranch,
  ReplayToLink,
  ReplayToPosition,
  ReplayToStart,
  ReplayToStep,
} from "./replay.ts";
import { ValueNames } from "./value-names.ts";

/** A view has many objects: it is sent at most this often, and takes at most a tenth of the time. */
const VIEW_EVERY_MS = 50;
const VIEW_SHARE = 10;
/** No reader can follow more records than this between two frames. Then only facts are sent, the newest of them. */
const RECORDS_MAX = 400;
const FACTS_MAX = 10_000;
/** The length of a timeline row. */
const ROW_LENGTH = 9;

/** The requests that move the run. */
const MOVES: ReadonlySet<RunRequest["type"]> = new Set(["advance", "until", "step", "command", "restart"]);

interface Answered {
  readonly response: WorkerResponse;
  readonly transfer: Transferable[];
}

function updateResponse(id: number, update: Update): Answered {
  return { response: { id, update }, transfer: [update.packets, update.rows] };
}

export function info(): EngineInfo {
  return {
    catalog: Engine.catalog(),
    kinds: Engine.kinds(),
    sorts: Engine.sorts(),
    strategies: Engine.strategies(),
  };
}

export class EngineHost {
  #engine: Engine | undefined;
  /** The replay in progress, with the number of its request and its response at the end. `moves`: whether it moves the run. */
  #current:
    | {
        readonly id: number;
        readonly replay: Replay;
        readonly finish: () => Answered;
        readonly moves: boolean;
      }
    | undefined;
  #seenRecords = 0;
  #watched: number | undefined;
  #watchedSteps = -1;
  #wantsRows = false;
  #givenRows = 0;
  readonly #valueNames = new ValueNames();
  #viewSteps = -1;
  #viewAtMs = Number.NEGATIVE_INFINITY;
  #viewCostMs = 0;
  #hunt: EngineHunt | undefined;
  readonly #budgetMs: number;

  /** `budgetMs`: the real time that one slice may take. */
  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** The response to a request, with the buffers to transfer instead of copying. */
  response(message: WorkerRequest): Answered {
    const { id } = message;
    try {
      if ("decision" in message) {
        return message.decision === "go" ? this.#goOn(id) : this.#goBack(id);
      }
      if ("hunt" in message) {
        return { response: { id, hunted: this.#hunted(message.hunt) }, transfer: [] };
      }
      if ("query" in message) {
        const { query } = message;
        return query.type === "compare"
          ? this.#compare(id, query.branches)
          : { response: { id, answer: answerOf(this.#opened, query) }, transfer: [] };
      }
      if (isReplayRequest(message.request)) {
        return this.#startReplay(id, message.request);
      }
      if (this.#current?.moves && MOVES.has(message.request.type)) {
        // The replay would end in a run without this command.
        this.#cancelReplay();
      }
      return updateResponse(id, this.#answer(message.request));
    } catch (error) {
      const refusal = Engine.refusal(error);
      return { response: refusal ? { id, refusal } : { failure: Engine.failure(error) }, transfer: [] };
    }
  }

  close(): void {
    this.#cancelReplay();
    this.#engine?.free();
    this.#engine = undefined;
    this.#hunt?.free();
    this.#hunt = undefined;
  }

  #hunted(request: HuntRequest): HuntProgress {
    if (request.type === "begin") {
      const hunt = new EngineHunt(request.task);
      this.#hunt?.free();
      this.#hunt = hunt;
      return hunt.progress;
    }
    if (!this.#hunt) {
      throw new Error("no hunt was begun");
    }
    return this.#hunt[request.type](this.#budgetMs);
  }

  #startReplay(id: number, request: ReplayRequest): Answered {
    const replay = this.#replayFor(request);
    this.#cancelReplay();
    const moves = request.type === "seek" || request.type === "switch";
    const finish = () => updateResponse(id, this.#finishReplay(request, replay.engine));
    this.#current = { id, replay, finish, moves };
    return this.#goOn(id);
  }

  #replayFor(request: ReplayRequest): Replay {
    switch (request.type) {
      case "open":
        return toStart(new ReplayToPosition(Engine.open(request.scenario), request.until), request.start);
      case "open-link":
        return toStart(new ReplayToLink(Engine.fromLink(request.link, this.#budgetMs)), request.start);
      case "seek":
        return new ReplayToStep(this.#opened.fork(), request.step);
      case "switch":
        return new ReplayToBranch(this.#opened.fork(), request.branch);
    }
  }

  #compare(id: number, branches: readonly [number, number]): Answered {
    const replay = new ReplayOfBranches(this.#opened.fork(), branches);
    this.#cancelReplay();
    const finish = (): Answered => {
      replay.engine.free();
      return { response: { id, answer: replay.comparison }, transfer: [] };
    };
    this.#current = { id, replay, finish, moves: false };
    return this.#goOn(id);
  }

  // A replay that was replaced by another one ends as well.
  #goOn(id: number): Answered {
    if (this.#current?.id !== id) {
      return { response: { id, back: true }, transfer: [] };
    }
    const { replay, finish } = this.#current;
    try {
      if (!replay.go(this.#budgetMs)) {
        return { response: { id, progress: replay.progress }, transfer: [] };
      }
    } catch (error) {
      this.#cancelReplay();
      throw error;
    }
    this.#current = undefined;
    return finish();
  }

  #goBack(id: number): Answered {
    if (this.#current?.id === id) {
      this.#cancelReplay();
    }
    return { response: { id, back: true }, transfer: [] };
  }

  #cancelReplay(): void {
    this.#current?.replay.engine.free();
    this.#current = undefined;
  }

  #finishReplay(request: ReplayRequest, engine: Engine): Update {
    switch (request.type) {
      case "open":
      case "open-link":
        this.#wantsRows ||= request.rows ?? false;
        return this.#open(engine);
      case "seek":
        this.#replace(engine);
        return this.#update(engine, { view: true, keep: this.#leap(engine, request.from) });
      case "switch":
        this.#replace(engine);
        // The rows do not show where the branches diverge, so all are sent again.
        this.#givenRows = 0;
        return this.#update(engine, {
          view: true,
          scenario: true,
          keep: this.#leap(engine, Number.POSITIVE_INFINITY),
        });
    }
  }

  // The fork that has arrived becomes the reader's run.
  #replace(fork: Engine): void {
    this.#engine?.free();
    this.#engine = fork;
  }

  get #opened(): Engine {
    if (!this.#engine) {
      throw new Error("no run was opened");
    }
    return this.#engine;
  }

  #answer(request: Exclude<RunRequest, ReplayRequest>): Update {
    const engine = this.#opened;
    switch (request.type) {
      case "advance":
        engine.advance(request.ms, this.#budgetMs);
        return this.#update(engine, {});
      case "until": {
        const { stopped } = engine.runUntil(request.goal, request.ms, this.#budgetMs);
        return { ...this.#update(engine, { view: stopped === "goal" }), stopped };
      }
      case "step":
        engine.step();
        return this.#update(engine, { view: true });
      case "command":
        // The known future beyond this step belongs to another branch now.
        this.#givenRows = Math.min(this.#givenRows, engine.recordCount);
        engine.command(request.command);
        return this.#update(engine, { view: true, scenario: true });
      case "restart":
        return this.#restart(engine, request.scenario, request.from);
      case "watch":
        this.#watched = request.packet;
        this.#watchedSteps = -1;
        return this.#update(engine, { view: true });
      case "rows":
        this.#wantsRows = true;
        return this.#update(engine, {});
      case "look":
        return this.#update(engine, { view: true });
    }
  }

  #restart(engine: Engine, scenario: Scenario, from: number): Update {
    const { branch } = engine;
    if (!engine.restart(scenario)) {
      return this.#open(Engine.open(scenario));
    }
    // On the same branch this is an ordinary seek. For another branch all rows are sent again.
    const same = engine.branch === branch;
    this.#givenRows = same ? this.#givenRows : 0;
    return this.#update(engine, {
      view: true,
      scenario: true,
      keep: this.#leap(engine, same ? from : Number.POSITIVE_INFINITY),
    });
  }

  // The old run is freed only when the new one is open, so a refused scenario has no effect.
  #open(fresh: Engine): Update {
    this.close();
    this.#engine = fresh;
    this.#seenRecords = 0;
    this.#givenRows = 0;
    this.#valueNames.clear();
    this.#viewSteps = -1;
    this.#watched = undefined;
    return this.#update(fresh, { view: true, scenario: true });
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

  #update(engine: Engine, wants: { view?: boolean; scenario?: boolean; keep?: number }): Update {
    const mark: Mark = { stepCount: engine.stepCount, nowMs: engine.nowMs, lastStep: engine.lastStep };
    // The page does not know the skipped records either.
    const before = wants.keep === 0 ? this.#seenRecords : 0;
    const { records, skipped } = this.#newRecords(engine);
    // Only the view says which node is the primary and which is faulty, so sentences about them need it at once.
    const wanted = wants.view === true || records.some(changesRoles);
    return {
      ...mark,
      keep: wants.keep,
      branches: wants.scenario ? engine.branches() : undefined,
      nextMs: engine.nextMs,
      packets: engine.packets(),
      packetsSent: engine.packetsSent,
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

  // Rows are not sent again when the run goes back and returns.
  #newRows(engine: Engine): Pick<Update, "rows" | "rowsFrom" | "values"> {
    const rowsFrom = Math.max(this.#givenRows, engine.discardedCount);
    if (!this.#wantsRows) {
      return { rows: new ArrayBuffer(0), rowsFrom, values: [] };
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
    const values = this.#valueNames.fresh(engine, rowsFrom, length / ROW_LENGTH);
    return { rows: all.buffer, rowsFrom, values };
  }

  #view(engine: Engine, stepCount: number, wanted: boolean): View | undefined {
    const now = performance.now();
    const pause = Math.max(VIEW_EVERY_MS, this.#viewCostMs * VIEW_SHARE);
    // When nothing is scheduled any more, there may be no further request, so the last response must be complete.
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

function toStart(replay: Replay, start: Start | undefined): Replay {
  return start ? new ReplayToStart(replay, start) : replay;
}

function answerOf(engine: Engine, query: Exclude<Query, { type: "compare" }>): QueryResult<Query> {
  switch (query.type) {
    case "why":
      return engine.why(query.question);
    case "link":
      return engine.link(query.description);
    case "scenario":
      return engine.scenario();
    case "trace":
      return engine.exportTrace(query.format);
    case "view":
      return engine.view();
    case "records":
      return engine.records(query.from, query.count, query.facts);
    case "message":
      return engine.message(query.packet);
    case "quorums":
      return Engine.quorumsOf(query.replicas);
    case "answer":
      return engine.answer(query.part, query.question, query.choice);
    case "mutants":
      return Engine.mutants();
    case "questions":
      return Engine.questions();
    case "found":
      return engine.found(query.part, query.question, query.found);
    case "quorum-facts":
      return Engine.quorumFacts(query.replicas, query.faulty, query.quorum);
    case "course-test":
      return Engine.courseTest();
  }
}

function changesRoles({ what }: TraceRecord): boolean {
  return what.type === "command" || (what.type === "fact" && what.fact.name === "view-entered");
}
