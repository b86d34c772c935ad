// The card of a lesson: a question before the outcome, a task, and a question after it. The reply to an answer and the state of a
// task come from the engine.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Find, Found, Quiz, Task, TaskProgress } from "../engine/engine.ts";
import { type Answer, keyOf, type Moment, type QuestionKind, type Skipped } from "../model/lesson.ts";
import { textIn } from "../text/captions.ts";
import { verdictText } from "../text/verdict.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import type { FactsOf, Seqs } from "./find.ts";
import lessonCss from "./lesson.css?inline";

export class LessonPart extends Part {
  static override styles = [SHARED, styleSheet(lessonCss)];

  @property({ attribute: false }) moment: Moment | undefined;
  @property({ attribute: false }) answers: ReadonlyMap<string, Answer> = new Map();
  /** A question that the run has passed without an answer. */
  @property({ attribute: false }) skipped: Skipped | undefined;
  /** Asks the engine for the quorums of a cluster. */
  @property({ attribute: false }) factsOf: FactsOf = async () => undefined;
  /** The sequence numbers of the votes that the matrix shows. */
  @property({ attribute: false, hasChanged: isOther }) seqs: Seqs = {};
  /** The number of hints that are shown. */
  @property({ type: Number }) hints = 0;
  @property({ type: Boolean }) playing = false;
  /** Whether the reader may let the run go on. */
  @property({ type: Boolean }) plays = true;
  /** The name of the scene of the next part or lesson, and which part it is. */
  @property({ attribute: false }) next: { readonly name: string; readonly part: number } | undefined;
  /** The address that proves what the reader did, after the reader asked for it. */
  @property({ attribute: false }) proof: { readonly address: string; readonly copied: boolean } | undefined;
  /** Why there is no such address. */
  @property({ attribute: false }) refusal = "";

  protected override willUpdate(): void {
    this.#focused = this.shadowRoot?.activeElement;
  }

  // The button that was pressed may be gone: the focus stays in the card.
  protected override updated(changed: PropertyValues): void {
    if (changed.has("proof") && this.proof && !this.proof.copied) {
      this.renderRoot.querySelector<HTMLInputElement>("#proof")?.select();
    }
    const cards = this.renderRoot.querySelectorAll<HTMLElement>(".card");
    const last = cards[cards.length - 1];
    if (this.#focused?.isConnected === false) {
      last?.focus({ preventScroll: true });
    }
    const { moment, answers, hints, playing } = this;
    const shown = [moment?.part, moment?.progress?.state, answers.size, hints, playing].join(" ");
    if (last && shown !== this.#shown) {
      this.#reveal(this.#news(changed, last));
    }
    this.#shown = shown;
  }

  // What the reader asked for: the reply to the answer, or the next hint. A low panel has no room for the whole card.
  #news(changed: PropertyValues, card: HTMLElement): HTMLElement {
    const before = changed.get("answers");
    const replied = before instanceof Map && before.size < this.answers.size;
    const selector = replied ? ".reply" : changed.has("hints") ? ".hints li:last-child" : undefined;
    const found = selector ? card.querySelector<HTMLElement>(selector) : null;
    return found ?? card;
  }

  #focused: Element | null | undefined;
  #shown = "";

  // Only inside the panel: the page must not move under the reader. The beginning of what is revealed stays in sight.
  #reveal(news: HTMLElement): void {
    const box = this.parentElement;
    if (box) {
      const view = box.getBoundingClientRect();
      const hidden = this.getBoundingClientRect().bottom + MARGIN_PX - view.bottom;
      const room = news.getBoundingClientRect().top - MARGIN_PX - view.top;
      box.scrollTop += Math.max(0, Math.min(hidden, room));
    }
  }

  protected override render(): TemplateResult {
    return html`${this.skipped ? this.#skipped(this.skipped) : nothing} ${this.moment ? this.#moment(this.moment) : nothing}`;
  }

  #moment(moment: Moment): TemplateResult {
    const { ask, task, progress, explain } = moment;
    const asked = ask && (moment.isCurrent || this.#answer("ask")) ? this.#question("ask", ask) : nothing;
    // In a run that was opened at a later step, the task may be done and the question without an answer here.
    const isTaskOpen = !ask || this.#answer("ask") !== undefined || hasEnded(progress);
    return html`
      ${asked}
      ${task && progress && isTaskOpen ? this.#task(task, progress) : nothing}
      ${explain && progress?.state === "reached" ? this.#question("explain", explain) : nothing}
      ${this.#way()}
    `;
  }

  #skipped({ atMs, ask }: Skipped): TemplateResult {
    const { t } = this;
    const back = () => this.dispatch({ type: "go", atMs });
    return html`
      <section class="card skipped" tabindex="-1" aria-labelledby="skipped-text">
        <p id="skipped-text"><strong>${t("lesson-skipped")}</strong> ${this.#text(ask.text)}</p>
        <button type="button" class="back" @click=${back}>${t("lesson-skipped-back")}</button>
      </section>
    `;
  }

  #answer(asked: QuestionKind): Answer | undefined {
    return this.moment && this.answers.get(keyOf(this.moment.part, asked));
  }

  #question(asked: QuestionKind, quiz: Quiz): TemplateResult {
    const { t } = this;
    const answer = this.#answer(asked);
    return html`
      <section class="card ${asked}" tabindex="-1" aria-labelledby=${`${asked}-text`}>
        <p id=${`${asked}-text`}><strong>${t("lesson-question", { asked })}</strong> ${this.#text(quiz.text)}</p>
        ${quiz.find ? this.#find(asked, quiz.find, answer) : this.#choices(asked, quiz, answer)}
        <div class="reply" role="status">${answer ? this.#reply(answer) : nothing}</div>
        ${answer && !answer.right ? this.#retry(asked) : nothing}
        ${!answer && asked === "ask" && this.plays && !this.playing ? this.#skip() : nothing}
      </section>
    `;
  }

  #choices(asked: QuestionKind, { choices }: Quiz, answer: Answer | undefined): TemplateResult {
    return html`
      <div class="choices" role="group" aria-labelledby=${`${asked}-text`}>
        ${choices.map(({ text }, choice) => this.#choice(asked, this.#text(text), choice, answer))}
      </div>
    `;
  }

  #find(asked: QuestionKind, find: Find, answer: Answer | undefined): TemplateResult {
    const { moment } = this;
    const onFound = (event: Event) => {
      if (moment && event instanceof CustomEvent) {
        this.dispatch({ type: "found", part: moment.part, asked, found: event.detail as Found });
      }
    };
    return html`
      <pbft-lab-find
        role="group"
        aria-labelledby=${`${asked}-text`}
        .find=${find}
        .question=${`${keyOf(moment?.part ?? 0, asked)} ${JSON.stringify(find)}`}
        .given=${answer !== undefined}
        .factsOf=${this.factsOf}
        .seqs=${this.seqs}
        @found=${onFound}
      ></pbft-lab-find>
    `;
  }

  // After the answer the choices stay, so that the focus does. Only the chosen one has a mark: the right one may be tried yet.
  #choice(asked: QuestionKind, text: string, choice: number, answer: Answer | undefined): TemplateResult {
    const { moment } = this;
    const chosen = answer?.choice === choice;
    const mark = answer?.right ? "right" : "wrong";
    const press = () => {
      if (moment && !answer) {
        this.dispatch({ type: "answer", part: moment.part, asked, choice });
      }
    };
    return html`
      <button
        type="button"
        class=${chosen ? mark : ""}
        aria-pressed=${chosen ? "true" : "false"}
        aria-disabled=${answer ? "true" : "false"}
        @click=${press}
      ><span>${text}</span>${chosen ? html`<span class="mark" aria-hidden="true">${MARKS[mark]}</span>` : nothing}</button>
    `;
  }

  #reply({ right, why, verdict }: Answer): TemplateResult {
    const reason = why ? this.#text(why) : verdict ? verdictText(verdict, this.t) : "";
    return html`<p>${right ? nothing : html`<strong>${this.t("lesson-wrong")}</strong> `}${reason}</p>`;
  }

  #retry(asked: QuestionKind): TemplateResult {
    const again = () => {
      const { moment } = this;
      if (moment) {
        this.dispatch({ type: "ask-again", part: moment.part, asked });
        // The button goes. What is done next is a choice.
        void this.updateComplete.then(() => this.#focusChoices(asked));
      }
    };
    return html`<button type="button" class="quiet retry" @click=${again}>${this.t("lesson-retry")}</button>`;
  }

  #skip(): TemplateResult {
    const skip = () => this.dispatch({ type: "play" });
    return html`<button type="button" class="quiet skip" @click=${skip}>${this.t("lesson-skip")}</button>`;
  }

  #focusChoices(asked: QuestionKind): void {
    this.renderRoot.querySelector<HTMLElement>(`.${asked} :is(.choices button, pbft-lab-find)`)?.focus();
  }

  #task(task: Task, progress: TaskProgress): TemplateResult {
    const { t, moment } = this;
    const { state, commands } = progress;
    const ended = hasEnded(progress);
    const again = () => moment && this.dispatch({ type: "again", atMs: moment.atMs });
    return html`
      <section class="card task ${state}" tabindex="-1" aria-labelledby="task-text">
        <p id="task-text"><strong>${t("lesson-task")}</strong> ${this.#text(task.text)}</p>
        ${task.controls ? html`<p class="small">${t("lesson-allowed", { commands: this.#commands(task.controls) })}</p>` : nothing}
        <p class="state" role="status">
          <span class="mark" aria-hidden="true">${STATES[state]}</span>
          <span>${t("lesson-state", { state, limit: task.commandsMax ?? 0, command: progress.refused ? t("lesson-command", { command: progress.refused }) : "" })}</span>
          <span class="small">${t("lesson-commands", { count: commands, limit: task.commandsMax ?? "none" })}</span>
        </p>
        ${state === "reached" && task.why ? html`<p class="why">${this.#text(task.why)}</p>` : nothing}
        ${state === "reached" ? this.#proof() : this.#hints(task)}
        ${ended || commands > 0 || moment?.isPast ? html`<button type="button" class="again" @click=${again}>${t("lesson-again")}</button>` : nothing}
      </section>
    `;
  }

  #proof(): TemplateResult {
    const { t, proof, refusal } = this;
    const address = proof
      ? html`<input id="proof" class="text" readonly aria-label=${t("lesson-proof-label")} .value=${proof.address} />`
      : nothing;
    const told = proof ? t(proof.copied ? "share-copied" : "share-copy-yourself") : refusal;
    return html`
      <div class="proof">
        <button type="button" class="prove" title=${t("lesson-proof-about")} @click=${() => this.dispatch({ type: "proof" })}>${t("lesson-proof")}</button>
        ${address}
        <p class="small" role="status">${told}</p>
      </div>
    `;
  }

  #commands(names: NonNullable<Task["controls"]>): string {
    return names.map((command) => this.t("lesson-command", { command })).join(this.t("list-comma"));
  }

  #hints({ hints = [] }: Task): TemplateResult | typeof nothing {
    const { t, moment } = this;
    const shown = Math.min(this.hints, hints.length);
    const more = () => moment && this.dispatch({ type: "hint", part: moment.part });
    return hints.length === 0
      ? nothing
      : html`
        <div role="status"><ol class="hints">${hints.slice(0, shown).map((hint) => html`<li>${this.#text(hint)}</li>`)}</ol></div>
        ${
          shown < hints.length
            ? html`<button type="button" class="quiet hint" @click=${more}>${t("lesson-hint", { number: shown + 1, count: hints.length })}</button>`
            : nothing
        }
      `;
  }

  // The run waits here until the reader has answered, and continues on request.
  #way(): TemplateResult | typeof nothing {
    const { t, moment, playing, next } = this;
    const isAnswered = moment?.ask === undefined || this.#answer("ask") !== undefined;
    if (!moment?.isCurrent || !isAnswered) {
      return nothing;
    }
    if (moment.task && this.#answer("explain")) {
      return next === undefined
        ? html`<p>${t("lesson-end")}</p>`
        : html`<button type="button" class="primary go" @click=${() => this.dispatch({ type: "scene", name: next.name })}>${t("lesson-next", { part: next.part })}</button>`;
    }
    const waits = !playing && this.plays && moment.progress?.state !== "reached";
    return waits
      ? html`<button type="button" class="primary go" @click=${() => this.dispatch({ type: "play" })}>${t("continue")}</button>`
      : nothing;
  }

  #text(text: { readonly en: string }): string {
    return textIn(text, this.language);
  }
}

function isOther(now: Seqs, before: Seqs | undefined): boolean {
  return now.chosen !== before?.chosen || now.reported !== before?.reported;
}

function hasEnded(progress: TaskProgress | undefined): boolean {
  return progress !== undefined && progress.state !== "open" && progress.state !== "waiting";
}

/** The distance of a card from the edge of the panel. */
const MARGIN_PX = 12;

const MARKS = { right: "✓", wrong: "✗" } as const;

/** The signs of the states of a task. */
const STATES: Readonly<Record<TaskProgress["state"], string>> = {
  waiting: "○",
  open: "○",
  reached: "✓",
  "over-limit": "✗",
  "not-allowed": "✗",
};
