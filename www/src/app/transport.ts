// The playback row: play, step, speed, run until, the position in the run, and its branches.

import { html, nothing, type TemplateResult } from "lit";
import type { ControlName } from "../model/controls.ts";
import { request } from "./layout.ts";
import { hasBranchRow, type Piece, type Shown, when } from "./shown.ts";

/** What the row holds at any width, and what it holds where there is room. */
const FIRST: readonly ControlName[] = ["play", "step"];
const RESET: readonly ControlName[] = ["reset"];
const ROOMY: readonly ControlName[] = ["speed"];

const MORE: readonly ControlName[] = ["until", "speed", "reset", "moments"];

export function transport(shown: Shown): Piece {
  const { controls, parts, ui } = shown;
  const wide = ui.form === "wide";
  const lone = !parts.has("stage") && controls.has("request");
  const pieces = [
    playback(shown, [...FIRST, ...(ui.form === "tall" ? [] : RESET), ...(wide ? ROOMY : [])]),
    when(wide && (controls.has("until") || controls.has("moments")), () => until(shown)),
    when(lone, () => request(shown)),
    when(controls.has("moments"), () => slider(shown)),
    when(controls.has("moments") && shown.run.branches.length > 1 && !hasBranchRow(shown), () =>
      branches(shown),
    ),
    when(!wide && MORE.some((control) => controls.has(control)), () => more(shown)),
  ];
  return when(
    pieces.some((piece) => piece !== nothing),
    () => html`<div class="transport" part="controls">${pieces} ${clock(shown)} ${end(shown)}</div>`,
  );
}

function playback({ run, controls }: Shown, wanted: readonly ControlName[]): Piece {
  const given = new Set(wanted.filter((name) => controls.has(name)));
  const usable = run.model !== undefined && !run.failure;
  return when(
    given.size > 0,
    () => html`
      <pbft-lab-transport
        .playing=${run.playing}
        .speed=${run.playback.speed}
        .cursor=${run.cursor}
        .usable=${usable}
        .controls=${given}
      ></pbft-lab-transport>
    `,
  );
}

function until(shown: Shown): TemplateResult {
  const { run, controls } = shown;
  const usable = run.model !== undefined && !run.failure;
  return html`
    <pbft-lab-until .search=${run.searches.now} .sought=${run.searches.last} .usable=${usable} .searches=${controls.has("until")}>
      ${when(controls.has("moments"), () => goTo(shown))}
    </pbft-lab-until>
  `;
}

/** The way to where a request begins. */
function goTo({ run }: Shown): TemplateResult {
  const { timeline } = run;
  const current = timeline?.requests.at(run.cursor) ?? -1;
  return html`<pbft-lab-request-finder .starts=${timeline?.requests.list ?? []} .current=${current} .values=${timeline?.values}></pbft-lab-request-finder>`;
}

/** The timeline is the scrubber. Where it is folded, or left out, there is a slider. */
function slider({ run, parts, ui }: Shown): Piece {
  const usable = run.model !== undefined && !run.failure;
  return when(
    ui.form !== "wide" || ui.isPresenting || !parts.has("timeline"),
    () => html`
      <pbft-lab-step-slider
        .cursor=${run.cursor}
        .lastStep=${run.lastStep}
        .nowMs=${run.nowMs}
        .usable=${usable}
      ></pbft-lab-step-slider>
    `,
  );
}

function branches({ t, run, ui, dispatch }: Shown): TemplateResult {
  const present = run.branches.find((branch) => branch.present);
  return html`
    <button
      type="button"
      class="branches"
      aria-expanded=${ui.pane === "branches" ? "true" : "false"}
      title=${t("futures-label")}
      @click=${() => dispatch({ type: "pane", pane: "branches" })}
    >${t("futures-short", { number: (present?.id ?? 0) + 1, count: run.branches.length })}</button>
  `;
}

function more(shown: Shown): TemplateResult {
  const { t, controls, ui } = shown;
  return html`
    <pbft-lab-popover class="more" .name=${t("transport-more")} .label=${t("transport-more")} .hint=${t("transport-more")}>
      <span slot="sign" aria-hidden="true">⋯</span>
      <div class="more-controls">
        ${playback(shown, ui.form === "tall" ? [...RESET, ...ROOMY] : ROOMY)} ${when(controls.has("until") || controls.has("moments"), () => until(shown))}
      </div>
    </pbft-lab-popover>
  `;
}

/** The way back from the presentation, for those without the key. */
function end({ t, ui, dispatch }: Shown): Piece {
  return when(
    ui.isPresenting,
    () =>
      html`<button type="button" class="quiet" aria-label=${t("present-end")} title=${t("present-end")} @click=${() => dispatch({ type: "present" })}>✕</button>`,
  );
}

function clock({ t, run: { cursor, lastStep, model } }: Shown): Piece {
  return when(
    model !== undefined,
    () => html`
      <p class="position" aria-hidden="true">
        <span class="clock"></span> <span class="count">${t("position-count", { step: cursor, last: Math.max(cursor, lastStep) })}</span>
      </p>
    `,
  );
}
