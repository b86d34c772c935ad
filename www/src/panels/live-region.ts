// The narration for screen readers: a polite live region that does not speak without pause.

import { html, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { LiveRegion } from "../text/live-region.ts";
import { Part, SHARED } from "../ui/part.ts";

export class LiveRegionPart extends Part {
  static override styles = [SHARED];

  /** The sentence of this moment. */
  @property({ type: String }) text = "";
  /** What the chapter says that it belongs to. */
  @property({ type: String }) chapter = "";
  @property({ type: Boolean }) playing = false;
  @state() private spoken = "";

  readonly #liveRegion = new LiveRegion((text) => {
    this.spoken = text;
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#liveRegion.hush();
  }

  protected override updated(changed: PropertyValues): void {
    if (["text", "chapter", "playing"].some((name) => changed.has(name))) {
      this.#liveRegion.hear(this.text, this.playing, this.chapter);
    }
  }

  protected override render(): TemplateResult {
    return html`<p class="unseen" role="status" aria-live="polite">${this.spoken}</p>`;
  }
}
