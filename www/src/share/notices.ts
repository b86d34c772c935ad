// Notices above the run about external sources: a link, a file, a resumed run.

import { html, nothing, type TemplateResult } from "lit";
import type { Action } from "../model/actions.ts";
import type { Run } from "../run/run.ts";
import type { Say } from "../text/catalogue.ts";
import { visible } from "../text/format.ts";
import { failureText, refusalText } from "../text/refusal.ts";
import type { Notice, Problem, Sharing } from "./sharing.ts";

export function notices(
  say: Say,
  { notice: latest, dropping }: Sharing,
  { stepCount, replayMonitor }: Run,
  dispatch: (action: Action) => void,
): TemplateResult {
  // The notice of the replay says that a link is being opened, and how far it is.
  const notice = latest?.notice === "opening" && replayMonitor.progress ? undefined : latest;
  const close = html`<button type="button" class="quiet" @click=${() => dispatch({ type: "dismiss" })}>${say("close")}</button>`;
  return html`
    ${dropping ? html`<p class="drop" aria-hidden="true">${say("share-drop")}</p>` : nothing}
    ${notice ? html`<div class="notice brief ${notice.notice}">${told(say, notice, stepCount, dispatch)} ${notice.notice === "opening" ? nothing : close}</div>` : nothing}
  `;
}

function told(say: Say, notice: Notice, step: number, dispatch: (action: Action) => void): TemplateResult {
  switch (notice.notice) {
    case "opening":
      return html`<p role="status">${say("share-opening")}</p>`;
    case "linked":
      return html`<p role="status">${say("share-linked", { step })}</p>`;
    case "restored":
      return html`
        <p role="status">${say("share-restored")}</p>
        <button type="button" @click=${() => dispatch({ type: "restart" })}>${say("share-afresh")}</button>
      `;
    case "problem":
      return html`<p role="alert">${problemText(say, notice)}</p>`;
  }
}

/** Why something that was asked for is not there. */
export function whyNot(say: Say, problem: Problem | undefined): string {
  if (!problem) {
    return "";
  }
  return "code" in problem ? refusalText(problem, say) : failureText(problem, say);
}

/** Why something was not opened, and that nothing is lost by it. */
export function problemText(say: Say, { at, name, why }: Notice & { notice: "problem" }): string {
  const told =
    typeof why === "string" ? { why, message: "" } : { why: "refused", message: refusalText(why, say) };
  return say("share-problem", { at, name: visible(name), ...told });
}
