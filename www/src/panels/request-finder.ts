// The way to a request of the run: by its number, or from a list of those near to the present one.

import { consume } from "@lit/context";
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { castOf } from "../model/build-view-model.ts";
import type { RequestStart } from "../model/request-starts.ts";
import type { Values } from "../model/values.ts";
import type { ViewModel } from "../model/view-model.ts";
import { milliseconds } from "../text/format.ts";
import { nodeName } from "../text/narration.ts";
import { valueText } from "../text/values.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import finderCss from "./request-finder.css?inline";

/** The number of requests in the list, on each side of the present one. */
const AROUND = 3;

export class RequestFinderPart extends Part {
  static override styles = [SHARED, styleSheet(finderCss)];

  /** The requests that have begun, the oldest first. */
  @property({ attribute: false }) starts: readonly RequestStart[] = [];
  /** The index of the last one that has begun at the step that is shown; -1 before the first. */
  @property({ type: Number }) current = -1;
  /** The names of what they ask for. */
  @property({ attribute: false }) values: Values | undefined;
  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;

  protected override render(): TemplateResult {
    const { t, starts, current } = this;
    const count = starts.length;
    const first = Math.max(0, Math.min(current - AROUND, count - 2 * AROUND - 1));
    const near = starts.slice(first, first + 2 * AROUND + 1);
    return html`
      <form novalidate aria-label=${t("request-go-hint")} @submit=${this.#onSubmit}>
        <label>
          <span>${t("request-go")}</span>
          <input
            type="number"
            min="1"
            max=${Math.max(1, count)}
            .value=${String(Math.max(1, current + 1))}
            ?disabled=${count === 0}
          />
        </label>
        <span class="count">${t("request-count", { count })}</span>
        <button type="submit" class="primary" ?disabled=${count === 0}>${t("request-go-there")}</button>
      </form>
      <ul>${near.map((start, place) => this.#near(start, first + place))}</ul>
    `;
  }

  #near(start: RequestStart, index: number): TemplateResult {
    const { t, values, model } = this;
    const value = values?.nameOfValue(start.value);
    const client = model && model.clients.length > 1 ? nodeName(start.node, castOf(model), t) : "";
    const about = [client, value ? valueText(value, t) : ""].filter((text) => text !== "");
    const isNow = index === this.current;
    return html`
      <li>
        <button type="button" aria-current=${isNow ? "step" : "false"} @click=${() => this.#go(index)}>
          <span>${t("request-numbered", { number: index + 1 })}</span>
          <span class="value">${about.join(t("list-comma"))}</span>
          <span class="time">${t("why-time", { time: milliseconds(start.atMs, this.language) })}</span>
        </button>
      </li>
    `;
  }

  readonly #onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = this.renderRoot.querySelector("input");
    const number = Math.round(Number(field?.value));
    this.#go(Math.min(this.starts.length, Math.max(1, number)) - 1);
  };

  #go(index: number): void {
    const start = this.starts[index];
    if (start) {
      this.dispatch({ type: "seek", step: start.step });
    }
  }
}
