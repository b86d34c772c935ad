// The detail panels: the votes for one number, the logs of all replicas, the network, one node. They follow the selected node.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { CONTROLS, type ControlName, PARTS, type PartName } from "../model/controls.ts";
import type { ViewModel } from "../model/view-model.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import detailsCss from "./details.css?inline";
import { InspectorPart } from "./inspector.ts";

export class DetailsPart extends Part {
  static override styles = [SHARED, styleSheet(detailsCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** The node whose menu is open; it stays selected here when the menu closes. */
  @property({ attribute: false }) chosen: number | undefined;
  /** The node that the chosen event concerns. */
  @property({ attribute: false }) pointed: number | undefined;
  /** The number that the story is about. */
  @property({ attribute: false }) reported: number | undefined;
  @property({ attribute: false }) parts: ReadonlySet<PartName> = new Set(PARTS);
  @property({ attribute: false }) controls: ReadonlySet<ControlName> = new Set(CONTROLS);
  @state() private selected = 0;

  /** Shows the time of this frame. */
  tick(nowMs: number): void {
    const inspector = this.renderRoot?.querySelector("pbft-lab-inspector");
    if (inspector instanceof InspectorPart) {
      inspector.tick(nowMs);
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("chosen") && this.chosen !== undefined) {
      this.selected = this.chosen;
    } else if (changed.has("pointed") && this.pointed !== undefined) {
      this.selected = this.pointed;
    }
    const { model } = this;
    if (model && this.selected >= model.n + model.clients.length) {
      this.selected = 0;
    }
  }

  protected override render() {
    const { model } = this;
    if (!model) {
      return nothing;
    }
    const { parts, controls, selected } = this;
    const votes = [
      parts.has("matrix")
        ? html`<pbft-lab-vote-matrix part="matrix" .replica=${selected} .reported=${this.reported}></pbft-lab-vote-matrix>`
        : nothing,
      parts.has("log") ? html`<pbft-lab-log-strip part="log"></pbft-lab-log-strip>` : nothing,
      parts.has("network")
        ? html`<pbft-lab-network part="network" .acts=${controls.has("network")}></pbft-lab-network>`
        : nothing,
    ];
    const some = votes.some((piece) => piece !== nothing);
    const inspector = parts.has("inspector")
      ? html`<pbft-lab-inspector part="inspector" .node=${selected} .acts=${controls.has("faults")} @select=${this.#onSelect}></pbft-lab-inspector>`
      : nothing;
    const columns = some && inspector !== nothing ? "two" : "one";
    return html`
      <div class="columns ${columns}">
        ${some ? html`<div class="votes">${votes}</div>` : nothing}
        ${inspector}
      </div>
    `;
  }

  readonly #onSelect = (event: Event) => {
    if (event instanceof CustomEvent && typeof event.detail === "number") {
      this.selected = event.detail;
    }
  };
}
