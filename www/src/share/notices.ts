// Notices above the run about external sources: a link, a file, a resumed run.

import { html, nothing, type TemplateResult } from "lit";
import type { Action } from "../model/actions.ts";
import type { Run } from "../run/run.ts";
import type { Translate } from "../text/catalogue.ts";
import { visible } from "../text/format.ts";
import { failureText, refusalText } from "../text/refusal.ts";
import type { Notice, Problem, Sharing } from "./sharing.ts";

export function notices(
  t: Translate,
  { notice: latest, dropping }: Sharing,
  { stepCount, replayMonitor }: Run,
  dispatch: (action: Action) => void,
): TemplateResult {
  // The notice of the replay says that a link is being opened, with its progress.
  const notice = latest?.notice === "opening" && replayMonitor.progress ? undefined : latest;
  const close = html`<button type="button" class="quiet" @click=${() => dispatch({ type: "dismiss" })}>${t("close")}</button>`;
  return html`
    ${dropping ? html`<p class="drop" aria-hidden="true">${t("share-drop")}</p>` : nothing}
    ${notice ? html`<div class="notice brief ${notice.notice}">${told(t, notice, stepCount, dispatch)} ${notice.notice === "opening" ? nothing : close}</div>` : nothing}
  `;
}

function told(
  t: Translate,
  notice: Notice,
  step: number,
  dispatch: (action: Action) => void,
): TemplateResult {
  switch (notice.notice) {
    case "opening":
      return html`<p role="status">${t("share-opening")}</p>`;
    case "linked":
      return html`<p role="status">${t("share-linked", { step })}</p>`;
    case "restored":
      return html`
        <p role="status">${t("share-restored")}</p>
        <button type="button" @click=${() => dispatch({ type: "restart" })}>${t("share-afresh")}</button>
      `;
    case "problem":
      return html`<p role="alert">${problemText(t, notice)}</p>`;
  }
}

/** Why a requested item is missing. */
export function whyNot(t: Translate, problem: Problem | undefined): string {
  if (!problem) {
    return "";
  }
  return "code" in problem ? refusalText(problem, t) : failureText(problem, t);
}

/** Why something was not opened, and that nothing is lost. */
export function problemText(t: Translate, { at, name, why }: Notice & { notice: "problem" }): string {
  const told =
    typeof why === "string" ? { why, message: "" } : { why: "refused", message: refusalText(why, t) };
  return t("share-problem", { at, name: visible(name), ...told });
}
