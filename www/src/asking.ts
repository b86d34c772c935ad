// What the reader has asked about the run, and the answers: they change nothing in it.

import type { WhyQuestion } from "./engine.ts";
import type { Comparison, Explained } from "./engine-protocol.ts";
import type { Wish } from "./intents.ts";
import { type Marks, marksOf, NO_MARKS } from "./lit.ts";
import type { Run } from "./run.ts";

/** A question with its answer. */
export interface Asked extends Explained {
  readonly question: WhyQuestion;
  /** The moment at which it was asked. */
  readonly stepCount: number;
  readonly nowMs: number;
  /** The records of the answer's slice, oldest first. */
  readonly lit: readonly number[];
}

const NOTHING: readonly number[] = [];

export class Asking {
  asked: Asked | undefined;
  comparison: Comparison | undefined;

  readonly #run: Run;
  readonly #changed: () => void;
  /** Of which run and branch the answer speaks: in another one its records are others. */
  #of = "";
  #resumes = false;
  #questions = 0;
  #marked: { records: readonly number[]; end: number; marks: Marks } | undefined;

  constructor(run: Run, changed: () => void) {
    this.#run = run;
    this.#changed = changed;
  }

  /** Records that are to be seen among all the others. */
  get lit(): readonly number[] {
    return this.asked?.lit ?? NOTHING;
  }

  /** What of the cluster the answer concerns. */
  get marks(): Marks {
    const records = this.#run.timeline?.records;
    if (!this.asked || !records) {
      return NO_MARKS;
    }
    // The rows of what was just asked about may come a little later than the answer.
    if (this.#marked?.records !== this.lit || this.#marked.end !== records.end) {
      this.#marked = { records: this.lit, end: records.end, marks: marksOf(records, this.lit) };
    }
    return this.#marked.marks;
  }

  /** Takes a wish if it is a question. */
  fulfil(wish: Wish): boolean {
    switch (wish.wish) {
      case "why":
        void this.#why(wish.question);
        return true;
      case "visit":
        this.#visit(wish.record);
        return true;
      case "enough":
        this.#close();
        return true;
      case "compare":
        void this.#compare(wish.branches);
        return true;
      default:
        return false;
    }
  }

  /** Gives up answers that speak of another run, or of another branch of it. */
  settle(): void {
    if (this.asked && this.#of !== this.#present) {
      this.asked = undefined;
      this.#resumes = false;
    }
  }

  get #present(): string {
    const { timeline, branches } = this.#run;
    return `${timeline?.run} ${branches.find(({ present }) => present)?.id}`;
  }

  // An answer is read while time stands still, and what it speaks of stays in sight.
  async #why(question: WhyQuestion): Promise<void> {
    this.#questions += 1;
    const mine = this.#questions;
    if (this.#run.playing) {
      this.#run.pause();
      this.#resumes = true;
    }
    await this.#reach(question);
    const explained = await this.#run.inquire({ inquire: "why", question });
    if (!explained || mine !== this.#questions) {
      return;
    }
    const { stepCount, nowMs } = this.#run;
    const lit = explained.explanation.slice.map(({ record }) => record);
    this.#of = this.#present;
    this.asked = { ...explained, question, stepCount, nowMs, lit };
    this.#changed();
  }

  // After a step back the page still shows what comes later; the engine can be asked about it only there.
  async #reach(question: WhyQuestion): Promise<void> {
    const records = this.#run.timeline?.records;
    const row = "about" in question ? records?.rowOf(question.about.fact) : undefined;
    if (records && row !== undefined && records.step(row) > this.#run.cursor) {
      await this.#run.seek(records.step(row));
    }
  }

  #visit(record: number): void {
    const records = this.#run.timeline?.records;
    const row = records?.rowOf(record);
    if (records && row !== undefined) {
      void this.#run.seek(records.step(row));
    }
  }

  #close(): void {
    const untouched = this.asked?.stepCount === this.#run.stepCount;
    this.asked = undefined;
    if (this.#resumes && untouched) {
      this.#run.play();
    }
    this.#resumes = false;
    this.#changed();
  }

  async #compare(branches: readonly [number, number]): Promise<void> {
    this.comparison = undefined;
    this.#changed();
    this.comparison = await this.#run.inquire({ inquire: "compare", branches });
    this.#changed();
  }
}
