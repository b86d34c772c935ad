// The legend of the stage: each sign, the number of messages in transit, and a switch.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
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

/** More values than this are never in sight at once. */
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
  /** How many values have no room in their line. */
  @state() private folded = 0;

  readonly #resized = new ResizeObserver(() => this.#fold());
  #line: Element | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    this.#line = null;
  }

  protected override updated(): void {
    const line = this.renderRoot.querySelector(".line");
    if (line !== this.#line) {
      this.#resized.disconnect();
      this.#line = line;
      if (line) {
        this.#resized.observe(line);
      }
    }
    this.#fold();
  }

  // What has no room wraps into a second line, which is cut off. The button has its room in any case.
  #fold(): void {
    const values = [...(this.#line?.children ?? [])].filter((one) => one instanceof HTMLElement);
    const [first] = values;
    const inSight = values.filter((one) => one.offsetTop === first?.offsetTop).length;
    this.folded = this.looks.shown.length - inSight;
  }

  protected override render() {
    const { t, hiddenKinds } = this;
    return html`
      ${this.#values()}
      <pbft-lab-popover class="kinds" .name=${t("legend-label")} .hint=${t("legend-toggle")}>
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
    const { t, folded } = this;
    const { shown } = this.looks;
    return shown.length > 0
      ? html`
        <div class="values">
          <span class="title" aria-hidden="true">${t("value-legend-title")}</span>
          <div class="line" role="list" aria-label=${t("value-legend")}>
            ${shown.slice(0, SHOWN_MAX).map((identity) => html`<span role="listitem" title=${identityText(identity, t)}>${valueChip(identity, t)}<span class="unseen">${identityText(identity, t)}</span></span>`)}
          </div>
          <pbft-lab-popover class="more ${folded > 0 ? "" : "unneeded"}" .name=${t("value-legend")} .hint=${t("value-legend-more", { count: folded })}>
            <span slot="sign">+${folded}</span>
            <ul>${shown.map((identity) => html`<li>${valueChip(identity, t)} ${identityText(identity, t)}</li>`)}</ul>
          </pbft-lab-popover>
        </div>
      `
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
