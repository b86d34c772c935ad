// The legend of the stage: each sign, the number of messages in transit, and a switch.

import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Kind } from "../model/message-kinds.ts";
import glyphCss from "../ui/glyph.css?inline";
import { glyph } from "../ui/glyph.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import legendCss from "./legend.css?inline";

export class LegendPart extends Part {
  static override styles = [SHARED, styleSheet(glyphCss), styleSheet(legendCss)];

  /** The kinds to name: those of the agreement, and whatever else this run has used. */
  @property({ attribute: false }) kinds: readonly Kind[] = [];
  /** How many of each kind are on their way. */
  @property({ attribute: false }) counts: ReadonlyMap<Kind, number> = new Map();
  @property({ attribute: false }) hiddenKinds: ReadonlySet<Kind> = new Set();

  protected override render() {
    const { t, hiddenKinds } = this;
    return html`
      <pbft-lab-popover .name=${t("legend-label")} .hint=${t("legend-toggle")}>
        <span slot="sign" class="row">${this.kinds.map((kind) => this.#sign(kind))}</span>
        <div class="list" role="group" aria-label=${t("legend-label")}>
          ${this.kinds.map((kind) => this.#switch(kind))}
          ${hiddenKinds.size > 0 ? html`<p class="note">${t("legend-filtered")}</p>` : nothing}
        </div>
      </pbft-lab-popover>
    `;
  }

  #sign(kind: Kind): TemplateResult {
    const shown = !this.hiddenKinds.has(kind);
    return html`<span class="kind ${shown ? "" : "hidden"}">${glyph(kind)} <span class="name">${this.t("kind-name", { kind })}</span></span>`;
  }

  #switch(kind: Kind): TemplateResult {
    const shown = !this.hiddenKinds.has(kind);
    return html`
      <button
        type="button"
        aria-pressed=${shown ? "true" : "false"}
        @click=${() => this.dispatch({ type: "show", kind, shown: !shown })}
      >
        ${glyph(kind)} <span class="name">${this.t("kind-name", { kind })}</span>
        <span class="count">${this.counts.get(kind) ?? 0}</span>
      </button>
    `;
  }
}
