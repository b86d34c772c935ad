// The headline: one sentence about what is happening, with the notices below it.

import { html, nothing, type TemplateResult } from "lit";
import type { Refusal } from "../engine/messages.ts";
import type { Action } from "../model/actions.ts";
import { castOf } from "../model/build-view-model.ts";
import { chapterAt } from "../model/chapters.ts";
import { worthAsking } from "../model/questions.ts";
import { hasDiverged } from "../model/scene-divergence.ts";
import type { ViewModel } from "../model/view-model.ts";
import { type ReplayState, replayNotice } from "../panels/replay-notice.ts";
import type { Run } from "../run/run.ts";
import { captionOf, textIn } from "../text/captions.ts";
import type { Translate } from "../text/catalogue.ts";
import { faultsText } from "../text/faults.ts";
import { widthOf } from "../text/format.ts";
import { nodeName } from "../text/narration.ts";
import { failureText, refusalText } from "../text/refusal.ts";
import { questionButton } from "../ui/question-button.ts";
import type { Shown } from "./shown.ts";

interface HeadlineText {
  readonly text: string;
  /** Why nothing goes on; undefined while something does. */
  readonly why: string | undefined;
  readonly section: string | undefined;
}

function headlineOf(t: Translate, { model, replayMonitor, log: { headline } }: Run): HeadlineText {
  const obstacle = model?.obstacle;
  if (model && obstacle) {
    const [text, why] =
      obstacle.kind === "votes"
        ? [
            t("stuck-votes", { ...obstacle, parted: String(obstacle.parted) }),
            t("stuck-why", {
              mayVote: obstacle.mayVote,
              n: model.n,
              missing: faultsText(
                model.faults.filter(({ votes }) => votes === "no"),
                model,
                t,
              ),
              remedy: remedyOf(model, obstacle.parted),
            }),
          ]
        : [t("stuck-primary", { ...obstacle }), t("stuck-primary-why")];
    return { text, why, section: undefined };
  }
  // While the first run is replayed, the notice of that says so.
  const starting = replayMonitor.progress ? "" : t("starting");
  const beginning = model ? t("head-start", { n: model.n, f: model.f }) : starting;
  return { text: headline?.sentence(t) ?? beginning, why: undefined, section: headline?.section };
}

/** What lets it go on, as far as the reader can do it at once. */
function remedyOf({ faults }: ViewModel, parted: boolean): "heal" | "restart" | "none" {
  return parted ? "heal" : faults.some(({ kinds }) => kinds.includes("down")) ? "restart" : "none";
}

/** What is going on, or why nothing is: to be seen, and, not as often, to be heard. */
export function headline(shown: Shown): TemplateResult {
  const { t, run, language, ui, dispatch } = shown;
  const { text, why, section } = headlineOf(t, run);
  const place = hasDiverged(run.divergence, run.nowMs) ? undefined : chapterAt(run.chapters, run.nowMs);
  const chapter = run.chapters[place ?? -1];
  const caption = [captionOf(chapter, language), ...asked(shown)].join(" ");
  const heard = [text, why].filter((part) => part !== undefined).join(" ");
  const askable = run.model && worthAsking(run.model);
  // A phone has no room for more.
  const question = askable && ui.form === "tall" ? { ...askable, words: "why-short" } : askable;
  return html`
    <div class="story ${why === undefined ? "" : "stuck"} ${lengthOf(heard)}">
      <p part="story" title=${heard}>${why === undefined ? text : html`<strong>${text}</strong> ${why}`}</p>
      <span class="beside">
        ${section ? html`<span class="section" title=${t("section-title", { number: section })}>${t("section", { number: section })}</span>` : nothing}
        ${questionButton(question, t, dispatch)}
      </span>
    </div>
    <pbft-lab-live-region .text=${heard} .chapter=${caption} .playing=${run.playing}></pbft-lab-live-region>
  `;
}

/** The widths of a sentence, in letters, from which it needs a smaller size: on a phone, and everywhere. */
const MEDIUM = 64;
const LONG = 112;

function lengthOf(sentence: string): "short" | "medium" | "long" {
  const width = widthOf(sentence);
  return width > LONG ? "long" : width > MEDIUM ? "medium" : "short";
}

/** The question or the task of this moment, which is heard with its caption. */
function asked({ course: { moment }, language }: Shown): string[] {
  const texts = moment?.isCurrent ? [moment.ask?.text, moment.task?.text] : [];
  return texts.filter((text) => text !== undefined).map((text) => textIn(text, language));
}

/** Why a request was refused, with the nodes' names as the run has them. */
export function refusedText(refused: Refusal, { model }: Run, t: Translate): string {
  const cast = model && castOf(model);
  return refusalText(refused, t, cast && ((node) => nodeName(node, cast, t)));
}

/** The replay that takes long, if there is one. */
export function replayOf({ model, recovering, replayMonitor }: Run): ReplayState | undefined {
  const { progress, asks } = replayMonitor;
  // A run that is loaded again after the engine broke is there to be seen, but not to go on.
  return progress && { progress, asks, keeps: model !== undefined && !recovering };
}

/** What went wrong, and what to do about it. */
export function failure(
  t: Translate,
  run: Run,
  dispatch: (action: Action) => void,
): TemplateResult | typeof nothing {
  const { failure, recovering, refused } = run;
  const replay = replayOf(run);
  if (replay) {
    return replayNotice(t, replay, dispatch);
  }
  if (recovering) {
    return html`<p class="notice" role="status">${t("trouble-recovering")}</p>`;
  }
  if (failure) {
    const running = failure.when === "running";
    return html`
        <div class="notice alarm" role="alert">
          <h2>${t(running ? "trouble-title" : "trouble-start-title")}</h2>
          ${running ? html`<p>${t("trouble-kept")}</p>` : nothing}
          <button type="button" class="primary" @click=${() => dispatch({ type: "recover" })}>
            ${t(running ? "trouble-recover" : "trouble-retry")}
          </button>
          <p class="small">${failureText(failure, t)}</p>
        </div>
      `;
  }
  return refused?.at === "command"
    ? html`<p class="notice" role="alert">${refusedText(refused, run, t)}</p>`
    : nothing;
}
