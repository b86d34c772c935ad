// The detail panels: the votes for one number, the logs of all replicas, the network, one node. They follow the selected node.

import { html, nothing, type PropertyValues } from "lit";
import { CONTROLS, type ControlName, PARTS, type PartName } from "../model/controls.ts";
import type { ViewModel } from "../model/view-model.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import detailsCss from "./details.css?inline";
import { InspectorPart } from "./inspector.ts";

export class DetailsPart extends Part {
  static override styles = [SHARED, styleSheet(detailsCss)];
  static override properties = {
    model: { attribute: false },
    chosen: { attribute: false },
    pointed: { attribute: false },
    reported: { attribute: false },
    language: { type: String },
    parts: { attribute: false },
    controls: { attribute: false },
    selected: { state: true },
  };

  declare model: ViewModel | undefined;
  /** The node whose menu is open; it stays selected here when the menu closes. */
  declare chosen: number | undefined;
  /** The node that the chosen event concerns. */
  declare pointed: number | undefined;
  /** The number that the story is about. */
  declare reported: number | undefined;
  declare language: string;
  declare parts: ReadonlySet<PartName>;
  declare controls: ReadonlySet<ControlName>;
  declare private selected: number;

  constructor() {
    super();
    this.model = undefined;
    this.chosen = undefined;
    this.pointed = undefined;
    this.reported = undefined;
    this.language = "en";
    this.parts = new Set(PARTS);
    this.controls = new Set(CONTROLS);
    this.selected = 0;
  }

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
    const { model, say } = this;
    if (!model) {
      return nothing;
    }
    const { parts, controls, selected } = this;
    const votes = [
      parts.has("matrix")
        ? html`<pbft-lab-vote-matrix part="matrix" .say=${say} .model=${model} .replica=${selected} .reported=${this.reported}></pbft-lab-vote-matrix>`
        : nothing,
      parts.has("log")
        ? html`<pbft-lab-log-strip part="log" .say=${say} .model=${model}></pbft-lab-log-strip>`
        : nothing,
      parts.has("network")
        ? html`<pbft-lab-network part="network" .say=${say} .model=${model} .language=${this.language} .acts=${controls.has("network")}></pbft-lab-network>`
        : nothing,
    ];
    const some = votes.some((piece) => piece !== nothing);
    const inspector = parts.has("inspector")
      ? html`<pbft-lab-inspector part="inspector" .say=${say} .model=${model} .node=${selected} .acts=${controls.has("faults")} @select=${this.#onSelect}></pbft-lab-inspector>`
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
