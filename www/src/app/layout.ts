// The layout of the page: bar, story, stage, transport, timeline, and the panel beside them. Nothing is decided here: the
// element performs the actions of the parts.

import { html, nothing, type TemplateResult } from "lit";
import { type Action, ActionEvent } from "../model/actions.ts";
import type { ControlName } from "../model/controls.ts";
import { highlightsOf, NO_HIGHLIGHTS } from "../model/highlights.ts";
import { waitsFor } from "../model/lesson.ts";
import { setUpOf } from "../model/set-up.ts";
import { tabsOf } from "../model/ui-state.ts";
import type { Run } from "../run/run.ts";
import { notices } from "../share/notices.ts";
import { directionOf } from "../text/catalogue.ts";
import { styleSheet } from "../ui/sheet.ts";
import attackStripCss from "./attack-strip.css?inline";
import { attackStrip } from "./attack-strip.ts";
import barCss from "./bar.css?inline";
import { bar, dialogs, tools } from "./bar.ts";
import { failure, headline, refusedText } from "./headline.ts";
import labCss from "./lab.css?inline";
import panelCss from "./panel.css?inline";
import { panel, panes, timeline } from "./panel.ts";
import { type Pause, pauseOf } from "./pause.ts";
import { hasMain, type Piece, type Shown, when } from "./shown.ts";
import toastsCss from "./toasts.css?inline";
import { transport } from "./transport.ts";

export const LAYOUT_STYLES = [labCss, barCss, toastsCss, panelCss, attackStripCss].map(styleSheet);

// In the order of the Tab key: what the run is, its playback, the stage, then what is read, and last what concerns the page.
export function layout(shown: Shown): TemplateResult {
  const { t, language, ui } = shown;
  const classes = [
    "lab",
    ui.form,
    ...(ui.folds ? ["folds"] : []),
    ...(ui.heightClass === "high" ? [] : [ui.heightClass]),
    ...(shown.fixed ? ["fixed"] : []),
    ...(ui.isPresenting ? ["presenting"] : []),
    ...(ui.isTimelineTall ? ["tall-timeline"] : []),
    ...(hasMain(shown) ? ["has-main"] : []),
    ...(hasPanel(shown) ? ["has-panel"] : []),
    ...(ui.isOpen ? ["open"] : []),
  ];
  return html`
    <section class=${classes.join(" ")} part="lab" lang=${language} dir=${directionOf(language)} aria-label=${t("element-label")} @lab-action=${onAction(shown.dispatch)}>
      ${bar(shown)} ${attackStrip(shown)} ${transport(shown)}
      ${when(shown.parts.has("narration"), () => headline(shown))}
      ${stage(shown)} ${toasts(shown)}
      ${when(ui.form === "wide" && !ui.isPresenting, () => timeline(shown))}
      ${when(hasPanel(shown), () => panel(shown))} ${panes(shown)} ${tools(shown)} ${dialogs(shown)} ${overlays(shown)}
    </section>
  `;
}

const hasPanel = ({ parts, ui }: Pick<Shown, "parts" | "ui">) =>
  !ui.isPresenting && tabsOf(parts, ui.form).length > 0;

function stage(shown: Shown): Piece {
  const { parts, run, hiddenKinds, chosen, inspected, explanations, selected, controls, ui } = shown;
  const records = run.timeline?.records;
  return when(
    parts.has("stage"),
    () => html`
      <pbft-lab-stage
        part="stage"
        class=${parts.has("narration") ? "under-story" : ""}
        .hiddenKinds=${hiddenKinds}
        .opened=${chosen?.node}
        .highlighted=${explanations.highlights}
        .selected=${records && selected !== undefined ? highlightsOf(records, [selected]) : NO_HIGHLIGHTS}
        .ends=${run.ends}
        .inspected=${inspected?.item.kind === "packet" ? inspected.item.packet : undefined}
        .links=${controls.has("network")}
        .asks=${hasField(shown)}
        .activeTool=${ui.activeTool}
        .scale=${ui.scale}
        .divides=${ui.form === "tall" && ui.heightClass !== "flat" && controls.has("network")}
      >
        ${palette(shown)}
        ${when(hasField(shown), () => html`<div slot="request" class="request">${request(shown)}</div>`)}
        ${when(ui.heightClass !== "flat", () => legend(shown))} ${paused(shown)}
      </pbft-lab-stage>
    `,
  );
}

/** Where the stage is very low, the card of the client has it. */
const hasField = ({ controls, ui }: Shown) => controls.has("request") && ui.heightClass !== "flat";

/** On a phone there is no room for it: there the card of a node has its tools. */
function palette({ ui, controls, run }: Shown): Piece {
  return when(
    ui.form !== "tall" && (controls.has("faults") || controls.has("network")),
    () =>
      html`<pbft-lab-palette slot="palette" part="palette" .tool=${ui.activeTool?.tool} .controls=${controls} .setUp=${setUpOf(run.base ?? {}).length}></pbft-lab-palette>`,
  );
}

/** The field for the clients' operations. */
export function request({ run, t }: Shown): TemplateResult {
  const usable = run.model !== undefined && !run.failure;
  const refusal = run.refused?.at === "request" ? refusedText(run.refused, run, t) : "";
  return html`<pbft-lab-request .clients=${run.model?.clients.length ?? 1} .refusal=${refusal} .usable=${usable}></pbft-lab-request>`;
}

function legend({ run, hiddenKinds, parts }: Shown): Piece {
  return when(
    parts.has("legend"),
    () => html`
      <pbft-lab-legend
        part="legend"
        slot="legend"
        .kinds=${run.kinds}
        .counts=${run.packets.counts()}
        .hiddenKinds=${hiddenKinds}
      ></pbft-lab-legend>
    `,
  );
}

/** While the run pauses, the stage says so, and why. */
function paused(shown: Shown): Piece {
  const { t, run, explanations, inspected, controls, course } = shown;
  const { moment } = course;
  const reason = pauseOf({
    run,
    answers: explanations.open,
    looks: inspected !== undefined,
    lesson: { waits: waitsFor(moment, course.answers), atMs: moment?.atMs },
  });
  const asked = reason === "rest" && controls.has("request") ? "request" : reason;
  return when(
    reason !== undefined && controls.has("play"),
    () =>
      html`<p slot="hint" class="paused"><strong>${t("paused", { reason: reason ?? "" })}</strong> <span class="reason">${t("paused-why", { reason: asked ?? "" })}</span> ${wayToLesson(shown, reason)}</p>`,
  );
}

/** A question or a task that waits behind another tab. */
function wayToLesson({ t, ui, parts, dispatch }: Shown, reason: Pause | undefined): Piece {
  const isHidden = !ui.shows("lesson") && hasPanel({ parts, ui }) && parts.has("captions");
  return when(
    isHidden && (reason === "question" || reason === "task"),
    () =>
      html`<button type="button" @click=${() => dispatch({ type: "tab", tab: "lesson" })}>${t("lesson-open", { reason: reason ?? "" })}</button>`,
  );
}

/** Notices, troubles and refusals lie over the stage, so that nothing moves. */
function toasts(shown: Shown): TemplateResult {
  const { t, run, sharing, explanations, dispatch } = shown;
  return html`
    <div class="toasts">
      ${notices(t, sharing, run, dispatch)} ${when(!explanations.compares, () => failure(t, run, dispatch))} ${unplacedRefusal(shown)}
    </div>
  `;
}

/** The dialogs, above everything else while they are open. */
function overlays(shown: Shown): TemplateResult {
  const { run, chosen, inspected, controls, parts, ui } = shown;
  return html`
    <pbft-lab-menu
      .node=${chosen?.node}
      .anchor=${chosen?.anchor}
      .lies=${chosen?.lies ?? false}
      .strategies=${run.strategies}
      .acts=${controls.has("faults")}
      .sends=${controls.has("request")}
      .panel=${hasPanel(shown) && parts.has("inspector")}
      .list=${ui.lies}
    ></pbft-lab-menu>
    <pbft-lab-inspect-dialog
      .inspected=${inspected}
      .message=${run.message}
      .latency=${run.latency}
      .acts=${controls.has("network")}
    ></pbft-lab-inspect-dialog>
  `;
}

function onAction(dispatch: (action: Action) => void): (event: Event) => void {
  return (event) => {
    if (event instanceof ActionEvent) {
      event.stopPropagation();
      dispatch(event.action);
    }
  };
}

/** A refusal appears next to the control that was used, or here if there is no room for it, or no such control. */
function unplacedRefusal({ t, run, controls }: Shown): Piece {
  const { refused } = run;
  const home = refused && PLACES_OF_REFUSALS[refused.at];
  const placed = home !== undefined && home !== "scene" && controls.has(home);
  return when(
    refused !== undefined && home !== undefined && !placed,
    () => html`<p class="notice" role="alert">${refused ? refusedText(refused, run, t) : nothing}</p>`,
  );
}

const PLACES_OF_REFUSALS: Readonly<Partial<Record<NonNullable<Run["refused"]>["at"], ControlName>>> = {
  scene: "scene",
  replicas: "settings",
  seed: "settings",
  request: "request",
};
