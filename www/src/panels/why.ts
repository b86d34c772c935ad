// The answer to a "why?": the question as a sentence, and the causes, each with a link to its record.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { castOf } from "../model/build-view-model.ts";
import type { AnsweredQuestion } from "../model/questions.ts";
import type { ViewModel } from "../model/view-model.ts";
import { milliseconds } from "../text/format.ts";
import { type Line, lineOf } from "../text/narration.ts";
import {
  type Cause,
  furtherOf,
  questionText,
  type Reasons,
  reasonsOf,
  type SentenceContext,
  sentenceContextOf,
} from "../text/why.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { focused } from "../ui/focus.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import whyCss from "./why.css?inline";

export class WhyPart extends Part {
  static override styles = [SHARED, styleSheet(whyCss)];

  @property({ attribute: false }) answered: AnsweredQuestion | undefined;
  /** Whether another answer is still thought about. */
  @property({ type: Boolean }) waiting = false;
  /** Whether the run rests until this is closed. */
  @property({ type: Boolean }) pauses = false;
  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** The lines of the event list: the same event has the same sentence here. */
  @property({ attribute: false }) lines: readonly Line[] = [];
  /** The record that the reader looks at. */
  @property({ attribute: false }) selected: number | undefined;

  /** Where the reader was when he asked. */
  #origin: HTMLElement | SVGElement | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    const wasOpen = (name: "answered" | "waiting") =>
      Boolean(changed.has(name) ? changed.get(name) : this[name]);
    if ((this.answered || this.waiting) && !wasOpen("answered") && !wasOpen("waiting")) {
      const origin = focused();
      this.#origin = origin instanceof HTMLElement || origin instanceof SVGElement ? origin : undefined;
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("answered") && !changed.has("waiting")) {
      this.#reachGo(changed);
      return;
    }
    if (this.answered && changed.has("answered")) {
      this.renderRoot.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
      this.renderRoot.querySelector(".scroller")?.scrollTo(0, 0);
      // It may have been asked from far below.
      this.scrollIntoView({ block: "nearest" });
    } else if (!this.answered && !this.waiting && this.#origin?.isConnected && this.#lostFocus) {
      this.#origin.focus();
    }
  }

  // The actions of the chosen cause are below it, perhaps out of sight.
  #reachGo(changed: PropertyValues): void {
    if (changed.has("selected") && this.renderRoot.contains(focused())) {
      this.renderRoot.querySelector(".go")?.scrollIntoView({ block: "nearest" });
    }
  }

  // A reader who has moved on stays there.
  get #lostFocus(): boolean {
    const now = focused();
    return !now || now === document.body || this.renderRoot.contains(now);
  }

  protected override render(): TemplateResult {
    const { answered, model, t } = this;
    if (!answered || !model) {
      return this.waiting ? html`<section @keydown=${this.#onKey}>${this.#thinking()}</section>` : html``;
    }
    const context = this.#sentenceContext(answered, model);
    const question = questionText(answered.question, answered.explanation.kind, context);
    return html`
      <section aria-labelledby="question" @keydown=${this.#onKey}>
        <header>
          <h2 id="question" tabindex="-1">${question}</h2>
          <button type="button" class="quiet" @click=${this.#close}>${t("close")}</button>
        </header>
        ${this.waiting ? this.#thinking() : nothing}
        <div class="scroller" tabindex="0" role="region" aria-label=${t("why-label")}>
          ${this.pauses ? html`<p class="moment">${t("why-paused")}</p>` : nothing}
          ${this.#moment(answered, model)}
          ${this.#reasons(reasonsOf(answered.explanation, context), answered.explanation.kind === "happened")}
          ${this.#slice(answered)}
          ${this.#further(answered, context)}
        </div>
      </section>
    `;
  }

  #thinking(): TemplateResult {
    const stop = () => this.dispatch({ type: "stop-waiting" });
    return html`
      <div class="thinking">
        <p role="status">${this.t("why-thinking")}</p>
        <button type="button" class="quiet" @click=${stop}>${this.t("why-stop-waiting")}</button>
      </div>
    `;
  }

  // The event list has the sentence already: only it knows which replica was the primary then.
  #sentenceContext(answered: AnsweredQuestion, model: ViewModel): SentenceContext {
    const context = sentenceContextOf(answered, castOf(model), this.language, this.t);
    return {
      ...context,
      record: (number) => {
        const line = this.lines.find(({ id }) => id === number);
        return line ? line.sentence(this.t) : context.record(number);
      },
    };
  }

  // What has happened stays so; what has not may have happened since.
  #moment(
    { question, stepCount, nowMs, explanation }: AnsweredQuestion,
    model: ViewModel,
  ): TemplateResult | typeof nothing {
    const { t } = this;
    if (explanation.kind === "happened") {
      return nothing;
    }
    const again = () => this.dispatch({ type: "why", question });
    return html`
      <p class="moment">
        ${t("why-moment", { step: stepCount, time: milliseconds(nowMs, this.language) })}
        ${model.stepCount === stepCount ? nothing : html`<button type="button" class="quiet" @click=${again}>${t("why-again")}</button>`}
      </p>
    `;
  }

  #reasons(reasons: readonly Reasons[], inTime: boolean): TemplateResult {
    if (inTime) {
      return html`<ol class="story">${reasons.flatMap(({ causes }) => causes.map((cause) => this.#cause(cause)))}</ol>`;
    }
    return html`
      <ol>
        ${reasons.map(({ lead, causes }) =>
          lead
            ? html`
              <li class="reason">
                ${this.#sentence(lead)}
                ${causes.length > 0 ? html`<ul>${causes.map((cause) => this.#cause(cause))}</ul>` : nothing}
              </li>
            `
            : causes.map((cause) => this.#cause(cause)),
        )}
      </ol>
    `;
  }

  #cause(cause: Cause): TemplateResult {
    return html`<li>${this.#sentence(cause)}</li>`;
  }

  #sentence({ sentence, atMs, record }: Cause): TemplateResult {
    const { t } = this;
    const time =
      atMs === undefined
        ? nothing
        : html`<span class="time">${t("why-time", { time: milliseconds(atMs, this.language) })}</span> `;
    if (record === undefined) {
      return html`<span class="cause">${time}${sentence}</span>`;
    }
    const chosen = record === this.selected;
    return html`
      <button type="button" class="cause" aria-pressed=${String(chosen)} @click=${() => this.dispatch({ type: "select", record })}>
        ${time}${sentence}
      </button>
      ${chosen ? html`<button type="button" class="go" @click=${() => this.dispatch({ type: "visit", record })}>${t("why-go")}</button>` : nothing}
    `;
  }

  #slice({ explanation }: AnsweredQuestion): TemplateResult {
    const { t } = this;
    const count = explanation.slice.length;
    const key = explanation.kind === "happened" ? "why-slice" : "why-slice-so-far";
    return html`
      <p class="note">
        ${t(key, { count })} ${explanation.complete || count === 0 ? nothing : t("why-incomplete")}
      </p>
    `;
  }

  #further(answered: AnsweredQuestion, context: SentenceContext): TemplateResult | typeof nothing {
    const further = furtherOf(answered);
    if (further.length === 0) {
      return nothing;
    }
    return html`
      <p class="note">${this.t("why-further")}</p>
      <ul class="further">
        ${further.map((record) => {
          const ask = () => this.dispatch({ type: "why", question: { about: { fact: record.id } } });
          const what = context.record(record.id) ?? lineOf(record, context.cast).sentence(this.t);
          return html`<li><button type="button" class="cause" @click=${ask}>${this.t("why-of", { what })}</button></li>`;
        })}
      </ul>
    `;
  }

  readonly #close = () => this.dispatch({ type: "close-answer" });

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      this.#close();
    }
  };
}
