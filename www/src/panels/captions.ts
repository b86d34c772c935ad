// The captions of a scene: the current one in full with the way to its neighbours, or the whole list when it is unfolded.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { type Chapter, chapterAt } from "../model/chapters.ts";
import { hasDiverged, type SceneDivergence } from "../model/scene-divergence.ts";
import { captionOf } from "../text/captions.ts";
import type { TextArgs } from "../text/catalogue.ts";
import { milliseconds } from "../text/format.ts";
import { termsIn } from "../text/terms.ts";
import { sign } from "../ui/glyph.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import captionsCss from "./captions.css?inline";

/** Chapters drawn on each side of the current one; the reader asks for more. A file may have a thousand. */
const AROUND = 40;
/** Characters of a chapter other than the current one. A caption may have some four thousand. */
const BRIEF_MAX = 240;

export class CaptionsPart extends Part {
  static override styles = [SHARED, styleSheet(captionsCss)];

  @property({ attribute: false }) chapters: readonly Chapter[] = [];
  @property({ attribute: false }) nowMs = 0;
  @property({ type: Boolean }) playing = false;
  /** What has made it another run than the scene's. */
  @property({ attribute: false }) divergence: SceneDivergence | undefined;
  /** How many chapters the scene has, true of this run or not. */
  @property({ type: Number }) all = 0;
  /** Whether a question or a task below says how to continue. */
  @property({ type: Boolean }) asks = false;
  /** Whether there is a glossary to look words up in. */
  @property({ type: Boolean }) explains = false;
  @state() private around = AROUND;
  /** Whether the other chapters are shown as well. */
  @state() private unfolded = false;
  /** The button that the Tab key stops at. */
  @state() private stop: Way = "next";

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("chapters")) {
      this.around = AROUND;
    }
  }

  // Only inside its own box: the page must not move under the reader. In its middle where there is room; a longer one is read from
  // its beginning, below the heading that stays.
  protected override updated(): void {
    const now = this.renderRoot.querySelector<HTMLElement>(".now");
    const box = this.renderRoot.querySelector("section");
    if (now && box && now !== this.#shown) {
      const middle = now.offsetTop + now.offsetHeight / 2 - box.clientHeight / 2;
      const heading = this.renderRoot.querySelector("header")?.offsetHeight ?? 0;
      box.scrollTop = Math.min(middle, now.offsetTop - heading);
    }
    this.#shown = now;
  }

  #shown: HTMLElement | null = null;

  protected override render() {
    const { chapters, divergence, t } = this;
    if (chapters.length === 0 && !divergence) {
      return nothing;
    }
    const isLeft = hasDiverged(divergence, this.nowMs);
    const current = isLeft ? chapters.length : chapterAt(chapters, this.nowMs);
    return html`
      <section tabindex="0" aria-labelledby="title">
        <header>
          <h2 id="title">${t("captions-title")}</h2>
          <p class="where">${divergence ? t("captions-left-of", { count: chapters.length, all: this.all }) : t("captions-where", this.#where(current ?? -1))}</p>
          ${chapters.length > 1 ? this.#ways(current ?? -1) : nothing}
        </header>
        <ol>
          ${this.unfolded ? this.#chapters(current ?? -1) : this.#only(current ?? -1)}
          ${divergence ? this.#divergence(divergence, isLeft) : nothing}
        </ol>
      </section>
    `;
  }

  // One stop of the Tab key, as in every toolbar.
  #ways(current: number): TemplateResult {
    const { t, chapters, unfolded } = this;
    const way = (name: Way, sign: TemplateResult, label: string, index: number) => {
      const chapter = chapters[index];
      const press = () => chapter && this.dispatch({ type: "go", atMs: chapter.atMs });
      return html`<button type="button" data-way=${name} tabindex=${this.stop === name ? 0 : -1} aria-disabled=${chapter ? "false" : "true"} aria-label=${label} title=${label} @click=${press}>${sign}</button>`;
    };
    const fold = () => {
      this.unfolded = !unfolded;
    };
    return html`
      <div class="ways" role="toolbar" aria-label=${t("captions-ways")} @keydown=${this.#onWay} @focusin=${this.#onStop}>
        ${way("previous", earlierSign, t("captions-previous"), current - 1)}
        ${way("next", laterSign, t("captions-next"), current + 1)}
        <button type="button" data-way="all" tabindex=${this.stop === "all" ? 0 : -1} aria-label=${t("captions-all")} aria-expanded=${unfolded ? "true" : "false"} @click=${fold}>${t("captions-all-short")}</button>
      </div>
    `;
  }

  readonly #onStop = (event: FocusEvent) => {
    const name = event.target instanceof HTMLElement ? event.target.dataset["way"] : undefined;
    this.stop = WAYS.find((way) => way === name) ?? this.stop;
  };

  readonly #onWay = (event: KeyboardEvent) => {
    const stride = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (stride !== undefined) {
      event.preventDefault();
      const next = WAYS.at((WAYS.indexOf(this.stop) + stride) % WAYS.length);
      this.renderRoot.querySelector<HTMLElement>(`[data-way=${next}]`)?.focus();
    }
  };

  #only(current: number): TemplateResult | typeof nothing {
    const chapter = this.chapters[current];
    return chapter ? this.#chapter(chapter, current, current) : nothing;
  }

  #chapters(current: number): TemplateResult {
    const { chapters, t } = this;
    const first = Math.max(0, current - this.around);
    const end = Math.min(chapters.length, Math.max(current, 0) + this.around + 1);
    const later = chapters.length - end;
    return html`
      ${first > 0 ? this.#more(t("captions-earlier", { count: first })) : nothing}
      ${chapters.slice(first, end).map((chapter, index) => this.#chapter(chapter, first + index, current))}
      ${later > 0 ? this.#more(t("captions-later", { count: later })) : nothing}
    `;
  }

  #more(text: string): TemplateResult {
    const more = () => {
      this.around += AROUND;
    };
    return html`<li class="more"><button type="button" @click=${more}><span class="time"></span> <span class="text">${text}</span></button></li>`;
  }

  #where(current: number): TextArgs {
    const { length } = this.chapters;
    return { number: Math.min(current + 1, length), count: Math.max(length, this.all) };
  }

  // The one of this moment is read, the others can be gone to.
  #chapter(chapter: Chapter, index: number, current: number): TemplateResult {
    const time = html`<span class="time">${milliseconds(chapter.atMs, this.language)}</span>`;
    const full = this.#text(chapter);
    const text = html`<span class="text">${index === current ? full : brief(full)}</span>`;
    if (index !== current) {
      const isLater = index > current;
      const label = this.t(isLater ? "captions-go" : "captions-back", { number: index + 1 });
      return html`
        <li class=${isLater ? "later" : "past"}><button type="button" title=${label} @click=${() => this.dispatch({ type: "go", atMs: chapter.atMs })}>${time} ${text}</button></li>
      `;
    }
    const waits = chapter.pause && !this.asks && chapter.atMs === this.nowMs && !this.playing;
    return html`
      <li class="now" aria-current="step">
        ${time} ${text}
        ${this.explains && this.unfolded ? this.#terms(full) : nothing}
        ${waits ? html`<span class="waits">${this.t("captions-waits")}</span> <button type="button" class="primary go" @click=${() => this.dispatch({ type: "play" })}>${this.t("continue")}</button>` : nothing}
      </li>
    `;
  }

  // Each word that is not everyday language leads to the glossary.
  #terms(text: string): TemplateResult | typeof nothing {
    const { t } = this;
    const terms = termsIn(text, t).map(({ name }) => ({ name, term: t(`help-term-${name}`) }));
    return terms.length === 0
      ? nothing
      : html`
        <span class="terms">
          ${terms.map(({ name, term }) => html`<button type="button" aria-label=${t("help-explain", { term })} @click=${() => this.dispatch({ type: "explain", term: name })}>${term}</button>`)}
        </span>
      `;
  }

  // The captions end where they no longer apply.
  #divergence({ fromMs, scene }: SceneDivergence, isNow: boolean): TemplateResult {
    const { t } = this;
    const time = fromMs === undefined ? "" : milliseconds(fromMs, this.language);
    const back = () =>
      this.dispatch(scene === undefined ? { type: "reset" } : { type: "scene", name: scene });
    return html`
      <li class="left ${isNow ? "now" : ""}" aria-current=${isNow ? "step" : "false"}>
        <span class="time">${time}</span>
        <span class="text">${t("captions-left", { from: fromMs === undefined ? "settings" : "command", time })}</span>
        <button type="button" class="return" @click=${back}>${t("captions-return")}</button>
      </li>
    `;
  }

  #text(chapter: Chapter | undefined): string {
    return captionOf(chapter, this.language);
  }
}

/** From left to right. */
const WAYS = ["previous", "next", "all"] as const;
type Way = (typeof WAYS)[number];

const earlierSign = sign("M11 2 L5 8 L11 14 Z");
const laterSign = sign("M5 2 L11 8 L5 14 Z");

/** The beginning of a long text, cut between characters that a reader sees as one. */
function brief(text: string): string {
  return text.length <= BRIEF_MAX ? text : `${[...text.slice(0, BRIEF_MAX)].slice(0, -1).join("")}…`;
}
