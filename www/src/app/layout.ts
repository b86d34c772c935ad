// The layout of the page and the properties of each part. Nothing is decided here: the element performs the actions of the parts.

import { html, nothing, type TemplateResult } from "lit";
import { type Action, ActionEvent, type Theme } from "../model/actions.ts";
import type { ControlName, PartName } from "../model/controls.ts";
import { highlightsOf, NO_HIGHLIGHTS, nodeOf } from "../model/highlights.ts";
import type { Inspected } from "../model/inspected.ts";
import type { Kind } from "../model/message-kinds.ts";
import { settings } from "../panels/settings.ts";
import type { Refusals, SceneEntry } from "../panels/setup.ts";
import type { Run } from "../run/run.ts";
import { notices } from "../share/notices.ts";
import type { Sharing } from "../share/sharing.ts";
import { directionOf, type Language, type Translate } from "../text/catalogue.ts";
import { hasSettingsOf } from "../text/scene-title.ts";
import type { Explanations } from "./explanations.ts";
import { headline, refusedText, replayOf, trouble } from "./headline.ts";

/** A node whose menu is open, and where. */
export interface Chosen {
  readonly node: number;
  readonly anchor: Element;
}

/** All that is shown. */
export interface Shown {
  readonly t: Translate;
  /** The parts that are made, and the controls that the reader has. */
  readonly parts: ReadonlySet<PartName>;
  readonly controls: ReadonlySet<ControlName>;
  /** Whether the height is given; then what does not fit is scrolled. */
  readonly fixed: boolean;
  readonly language: Language;
  readonly theme: Theme;
  readonly run: Run;
  readonly scenes: readonly SceneEntry[];
  /** The name of the open scene. */
  readonly scene: string;
  readonly chosen: Chosen | undefined;
  /** What the reader has taken hold of beside the nodes. */
  readonly inspected: Inspected | undefined;
  readonly hiddenKinds: ReadonlySet<Kind>;
  /** The record of the trace that the reader looks at. */
  readonly selected: number | undefined;
  /** Whether the reader has found out that nodes can be chosen. */
  readonly hintDismissed: boolean;
  readonly sharing: Sharing;
  /** What the reader has asked about the run, and the answer. */
  readonly explanations: Explanations;
  readonly dispatch: (action: Action) => void;
}

type Piece = TemplateResult | typeof nothing;

/** A part that is left out is not made at all. */
const when = (wanted: boolean, piece: () => Piece): Piece => (wanted ? piece() : nothing);

export function layout(shown: Shown): TemplateResult {
  const { t, run, language, parts } = shown;
  return html`
    <section class="lab ${shown.fixed ? "fixed" : ""} ${run.model?.violations.length ? "broken" : ""}" part="lab" lang=${language} dir=${directionOf(language)} aria-label=${t("element-label")} @lab-action=${onAction(shown.dispatch)}>
      ${top(tools(shown))} ${notices(t, shown.sharing, run, shown.dispatch)} ${setup(shown)}
      ${when(parts.has("narration"), () => headline(t, run, language, shown.dispatch))} ${when(!shown.explanations.compares, () => trouble(t, run, shown.dispatch))} ${unplacedRefusal(shown)}
      ${when(
        parts.has("safety"),
        () => html`<pbft-lab-safety part="safety" .lines=${run.log.lines}></pbft-lab-safety>`,
      )}
      ${main(shown)} ${overlays(shown)}
    </section>
  `;
}

/** The answer to a question about the run, beside the stage. */
function answer({ run, explanations, selected }: Shown): TemplateResult {
  return html`
    <pbft-lab-why
      part="why"
      ?hidden=${!explanations.open}
      .answered=${explanations.answered}
      .waiting=${explanations.waiting}
      .pauses=${explanations.pauses}
      .lines=${run.log.lines}
      .selected=${selected}
    ></pbft-lab-why>
  `;
}

function selectedNode({ run, selected }: Shown): number | undefined {
  const records = run.timeline?.records;
  return records && selected !== undefined ? nodeOf(records, selected) : undefined;
}

/** The title that the page around gives, if any, with the tools beside it. */
function top(tools: Piece): TemplateResult {
  return html`<div class="top ${tools === nothing ? "bare" : ""}"><slot name="title"></slot> ${tools}</div>`;
}

/** What concerns the page and not the run: each a button with its dialog, then language and colours. */
function tools(shown: Shown): Piece {
  const { t, run, language, theme, sharing, dispatch, controls } = shown;
  return when(
    TOOLS.some((tool) => controls.has(tool)),
    () => html`
      <div class="tools" part="tools">
        ${when(controls.has("help"), () => help(shown))} ${when(controls.has("settings"), () => runSettings(shown))}
        ${when(
          controls.has("share"),
          () => html`
            <pbft-lab-share
              .sharing=${sharing}
              .notice=${sharing.notice}
              .stepCount=${run.stepCount}
              .nowMs=${run.nowMs}
            ></pbft-lab-share>
          `,
        )}
        ${when(controls.has("look"), () => settings(t, language, theme, dispatch))}
      </div>
    `,
  );
}

function help({ run }: Shown): TemplateResult {
  return html`
    <pbft-lab-text-version
      .lines=${run.log.lines}
      .dropped=${run.log.dropped}
      .chapters=${run.chapters}
    ></pbft-lab-text-version>
    <pbft-lab-help></pbft-lab-help>
  `;
}

function runSettings({ run, scenes, scene }: Shown): TemplateResult {
  return html`
    <pbft-lab-run-settings
      .base=${run.base}
      .scene=${scenes.find(({ name }) => name === scene)?.scenario}
      .refusal=${run.refused?.at === "settings" ? run.refused : undefined}
      .quorumsOf=${(replicas: number) => run.query({ type: "quorums", replicas })}
    ></pbft-lab-run-settings>
  `;
}

/** The controls that stand in the row of tools. */
const TOOLS: readonly ControlName[] = ["help", "settings", "share", "look"];

function setup({ t, run, scenes, scene, controls }: Shown): Piece {
  const origin = scenes.find(({ name }) => name === scene)?.scenario;
  const changed = run.base !== undefined && origin !== undefined && !hasSettingsOf(run.base, origin);
  return when(
    controls.has("scene") || controls.has("settings"),
    () => html`
      <pbft-lab-setup
        part="setup"
        .scenes=${scenes}
        .scene=${scene}
        .changed=${changed}
        .refusals=${refusals(run, t)}
        .controls=${controls}
      ></pbft-lab-setup>
    `,
  );
}

function main(shown: Shown): Piece {
  const { parts, explanations } = shown;
  const beside = parts.has("stage") ? BESIDE.filter((name) => parts.has(name) && !isEmpty(name, shown)) : [];
  const upper = [legend, controls, timeline, steps, captions, events].map((piece) => piece(shown));
  const lower = details(shown);
  const some = parts.has("stage") || [...upper, lower].some((piece) => piece !== nothing);
  return when(
    some || explanations.open,
    () => html`
      <div class="main ${beside.length > 0 ? "beside" : ""} ${beside.length === 1 ? "alone" : ""} ${explanations.open ? "answered" : ""}">
        ${when(parts.has("stage"), () => stageBox(shown))} ${upper} ${answer(shown)} ${lower}
      </div>
    `,
  );
}

/** The column next to the stage, if there is room. */
const BESIDE: readonly PartName[] = ["captions", "events"];

/** A scene without chapters has no place for them. */
const isEmpty = (name: PartName, { run }: Shown) =>
  name === "captions" && run.chapters.length === 0 && !run.divergence;

function legend({ run, hiddenKinds, parts }: Shown): Piece {
  return when(
    parts.has("legend"),
    () => html`
      <pbft-lab-legend
        part="legend"
        .kinds=${run.kinds}
        .counts=${run.packets.counts()}
        .hiddenKinds=${hiddenKinds}
      ></pbft-lab-legend>
    `,
  );
}

function timeline({
  run,
  hiddenKinds,
  selected,
  explanations,
  theme,

  parts,
  controls,
}: Shown): Piece {
  return when(
    parts.has("timeline"),
    () => html`
      <pbft-lab-timeline
        part="timeline"
        .timeline=${run.timeline}
        .lines=${run.log.lines}
        .hiddenKinds=${hiddenKinds}
        .selected=${selected}
        .highlighted=${explanations.highlighted}
        .cursor=${run.cursor}
        .steps=${controls.has("step")}
        .theme=${theme}
      ></pbft-lab-timeline>
    `,
  );
}

function steps({ parts }: Shown): Piece {
  return when(parts.has("steps"), () => html`<pbft-lab-steps part="steps"></pbft-lab-steps>`);
}

function captions(shown: Shown): Piece {
  const { run, parts, controls } = shown;
  return when(
    parts.has("captions") && !isEmpty("captions", shown),
    () => html`
      <pbft-lab-captions
        part="captions"
        .chapters=${run.chapters}
        .divergence=${run.divergence}
        .all=${run.chapterCount}
        .explains=${controls.has("help")}
        .nowMs=${run.nowMs}
        .playing=${run.playing}
      ></pbft-lab-captions>
    `,
  );
}

function events({ run, selected, parts }: Shown): Piece {
  return when(
    parts.has("events"),
    () => html`
      <pbft-lab-events
        part="events"
        .lines=${run.log.lines}
        .dropped=${run.log.dropped}
        .selected=${selected}
      ></pbft-lab-events>
    `,
  );
}

function details(shown: Shown): Piece {
  const { run, chosen, parts, controls } = shown;
  return when(
    DETAILS.some((part) => parts.has(part)),
    () => html`
      <pbft-lab-details
        part="details"
        exportparts="matrix, log, network, inspector"
        .chosen=${chosen?.node}
        .reported=${run.log.seq}
        .pointed=${selectedNode(shown)}
        .parts=${parts}
        .controls=${controls}
      ></pbft-lab-details>
    `,
  );
}

const DETAILS: readonly PartName[] = ["matrix", "log", "network", "inspector"];

function stageBox({
  t,
  run,
  hiddenKinds,
  chosen,
  inspected,
  hintDismissed,
  explanations,
  selected,
  controls,
}: Shown): TemplateResult {
  const records = run.timeline?.records;
  return html`
    <div class="stage-box">
      <pbft-lab-stage
        part="stage"
        .hiddenKinds=${hiddenKinds}
        .opened=${chosen?.node}
        .highlighted=${explanations.highlights}
        .selected=${records && selected !== undefined ? highlightsOf(records, [selected]) : NO_HIGHLIGHTS}
        .inspected=${inspected?.item.kind === "packet" ? inspected.item.packet : undefined}
        .links=${controls.has("network")}
      ></pbft-lab-stage>
      <p class="clock" aria-hidden="true"></p>
      <p class="hint" ?hidden=${hintDismissed || !run.model || !controls.has("faults")}>${t("try-it", { fault: run.model?.replicas.some(({ health }) => health === "down") ? "yes" : "no" })}</p>
    </div>
  `;
}

function controls({ t, run, explanations, controls: given }: Shown): Piece {
  const usable = run.model !== undefined && !run.trouble;
  const refusal = run.refused?.at === "request" ? refusedText(run.refused, run, t) : "";
  const pieces = [
    when(
      given.has("request"),
      () =>
        html`<pbft-lab-request .clients=${run.model?.clients.length ?? 1} .refusal=${refusal} .usable=${usable}></pbft-lab-request>`,
    ),
    when(
      TRANSPORT.some((control) => given.has(control)),
      () => html`
        <pbft-lab-transport
          .playing=${run.playing}
          .speed=${run.playback.speed}
          .cursor=${run.cursor}
          .usable=${usable}
          .controls=${given}
        ></pbft-lab-transport>
      `,
    ),
    when(
      given.has("until"),
      () =>
        html`<pbft-lab-until .search=${run.searches.now} .sought=${run.searches.last} .usable=${usable}></pbft-lab-until>`,
    ),
    when(
      given.has("moments"),
      () => html`
        <pbft-lab-step-slider
          .cursor=${run.cursor}
          .lastStep=${run.lastStep}
          .nowMs=${run.nowMs}
          .usable=${usable}
        ></pbft-lab-step-slider>
        <pbft-lab-branches
          ?hidden=${run.branches.length < 2}
          .branches=${run.branches}
          .comparison=${explanations.comparison}
          .compares=${explanations.compares}
          .replay=${replayOf(run)}
        ></pbft-lab-branches>
      `,
    ),
  ];
  return when(
    pieces.some((piece) => piece !== nothing),
    () => html`<div class="controls" part="controls">${pieces}</div>`,
  );
}

const TRANSPORT: readonly ControlName[] = ["play", "step", "reset", "speed"];

/** What stands above everything else while it is open. */
function overlays({ run, chosen, inspected, controls }: Shown): TemplateResult {
  return html`
    <pbft-lab-menu
      .node=${chosen?.node}
      .anchor=${chosen?.anchor}
      .strategies=${run.strategies}
      .acts=${controls.has("faults")}
      .sends=${controls.has("request")}
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

function refusals(run: Run, t: Translate): Refusals {
  const { refused } = run;
  return refused ? { [refused.at]: refusedText(refused, run, t) } : {};
}

/** A refusal appears next to the control that was used, or elsewhere if that control is absent. */
function unplacedRefusal({ t, run, controls }: Shown): Piece {
  const { refused } = run;
  const home = refused && PLACES_OF_REFUSALS[refused.at];
  return when(
    refused !== undefined && home !== undefined && !controls.has(home),
    () => html`<p class="notice" role="alert">${refused ? refusedText(refused, run, t) : nothing}</p>`,
  );
}

const PLACES_OF_REFUSALS: Readonly<Partial<Record<NonNullable<Run["refused"]>["at"], ControlName>>> = {
  scene: "scene",
  replicas: "settings",
  seed: "settings",
  request: "request",
};
