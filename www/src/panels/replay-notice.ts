// The notice of a long replay: its progress, and the buttons that stop or continue it.

import { html, nothing, type TemplateResult } from "lit";
import type { ReplayProgress } from "../engine/messages.ts";
import type { Action } from "../model/actions.ts";
import type { Translate } from "../text/catalogue.ts";

/** The state of a replay, as the page shows it. */
export interface ReplayState {
  readonly progress: ReplayProgress;
  /** Whether it waits for the reader's answer. */
  readonly asks: boolean;
  /** Whether the reader has a run that stays as it is when the replay is stopped. */
  readonly keeps: boolean;
}

export function replayNotice(
  t: Translate,
  { progress, asks, keeps }: ReplayState,
  dispatch: (action: Action) => void,
): TemplateResult {
  const numbers = numbersOf(progress);
  return html`
    <div class="notice" role="status" data-awaited>
      <p>${asks ? t("coming-asks", numbers) : t("coming", numbers)}</p>
      <progress max=${numbers.goal} .value=${numbers.reached} aria-label=${t("coming-progress")}></progress>
      ${asks ? html`<button type="button" class="primary" @click=${() => dispatch({ type: "continue" })}>${t("coming-go-on")}</button>` : nothing}
      <button type="button" class="quiet" @click=${() => dispatch({ type: "cancel" })}>
        ${t(keeps ? "coming-turn-back" : "coming-stop")}
      </button>
    </div>
  `;
}

function numbersOf(progress: ReplayProgress): { unit: string; reached: number; goal: number } {
  if ("compared" in progress) {
    return { unit: "branches", reached: progress.compared, goal: progress.goal };
  }
  return "goalMs" in progress
    ? { unit: "ms", reached: Math.floor(progress.nowMs), goal: progress.goalMs }
    : { unit: "step", reached: progress.stepCount, goal: progress.goal };
}
