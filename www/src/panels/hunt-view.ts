// The search for an attack, as the reader sees it: progress, what it touched, what it found, and how that becomes smaller.

import { html, nothing, svg, type TemplateResult } from "lit";
import { boundOf, type HuntState, isBusy, rateOf } from "../model/hunt.ts";
import { numberOf } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import { actionName, invariantName } from "../text/attacks.ts";
import type { Translate } from "../text/catalogue.ts";

interface HuntView {
  readonly t: Translate;
  readonly language: string;
  readonly state: HuntState;
  /** The number of sizes that are shown: each for a moment. */
  readonly shownSizes: number;
  /** All invariants, with their names. */
  readonly invariants: ViewModel["invariants"];
  readonly stop: () => void;
}

export function huntView(view: HuntView): TemplateResult {
  const { t, state, stop } = view;
  const busy = isBusy(state);
  return html`
    <section class="hunt ${state.status}" aria-label=${t("hunt-label")}>
      <div class="row">
        <progress max=${state.task.executions} .value=${state.executions} aria-label=${t("hunt-progress")}></progress>
        ${busy ? html`<button type="button" class="stop" @click=${stop}>${t("hunt-stop")}</button>` : nothing}
      </div>
      <p class="counts">${countsText(view)}</p>
      <p class="result" role="status">${resultText(view)}</p>
      ${state.found ? shrinking(view) : nothing} ${touched(view)}
    </section>
  `;
}

function countsText({ t, state }: HuntView): string {
  const { executions, workers, task } = state;
  const rate = Math.round(rateOf(state));
  return t("hunt-counts", { executions, all: task.executions, rate, workers, seed: task.seed });
}

function resultText({ t, language, state }: HuntView): string {
  const { status, executions, found, problem } = state;
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 2 });
  return t("hunt-status", {
    status,
    executions,
    bound: percent.format(boundOf(executions)),
    name: found ? t(`invariant-${numberOf(found.id)}`) : "",
    seed: found?.seed ?? "",
    scheduler: found?.scheduler ?? "",
    beyond: found?.beyondF ? "yes" : "no",
    problem: problem ?? "",
  });
}

const BAR = 10;
const GAP = 4;
const HEIGHT = 44;

/** A column for each scenario, from the one that was found to the smallest. */
function shrinking({ t, state, shownSizes }: HuntView): TemplateResult {
  const sizes = state.sizes.slice(0, Math.max(1, shownSizes));
  const most = Math.max(1, ...state.sizes);
  const width = Math.max(1, state.sizes.length) * (BAR + GAP);
  return html`
    <div class="shrinking">
      <svg viewBox="0 0 ${width} ${HEIGHT}" width=${width} height=${HEIGHT} aria-hidden="true">
        ${sizes.map((size, place) => {
          const height = Math.max(2, (size / most) * HEIGHT);
          return svg`<rect x=${place * (BAR + GAP)} y=${HEIGHT - height} width=${BAR} height=${height} rx="2"></rect>`;
        })}
      </svg>
      <p class="sizes">${t("hunt-sizes", { sizes: sizes.join(" → "), count: sizes.at(-1) ?? 0 })}</p>
    </div>
  `;
}

/** What the executions touched: "no violation" says nothing about what no execution has reached. */
function touched({ t, state, invariants }: HuntView): TemplateResult {
  const { coverage } = state;
  const judged = invariants.filter(({ watched }) => watched).length;
  const reached = Object.keys(coverage.invariants).length;
  const list = (
    title: string,
    counts: Readonly<Record<string, number>>,
    nameOf: (name: string) => string,
  ) => html`
    <div>
      <h3>${title}</h3>
      <ul>${Object.entries(counts).map(([name, count]) => html`<li>${t("hunt-touch", { name: nameOf(name), count })}</li>`)}</ul>
    </div>
  `;
  return html`
    <details class="touched">
      <summary>${t("hunt-touched", { reached, judged })}</summary>
      <div class="lists">
        ${list(t("hunt-views"), coverage.views, (view) => t("hunt-view", { view: Number(view), last: view === "9" ? "yes" : "no" }))}
        ${list(t("hunt-phases"), coverage.phases, (phase) => t("hunt-phase", { phase }))}
        ${list(t("hunt-invariants"), coverage.invariants, (property) => invariantName(property, invariants, t))}
        ${list(t("hunt-actions"), coverage.actions, (action) => actionName(action, t))}
      </div>
    </details>
  `;
}
