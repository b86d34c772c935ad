// The branches of a run: a command given in the past begins another one, and the earlier ones are kept.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Branch } from "../engine/engine.ts";
import type { Comparison } from "../engine/messages.ts";
import type { ViewModel } from "../model/view-model.ts";
import { branchName } from "../text/branch-names.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import branchesCss from "./branches.css?inline";
import type { ReplayState } from "./replay-notice.ts";

export class BranchesPart extends Part {
  static override styles = [SHARED, styleSheet(branchesCss)];

  @property({ attribute: false }) branches: readonly Branch[] = [];
  /** Whether they are in one row. */
  @property({ type: Boolean, reflect: true }) row = false;
  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** Two of them side by side, on request. */
  @property({ attribute: false }) comparison: Comparison | undefined;
  /** Whether a comparison is still to come, and what is played for it. */
  @property({ attribute: false }) compares = false;
  @property({ attribute: false }) replay: ReplayState | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { branches, t } = this;
    const present = branches.find((branch) => branch.present);
    if (branches.length < 2 || !present) {
      return nothing;
    }
    return html`
      <section role="group" aria-label=${t("futures-label")}>
        <p role="status" class=${this.row ? "unseen" : ""}>${this.#where(present, branches.length)}</p>
        <ul>
          ${branches.map((branch) => html`<li>${this.#choice(branch)}</li>`)}
        </ul>
        <pbft-lab-compare
          .branches=${branches}
          .comparison=${this.comparison}
          .waits=${this.compares}
          .replay=${this.replay}
        ></pbft-lab-compare>
      </section>
    `;
  }

  // In a row the present one may be beyond its edge.
  protected override updated(changed: PropertyValues): void {
    if (this.row && changed.has("branches")) {
      const list = this.renderRoot.querySelector("ul");
      const present = this.renderRoot.querySelector<HTMLElement>("[aria-pressed=true]");
      if (list && present) {
        list.scrollLeft = present.offsetLeft - (list.clientWidth - present.offsetWidth) / 2;
      }
    }
  }

  #where(present: Branch, count: number): string {
    return present.parent === undefined
      ? this.t("futures-first", { count })
      : this.t(present.forkedAt === 0 ? "futures-restarted" : "futures-other", {
          number: present.id + 1,
          count,
          step: present.forkedAt,
        });
  }

  #choice(branch: Branch): TemplateResult {
    const choose = () => {
      if (!branch.present) {
        this.dispatch({ type: "branch", branch: branch.id });
      }
    };
    const name = branchName(branch, this.model, this.t);
    return html`<button type="button" title=${this.row ? name : ""} aria-pressed=${branch.present ? "true" : "false"} @click=${choose}>${name}</button>`;
  }
}
