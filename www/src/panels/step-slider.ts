// The slider over all steps that are known.

import { html } from "lit";
import { live } from "lit/directives/live.js";
import type { Language } from "../text/catalogue.ts";
import { milliseconds } from "../text/format.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import stepSliderCss from "./step-slider.css?inline";

export class StepSliderPart extends Part {
  static override styles = [SHARED, styleSheet(stepSliderCss)];
  static override properties = {
    cursor: { type: Number },
    lastStep: { type: Number },
    nowMs: { type: Number },
    language: { type: String },
    usable: { type: Boolean },
  };

  /** The step that is shown. */
  declare cursor: number;
  /** The last step that is known. */
  declare lastStep: number;
  declare nowMs: number;
  declare language: Language;
  declare usable: boolean;

  constructor() {
    super();
    this.cursor = 0;
    this.lastStep = 0;
    this.nowMs = 0;
    this.language = "en";
    this.usable = false;
  }

  protected override render() {
    const { cursor, lastStep } = this;
    const time = milliseconds(this.nowMs, this.language);
    const moment = this.say("moment-value", { step: cursor, last: lastStep, time });
    // A reader who drags is ahead of the run: the slider stays where the hand is.
    return html`
      <label title=${this.say("moment-hint")}>
        <span>${this.say("moment")}</span>
        <input
          type="range"
          min="0"
          max=${lastStep}
          .value=${live(String(cursor))}
          ?disabled=${!this.usable || lastStep === 0}
          aria-label=${this.say("moment")}
          aria-valuetext=${moment}
          @input=${this.#onInput}
        />
        <output>${moment}</output>
      </label>
    `;
  }

  readonly #onInput = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      this.dispatch({ type: "seek", step: Number(event.target.value) });
    }
  };
}
