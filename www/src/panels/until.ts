// Run until an event: the choice, the progress of the search, and its outcome.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import {
  type FinishedSearch,
  LIMIT_MS,
  MILESTONES,
  type Milestone,
  type Search,
} from "../model/milestones.ts";
import { milliseconds, seconds } from "../text/format.ts";
import { sign } from "../ui/glyph.ts";
import { containKey } from "../ui/key-propagation.ts";
import { Part, SHARED } from "../ui/part.ts";
import type { PopoverButtonPart } from "../ui/popover-button.ts";
import { styleSheet } from "../ui/sheet.ts";
import untilCss from "./until.css?inline";

export class UntilPart extends Part {
  static override styles = [SHARED, styleSheet(untilCss)];

  /** The search on its way. */
  @property({ attribute: false }) search: Search | undefined;
  /** How the last one ended; undefined when the run has been led elsewhere since. */
  @property({ attribute: false }) sought: FinishedSearch | undefined;
  @property({ type: Boolean }) usable = false;
  /** Whether the reader can search for milestones. */
  @property({ type: Boolean }) searches = true;
  /** Whether the button that the search replaces, or is replaced by, had the focus. */
  #held = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#onKey, true);
  }

  // Wherever the focus is: a search that takes long is to be stopped without looking for its button.
  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("search")) {
      this.#held ||= this.hasUpdated && this.renderRoot.querySelector(".stop:focus") !== null;
      if (this.search) {
        addEventListener("keydown", this.#onKey, true);
      } else {
        removeEventListener("keydown", this.#onKey, true);
      }
    }
  }

  // The button that had the focus is gone: its successor gets it.
  protected override updated(changed: PropertyValues): void {
    const next = this.renderRoot.querySelector<HTMLElement>(this.search ? ".stop" : "pbft-lab-popover");
    if (changed.has("search") && this.#held && next) {
      this.#held = false;
      next.focus();
    }
  }

  protected override render(): TemplateResult {
    const { t, search } = this;
    return html`
      <div role="group" aria-label=${t("until")}>
        ${search ? html`<button type="button" class="stop" @click=${() => this.dispatch({ type: "stop" })}>${stopSign} ${t("until-stop")}</button>` : this.#choices()}
        <div class="told">
          ${search ? this.#progress(search) : nothing}
          <p role="status">${this.sought ? this.#outcome(this.sought) : nothing}</p>
        </div>
      </div>
    `;
  }

  #choices(): TemplateResult {
    const { t } = this;
    return html`
      <pbft-lab-popover .name=${t("until-what")} .usable=${this.usable}>
        <span slot="sign" class="sign">${untilSign} ${t("until-or-go")}</span>
        <slot @lab-action=${this.#close}></slot>
        ${this.searches ? this.#milestones() : nothing}
      </pbft-lab-popover>
    `;
  }

  #milestones(): TemplateResult {
    const { t } = this;
    return html`
      <div class="choices">
        ${MILESTONES.map((one) => html`<button type="button" data-leaves @click=${() => this.#run(one)}>${t("until-next", { milestone: one })}</button>`)}
      </div>
    `;
  }

  // Its content has other links too.
  readonly #close = () => this.renderRoot.querySelector<PopoverButtonPart>("pbft-lab-popover")?.close();

  #run(milestone: Milestone): void {
    this.#held = true;
    this.dispatch({ type: "run-until", milestone });
  }

  #progress({ searchedMs }: Search): TemplateResult {
    const text = this.t("until-progress", {
      searched: seconds(searchedMs, this.language),
      limit: seconds(LIMIT_MS, this.language),
    });
    return html`
      <progress max=${LIMIT_MS} .value=${searchedMs} aria-label=${this.t("until-searching")}></progress>
      <span class="searched">${text}</span>
    `;
  }

  #outcome({ milestone, end, searchedMs }: FinishedSearch): string {
    const time = this.#duration(end === "limit" ? LIMIT_MS : searchedMs);
    return this.t("until-outcome", { end, milestone, time });
  }

  #duration(ms: number): string {
    return ms < 1000
      ? this.t("timeline-time", { unit: "ms", time: milliseconds(ms, this.language) })
      : this.t("timeline-time", { unit: "s", time: seconds(ms, this.language) });
  }

  // In something of the page around the laboratory the key is that thing's.
  #isElsewhere(event: Event): boolean {
    const path = event.composedPath();
    const nowhere = path[0] === document.body || path[0] === document.documentElement;
    return !nowhere && !path.includes(this.getRootNode());
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !this.#isElsewhere(event)) {
      event.preventDefault();
      containKey(event);
      this.dispatch({ type: "stop" });
    }
  };
}

const untilSign = sign("M1 1.5 L7 8 L1 14.5 Z M7 1.5 L13 8 L7 14.5 Z M13 1.5 H15 V14.5 H13 Z");
const stopSign = sign("M2.5 2.5 H13.5 V13.5 H2.5 Z");
