// Adapter of the engine's package, the only file that imports it besides load.ts. It owns the WebAssembly object, frees it, and
// distinguishes refusals, which the reader sees, from failures, after which the object must not be used.

import type {
  AnswerReply,
  Branch,
  CatalogEntry,
  Command,
  Description,
  Difference,
  FindReply,
  Found,
  Goal,
  HuntProgress,
  HuntTask,
  LabError,
  MessageView,
  MutantInfo,
  Progress,
  Question,
  QuestionEntry,
  Quiz,
  QuorumFacts,
  Scenario,
  StrategyInfo,
  TraceRecord,
  ValueView,
  View,
} from "../../../pkg/pbft_lab.js";
import { Hunt, Simulation } from "../../../pkg/pbft_lab_bg.js";
import type { Explained, Quorums, Refusal, Side, TraceFormat } from "./messages.ts";

export type {
  AnswerReply,
  Branch,
  CatalogEntry,
  Category,
  ClientView,
  Command,
  Coverage,
  Description,
  Difference,
  Explanation,
  Find,
  FindReply,
  FindVerdict,
  Found,
  Goal,
  HuntFinding,
  HuntProgress,
  HuntTask,
  LessonPart,
  LocalText,
  MessageBrief,
  MessageView,
  MutantInfo,
  PacketView,
  ParameterInfo,
  ParameterValue,
  Progress,
  ProtocolEvent,
  Question as WhyQuestion,
  QuestionEntry,
  Quiz,
  QuorumFacts,
  ReplicaView,
  Scenario,
  SlotView,
  StatementName,
  Strategy,
  StrategyInfo,
  Task,
  TaskProgress,
  TraceEvent,
  TraceRecord,
  ValueView,
  View,
} from "../../../pkg/pbft_lab.js";

/** Maximum number of messages in transit that are listed in words; the drawing has them all. */
const LISTED = 40;
/** The maximum number of facts that a comparison shows for each branch. */
const FACTS_OF_A_SIDE = 400;
/** In the last part of a replay nothing is due. */
const REPLAY_BUDGET_MS = 1000;

export class Engine {
  readonly #simulation: Simulation;

  private constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Opens a scenario, or the text of a scenario file. Throws an error that `refusal` understands if it is invalid. */
  static open(scenario: Scenario | string | undefined): Engine {
    return new Engine(scenario === undefined ? new Simulation() : new Simulation(scenario));
  }

  /** Opens the run of a link, at the step of the link or on the way to it. Throws like `open`. */
  static fromLink(link: string, budgetMs: number): Engine {
    return new Engine(Simulation.fromLink(link, undefined, budgetMs));
  }

  static catalog(): CatalogEntry[] {
    return Simulation.catalog();
  }

  /** The kinds of messages. Their indices are the numbers in packet rows. */
  static kinds(): string[] {
    return Simulation.messageKinds();
  }

  /** All Byzantine strategies. */
  static strategies(): StrategyInfo[] {
    return Simulation.strategies();
  }

  /** The questions of the test before and after the course. */
  static courseTest(): Quiz[] {
    return Simulation.courseTest();
  }

  /** The rules of the protocol that a scenario can remove. */
  static mutants(): MutantInfo[] {
    return Simulation.mutants();
  }

  /** The questions that readers of the paper ask. */
  static questions(): QuestionEntry[] {
    return Simulation.questions();
  }

  /** The sorts of records. Their indices are the numbers in timeline rows. */
  static sorts(): string[] {
    return Simulation.timelineSorts();
  }

  /** The quorums of a cluster of `replicas`, or why there is no such cluster. Computed with a run that never starts. */
  static quorumsOf(replicas: number): Quorums | Refusal {
    try {
      const cluster = new Simulation({ cluster: { replicas, clients: 0, crypto: "symbolic" } });
      const { n, f, quorum } = cluster.view({ slots: 0, packets: 0 });
      cluster.free();
      return { n, f, quorum };
    } catch (error) {
      const refusal = Engine.refusal(error);
      if (refusal) {
        return refusal;
      }
      throw error;
    }
  }

  /** The refusal in an error, if there is one, with the field that the engine names. */
  static refusal(error: unknown): Refusal | undefined {
    if (!isLabError(error) || error.name === "EngineError") {
      return undefined;
    }
    const { name, message, field, code, values } = error;
    return { name, message, field, code, values };
  }

  /** The message of a thrown value that is not a refusal. */
  static failure(error: unknown): string {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }

  get nowMs(): number {
    return this.#simulation.nowMs;
  }

  get stepCount(): number {
    return this.#simulation.stepCount;
  }

  get lastStep(): number {
    return this.#simulation.lastStep;
  }

  get nextMs(): number | undefined {
    return this.#simulation.nextMs;
  }

  get goalReached(): boolean | undefined {
    return this.#simulation.goalReached;
  }

  get recordCount(): number {
    return this.#simulation.recordCount;
  }

  /** Advances by this much virtual time, or by as much as fits into `budgetMs` of real time. */
  advance(ms: number, budgetMs: number): void {
    this.#simulation.advance(ms, budgetMs);
  }

  /** Runs until the goal is reached, at most as long as `advance`. */
  runUntil(goal: Goal, ms: number, budgetMs: number): Progress {
    return this.#simulation.runUntil(goal, ms, budgetMs);
  }

  step(): void {
    this.#simulation.step();
  }

  command(command: Command): void {
    this.#simulation.command(command);
  }

  /** Goes to a step of this branch, within a budget of real time. Returns whether it has arrived. */
  seek(step: number, budgetMs: number): boolean {
    return this.#simulation.seek(step, budgetMs).stopped !== "wall-time";
  }

  /** The step of the link that the run has yet to reach; undefined once it is there. */
  get linkStep(): number | undefined {
    return this.#simulation.linkStep;
  }

  /** Continues to the step of the link, within a budget of real time. Returns whether it has arrived. */
  resumeLink(budgetMs: number): boolean {
    return this.#simulation.resumeLink(budgetMs);
  }

  /** The number of the present branch. */
  get branch(): number {
    return this.#simulation.branch;
  }

  branches(): Branch[] {
    return this.#simulation.branches();
  }

  /** Goes to the end of another branch, within a budget of real time. Returns whether it has arrived. */
  switchTo(branch: number, budgetMs: number): boolean {
    return this.#simulation.switchTo(branch, budgetMs).stopped !== "wall-time";
  }

  /** Returns an independent copy of the run at the same step, with the same branches. */
  fork(): Engine {
    return new Engine(this.#simulation.fork());
  }

  /**
   * Goes to the start of the run without commands given by hand, and keeps the known futures. Returns false if the scenario
   * does not begin this run.
   */
  restart(scenario: Scenario): boolean {
    return this.#simulation.restart(scenario);
  }

  /** Advances to a time before which nothing is due. */
  waitUntil(nowMs: number): void {
    this.playUntil(nowMs, REPLAY_BUDGET_MS);
  }

  /** Advances to a time, or by as much as fits into `budgetMs` of real time. */
  playUntil(nowMs: number, budgetMs: number): void {
    const restMs = Math.round((nowMs - this.nowMs) * 1000) / 1000;
    // Advancing by 0 would handle what else is due at this time.
    if (restMs > 0) {
      this.#simulation.advance(restMs, budgetMs);
    }
  }

  /** `packets`: the maximum number of messages in transit in the list. */
  view(packets = LISTED): View {
    return this.#simulation.view({ packets });
  }

  /** A whole message, even after it has arrived. */
  message(packet: number): MessageView {
    return this.#simulation.message(packet);
  }

  /** Records from a number on. Without messages if only their effects are needed. */
  records(from: number, count: number, factsOnly: boolean): TraceRecord[] {
    return this.#simulation.records(from, count, { facts: factsOnly });
  }

  /** The number of messages sent so far. */
  get packetsSent(): number {
    return this.#simulation.packetsSent;
  }

  /** The messages in transit, copied from the engine's memory, which may move with the next call. */
  packets(): ArrayBuffer {
    return this.#simulation.packets().slice().buffer;
  }

  /** The number of the oldest records that were discarded. */
  get discardedCount(): number {
    return this.#simulation.discardedCount;
  }

  /**
   * Records from a number on as rows of numbers, copied from the engine's memory. May return fewer than requested, because the
   * engine returns them in pieces.
   */
  timeline(from: number, count: number): Uint32Array<ArrayBuffer> {
    return this.#simulation.timeline(from, count).slice();
  }

  /** The values that messages sent in these records carry. */
  values(from: number, count: number): ValueView[] {
    return this.#simulation.values(from, count);
  }

  scenario(): Scenario {
    return this.#simulation.scenario();
  }

  /** An explanation, with the records that it names or that another request must fetch. */
  why(question: Question): Explained {
    const explanation = this.#simulation.why(question);
    const told = explanation.parts.filter(({ code }) => code === "record").flatMap(({ records }) => records);
    const further = explanation.slice.filter((entry) => entry.further).map(({ record }) => record);
    return { explanation, records: [...told, ...further].flatMap((record) => this.#record(record)) };
  }

  #record(number: number): TraceRecord[] {
    return this.#simulation.records(number, 1).filter(({ id }) => id === number);
  }

  /** Checks an answer to a question of a part of the lesson, by the part's index in the view. */
  answer(part: number, question: "ask" | "explain", choice: number): AnswerReply {
    return this.#simulation.answer(part, question, choice);
  }

  /** Judges what a reader found for a question of a part. */
  found(part: number, question: "ask" | "explain", found: Found): FindReply {
    return this.#simulation.found(part, question, found);
  }

  /** Two quorums of a cluster that overlap as little as possible, and what follows for a number of faulty replicas. */
  static quorumFacts(replicas: number, faulty: number, quorum: number): QuorumFacts {
    return Simulation.quorumFacts(replicas, faulty, quorum);
  }

  /** Runs two branches up to their first difference, within a budget of real time. Returns the number of remaining steps. */
  prepareComparison(one: number, other: number, budgetMs: number): number {
    return this.#simulation.prepareComparison(one, other, budgetMs);
  }

  /** The first difference between two branches. */
  compare(one: number, other: number): Difference {
    return this.#simulation.compare(one, other);
  }

  /** The events of the present branch from a record on. */
  side(first: TraceRecord | undefined): Side {
    const { branch, recordCount } = this.#simulation;
    const facts = first ? this.#simulation.records(first.id, recordCount - first.id, { facts: true }) : [];
    return {
      number: branch,
      facts: facts.slice(0, FACTS_OF_A_SIDE),
      left: Math.max(0, facts.length - FACTS_OF_A_SIDE),
      view: this.view(0),
    };
  }

  link(description?: Description): string {
    return this.#simulation.link(description);
  }

  exportTrace(format: TraceFormat): string {
    return this.#simulation.exportTrace(format);
  }

  free(): void {
    this.#simulation.free();
  }
}

/** A search for a violation, in slices of real time. */
export class EngineHunt {
  readonly #hunt: Hunt;

  /** Throws an error that `Engine.refusal` understands if the task is invalid. */
  constructor(task: HuntTask) {
    this.#hunt = new Hunt(task);
  }

  get progress(): HuntProgress {
    return this.#hunt.progress();
  }

  /** Makes executions until one violates an invariant, or the hunt is over. */
  search(budgetMs: number): HuntProgress {
    return this.#hunt.search(budgetMs);
  }

  /** Makes the finding smaller, until it is minimal. */
  shrink(budgetMs: number): HuntProgress {
    return this.#hunt.shrink(budgetMs);
  }

  free(): void {
    this.#hunt.free();
  }
}

/** Errors of the engine have the form that its types promise. */
function isLabError(error: unknown): error is LabError {
  return error instanceof Error && "field" in error && "code" in error && "values" in error;
}
