// The chapters of a scene: always all in sight, the one of this moment in full, the others to go to.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { type Chapter, chapterAt } from "../model/chapters.ts";
import { hasDiverged, type SceneDivergence } from "../model/scene-divergence.ts";
import { captionOf } from "../text/captions.ts";
import type { TextArgs } from "../text/catalogue.ts";
import { milliseconds } from "../text/format.ts";
import { termsIn } from "../text/terms.ts";
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
  /** Whether there is a glossary to look words up in. */
  @property({ type: Boolean }) explains = false;
  @state() private around = AROUND;

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
      const heading = this.renderRoot.querySelector("h2")?.offsetHeight ?? 0;
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
        <h2 id="title">${t("captions-title")}</h2>
        <p class="where">${divergence ? t("captions-left-of", { count: chapters.length, all: this.all }) : t("captions-where", this.#where(current ?? -1))}</p>
        <ol>
          ${this.#chapters(current ?? -1)}
          ${divergence ? this.#divergence(divergence, isLeft) : nothing}
        </ol>
      </section>
    `;
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

  // How far the reader is, and how long the scene takes.
  #where(current: number): TextArgs {
    const { chapters, language } = this;
    const length = milliseconds(chapters.at(-1)?.atMs ?? 0, language);
    return { number: Math.min(current + 1, chapters.length), count: chapters.length, length };
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
    const waits = chapter.pause && chapter.atMs === this.nowMs && !this.playing;
    return html`
      <li class="now" aria-current="step">
        ${time} ${text}
        ${this.explains ? this.#terms(full) : nothing}
        ${waits ? html`<span class="waits">${this.t("captions-waits")}</span>` : nothing}
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

/** The beginning of a long text, cut between characters that a reader sees as one. */
function brief(text: string): string {
  return text.length <= BRIEF_MAX ? text : `${[...text.slice(0, BRIEF_MAX)].slice(0, -1).join("")}…`;
}
