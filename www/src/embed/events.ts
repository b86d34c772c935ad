// Events of <pbft-lab>, each typed, bubbling and composed.

import type { Command, LessonPart, Scenario, TraceRecord, View } from "../engine/engine.ts";
import type { Refusal, Update } from "../engine/messages.ts";
import { taskOf } from "../model/lesson.ts";
import { PAGE_EVENTS } from "../model/page-events.ts";

export type Violation = View["violations"][number];
export type Goal = Required<Scenario>["goal"];

export interface StepDetail {
  /** The number of occurrences handled. */
  readonly step: number;
  readonly nowMs: number;
  /** The records since the last event, oldest first. */
  readonly records: readonly TraceRecord[];
  /** The number of further records: if many occur at once, only the newest are included. */
  readonly skipped: number;
}

/** The reader's answer to a question of the scene. */
export interface AnswerDetail {
  /** The part of the lesson, as in the view's `lesson`. */
  readonly part: number;
  /** The question before the outcome, or the one after the task. */
  readonly question: "ask" | "explain";
  readonly choice: number;
  readonly right: boolean;
}

/** A refusal, after which the run continues, or a failure of the engine, after which the run can be reloaded. */
export interface ErrorDetail {
  readonly kind: "refused" | "failed";
  /** A sentence. */
  readonly message: string;
  /** As in the engine's own errors: `ScenarioError` and `cluster.replicas`. */
  readonly name: string;
  readonly field: string;
  /** The code and values, for a sentence in any language. */
  readonly code: string;
  readonly values: Refusal["values"];
}

export interface PbftLabEventMap {
  /** The first run is open and can be played. */
  "pbft-ready": CustomEvent<undefined>;
  /** The run is at another step. */
  "pbft-step": CustomEvent<StepDetail>;
  /** A command of the reader or the page was executed. */
  "pbft-command": CustomEvent<Command>;
  /** An invariant is violated. Dispatched once for each violation of a run. */
  "pbft-violation": CustomEvent<Violation>;
  /** The goal of the scene or of a task is reached. Dispatched once for each in a run. */
  "pbft-goal": CustomEvent<Goal>;
  /** The reader has answered a question of the scene. */
  "pbft-answer": CustomEvent<AnswerDetail>;
  /** A call or a source was refused, or the engine failed. */
  "pbft-error": CustomEvent<ErrorDetail>;
}

/** The names of all events. */
export const EVENTS = PAGE_EVENTS satisfies readonly (keyof PbftLabEventMap)[];

/** Dispatches the events of a run, each once. */
export class Announcer {
  readonly #target: EventTarget;
  #ready = false;
  #step = 0;
  #scenario: Scenario | undefined;
  #goalReached = false;
  #reached = false;
  #lesson: readonly LessonPart[] = [];
  #done: ReadonlySet<number> = new Set();
  #violations: readonly Violation[] = [];
  readonly #told = new Set<string>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  /** Another run begins. The events of the last one do not apply to it. */
  began(): void {
    this.#told.clear();
    this.#violations = [];
    this.#scenario = undefined;
    this.#goalReached = false;
    this.#reached = false;
    this.#lesson = [];
    this.#done = new Set();
    this.#step = 0;
  }

  /** Events of a run are held back until it is ready, so that listeners never receive them early. */
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
    this.#scenario = update.scenario ?? this.#scenario;
    this.#violations = update.view?.violations ?? this.#violations;
    this.#lesson = update.view ? (update.view.lesson ?? []) : this.#lesson;
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

  answer(detail: AnswerDetail): void {
    this.#tell("pbft-answer", detail);
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
    const goal = this.#scenario?.goal;
    if (goal && this.#goalReached && !this.#reached) {
      this.#reached = true;
      this.#tell("pbft-goal", goal);
    }
    this.#tellTasks();
  }

  #tellTasks(): void {
    for (const [index, part] of this.#lesson.entries()) {
      const task = this.#scenario && taskOf(part, this.#scenario);
      if (task && part.task?.state === "reached" && !this.#done.has(index)) {
        this.#done = new Set(this.#done).add(index);
        this.#tell("pbft-goal", task.goal);
      }
    }
  }

  #tell<Name extends keyof PbftLabEventMap>(name: Name, detail: PbftLabEventMap[Name]["detail"]): void {
    this.#target.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
