// Attacks: the rules that a cluster may lack, the hunt for an attack, and the attack that is open, with or without its rule.

import type { QuestionEntry, Scenario, WhyQuestion } from "../engine/engine.ts";
import type { Action } from "../model/actions.ts";
import {
  brokenBy,
  endOf,
  type OpenAttack,
  type Outcome,
  outcomeOf,
  type Rule,
  repaired,
  violationOf,
} from "../model/attacks.ts";
import { aboutRequest } from "../model/questions.ts";
import { ParallelHunt } from "./parallel-hunt.ts";
import type { Run } from "./run.ts";

/** The virtual time of one request to the engine on the way to a violation. */
const PART_MS = 1000;

interface Place {
  /** Opens a scenario among the reader's own, and plays it. */
  open(scenario: Scenario): Promise<boolean>;
  /** Opens a scene of the catalog. */
  openScene(name: string): Promise<boolean>;
  /** The scenario of a scene of the catalog. */
  scenarioOf(name: string): Scenario | undefined;
  /** Asks why something happened. */
  ask(question: WhyQuestion): void;
  changed(): void;
}

export class Attacks {
  /** All rules; empty until the gallery was opened. */
  rules: readonly Rule[] = [];
  /** The questions that readers of the paper ask; like the rules. */
  questions: readonly QuestionEntry[] = [];
  /** The attack whose scenario is open. */
  open: OpenAttack | undefined;

  readonly #run: Run;
  readonly #place: Place;
  readonly #hunt: ParallelHunt;
  /** Whether the violation of this run was explained. */
  #isExplained = false;
  /** The scenario with which the open attack began. */
  #base: Scenario | undefined;

  constructor(run: Run, place: Place) {
    this.#run = run;
    this.#place = place;
    this.#hunt = new ParallelHunt(() => place.changed());
  }

  get hunt(): ParallelHunt["state"] {
    return this.#hunt.state;
  }

  /** What the open attack has done so far. */
  get outcome(): Outcome | undefined {
    return this.open && this.#run.model && outcomeOf(this.open, this.#run.model);
  }

  /** Performs an action that concerns attacks; whether it was one. */
  handle(action: Action): boolean {
    switch (action.type) {
      case "rules":
        void this.#load();
        return true;
      case "hunt":
        void this.#hunt.begin(action.task, action.rule, navigator.hardwareConcurrency || 1);
        return true;
      case "stop-hunt":
        this.#hunt.stop();
        return true;
      case "attack":
        void this.#watch({
          ...action.attack,
          isRemoved: !action.holds,
          brokenAtMs: undefined,
          question: undefined,
        });
        return true;
      case "question":
        void this.#answer(action.question, !action.holds);
        return true;
      case "rule":
        if (this.open) {
          void this.#watch({ ...this.open, isRemoved: !action.holds });
        }
        return true;
      case "attack-end":
        void this.#goToEnd();
        return true;
      case "leave-attack":
        this.open = undefined;
        this.#place.changed();
        return true;
      default:
        return false;
    }
  }

  /** The run has moved. What an attack breaks is explained without being asked. */
  heard(): void {
    const { open } = this;
    const { model, base } = this.#run;
    if (!open || !model) {
      return;
    }
    if (base !== this.#base) {
      this.open = undefined;
      return;
    }
    const { outcome } = this;
    if (this.#isExplained || (outcome !== "violated" && outcome !== "waiting")) {
      return;
    }
    this.#isExplained = true;
    const violation = violationOf(open, model.violations);
    if (violation && open.isRemoved) {
      this.open = { ...open, brokenAtMs: violation.atMs };
    }
    const fact = violation?.records.at(-1);
    const question = fact === undefined ? aboutRequest(model)?.question : { about: { fact } };
    if (question) {
      queueMicrotask(() => this.#place.ask(question));
    }
  }

  close(): void {
    this.#hunt.stop();
  }

  async #load(): Promise<void> {
    if (this.rules.length === 0) {
      this.rules = (await this.#run.query({ type: "mutants" })) ?? [];
      this.questions = (await this.#run.query({ type: "questions" })) ?? [];
    }
    this.#place.changed();
  }

  /** To the violation, or to the time at which there would be one. */
  async #goToEnd(): Promise<void> {
    const { open } = this;
    const violation = open?.isRemoved ? brokenBy(open.scenario.goal) : undefined;
    if (!open) {
      return;
    }
    if (violation === undefined || open.atMs !== undefined) {
      await this.#run.goTo(endOf(open));
      return;
    }
    this.#run.pause();
    let before = -1;
    while (this.open === open && before < this.#run.nowMs && this.#run.nowMs < endOf(open)) {
      before = this.#run.nowMs;
      const update = await this.#run.runUntil({ violation }, PART_MS);
      if (update?.stopped === "goal") {
        break;
      }
    }
    await this.#run.look();
  }

  async #watch(attack: OpenAttack): Promise<void> {
    this.open = undefined;
    if (await this.#open(attack)) {
      this.open = attack;
      this.#base = this.#run.base;
      this.#isExplained = false;
      this.#place.changed();
    }
  }

  async #open({ question, isRemoved, scenario }: OpenAttack): Promise<boolean> {
    if (!question) {
      return this.#place.open(isRemoved ? scenario : repaired(scenario));
    }
    const { scene, startAtMs } = isRemoved ? question.without : question.with;
    if (!(await this.#place.openScene(scene))) {
      return false;
    }
    await this.#run.goTo(startAtMs);
    this.#run.play();
    return true;
  }

  /** Opens a run of a question, from the moment on at which the two runs differ. */
  async #answer(question: QuestionEntry, isRemoved: boolean): Promise<void> {
    const rule = this.rules.find(({ code }) => code === question.mutant);
    const scenario = this.#place.scenarioOf(question.without.scene);
    if (rule && scenario) {
      const attack = { rule, scenario, origin: "directed" as const, atMs: undefined, sizes: [] };
      await this.#watch({ ...attack, isRemoved, brokenAtMs: undefined, question });
    }
  }
}
