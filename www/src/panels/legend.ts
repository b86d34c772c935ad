// The legend of the stage: each sign, the number of messages in transit, and a switch.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Kind } from "../model/message-kinds.ts";
import { NO_LOOKS, type ValueLooks } from "../model/values.ts";
import { identityText } from "../text/values.ts";
import { valueLooksContext } from "../ui/contexts.ts";
import glyphCss from "../ui/glyph.css?inline";
import { glyph } from "../ui/glyph.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import valueCss from "../ui/value.css?inline";
import legendCss from "./legend.css?inline";
import { valueChip } from "./value-chip.ts";

/** More values than this are not explained. */
const SHOWN_MAX = 12;

export class LegendPart extends Part {
  static override styles = [SHARED, styleSheet(glyphCss), styleSheet(valueCss), styleSheet(legendCss)];

  @consume({ context: valueLooksContext, subscribe: true })
  @property({ attribute: false })
  looks: ValueLooks = NO_LOOKS;
  /** The kinds to name: those of the agreement, and all others that this run has used. */
  @property({ attribute: false }) kinds: readonly Kind[] = [];
  /** How many of each kind are on their way. */
  @property({ attribute: false }) counts: ReadonlyMap<Kind, number> = new Map();
  @property({ attribute: false }) hiddenKinds: ReadonlySet<Kind> = new Set();

  protected override render() {
    const { t, hiddenKinds } = this;
    return html`
      ${this.#values()}
      <pbft-lab-popover .name=${t("legend-label")} .hint=${t("legend-toggle")}>
        <span slot="sign" class="row">${this.kinds.map((kind) => this.#sign(kind))}</span>
        <div class="list" role="group" aria-label=${t("legend-label")}>
          ${this.kinds.map((kind) => this.#switch(kind))}
          ${hiddenKinds.size > 0 ? html`<p class="note">${t("legend-filtered")}</p>` : nothing}
        </div>
      </pbft-lab-popover>
    `;
  }

  // The values that compete.
  #values(): TemplateResult | typeof nothing {
    const { shown } = this.looks;
    return shown.length > 0
      ? html`<div class="values" role="list" aria-label=${this.t("value-legend")}>
          <span class="title" aria-hidden="true">${this.t("value-legend-title")}</span>
          ${shown.slice(0, SHOWN_MAX).map((identity) => html`<span role="listitem" title=${identityText(identity, this.t)}>${valueChip(identity, this.t)}<span class="unseen">${identityText(identity, this.t)}</span></span>`)}
        </div>`
      : nothing;
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
