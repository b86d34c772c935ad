// The run as text: for reading, for screen readers, and for copying.

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Chapter } from "../model/chapters.ts";
import type { Line } from "../text/narration.ts";
import { plainText, type TranscriptSection, transcriptOf } from "../text/transcript.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import textCss from "./text-version.css?inline";

export class TextVersionPart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(textCss)];

  /** Oldest first. */
  @property({ attribute: false }) lines: readonly Line[] = [];
  /** The number of lines of this run that are no longer kept here. */
  @property({ type: Number }) dropped = 0;
  @property({ attribute: false }) chapters: readonly Chapter[] = [];
  /** Messages and timers too. */
  @state() detailed = false;
  /** The outcome of the last copy. */
  @state() private outcome: "copied" | "marked" | undefined;

  protected override get name(): string {
    return this.t("text-version");
  }

  protected override get heading(): string {
    return this.t("text-version-title");
  }

  // A text that grows while it is read cannot be read: the run waits.
  override show(): void {
    this.outcome = undefined;
    this.dispatch({ type: "pause" });
    super.show();
  }

  protected override content(): TemplateResult {
    const { t } = this;
    const sections = transcriptOf(this);
    const count = sections.reduce((sum, { sentences }) => sum + sentences.length, 0);
    return html`
      <p class="about">${t("text-version-about")}</p>
      <div class="actions">
        <button type="button" ?disabled=${sections.length === 0} @click=${this.#onCopy}>${t("text-version-copy")}</button>
        <label><input type="checkbox" .checked=${this.detailed} @change=${this.#onDetailed} /> ${t("text-version-detailed")}</label>
        <p role="status">${this.outcome ? t(`text-version-${this.outcome}`) : t("text-version-count", { count })}</p>
      </div>
      ${this.dropped > 0 ? html`<p class="about">${t("events-dropped", { count: this.dropped })}</p>` : nothing}
      <div class="account">${sections.map(section)}</div>
    `;
  }

  readonly #onDetailed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      this.detailed = event.target.checked;
      this.outcome = undefined;
    }
  };

  readonly #onCopy = async () => {
    try {
      await navigator.clipboard.writeText(plainText(transcriptOf(this)));
      this.outcome = "copied";
    } catch {
      // Without https, or in a frame, the browser refuses: the reader's own keys may do what a script may not.
      const text = this.renderRoot.querySelector(".account");
      if (text) {
        getSelection()?.selectAllChildren(text);
        this.outcome = "marked";
      }
    }
  };
}

function section({ heading, level, sentences }: TranscriptSection): TemplateResult {
  return html`
    ${level === 1 ? html`<h3>${heading}</h3>` : html`<h4>${heading}</h4>`}
    ${sentences.length > 0 ? html`<ol>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ol>` : nothing}
  `;
}
