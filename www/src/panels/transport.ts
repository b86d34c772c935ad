// Play, pause, step, back, speed, reset.

import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { CONTROLS, type ControlName } from "../model/controls.ts";
import { SPEED_STEPS, sliderOf, speedOf } from "../model/speed.ts";
import { paceOf, speedText } from "../text/format.ts";
import { sign } from "../ui/glyph.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import transportCss from "./transport.css?inline";

export class TransportPart extends Part {
  static override styles = [SHARED, styleSheet(transportCss)];

  @property({ type: Boolean }) playing = false;
  @property({ type: Number }) speed = 1;
  /** The step that is shown. */
  @property({ type: Number }) cursor = 0;
  /** False while there is no run to control. */
  @property({ type: Boolean }) usable = false;
  /** Which of its controls there are. */
  @property({ attribute: false }) controls: ReadonlySet<ControlName> = new Set(CONTROLS);

  protected override render() {
    const { t, playing, usable, controls } = this;
    const button = (
      sign: TemplateResult,
      name: "reset" | "step" | "back",
      hint: string,
      disabled: boolean,
    ) => html`
      <button type="button" class=${name} ?disabled=${disabled} aria-label=${t(name)} title=${`${t(name)}. ${hint}`} @click=${() => this.dispatch({ type: name })}>
        ${sign}
      </button>
    `;
    return html`
      <div role="group" aria-label=${t("transport-label")}>
        ${controls.has("reset") ? button(resetSign, "reset", t("reset-hint"), !usable) : nothing}
        ${controls.has("step") ? button(backSign, "back", t("back-hint"), !usable || this.cursor === 0) : nothing}
        ${
          controls.has("play")
            ? html`
              <button type="button" class="play" ?disabled=${!usable} @click=${() => this.dispatch({ type: playing ? "pause" : "play" })}>
                ${playing ? pauseSign : playSign} ${t(playing ? "pause" : "play")}
              </button>
            `
            : nothing
        }
        ${controls.has("step") ? button(stepSign, "step", t("step-hint"), !usable) : nothing}
        ${controls.has("speed") ? this.#speed() : nothing}
      </div>
    `;
  }

  #speed(): TemplateResult {
    const { t } = this;
    const speed = t("speed-value", { pace: paceOf(this.speed), speed: speedText(this.speed) });
    return html`
      <label class="speed">
        <span>${t("speed")}</span>
        <input
          type="range"
          min="0"
          max=${SPEED_STEPS}
          .value=${String(sliderOf(this.speed))}
          aria-valuetext=${speed}
          @input=${this.#onSpeed}
        />
        <output>${speed}</output>
      </label>
    `;
  }

  readonly #onSpeed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      this.dispatch({ type: "speed", speed: speedOf(Number(event.target.value)) });
    }
  };
}

const playSign = sign("M3 1.5 L14 8 L3 14.5 Z");
const pauseSign = sign("M3 2 H6.5 V14 H3 Z M9.5 2 H13 V14 H9.5 Z");
const stepSign = sign("M2 1.5 L10.5 8 L2 14.5 Z M11.5 2 H14 V14 H11.5 Z");
const backSign = sign("M14 1.5 L5.5 8 L14 14.5 Z M2 1.5 H4.5 V14.5 H2 Z");
const resetSign = sign("M8 2 A6 6 0 1 0 14 8 H12 A4 4 0 1 1 8 4 V7 L13 3.2 L8 -0.5 Z");
