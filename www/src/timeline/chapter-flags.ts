// Flags of the chapters over the drawing of the timeline: a click or a key goes to one, and the pointer or the focus shows its name.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Chapter } from "../model/chapters.ts";
import { captionOf } from "../text/captions.ts";
import { fitted, milliseconds } from "../text/format.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import flagsCss from "./chapter-flags.css?inline";

/** The number of flags on each side of the present chapter. A file may have a thousand chapters. */
const AROUND = 60;
/** The number of letters of a chapter that are its name. */
const NAME_LENGTH = 140;
/** The room from the edge of the timeline to the middle of a name. */
const NAME_MARGIN_PX = 170;

export class ChapterFlagsPart extends Part {
  static override styles = [SHARED, styleSheet(flagsCss)];

  @property({ attribute: false }) chapters: readonly Chapter[] = [];
  /** The index of the last chapter that has begun; -1 before the first. */
  @property({ type: Number }) current = -1;
  /** The flag that the pointer or the focus is on. */
  @state() private named: number | undefined;
  #xOf: (atMs: number) => number | undefined = () => undefined;

  // The flag of the present chapter. The timeline is one stop of the Tab key, and a key of it leads here.
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-index="${Math.max(this.current, 0)}"]`)?.focus();
  }

  /** Places the flags where the timeline shows their times. */
  place(xOf: (atMs: number) => number | undefined): void {
    this.#xOf = xOf;
    for (const flag of this.renderRoot.querySelectorAll<HTMLElement>("[data-index]")) {
      const x = xOf(this.chapters[Number(flag.dataset["index"])]?.atMs ?? Number.NaN);
      flag.classList.toggle("outside", x === undefined);
      flag.style.setProperty("left", `${Math.round(x ?? 0)}px`);
    }
    const name = this.renderRoot.querySelector<HTMLElement>(".name");
    const x = this.named === undefined ? undefined : xOf(this.chapters[this.named]?.atMs ?? Number.NaN);
    if (name) {
      const width = this.clientWidth;
      const middle = Math.max(NAME_MARGIN_PX, Math.min(width - NAME_MARGIN_PX, x ?? 0));
      name.style.setProperty("left", `${Math.round(Math.max(middle, Math.min(width, NAME_MARGIN_PX)))}px`);
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("chapters")) {
      this.named = this.named !== undefined && this.chapters[this.named] ? this.named : undefined;
    }
  }

  protected override updated(): void {
    this.place(this.#xOf);
  }

  protected override render(): TemplateResult {
    const { chapters, current, named, t } = this;
    const first = Math.max(0, current - AROUND);
    const shown = chapters.slice(first, Math.max(current, 0) + AROUND + 1);
    return html`
      <div role="toolbar" aria-label=${t("timeline-flags")} @keydown=${this.#onKey}>
        ${shown.map((_, place) => this.#flag(first + place))}
      </div>
      ${named === undefined ? nothing : html`<p class="name" id="name" role="tooltip"><strong>${named + 1}</strong> ${this.#name(named)}</p>`}
    `;
  }

  #flag(index: number): TemplateResult {
    const { t, chapters } = this;
    const chapter = chapters[index];
    const label = t("timeline-flag", {
      number: index + 1,
      time: milliseconds(chapter?.atMs ?? 0, this.language),
    });
    const show = () => {
      this.named = index;
    };
    const hide = () => {
      this.named = this.named === index ? undefined : this.named;
    };
    return html`<button
      type="button"
      data-index=${index}
      tabindex="-1"
      aria-label=${label}
      aria-describedby=${index === this.named ? "name" : nothing}
      aria-current=${index === this.current ? "step" : "false"}
      @click=${() => chapter && this.dispatch({ type: "go", atMs: chapter.atMs })}
      @pointerenter=${show}
      @pointerleave=${hide}
      @focus=${() => this.#onFocus(index)}
      @blur=${hide}
    ></button>`;
  }

  #name(index: number): string {
    return fitted(captionOf(this.chapters[index], this.language), NAME_LENGTH);
  }

  // A flag with the focus is visible.
  #onFocus(index: number): void {
    const atMs = this.chapters[index]?.atMs;
    this.named = index;
    if (atMs !== undefined && this.#xOf(atMs) === undefined) {
      this.dispatchEvent(new CustomEvent("reveal", { detail: atMs }));
    }
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "ArrowDown") {
      event.preventDefault();
      this.dispatchEvent(new Event("leave"));
      return;
    }
    const flags = [...this.renderRoot.querySelectorAll<HTMLElement>("[data-index]")];
    const place = event.target instanceof HTMLElement ? flags.indexOf(event.target) : -1;
    const wanted = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: flags.length - 1 }[event.key];
    if (wanted !== undefined) {
      event.preventDefault();
      flags[wanted]?.focus();
    }
  };
}
