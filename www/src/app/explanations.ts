// Explanations: the reader's questions about the run, and the answers. They do not change the run.

import type { WhyQuestion } from "../engine/engine.ts";
import type { Comparison } from "../engine/messages.ts";
import type { Action } from "../model/actions.ts";
import { type Highlights, highlightsOf, NO_HIGHLIGHTS } from "../model/highlights.ts";
import type { AnsweredQuestion } from "../model/questions.ts";
import type { Run } from "../run/run.ts";

const NOTHING: readonly number[] = [];
/** The time after which a notice says that an answer is being computed. */
const PATIENCE_MS = 300;

export class Explanations {
  answered: AnsweredQuestion | undefined;
  /** Whether the next answer is waited for, and has been for a while. */
  waiting = false;
  comparison: Comparison | undefined;
  /** Whether the dialog of the comparison waits for its result. */
  compares = false;

  readonly #run: Run;
  readonly #changed: () => void;
  /** Of which run and branch the answer speaks: in another one its records are others. */
  #of = "";
  /** The same of the answer that is waited for. */
  #waitsIn = "";
  #resumes = false;
  #questions = 0;
  #comparisons = 0;
  #known: { records: readonly number[]; end: number; highlights: Highlights } | undefined;

  constructor(run: Run, changed: () => void) {
    this.#run = run;
    this.#changed = changed;
  }

  /** Whether there is anything to show. */
  get open(): boolean {
    return this.waiting || this.answered !== undefined;
  }

  /** Whether the run rests because of the question, and goes on when the answer is closed. */
  get pauses(): boolean {
    return this.#resumes && this.open && !this.#run.playing && this.#untouched;
  }

  get #untouched(): boolean {
    return !this.answered || this.answered.stepCount === this.#run.stepCount;
  }

  /** Records that are to be seen among all the others. */
  get highlighted(): readonly number[] {
    return this.answered?.highlighted ?? NOTHING;
  }

  /** What of the cluster the answer concerns. */
  get highlights(): Highlights {
    const records = this.#run.timeline?.records;
    if (!this.answered || !records) {
      return NO_HIGHLIGHTS;
    }
    // The rows of what was just asked about may come a little later than the answer.
    if (this.#known?.records !== this.highlighted || this.#known.end !== records.end) {
      this.#known = {
        records: this.highlighted,
        end: records.end,
        highlights: highlightsOf(records, this.highlighted),
      };
    }
    return this.#known.highlights;
  }

  /** Performs an action if it is a question. */
  handle(action: Action): boolean {
    switch (action.type) {
      case "why":
        void this.#why(action.question);
        return true;
      case "visit":
        this.#visit(action.record);
        return true;
      case "close-answer":
        this.#close();
        return true;
      case "stop-waiting":
        this.#stopWaiting();
        return true;
      case "compare":
        void this.#compare(action.branches);
        return true;
      case "stop-comparing":
        this.compares = false;
        this.#run.replayMonitor.turnBack();
        return true;
      default:
        return false;
    }
  }

  /** Drops answers about another run, or about another branch of it. */
  settle(): void {
    if (this.answered && this.#of !== this.#present) {
      this.answered = undefined;
      this.#resumes = false;
    }
    if (this.waiting && this.#waitsIn !== this.#present) {
      this.waiting = false;
      this.#resumes = false;
      this.#questions += 1;
    }
  }

  get #present(): string {
    const { timeline, branches } = this.#run;
    return `${timeline?.run} ${branches.find(({ present }) => present)?.id}`;
  }

  // The run pauses while an answer is open, and its records stay visible.
  async #why(question: WhyQuestion): Promise<void> {
    this.#questions += 1;
    const mine = this.#questions;
    const of = this.#present;
    this.waiting = false;
    if (this.#run.playing) {
      this.#run.pause();
      this.#resumes = true;
    }
    // The engine works elsewhere, so the page stays alive however long it takes: the reader is to know what for.
    const patience = setTimeout(() => this.#wait(mine), PATIENCE_MS);
    await this.#run.wantRows();
    await this.#reach(question);
    const explained = await this.#run.query({ type: "why", question });
    clearTimeout(patience);
    if (mine !== this.#questions) {
      return;
    }
    this.waiting = false;
    if (of !== this.#present) {
      // It was asked in another run, which is not the one to go on.
      this.#resumes = false;
    } else if (explained) {
      const { stepCount, nowMs } = this.#run;
      const highlighted = explained.explanation.slice.map(({ record }) => record);
      this.#of = of;
      this.answered = { ...explained, question, stepCount, nowMs, highlighted };
    } else if (!this.answered) {
      // There is nothing to read.
      this.#resume();
    }
    this.#changed();
  }

  #wait(mine: number): void {
    if (mine === this.#questions) {
      this.waiting = true;
      this.#waitsIn = this.#present;
      this.#changed();
    }
  }

  /** The answer that is still to come is not heard; one from before stays. */
  #stopWaiting(): void {
    if (!this.answered) {
      this.#close();
      return;
    }
    this.#questions += 1;
    this.waiting = false;
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
    const untouched = this.#untouched;
    this.answered = undefined;
    this.waiting = false;
    this.#questions += 1;
    this.#resumes &&= untouched;
    this.#resume();
    this.#changed();
  }

  #resume(): void {
    if (this.#resumes) {
      this.#run.play();
    }
    this.#resumes = false;
  }

  async #compare(branches: readonly [number, number]): Promise<void> {
    this.#comparisons += 1;
    const mine = this.#comparisons;
    this.comparison = undefined;
    this.compares = true;
    this.#changed();
    const comparison = await this.#run.query({ type: "compare", branches });
    if (mine === this.#comparisons) {
      this.comparison = comparison;
      this.compares = false;
      this.#changed();
    }
  }
}
