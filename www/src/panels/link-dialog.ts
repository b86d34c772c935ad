// The dialog for a link between two nodes, in one direction or both: cut, held or slow.

import { html, type TemplateResult } from "lit";
import type { Command } from "../engine/engine.ts";
import { stops } from "../model/stopped-links.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { type Amount, amountField, milliseconds } from "../ui/amount.ts";
import { nodeText } from "../ui/node-name.ts";

export type Way = "both" | "there" | "back";
type LinkCommand = Extract<Command, { do: "link" }>;
type Change = Omit<LinkCommand, "do" | "from" | "to">;

const WAYS: readonly Way[] = ["both", "there", "back"];
export interface InspectedLink {
  readonly from: number;
  readonly to: number;
  readonly model: ViewModel;
  readonly way: Way;
  readonly latency: LinkCommand["latencyMs"];
  /** Between which times packets take when it is made slow. */
  readonly slow: readonly [Amount, Amount];
}

export function linkContent(
  item: InspectedLink,
  t: Translate,
  choose: (way: Way) => void,
  act: (command: Command) => void,
  isBlocked: boolean,
): TemplateResult {
  const { from, to, way, latency, slow } = item;
  const [least, most] = slow.map(milliseconds);
  const change = (what: Change) => {
    if (way !== "back") {
      act({ do: "link", from, to, ...what });
    }
    if (way !== "there") {
      act({ do: "link", from: to, to: from, ...what });
    }
  };
  const button = (key: string, what: Change, disabled = false) =>
    html`<button type="button" ?disabled=${disabled || isBlocked} @click=${() => change(what)}>${t(key)}</button>`;
  const normal: Change = { up: true, hold: false, ...(latency ? { latencyMs: latency } : {}) };
  return html`
    <fieldset>
      <legend>${t("grip-which-way")}</legend>
      ${WAYS.map(
        (choice) => html`
          <label>
            <input type="radio" name="way" .checked=${choice === way} @change=${() => choose(choice)} />
            ${wayText(choice, item, t)}
          </label>
        `,
      )}
    </fieldset>
    <div class="actions">
      ${button("grip-cut", { up: false })}
      ${button("grip-hold", { hold: true })}
      ${button("grip-restore", normal)}
    </div>
    <div class="actions">
      ${button("grip-slow", { latencyMs: { uniform: [least ?? 0, most ?? 0] } }, least === undefined || most === undefined)}
      ${amountField(slow[0], t("grip-slow-from"), t)}
      <span>${t("grip-slow-to")}</span>
      ${amountField(slow[1], t("grip-slow-until"), t)}
    </div>
  `;
}

function wayText(way: Way, { from, to, model }: InspectedLink, t: Translate): string {
  if (way === "both") {
    return t("grip-both-ways");
  }
  const [sender, receiver] = way === "there" ? [from, to] : [to, from];
  return t("grip-way", {
    from: nodeText(sender, model, t),
    to: nodeText(receiver, model, t),
    state: stateOf(model, sender, receiver),
  });
}

function stateOf(model: ViewModel, from: number, to: number): "cut" | "held" | "changed" | "usual" {
  const stop = stops(model).find((one) => one.from === from && one.to === to);
  if (stop) {
    return stop.why;
  }
  return model.links.some((link) => link.from === from && link.to === to) ? "changed" : "usual";
}
