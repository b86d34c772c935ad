// The only file that knows the engine's package, beside load.ts. It owns the WebAssembly object, frees it, and tells refusals, which are
// news for the reader, from failures, after which the object is not to be used again.

import type {
  Branch,
  CatalogEntry,
  Command,
  Difference,
  Goal,
  LabError,
  MessageView,
  Progress,
  Question,
  Scenario,
  StrategyInfo,
  TraceRecord,
  View,
} from "../../../pkg/pbft_lab.js";
import { Simulation } from "../../../pkg/pbft_lab_bg.js";
import type { Explained, Quorums, Refusal, Side, TraceFormat } from "./messages.ts";

export type {
  Branch,
  CatalogEntry,
  ClientView,
  Command,
  Difference,
  Explanation,
  Fact,
  Goal,
  Happening,
  MessageBrief,
  MessageView,
  PacketView,
  ParameterInfo,
  ParameterValue,
  Progress,
  Question as WhyQuestion,
  ReplicaView,
  Scenario,
  Shelf,
  SlotView,
  Strategy,
  StrategyInfo,
  TraceRecord,
  View,
} from "../../../pkg/pbft_lab.js";

/** Maximum number of messages in transit that are listed in words; the drawing has them all. */
const LISTED = 40;
/** So much of what each of two branches did is told. */
const FACTS_OF_A_SIDE = 400;
/** Nothing is due any more in the last stretch of a replay. */
const REPLAY_BUDGET_MS = 1000;

export class Engine {
  readonly #simulation: Simulation;

  private constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** A scenario, or the text of a scenario file. Throws what `refusal` understands when it is not legal. */
  static open(scenario: Scenario | string | undefined): Engine {
    return new Engine(scenario === undefined ? new Simulation() : new Simulation(scenario));
  }

  /** The run of a link, at the moment where the link stands or on its way there. Throws as `open` does. */
  static fromLink(link: string, budgetMs: number): Engine {
    return new Engine(Simulation.fromLink(link, undefined, budgetMs));
  }

  static catalog(): CatalogEntry[] {
    return Simulation.catalog();
  }

  /** The kinds of message, in the order in which packet rows number them. */
  static kinds(): string[] {
    return Simulation.messageKinds();
  }

  /** The ways to misbehave that there are. */
  static strategies(): StrategyInfo[] {
    return Simulation.strategies();
  }

  /** The sorts of record, in the order in which timeline rows number them. */
  static sorts(): string[] {
    return Simulation.timelineSorts();
  }

  /** The quorums of a cluster of `replicas`, or the reason why there is none: asked of a run that never starts. */
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

  /** The refusal that an error carries, if any: the engine names the field. */
  static refusal(error: unknown): Refusal | undefined {
    if (!isLabError(error) || error.name === "EngineError") {
      return undefined;
    }
    const { name, message, field, code, values } = error;
    return { name, message, field, code, values };
  }

  /** The message of a thrown value that is not an Error. */
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

  /** Goes on by so much virtual time, or by as much of it as fits into `budgetMs` of real time. */
  advance(ms: number, budgetMs: number): void {
    this.#simulation.advance(ms, budgetMs);
  }

  /** Goes on until the goal is reached, no longer than `advance` would. */
  runUntil(goal: Goal, ms: number, budgetMs: number): Progress {
    return this.#simulation.runUntil(goal, ms, budgetMs);
  }

  step(): void {
    this.#simulation.step();
  }

  command(command: Command): void {
    this.#simulation.command(command);
  }

  /** Goes to a step of this branch, forward or back, for so much real time; whether the way is at its end. */
  seek(step: number, budgetMs: number): boolean {
    return this.#simulation.seek(step, budgetMs).stopped !== "wall-time";
  }

  /** The step of the link that the run is on its way to; undefined once it is there. */
  get linkStep(): number | undefined {
    return this.#simulation.linkStep;
  }

  /** Goes on to the moment of the link for so much real time; whether it is there. */
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

  /** Goes to the end of another branch, for so much real time; whether it is there. */
  switchTo(branch: number, budgetMs: number): boolean {
    return this.#simulation.switchTo(branch, budgetMs).stopped !== "wall-time";
  }

  /** Another run at the same moment, with the same branches: what is done to it does not change this one. */
  fork(): Engine {
    return new Engine(this.#simulation.fork());
  }

  /** Goes to the beginning of the run without what was done by hand, and keeps the futures known so far. False when the scenario does
   *  not begin this run. */
  restart(scenario: Scenario): boolean {
    return this.#simulation.restart(scenario);
  }

  /** Lets time pass until a moment before which nothing is due. */
  waitUntil(nowMs: number): void {
    const restMs = Math.round((nowMs - this.nowMs) * 1000) / 1000;
    // Going on by nothing would handle what else is due at this very time.
    if (restMs > 0) {
      this.#simulation.advance(restMs, REPLAY_BUDGET_MS);
    }
  }

  /** `packets`: how many messages on their way are listed. */
  view(packets = LISTED): View {
    return this.#simulation.view({ packets });
  }

  /** The whole of a message, also of one that has arrived. */
  message(packet: number): MessageView {
    return this.#simulation.message(packet);
  }

  /** Records from a number on; without each message, where only what it led to is wanted. */
  records(from: number, count: number, factsOnly: boolean): TraceRecord[] {
    return this.#simulation.records(from, count, { facts: factsOnly });
  }

  /** How many messages were sent so far. */
  get packetsSent(): number {
    return this.#simulation.packetsSent;
  }

  /** The messages on their way, copied out of the engine's memory, which may move with the next call. */
  packets(): ArrayBuffer {
    return this.#simulation.packets().slice().buffer;
  }

  /** How many of the oldest records are gone. */
  get discardedCount(): number {
    return this.#simulation.discardedCount;
  }

  /** Records from a number on as rows of numbers, copied out of the engine's memory; fewer than asked for when it gives them
   *  in pieces. */
  timeline(from: number, count: number): Uint32Array<ArrayBuffer> {
    return this.#simulation.timeline(from, count).slice();
  }

  scenario(): Scenario {
    return this.#simulation.scenario();
  }

  /** The answer, and the records that it contains or leaves to another request. */
  why(question: Question): Explained {
    const explanation = this.#simulation.why(question);
    const told = explanation.parts.filter(({ code }) => code === "record").flatMap(({ records }) => records);
    const further = explanation.slice.filter((entry) => entry.further).map(({ record }) => record);
    return { explanation, records: [...told, ...further].flatMap((record) => this.#record(record)) };
  }

  #record(number: number): TraceRecord[] {
    return this.#simulation.records(number, 1).filter(({ id }) => id === number);
  }

  /** Plays two branches up to where they differ, for so much real time. Returns how many steps are left. */
  prepareComparison(one: number, other: number, budgetMs: number): number {
    return this.#simulation.prepareComparison(one, other, budgetMs);
  }

  /** The first difference between two branches. */
  compare(one: number, other: number): Difference {
    return this.#simulation.compare(one, other);
  }

  /** What the present branch did from a record on. */
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

  link(): string {
    return this.#simulation.link();
  }

  exportTrace(format: TraceFormat): string {
    return this.#simulation.exportTrace(format);
  }

  free(): void {
    this.#simulation.free();
  }
}

/** What the engine throws has the form that its types promise. */
function isLabError(error: unknown): error is LabError {
  return error instanceof Error && "field" in error && "code" in error && "values" in error;
}
