// The dialog for a partition: a group for each node. Nodes of different groups are cut off from each other.

import { html, nothing, type TemplateResult } from "lit";
import { groupsOf } from "../model/inspected.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { nodeText } from "../ui/node-name.ts";

/** 0 is a node in no group, which is connected to all nodes. */
const CHOICES = [0, 1, 2, 3] as const;

export interface PartitionDraft {
  readonly model: ViewModel;
  readonly choices: readonly number[];
  readonly oneWay: boolean;
}

export function partitionContent(
  { model, choices, oneWay }: PartitionDraft,
  t: Translate,
  choose: (choices: readonly number[], oneWay: boolean) => void,
  divide: () => void,
  heal: () => void,
  blocks: (name: "partition" | "heal") => boolean,
): TemplateResult {
  const select = (node: number) => (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      choose(choices.with(node, Number(event.target.value)), oneWay);
    }
  };
  const ready = groupsOf(choices).length > 1;
  return html`
    <p class="state">${t("grip-partition-about")}</p>
    <div class="groups">
      ${choices.map(
        (chosen, node) => html`
          <label><span>${nodeText(node, model, t)}</span>
            <select @change=${select(node)}>
              ${CHOICES.map((group) => html`<option value=${group} ?selected=${group === chosen}>${t("grip-group", { group })}</option>`)}
            </select>
          </label>
        `,
      )}
    </div>
    <label class="check">
      <input type="checkbox" .checked=${oneWay} @change=${() => choose(choices, !oneWay)} /> ${t("grip-one-way")}
    </label>
    <div class="actions">
      <button type="button" class="primary" ?disabled=${!ready || blocks("partition")} @click=${divide}>${t("grip-divide")}</button>
      ${model.partition ? html`<button type="button" ?disabled=${blocks("heal")} @click=${heal}>${t("network-heal")}</button>` : nothing}
    </div>
  `;
}
