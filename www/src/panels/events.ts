// The event list: one plain sentence for each event.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { NO_LOOKS, type ValueLooks } from "../model/values.ts";
import { milliseconds } from "../text/format.ts";
import type { Line } from "../text/narration.ts";
import { valueLooksContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { RowSlots } from "../ui/row-slots.ts";
import { styleSheet } from "../ui/sheet.ts";
import valueCss from "../ui/value.css?inline";
import eventsCss from "./events.css?inline";
import { valueChip } from "./value-chip.ts";

/** The maximum number of lines in the document; a reader can ask for earlier ones. */
const PAGE = 200;
/** While more lines than this are new at once, the list is drawn at most this often, because they are too many to read one by one. */
const MANY_LINES = 20;
const DRAW_EVERY_MS = 250;
/** The distance from its end, in pixels, within which the list follows the run. */
const NEAR_END_PX = 40;

const STRIDES: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowDown: 1 };

export class EventsPart extends Part {
  static override styles = [SHARED, styleSheet(valueCss), styleSheet(eventsCss)];

  @consume({ context: valueLooksContext, subscribe: true })
  @property({ attribute: false })
  looks: ValueLooks = NO_LOOKS;
  /** Oldest first. */
  @property({ attribute: false }) lines: readonly Line[] = [];
  /** The number of lines of this run that are no longer kept here. */
  @property({ type: Number }) dropped = 0;
  /** The record that the reader looks at. */
  @property({ attribute: false }) selected: number | undefined;
  /** Whether the reader wants messages and timers as well. */
  @property({ type: Boolean }) detailed = false;
  /** Whether the record that the reader looks at is one of them. */
  @state() private reached = false;
  @state() private shown = PAGE;

  #follows = true;
  readonly #slots = new RowSlots();
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #lastDrawn = -1;
  /** Draws at once, where drawing waits. */
  #drawNow: (() => void) | undefined;

  // At high speed the list is drawn less often than the stage. What the reader does here is never delayed.
  protected override async scheduleUpdate(): Promise<void> {
    const isNews = this.lines.filter(({ id }) => id > this.#lastDrawn).length > MANY_LINES;
    const waitMs = this.#drawnAtMs + DRAW_EVERY_MS - performance.now();
    if (isNews && waitMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#drawNow = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#drawNow = undefined;
    }
    await super.scheduleUpdate();
  }

  override requestUpdate(...[name, ...rest]: Parameters<Part["requestUpdate"]>): void {
    super.requestUpdate(name, ...rest);
    // Before the first update, which the constructor asks for, the fields of this class are not there yet.
    if (this.hasUpdated && name !== "lines" && name !== "dropped") {
      this.#drawNow?.();
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("selected")) {
      this.#reach(this.selected);
    }
    const list = this.#scroller();
    if (list) {
      this.#follows = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
    }
  }

  protected override updated(changed: PropertyValues): void {
    this.#drawnAtMs = performance.now();
    this.#lastDrawn = this.lines.at(-1)?.id ?? -1;
    const list = this.#scroller();
    const chosen = changed.has("selected") ? list?.querySelector<HTMLElement>(".selected") : undefined;
    if (list && chosen) {
      const { offsetTop: top, offsetHeight: height } = chosen;
      const inSight = top >= list.scrollTop && top + height <= list.scrollTop + list.clientHeight;
      if (!inSight) {
        list.scrollTop = top - list.clientHeight / 2;
      }
      return;
    }
    if (list && this.#follows && (changed.has("lines") || changed.has("detailed"))) {
      list.scrollTop = list.scrollHeight;
    }
  }

  // The line must be in the list with any filter.
  #reach(record: number | undefined): void {
    const index = this.lines.findIndex(({ id }) => id === record);
    const line = this.lines[index];
    if (line) {
      this.reached ||= line.level === "detail";
      this.shown = Math.max(this.shown, this.lines.length - index);
    }
  }

  get #isDetailed(): boolean {
    return this.detailed || this.reached;
  }

  #scroller(): Element | null {
    return this.renderRoot.querySelector(".scroller");
  }

  protected override render() {
    const { t } = this;
    const wanted = this.#isDetailed ? this.lines : this.lines.filter((line) => line.level === "fact");
    const lines = wanted.slice(-this.shown);
    const hidden = wanted.length - lines.length;
    // All lines are one stop of the tabulator, with the arrow keys moving between them.
    const slots = this.#slots.assign(lines.map(({ id }) => id));
    const stop = lines.find(({ id }) => id === this.selected) ?? lines.at(-1);
    return html`
      <div class="head">
        <h2>${t("events-title")}</h2>
        <label><input type="checkbox" .checked=${this.#isDetailed} @change=${this.#onDetailed} /> ${t("events-detailed")}</label>
      </div>
      <div class="scroller" tabindex="0" role="region" aria-label=${t("events-title")}>
        ${this.#earlier(hidden)}
        ${lines.length === 0 ? html`<p class="none">${t("events-none")}</p>` : nothing}
        <ol @keydown=${this.#onKey}>
          ${repeat(
            lines,
            (_, index) => slots[index],
            (line) => this.#line(line, line === stop),
          )}
        </ol>
        <p id="keys" class="unseen">${t("events-keys")}</p>
      </div>
    `;
  }

  #earlier(hidden: number): TemplateResult | typeof nothing {
    if (hidden > 0) {
      const label = this.t("events-earlier", { count: hidden });
      return html`<button type="button" class="quiet" @click=${this.#onEarlier}>${label}</button>`;
    }
    return this.dropped > 0
      ? html`<p class="none">${this.t("events-dropped", { count: this.dropped })}</p>`
      : nothing;
  }

  // A click chooses the line, as the arrow keys do; the button asks why.
  #line(line: Line, stop: boolean): TemplateResult {
    const { id } = line;
    const chosen = id === this.selected;
    const what = line.sentence(this.t);
    const why = (event: Event) => {
      event.stopPropagation();
      this.#choose(id);
      this.dispatch({ type: "why", question: { about: { fact: id } } });
    };
    return html`
      <li class="${line.level} ${chosen ? "selected" : ""}" aria-current=${chosen ? "true" : "false"} @click=${() => this.#choose(id)}>
        <span class="time">${milliseconds(line.atMs, this.language)}</span>
        <span class="sentence">${what} ${this.#chips(line)}
          ${line.section ? html`<span class="section">${this.t("section", { number: line.section })}</span>` : nothing}
        </span>
        <button
          type="button"
          class="why"
          tabindex=${stop ? 0 : -1}
          data-record=${id}
          aria-label=${this.t("why-of", { what })}
          title=${this.t("why-pauses")}
          aria-describedby="keys"
          @click=${why}
        >${this.t("why")}</button>
      </li>
    `;
  }

  // The sentence names them: the signs are for the eye alone.
  #chips({ values = [] }: Line): TemplateResult | typeof nothing {
    const chips = values.flatMap((key) => {
      const identity = this.looks.ofKey(key);
      return identity ? [valueChip(identity, this.t)] : [];
    });
    return chips.length > 0 ? html`<span class="values" aria-hidden="true">${chips}</span>` : nothing;
  }

  #choose(record: number): void {
    this.dispatch({ type: "select", record });
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const stride = STRIDES[event.key];
    const line = event.target instanceof Element ? event.target.closest("li") : null;
    const next =
      stride === undefined ? null : stride < 0 ? line?.previousElementSibling : line?.nextElementSibling;
    const button = next?.querySelector<HTMLElement>(".why");
    if (stride === undefined || !line) {
      return;
    }
    event.preventDefault();
    if (button) {
      this.#choose(Number(button.getAttribute("data-record")));
      button.focus();
    }
  };

  readonly #onDetailed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      this.reached = false;
      this.dispatch({ type: "details", shown: event.target.checked });
    }
  };

  readonly #onEarlier = () => {
    this.shown += PAGE;
  };
}
