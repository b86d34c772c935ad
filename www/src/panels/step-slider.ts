// The slider over all known steps.

import { html } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { milliseconds } from "../text/format.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import stepSliderCss from "./step-slider.css?inline";

export class StepSliderPart extends Part {
  static override styles = [SHARED, styleSheet(stepSliderCss)];

  /** The step that is shown. */
  @property({ type: Number }) cursor = 0;
  /** The last step that is known. */
  @property({ type: Number }) lastStep = 0;
  @property({ type: Number }) nowMs = 0;
  @property({ type: Boolean }) usable = false;

  protected override render() {
    const { cursor, lastStep } = this;
    const time = milliseconds(this.nowMs, this.language);
    const moment = this.t("moment-value", { step: cursor, last: lastStep, time });
    // A reader who drags is ahead of the run: the slider stays at the pointer.
    return html`
      <label title=${this.t("moment-hint")}>
        <span>${this.t("moment")}</span>
        <input
          type="range"
          min="0"
          max=${lastStep}
          .value=${live(String(cursor))}
          ?disabled=${!this.usable || lastStep === 0}
          aria-label=${this.t("moment")}
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
