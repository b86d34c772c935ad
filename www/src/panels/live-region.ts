// The narration for screen readers: a polite live region that does not speak without pause.

import { html, type PropertyValues, type TemplateResult } from "lit";
import { LiveRegion } from "../text/live-region.ts";
import { Part, SHARED } from "../ui/part.ts";

export class LiveRegionPart extends Part {
  static override styles = [SHARED];
  static override properties = {
    text: { type: String },
    chapter: { type: String },
    playing: { type: Boolean },
    spoken: { state: true },
  };

  /** The sentence of this moment. */
  declare text: string;
  /** What the chapter says that it belongs to. */
  declare chapter: string;
  declare playing: boolean;
  declare private spoken: string;

  readonly #liveRegion = new LiveRegion((text) => {
    this.spoken = text;
  });

  constructor() {
    super();
    this.text = "";
    this.chapter = "";
    this.playing = false;
    this.spoken = "";
  }

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
