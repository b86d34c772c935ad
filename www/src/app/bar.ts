// The top bar: scene, run, state of safety, and the menus of the page.

import { html, nothing, type TemplateResult } from "lit";
import { ticksOf } from "../model/course-progress.ts";
import { firstOfEach, numberOf, type SafetyLevel, shownSafetyLevel } from "../model/safety.ts";
import { setUpOf } from "../model/set-up.ts";
import type { ViewModel } from "../model/view-model.ts";
import { settings } from "../panels/settings.ts";
import type { Refusals } from "../panels/setup.ts";
import type { Translate } from "../text/catalogue.ts";
import { setUpText } from "../text/set-up.ts";
import { refusedText } from "./headline.ts";
import { type Piece, type Shown, when } from "./shown.ts";

/** The title that the page around gives, if any, then what the run is. */
export function bar(shown: Shown): TemplateResult {
  const { controls, parts, ui } = shown;
  const safety = when(parts.has("safety"), () => safetyChip(shown));
  const pieces = ui.isPresenting
    ? [sceneTitle(shown), safety]
    : [
        when(controls.has("scene"), () => scenes(shown)),
        when(controls.has("settings"), () => setup(shown)),
        safety,
      ];
  const bare = !hasTools(shown) && pieces.every((piece) => piece === nothing);
  return html`<div class="bar ${bare ? "bare" : ""}" part="setup"><slot name="title"></slot>${pieces}</div>`;
}

/** For a room that cannot choose a scene, but wants to know which one it is. */
function sceneTitle({ scenes, scene }: Shown): Piece {
  const entry = scenes.find(({ name }) => name === scene);
  return entry ? html`<p class="scene-title">${entry.title}</p>` : nothing;
}

function scenes({ scenes, scene, course }: Shown): TemplateResult {
  return html`<pbft-lab-scenes .scenes=${scenes} .scene=${scene} .progress=${course.progress}></pbft-lab-scenes>`;
}

/** What a run begins with. */
function setup(shown: Shown): TemplateResult {
  const { t, run, controls, dispatch } = shown;
  const { model } = run;
  const all = () => dispatch({ type: "dialog", dialog: "run-settings" });
  const first = () => dispatch({ type: "dialog", dialog: "set-up" });
  const why = () => dispatch({ type: "explain", term: "promise-why" });
  return html`
    <pbft-lab-popover class="cluster" .name=${t("cluster-label")} .hint=${t("cluster-hint")}>
      <span slot="sign">${model ? t("cluster", { n: model.n, f: model.f, quorum: model.quorum }) : t("cluster-label")}</span>
      <pbft-lab-setup .refusals=${refusals(shown)}></pbft-lab-setup>
      ${fromStart(shown)}
      <div class="choices">
        <button type="button" data-leaves @click=${first}>${t("set-up-open")}</button>
        <button type="button" data-leaves @click=${all}>${t("cluster-all")}</button>
        ${controls.has("help") ? html`<button type="button" class="quiet" data-leaves @click=${why}>${t("cluster-why")}</button>` : nothing}
      </div>
    </pbft-lab-popover>
  `;
}

/** The faults that hold from the start. */
function fromStart({ t, run: { base, model } }: Shown): TemplateResult {
  const list = setUpOf(base ?? {});
  const cast = { replicas: model?.n ?? 0, clients: model?.clients.length ?? 0 };
  return html`
    <div class="from-start">
      <h2 id="from-start">${t("set-up-list")}</h2>
      ${
        list.length === 0
          ? html`<p>${t("set-up-none")}</p>`
          : html`<ul aria-labelledby="from-start">${list.map((fault) => html`<li>${setUpText(fault, cast, t)}</li>`)}</ul>`
      }
    </div>
  `;
}

function refusals({ run, t }: Shown): Refusals {
  const { refused } = run;
  return refused ? { [refused.at]: refusedText(refused, run, t) } : {};
}

/** Green, amber or red, and in words: what holds with the faults that there are. */
function safetyChip({ t, run: { model, removed }, ui, dispatch }: Shown): Piece {
  if (!model) {
    return nothing;
  }
  const { faulty, allowed } = model.verdict;
  const state = shownSafetyLevel(model, removed);
  const rules = removed.join(t("list-comma"));
  const name = t("safety-chip", { state, name: brokenName(model, t), rules, faulty, allowed });
  const open = ui.pane === "safety";
  return html`
    <button
      type="button"
      class="chip ${state}"
      aria-expanded=${open ? "true" : "false"}
      title=${t("safety-chip-hint")}
      @click=${() => dispatch({ type: "pane", pane: "safety" })}
    ><span class="lamp" aria-hidden="true">${LAMPS[state]}</span><span class="words">${name}</span></button>
    <span class="unseen" role="alert">${model.violations.length > 0 ? t("safety-broken", { name: brokenName(model, t) }) : nothing}</span>
    <span class="unseen" role="status">${name}</span>
  `;
}

const LAMPS: Readonly<Record<SafetyLevel | "weakened", string>> = {
  weakened: "▲",
  safe: "●",
  doubtful: "▲",
  stalled: "▲",
  deceived: "▲",
  unsure: "▲",
  violated: "✕",
};

function brokenName({ violations }: ViewModel, t: Translate): string {
  const newest = firstOfEach(violations).at(-1);
  return newest ? t(`invariant-${numberOf(newest.id)}`) : "";
}

const hasTools = ({ controls }: Shown) =>
  controls.has("help") || controls.has("share") || controls.has("look");

/** What concerns the page and not the run. */
export function tools(shown: Shown): Piece {
  const { run, sharing, scenes, controls, ui } = shown;
  const bare = ui.form === "tall";
  return when(
    hasTools(shown),
    () => html`
      <div class="tools" part="tools">
        ${ui.form === "wide" ? opener(shown, "attacks") : attacksIcon(shown)}
        ${when(
          controls.has("share"),
          () => html`
            <pbft-lab-share
              .bare=${bare}
              .sharing=${sharing}
              .notice=${sharing.notice}
              .scenes=${scenes}
              .stepCount=${run.stepCount}
              .nowMs=${run.nowMs}
            ></pbft-lab-share>
          `,
        )}
        ${when(controls.has("help"), () => html`<pbft-lab-help .bare=${bare}></pbft-lab-help>`)}
        ${look(shown)}
      </div>
    `,
  );
}

/** Language, colours and size of the text; the run as text; the presentation. */
function look(shown: Shown): TemplateResult {
  const { t, language, theme, ui, controls, dispatch } = shown;
  return html`
    <pbft-lab-popover class="look" .name=${t("look-label")} .label=${t("look-label")} .hint=${t("look-label")}>
      <svg slot="sign" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${GEAR} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"></path><circle cx="12" cy="12" r="3" fill="none" stroke="currentColor" stroke-width="1.8"></circle></svg>
      ${when(controls.has("look"), () => settings(t, { language, theme, textSize: ui.textSize }, dispatch))}
      <div class="choices">
        ${when(ui.form === "tall", () => html`${opener(shown, "attacks")} ${runSettings(shown)} ${opener(shown, "share")} ${opener(shown, "help")}`)}
        ${when(
          controls.has("help"),
          () =>
            html`<button type="button" data-leaves @click=${() => dispatch({ type: "dialog", dialog: "text-version" })}>${t("text-version-title")}</button>`,
        )}
        ${when(
          controls.has("look"),
          () =>
            html`<button type="button" data-leaves aria-keyshortcuts="f" @click=${() => dispatch({ type: "present" })}>${t("present")} <kbd>F</kbd></button>`,
        )}
      </div>
    </pbft-lab-popover>
  `;
}

/** On a phone the bar has no room for these. */
function runSettings({ t, controls, dispatch }: Shown): Piece {
  return when(
    controls.has("settings"),
    () =>
      html`
        <button type="button" data-leaves @click=${() => dispatch({ type: "dialog", dialog: "run-settings" })}>${t("cluster-all")}</button>
        <button type="button" data-leaves @click=${() => dispatch({ type: "dialog", dialog: "set-up" })}>${t("set-up-open")}</button>
      `,
  );
}

function opener({ t, controls, dispatch }: Shown, dialog: "attacks" | "share" | "help"): Piece {
  return when(
    controls.has(dialog === "attacks" ? "scene" : dialog),
    () =>
      html`<button type="button" data-leaves @click=${() => dispatch({ type: "dialog", dialog })}>${t(dialog)}</button>`,
  );
}

/** Where the bar is short, a picture has to do. */
function attacksIcon({ t, controls, dispatch }: Shown): Piece {
  const open = () => dispatch({ type: "dialog", dialog: "attacks" });
  return when(
    controls.has("scene"),
    () => html`
      <button type="button" class="attacks" aria-haspopup="dialog" aria-label=${t("attacks")} title=${t("attacks")} @click=${open}>
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${AIM} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"></path></svg>
      </button>
    `,
  );
}

const AIM = "M12 2v5M12 17v5M2 12h5M17 12h5M12 5a7 7 0 1 0 .1 0M12 11v2M11 12h2";

const GEAR =
  "M10.4 3h3.2l.5 2.4 1.8.8 2.1-1.3 2.2 2.2-1.3 2.1.8 1.8 2.3.5v3.1l-2.3.5-.8 1.8 1.3 2.1-2.2 2.2-2.1-1.3-1.8.8-.5 2.3h-3.2l-.5-2.3-1.8-.8-2.1 1.3-2.2-2.2 1.3-2.1-.8-1.8-2.3-.5v-3.1l2.3-.5.8-1.8-1.3-2.1 2.2-2.2 2.1 1.3 1.8-.8z";

/** Dialogs that other places open. */
export function dialogs(shown: Shown): TemplateResult {
  const { run, scenes, scene, controls } = shown;
  return html`
    ${when(controls.has("scene"), () => html`${courseDialog(shown)} ${attacksDialog(shown)}`)}
    ${when(
      controls.has("settings"),
      () => html`
        <pbft-lab-run-settings
          bare
          .base=${run.base}
          .scene=${scenes.find(({ name }) => name === scene)?.scenario}
          .refusal=${run.refused?.at === "settings" ? run.refused : undefined}
          .quorumsOf=${(replicas: number) => run.query({ type: "quorums", replicas })}
        ></pbft-lab-run-settings>
        <pbft-lab-set-up
          bare
          .base=${run.base}
          .scene=${scenes.find(({ name }) => name === scene)?.scenario}
          .strategies=${run.strategies}
          .refusal=${run.refused?.at === "settings" ? run.refused : undefined}
        ></pbft-lab-set-up>
      `,
    )}
    ${when(
      controls.has("help"),
      () => html`
        <pbft-lab-text-version
          bare
          .lines=${run.log.lines}
          .dropped=${run.log.dropped}
          .chapters=${run.chapters}
        ></pbft-lab-text-version>
      `,
    )}
  `;
}

function attacksDialog({ run, attacks }: Shown): TemplateResult {
  return html`
    <pbft-lab-attacks
      bare
      .rules=${attacks.rules}
      .questions=${attacks.questions}
      .hunt=${attacks.hunt}
      .quorumsOf=${(replicas: number) => run.query({ type: "quorums", replicas })}
    ></pbft-lab-attacks>
  `;
}

function courseDialog({ run, scenes, scene, course, keeps }: Shown): TemplateResult {
  const entries = scenes.flatMap(({ name, title, scenario, lesson }) =>
    lesson ? [{ name, title, ...lesson, ticks: ticksOf(course.progress, name, scenario) }] : [],
  );
  return html`
    <pbft-lab-course
      bare
      .entries=${entries}
      .scene=${scene}
      .progress=${course.progress}
      .keeps=${keeps}
      .testOf=${() => run.query({ type: "course-test" })}
    ></pbft-lab-course>
  `;
}
