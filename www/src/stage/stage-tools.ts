// Tools of the stage: partitions, and moving nodes back.

import { html, nothing, type TemplateResult } from "lit";
import { aimOf, type Tool } from "../model/tools.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { nodeNames } from "../text/narration.ts";
import { letterOf, type Sides } from "./partition-line.ts";

/** What becomes of the line: it is being drawn and has two sides, or separates nothing; it was drawn and separated nothing. */
export type Division = Sides | "nothing" | "nothing-done" | undefined;

export interface StageTools {
  readonly model: ViewModel;
  /** Whether the network can be parted here. */
  readonly acts: boolean;
  /** Whether the partition tool is shown here. */
  readonly divides: boolean;
  /** The chosen tool. */
  readonly tool: Tool | undefined;
  readonly moved: boolean;
  readonly division: Division;
  /** What the open task of a lesson does not allow. */
  readonly blocked: { readonly partition: boolean; readonly heal: boolean };
}

export interface StageToolHandlers {
  readonly toggle: () => void;
  readonly choose: (event: Event) => void;
  readonly heal: () => void;
  readonly putBack: () => void;
}

// The row is as high in every state: the stage above it must not change its size during a gesture.
export function stageTools(
  tools: StageTools,
  handlers: StageToolHandlers,
  t: Translate,
): TemplateResult | typeof nothing {
  const { model, moved } = tools;
  const drawing = draws(tools);
  const putBack = html`<button type="button" title=${t("stage-put-back-hint")} @click=${handlers.putBack}>${t("stage-put-back")}</button>`;
  const heal = html`<button type="button" ?disabled=${tools.blocked.heal} @click=${handlers.heal}>${t("stage-heal")}</button>`;
  const partition = html`
    <pbft-lab-popover .name=${t("stage-partition")} class=${drawing ? "drawing" : ""}>
      <span slot="sign">${t("stage-partition")}</span>
      <div class="ways">
        <button type="button" data-leaves ?disabled=${tools.blocked.partition} aria-pressed=${drawing ? "true" : "false"} title=${t("stage-draw-hint")} @click=${handlers.toggle}>
          ${penSign} ${t("stage-draw")}
        </button>
        <button type="button" data-leaves @click=${handlers.choose}>${t("stage-groups")}</button>
      </div>
    </pbft-lab-popover>
  `;
  const alone = model.n + model.clients.length < 2;
  return html`
    <div class="tools" role="group" aria-label=${t("stage-tools")}>
      ${tools.divides && !alone ? partition : nothing} ${tools.acts && model.partition ? heal : nothing} ${moved ? putBack : nothing}
    </div>
    ${tools.acts ? tip(tools, handlers, t) : nothing}
    <p class="tip says" role="status">${tools.division === "nothing-done" ? t("stage-nothing") : nothing}</p>
  `;
}

function tip(
  tools: StageTools,
  { choose }: StageToolHandlers,
  t: Translate,
): TemplateResult | typeof nothing {
  const { model, tool, division } = tools;
  if (division === "nothing-done") {
    return nothing;
  }
  if (division === "nothing") {
    return html`<p class="tip says">${t("stage-nothing")}</p>`;
  }
  if (division) {
    return html`<p class="tip says">${sidesText(division, model, t)}</p>`;
  }
  if (draws(tools)) {
    return html`<p class="tip says"><span>${t("stage-drawing")}</span> <button type="button" @click=${choose}>${t("stage-groups")}</button></p>`;
  }
  if (tool) {
    return html`<p class="tip">${t("palette-use", { tool })}</p>`;
  }
  if (model.partition) {
    return html`<p class="tip parted">${sidesText(model.partition.groups, model, t)}</p>`;
  }
  // A finger on the background scrolls the page. It draws only with the tool.
  return html`<p class="tip"><span class="fine">${t("stage-tip")}</span><span class="coarse">${t("stage-tip-touch")}</span></p>`;
}

/** Whether a press draws a line. */
const draws = ({ tool }: StageTools): boolean => aimOf(tool) === "ground";

/** The nodes of each group, under the letters that are at the nodes. */
function sidesText(sides: readonly (readonly number[])[], model: ViewModel, t: Translate): string {
  const cast = { replicas: model.n, clients: model.clients.length };
  return sides
    .map((nodes, side) => t("stage-side", { letter: letterOf(side), nodes: nodeNames(nodes, cast, t) }))
    .join(t("list-sides"));
}

const penSign = html`<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="M2 14 L14 2" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="3.4 2.2"></path></svg>`;
