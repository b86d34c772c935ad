// The attack that is open: what it has done so far, with its rule as a switch.

import { html, nothing, type TemplateResult } from "lit";
import { brokenBy, endOf, type OpenAttack, type Outcome, violationOf } from "../model/attacks.ts";
import { numberOf } from "../model/safety.ts";
import { invariantName } from "../text/attacks.ts";
import { textIn } from "../text/captions.ts";
import { milliseconds } from "../text/format.ts";
import { type Piece, type Shown, when } from "./shown.ts";

export function attackStrip(shown: Shown): Piece {
  const { attacks, controls } = shown;
  const { open, outcome } = attacks;
  return open && outcome && controls.has("scene") ? strip(shown, open, outcome) : nothing;
}

function strip(shown: Shown, open: OpenAttack, outcome: Outcome): TemplateResult {
  const { t, dispatch } = shown;
  const bad = outcome !== "pending" && outcome !== "harmless";
  const state = bad ? "harm" : outcome === "harmless" ? "harmless" : "pending";
  return html`
    <section class="attack ${state}" aria-label=${t("attack-strip")}>
      <p role="status"><span aria-hidden="true">${SIGNS[state]}</span> ${stateText(shown, open, outcome)}</p>
      <span class="do">
        ${go(shown, open, outcome)} ${defence(shown, open)} ${evidence(shown, open, outcome)}
        <button type="button" @click=${() => dispatch({ type: "dialog", dialog: "attacks" })}>${t("attacks-rules")}</button>
      </span>
      <button type="button" class="quiet leave" aria-label=${t("attack-leave")} title=${t("attack-leave")} @click=${() => dispatch({ type: "leave-attack" })}>✕</button>
    </section>
  `;
}

const SIGNS = { harm: "✕", harmless: "✓", pending: "▲" } as const;

function stateText(
  { t, run: { model }, language }: Shown,
  { rule, scenario, isRemoved }: OpenAttack,
  outcome: Outcome,
): string {
  const violation = violationOf({ scenario }, model?.violations ?? []);
  const goal = brokenBy(scenario.goal);
  const answered = outcome === "harmless" && rule?.class === "liveness" && goal === undefined;
  const about = rule?.rule ?? scenario.title;
  return t("attack-state", {
    state: `${rule ? (isRemoved ? "removed" : "holds") : "whole"}-${answered ? "answered" : outcome}`,
    code: rule?.code ?? "",
    rule: about ? textIn(about, language) : "",
    name: violation ? t(`invariant-${numberOf(violation.id)}`) : "",
    goal: goal === undefined ? "" : invariantName(goal, model?.invariants ?? [], t),
    time: milliseconds(violation?.atMs ?? model?.nowMs ?? 0, language),
  });
}

/** To the moment that tells, which may be long to wait for. */
function go({ t, controls, language, dispatch }: Shown, open: OpenAttack, outcome: Outcome): Piece {
  const goal = open.isRemoved && brokenBy(open.scenario.goal) !== undefined ? "violation" : "time";
  const words = t("attack-go", { goal, time: milliseconds(endOf(open), language) });
  return when(
    (outcome === "pending" || outcome === "early") && controls.has("play"),
    () => html`<button type="button" @click=${() => dispatch({ type: "attack-end" })}>${words}</button>`,
  );
}

/** More liars than the protocol tolerates are not a missing rule, but they leave evidence. */
function evidence({ t, parts, ui, dispatch }: Shown, { rule }: OpenAttack, outcome: Outcome): Piece {
  const show = () => {
    dispatch({ type: "close-answer" });
    dispatch({ type: "pane", pane: "safety" });
  };
  return when(
    rule === undefined && outcome === "violated" && parts.has("safety") && ui.pane !== "safety",
    () => html`<button type="button" class="primary" @click=${show}>${t("attack-evidence")}</button>`,
  );
}

function defence({ t, dispatch }: Shown, { rule, isRemoved }: OpenAttack): Piece {
  return when(
    rule !== undefined,
    () => html`
      <button type="button" class="primary" @click=${() => dispatch({ type: "rule", holds: isRemoved })}>
        ${t(isRemoved ? "attack-put-back" : "attack-remove")}
      </button>
    `,
  );
}
