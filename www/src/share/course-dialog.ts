// Course dialog: the lessons in order with the reader's progress, and the test before and after them.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Quiz } from "../engine/engine.ts";
import {
  type CourseProgress,
  NO_PROGRESS,
  progressOf,
  scoreOf,
  TICKS,
  type Ticks,
  WHENS,
  type When,
} from "../model/course-progress.ts";
import { type LessonPlace, labelOf } from "../model/lesson.ts";
import { textIn } from "../text/captions.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import courseCss from "./course-dialog.css?inline";
import { fileName, save, textOf } from "./files.ts";

/** A part of a lesson in the list. */
export interface CourseEntry extends LessonPlace {
  /** The name of its scene. */
  readonly name: string;
  readonly title: string;
  readonly objective: string;
  readonly ticks: Ticks;
}

export class CoursePart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(courseCss)];

  @property({ attribute: false }) entries: readonly CourseEntry[] = [];
  /** The name of the open scene. */
  @property({ type: String }) scene = "";
  @property({ attribute: false }) progress: CourseProgress = NO_PROGRESS;
  /** Whether the browser keeps the progress. */
  @property({ type: Boolean }) keeps = false;
  /** Asks the engine for the test. */
  @property({ attribute: false }) testOf: () => Promise<readonly Quiz[] | undefined> = async () => undefined;
  /** The test, once the engine has sent it. */
  @state() private test: readonly Quiz[] = [];
  /** The test that the reader takes. */
  @state() private when: When | undefined;
  @state() private choices: readonly (number | undefined)[] = [];
  /** Whether the replies are shown. */
  @state() private isFinished = false;
  /** The last action, in words. */
  @state() private done = "";

  protected override get name(): string {
    return this.t("course-title");
  }

  protected override get heading(): string {
    return this.when ? this.t("course-test", { when: this.when }) : this.name;
  }

  protected override willUpdate(): void {
    this.#focused = this.shadowRoot?.activeElement;
  }

  // The button that was pressed may be gone: the focus goes to what is done next.
  protected override updated(changed: PropertyValues): void {
    if (changed.has("open") && this.open) {
      void this.#fetch();
    }
    if (changed.has("when") && this.open) {
      this.renderRoot.querySelector("dialog")?.scrollTo(0, 0);
    }
    if (this.open && this.#focused?.isConnected === false) {
      const next = this.when && !this.isFinished ? "input" : ".row button";
      this.renderRoot.querySelector<HTMLElement>(next)?.focus();
    }
  }

  #focused: Element | null | undefined;

  async #fetch(): Promise<void> {
    this.test = (await this.testOf()) ?? this.test;
  }

  protected override closed(): void {
    this.when = undefined;
    this.done = "";
  }

  protected override content(): TemplateResult {
    return this.when ? this.#questions(this.when) : this.#course();
  }

  #course(): TemplateResult {
    const { t } = this;
    return html`
      <p>${t("course-about")}</p>
      <ol class="lessons" aria-label=${t("course-lessons")}>${this.#lessons.map((parts) => html`<li>${parts.map((part) => this.#part(part))}</li>`)}</ol>
      <h3>${t("course-test", { when: "before" })} · ${t("course-test", { when: "after" })}</h3>
      <p>${t("course-test-about")}</p>
      ${WHENS.map((when) => this.#testRow(when))}
      ${this.#progress()}
    `;
  }

  /** The parts of each lesson. */
  get #lessons(): readonly (readonly CourseEntry[])[] {
    const { entries } = this;
    const numbers = [...new Set(entries.map(({ number }) => number))];
    return numbers.map((number) => entries.filter((entry) => entry.number === number));
  }

  #part(entry: CourseEntry): TemplateResult {
    const { t } = this;
    const { name, title, objective, ticks } = entry;
    const open = () => {
      this.dispatch({ type: "scene", name });
      this.close();
    };
    return html`
      <div class="part">
        <button type="button" aria-current=${name === this.scene ? "true" : "false"} aria-describedby=${`objective-${name} ticks-${name}`} @click=${open}>
          <span class="number">${labelOf(entry)}</span> <span class="title">${title}</span>
        </button>
        <p id=${`objective-${name}`} class="objective">${objective}</p>
        <p id=${`ticks-${name}`} class="ticks">
          ${TICKS.filter((tick) => ticks[tick]).map((tick) => html`<span class="tick">✓ ${t("course-tick", { tick })}</span>`)}
        </p>
      </div>
    `;
  }

  #testRow(when: When): TemplateResult {
    const { t, test } = this;
    const taken = this.progress.tests[when];
    const score = taken
      ? t("course-score", { right: scoreOf(test, taken), count: test.length })
      : t("course-not-taken");
    return html`
      <div class="row">
        <button type="button" ?disabled=${test.length === 0} @click=${() => this.#begin(when)}>${t("course-test-take", { when })}</button>
        <span>${test.length === 0 ? nothing : score}</span>
      </div>
    `;
  }

  #begin(when: When): void {
    this.when = when;
    this.choices = this.test.map(() => undefined);
    this.isFinished = false;
    this.done = "";
  }

  #questions(when: When): TemplateResult {
    const { t, test, choices, isFinished } = this;
    const right = scoreOf(
      test,
      choices.map((choice) => choice ?? -1),
    );
    return html`
      ${test.map((quiz, index) => this.#question(quiz, index))}
      <p class="done" role="status">${isFinished ? t("course-score", { right, count: test.length }) : this.done}</p>
      <div class="row">
        ${isFinished ? nothing : html`<button type="button" class="primary" @click=${() => this.#finish(when)}>${t("course-finish")}</button>`}
        <button type="button" @click=${this.#leave}>${t("course-back")}</button>
      </div>
    `;
  }

  readonly #leave = () => {
    this.when = undefined;
    this.done = "";
  };

  #finish(when: When): void {
    const missing = this.choices.filter((choice) => choice === undefined).length;
    if (missing > 0) {
      this.#tell(this.t("course-missing", { count: missing }));
      return;
    }
    this.isFinished = true;
    const choices = this.choices.filter((choice) => choice !== undefined);
    this.dispatch({ type: "test", when, choices });
  }

  #question({ text, choices }: Quiz, index: number): TemplateResult {
    const { t, isFinished, language } = this;
    const set = (choice: number) => {
      this.choices = this.choices.with(index, choice);
    };
    return html`
      <fieldset>
        <legend><span class="number">${t("course-question", { number: index + 1, count: this.test.length })}</span> ${textIn(text, language)}</legend>
        ${choices.map((choice, place) => {
          const chosen = this.choices[index] === place;
          return html`
            <label class=${isFinished && choice.right ? "right" : ""}>
              <input type="radio" name=${`question-${index}`} .checked=${chosen} ?disabled=${isFinished} @change=${() => set(place)} />
              ${textIn(choice.text, language)}
            </label>
            ${isFinished ? this.#reply(choice, chosen) : nothing}
          `;
        })}
      </fieldset>
    `;
  }

  #reply({ right, why }: Quiz["choices"][number], chosen: boolean): TemplateResult {
    const { t } = this;
    return html`
      <p class="reply">
        ${chosen ? html`<strong>${t("course-chosen")}</strong>` : nothing}
        ${right ? html`<strong class="good" aria-hidden="true">✓</strong>` : nothing}
        ${textIn(why, this.language)}
      </p>
    `;
  }

  #progress(): TemplateResult {
    const { t } = this;
    return html`
      <h3>${t("course-progress")}</h3>
      <p>${t(this.keeps ? "course-progress-kept" : "course-progress-lost")}</p>
      <textarea id="progress" rows="4" readonly spellcheck="false" aria-label=${t("course-progress")} .value=${this.#report}></textarea>
      <div class="row">
        <button type="button" @click=${this.#copy}>${t("course-copy")}</button>
        <button type="button" @click=${this.#save}>${t("course-save")}</button>
        <button type="button" @click=${this.#onPick}>${t("course-open")}</button>
        <input id="file" type="file" accept=".json,application/json" hidden @change=${this.#onFile} />
        <button type="button" @click=${this.#clear}>${t("course-clear")}</button>
      </div>
      <p class="done" role="status">${this.done}</p>
    `;
  }

  /** The progress as text, a line for each lesson and test. */
  get #report(): string {
    const { t, test, progress } = this;
    const lessons = this.entries.map((entry) => {
      const { title, ticks } = entry;
      const steps = TICKS.filter((tick) => ticks[tick]).map((tick) => t("course-tick", { tick }));
      const told = steps.length === 0 ? t("course-steps-none") : steps.join(t("list-comma"));
      return t("course-line", { number: labelOf(entry), title, steps: told });
    });
    const tests = WHENS.map((when) => {
      const taken = progress.tests[when];
      const score = taken
        ? t("course-score", { right: scoreOf(test, taken), count: test.length })
        : t("course-not-taken");
      return t("course-test-line", { when, score });
    });
    return [...lessons, ...tests].join("\n");
  }

  // If the browser denies access to the clipboard, the reader can copy: the text is selected.
  readonly #copy = async () => {
    try {
      await navigator.clipboard.writeText(this.#report);
      this.#tell(this.t("share-copied"));
    } catch {
      const field = this.renderRoot.querySelector("textarea");
      field?.focus();
      field?.select();
      this.#tell(this.t("share-copy-yourself"));
    }
  };

  readonly #save = () => {
    const name = fileName("course", ".json");
    const text = `${JSON.stringify(this.progress, null, 2)}\n`;
    save(name, new Blob([text], { type: "application/json" }));
    this.#tell(this.t("share-saved", { name }));
  };

  readonly #onPick = () => this.renderRoot.querySelector<HTMLInputElement>("#file")?.click();

  readonly #onFile = async ({ target }: Event) => {
    const [file] = target instanceof HTMLInputElement ? (target.files ?? []) : [];
    if (!(file && target instanceof HTMLInputElement)) {
      return;
    }
    const read = await textOf(file);
    const progress = "text" in read ? progressOf(read.text) : undefined;
    // The same file can be opened again.
    target.value = "";
    if (progress) {
      this.dispatch({ type: "add-progress", progress });
    }
    this.#tell(this.t(progress ? "course-opened" : "course-not-opened", { name: file.name }));
  };

  readonly #clear = () => {
    this.dispatch({ type: "clear-progress" });
    this.#tell(this.t("course-cleared"));
  };

  // The same words twice must be spoken twice.
  #tell(text: string): void {
    this.done = "";
    void this.updateComplete.then(() => {
      this.done = text;
    });
  }
}
