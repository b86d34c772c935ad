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
    return html`
      <div role="group" aria-label=${this.t("legend-label")}>
        <span class="title" aria-hidden="true">${this.t("legend-title")}</span>
        ${this.kinds.map((kind) => this.#chip(kind))}
        ${this.hiddenKinds.size > 0 ? html`<span class="note">${this.t("legend-filtered")}</span>` : nothing}
      </div>
    `;
  }

  #chip(kind: Kind): TemplateResult {
    const shown = !this.hiddenKinds.has(kind);
    return html`
      <button
        type="button"
        aria-pressed=${shown ? "true" : "false"}
        title=${this.t("legend-toggle")}
        @click=${() => this.dispatch({ type: "show", kind, shown: !shown })}
      >
        ${glyph(kind)} <span class="name">${this.t("kind-name", { kind })}</span>
        <span class="count">${this.counts.get(kind) ?? 0}</span>
      </button>
    `;
  }
}
