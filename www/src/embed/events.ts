// Events of <pbft-lab>, each typed, bubbling and composed.

import type { Command, Scenario, TraceRecord, View } from "../engine/engine.ts";
import type { Refusal, Update } from "../engine/messages.ts";

export type Violation = View["violations"][number];
export type Goal = Required<Scenario>["goal"];

export interface StepDetail {
  /** How many occurrences have been handled. */
  readonly step: number;
  readonly nowMs: number;
  /** What happened since the event before, oldest first. */
  readonly records: readonly TraceRecord[];
  /** How many more records there were: when much happens at once only the newest are handed out. */
  readonly skipped: number;
}

/** Something was refused, and the run goes on; or the engine failed, and the run can be reloaded. */
export interface ErrorDetail {
  readonly kind: "refused" | "failed";
  /** A sentence. */
  readonly message: string;
  /** As the engine's own errors have them: `ScenarioError` and `cluster.replicas`. */
  readonly name: string;
  readonly field: string;
  /** What was refused and why, for a sentence in any language. */
  readonly code: string;
  readonly values: Refusal["values"];
}

export interface PbftLabEventMap {
  /** The first run is open, and can be played. */
  "pbft-ready": CustomEvent<undefined>;
  /** The run stands at another step. */
  "pbft-step": CustomEvent<StepDetail>;
  /** A command was given, by the reader or by the page, and obeyed. */
  "pbft-command": CustomEvent<Command>;
  /** A property is violated; told once for each violation of a run. */
  "pbft-violation": CustomEvent<Violation>;
  /** The goal of the scene is reached; told once in a run. */
  "pbft-goal": CustomEvent<Goal>;
  "pbft-error": CustomEvent<ErrorDetail>;
}

/** The names, for listeners to all of them. */
export const EVENTS = [
  "pbft-ready",
  "pbft-step",
  "pbft-command",
  "pbft-violation",
  "pbft-goal",
  "pbft-error",
] as const satisfies readonly (keyof PbftLabEventMap)[];

/** Tells what happens to a run, each thing once. */
export class Announcer {
  readonly #target: EventTarget;
  #ready = false;
  #step = 0;
  #goal: Goal | undefined;
  #goalReached = false;
  #reached = false;
  #violations: readonly Violation[] = [];
  readonly #told = new Set<string>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** Another run begins: the events of the last one do not apply to it. */
  began(): void {
    this.#told.clear();
    this.#violations = [];
    this.#goal = undefined;
    this.#goalReached = false;
    this.#reached = false;
    this.#step = 0;
  }

  /** Until a run stands ready its beginning is kept back, so that nobody hears of a run that is not there yet. */
  ready(): void {
    if (!this.#ready) {
      this.#ready = true;
      this.#tell("pbft-ready", undefined);
    }
    this.#tellFindings();
  }

  heard(update: Update): void {
    const { stepCount: step, nowMs, records, skipped } = update;
    const moved = step !== this.#step || records.length > 0;
    this.#step = step;
    if (update.scenario) {
      this.#goal = update.scenario.goal;
    }
    this.#violations = update.view?.violations ?? this.#violations;
    this.#goalReached = update.goalReached === true;
    if (!this.#ready) {
      return;
    }
    if (moved) {
      this.#tell("pbft-step", { step, nowMs, records, skipped });
    }
    this.#tellFindings();
  }

  command(command: Command): void {
    this.#tell("pbft-command", command);
  }

  error(detail: ErrorDetail): void {
    this.#tell("pbft-error", detail);
  }

  #tellFindings(): void {
    for (const violation of this.#violations) {
      const key = `${violation.id} ${violation.step} ${violation.sentence}`;
      if (!this.#told.has(key)) {
        this.#told.add(key);
        this.#tell("pbft-violation", violation);
      }
    }
    if (this.#goal && this.#goalReached && !this.#reached) {
      this.#reached = true;
      this.#tell("pbft-goal", this.#goal);
    }
  }

  #tell<Name extends keyof PbftLabEventMap>(name: Name, detail: PbftLabEventMap[Name]["detail"]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
