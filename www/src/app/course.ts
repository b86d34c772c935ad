// Course: the reader's answers and hints in the open lesson, and the progress in all of them.

import type { Found, QuorumFacts } from "../engine/engine.ts";
import type { Action } from "../model/actions.ts";
import {
  type CourseProgress,
  NO_PROGRESS,
  withAll,
  withAnswer,
  withTask,
  withTest,
} from "../model/course-progress.ts";
import {
  type Answer,
  keyOf,
  type Moment,
  momentAt,
  type Permitted,
  permitted,
  type QuestionKind,
  type Skipped,
  skipped,
} from "../model/lesson.ts";
import type { Run } from "../run/run.ts";
import { addressWithAnswers } from "../share/address.ts";
import { CourseStore } from "../share/course-store.ts";
import type { Problem, Sharing } from "../share/sharing.ts";

interface GivenAnswer {
  readonly part: number;
  readonly question: QuestionKind;
  readonly choice: number;
  readonly right: boolean;
}

interface Place {
  /** Whether the browser keeps the progress. */
  keeps(): boolean;
  /** The name of the open lesson; undefined for any other scene, or with other settings. */
  lesson(): string | undefined;
  sharing(): Pick<Sharing, "link" | "addressOf">;
  /** The reader has answered a question. */
  answered(answer: GivenAnswer): void;
  changed(): void;
}

/** An address that proves what the reader did, and whether the browser copied it; or why there is none. */
export type Proof =
  | { readonly address: string; readonly copied: boolean }
  | { readonly problem: Problem | undefined };

export class Course {
  /** The answers in this run, by the names of the questions. */
  answers: ReadonlyMap<string, Answer> = new Map();
  /** The number of hints that the reader asked for, by part. */
  hints: ReadonlyMap<number, number> = new Map();
  progress: CourseProgress = NO_PROGRESS;
  /** The proof that the reader asked for. */
  proof: Proof | undefined;

  /** Asks the engine for the quorums of a cluster. */
  readonly factsOf = (replicas: number, faulty: number, quorum: number): Promise<QuorumFacts | undefined> =>
    this.#run.query({ type: "quorum-facts", replicas, faulty, quorum });

  readonly #run: Run;
  readonly #place: Place;
  readonly #store = new CourseStore();
  #isRead = false;

  constructor(run: Run, place: Place) {
    this.#run = run;
    this.#place = place;
    run.isAnswered = (key) => this.answers.has(key);
  }

  /** The first question that the run has passed, and that the reader has not answered here or in an earlier run. */
  get skipped(): Skipped | undefined {
    const first = this.progress.lessons[this.#place.lesson() ?? ""]?.first ?? {};
    return skipped(this.#run, (key) => this.answers.has(key) || first[key] !== undefined);
  }

  get moment(): Moment | undefined {
    return momentAt(this.#run);
  }

  /** The commands that the open task allows. The same set until it changes. */
  get permitted(): Permitted {
    const { lesson, scenario } = this.#run;
    const now = permitted(lesson, scenario);
    if ([...(now ?? ["all"])].join() !== [...(this.#permitted ?? ["all"])].join()) {
      this.#permitted = now;
    }
    return this.#permitted;
  }

  #permitted: Permitted;

  /** Performs an action that concerns the course; whether it was one. */
  handle(action: Action): boolean {
    switch (action.type) {
      case "answer":
        void this.#answer(action.part, action.asked, action.choice);
        return true;
      case "found":
        void this.#found(action.part, action.asked, action.found);
        return true;
      case "ask-again":
        this.answers = without(this.answers, keyOf(action.part, action.asked));
        break;
      case "hint":
        this.hints = new Map(this.hints).set(action.part, (this.hints.get(action.part) ?? 0) + 1);
        break;
      case "again":
        void this.#run.again(action.atMs);
        return true;
      case "proof":
        void this.#prove();
        return true;
      case "test":
        this.#change((progress) => withTest(progress, action.when, action.choices));
        break;
      case "add-progress":
        this.#change((progress) => withAll(progress, action.progress));
        break;
      case "clear-progress":
        this.progress = NO_PROGRESS;
        this.#store.clear();
        break;
      default:
        return false;
    }
    this.#place.changed();
    return true;
  }

  /** Another scene is open. */
  forget(): void {
    this.answers = new Map();
    this.hints = new Map();
    this.proof = undefined;
  }

  /** Reads the progress once, and notes the tasks that the engine reports as done. */
  settle(): void {
    if (!this.#isRead && this.#place.keeps()) {
      this.#isRead = true;
      this.progress = this.#store.read() ?? this.progress;
    }
    const lesson = this.#place.lesson();
    if (lesson === undefined) {
      return;
    }
    for (const [part, { task }] of this.#run.lesson.entries()) {
      const isNew = !this.progress.lessons[lesson]?.reached.includes(part);
      if (task?.state === "reached" && isNew) {
        this.#change((progress) => withTask(progress, lesson, part));
      }
    }
  }

  async #answer(part: number, asked: QuestionKind, choice: number): Promise<void> {
    const before = this.answers;
    const reply = await this.#run.query({ type: "answer", part, question: asked, choice });
    if (reply && before === this.answers) {
      this.#keep(part, asked, { right: reply.right, why: reply.why, choice });
    }
  }

  async #found(part: number, asked: QuestionKind, found: Found): Promise<void> {
    const before = this.answers;
    const reply = await this.#run.query({ type: "found", part, question: asked, found });
    if (reply && before === this.answers) {
      const { right, why, verdict } = reply;
      this.#keep(part, asked, { right, why, verdict, choice: right ? 0 : 1 });
    }
  }

  #keep(part: number, asked: QuestionKind, answer: Answer): void {
    const lesson = this.#place.lesson();
    const { choice, right } = answer;
    const key = keyOf(part, asked);
    this.answers = new Map(this.answers).set(key, answer);
    if (lesson !== undefined) {
      this.#change((progress) => withAnswer(progress, lesson, key, { choice, right }));
    }
    this.#place.answered({ part, question: asked, choice, right });
    this.#place.changed();
  }

  async #prove(): Promise<void> {
    const sharing = this.#place.sharing();
    const link = await sharing.link();
    if (!("value" in link)) {
      this.proof = link;
    } else {
      // What was found is not in the address, so nothing there could prove it.
      const chosen = [...this.answers].filter(([, { verdict }]) => verdict === undefined);
      const choices = new Map(chosen.map(([question, { choice }]) => [question, choice]));
      const address = addressWithAnswers(sharing.addressOf(link.value), choices);
      this.proof = { address, copied: await isCopied(address) };
    }
    this.#place.changed();
  }

  // Another tab may have stored more meanwhile.
  #change(change: (progress: CourseProgress) => CourseProgress): void {
    if (!this.#place.keeps()) {
      this.progress = change(this.progress);
      return;
    }
    this.progress = change(this.#store.read() ?? this.progress);
    this.#store.write(this.progress);
  }
}

async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The browser denies access to the clipboard: the reader can copy the text that is shown.
    return false;
  }
}

function without(answers: ReadonlyMap<string, Answer>, key: string): ReadonlyMap<string, Answer> {
  return new Map([...answers].filter(([one]) => one !== key));
}
