// The side panel: its tabs, their content, and the dialogs that the reader opens over them.

import { html, nothing, type TemplateResult } from "lit";
import { type Fork, forksOf } from "../model/branches.ts";
import { begun, type Chapter } from "../model/chapters.ts";
import { isTry, type LessonPlace } from "../model/lesson.ts";
import { type Tab, tabsOf } from "../model/ui-state.ts";
import { whyNot } from "../share/notices.ts";
import { replayOf } from "./headline.ts";
import { sceneEntry } from "./scene-entry.ts";
import { hasBranchRow, hasMain, type Piece, type Shown, when } from "./shown.ts";

export function panel(shown: Shown): TemplateResult {
  const { t, ui, parts } = shown;
  const tabs = tabsOf(parts, ui.form);
  const current = tabs.includes(ui.tab) ? ui.tab : tabs[0];
  const open = !ui.folds || ui.isOpen || !hasMain(shown);
  return html`
    <div class="panel" part="details">
      ${when(tabs.length > 1 || (ui.folds && hasMain(shown)), () => tablist(shown, tabs, current, open))}
      ${when(
        current !== undefined && open,
        () => html`
          <div class="tab-panel ${current}" role="tabpanel" id="panel" tabindex="-1" aria-label=${t(`tab-${current}`)}>
            ${current ? CONTENTS[current](shown) : nothing}
          </div>
        `,
      )}
    </div>
  `;
}

function tablist(
  { t, dispatch }: Shown,
  tabs: readonly Tab[],
  current: Tab | undefined,
  open: boolean,
): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    const place = current ? tabs.indexOf(current) : -1;
    const wanted = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
    const next = wanted === undefined ? undefined : tabs.at(wanted === tabs.length ? 0 : wanted);
    if (next && next !== current) {
      event.preventDefault();
      dispatch({ type: "tab", tab: next });
      const list = event.currentTarget;
      if (list instanceof HTMLElement) {
        list.querySelector<HTMLElement>(`[data-tab=${next}]`)?.focus();
      }
    }
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${t("tabs-label")} @keydown=${onKey}>
      ${tabs.map(
        (tab) => html`
          <button
            type="button"
            role="tab"
            data-tab=${tab}
            aria-selected=${tab === current && open ? "true" : "false"}
            aria-controls=${tab === current && open ? "panel" : nothing}
            tabindex=${tab === current ? 0 : -1}
            @click=${() => dispatch({ type: "tab", tab })}
          >${t(`tab-${tab}`)}</button>
        `,
      )}
    </div>
  `;
}

const CONTENTS: Readonly<Record<Tab, (shown: Shown) => Piece | readonly Piece[]>> = {
  timeline,
  lesson: (shown) => [about(shown), steps(shown), captions(shown), lesson(shown)],
  events,
  votes: matrix,
  replica: (shown) => [inspector(shown), log(shown)],
  messages: network,
};

/** The title of the scene, and what to watch for in it. */
function about(shown: Shown): Piece {
  const { t } = shown;
  const { entry, changed } = sceneEntry(shown);
  return when(
    entry !== undefined && shown.parts.has("captions"),
    () => html`
      <div class="about">
        ${entry?.lesson ? place(shown, entry.lesson) : nothing}
        <h2>${entry?.title}</h2>
        ${entry?.about ? html`<p>${changed ? html`<strong>${t("about-changed")}</strong> ` : nothing}${entry.about}</p>` : nothing}
      </div>
    `,
  );
}

/** Where the lesson is in the course, with the way to the others. */
function place({ t, scenes, controls, dispatch }: Shown, { number, part }: LessonPlace): TemplateResult {
  const lessons = scenes.flatMap(({ lesson }) => lesson ?? []);
  const count = Math.max(...lessons.map((lesson) => lesson.number));
  const parts = lessons.filter((lesson) => lesson.number === number).length;
  const all = () => dispatch({ type: "dialog", dialog: "course" });
  return html`
    <p class="place">
      ${t("lesson-number", { number, count, part, parts })}
      ${controls.has("scene") ? html`<button type="button" class="quiet" @click=${all}>${t("lesson-all")}</button>` : nothing}
    </p>
  `;
}

// A lesson with questions has no room for them, and its captions have the same content.
function steps({ parts, run }: Shown): Piece {
  return when(
    parts.has("steps") && run.lesson.length === 0,
    () => html`<pbft-lab-steps part="steps"></pbft-lab-steps>`,
  );
}

/** A scene without chapters has no place for them. */
function captions({ run, parts, controls, course }: Shown): Piece {
  const { moment } = course;
  // A try at a task differs from the scene because the scene asks for it.
  const divergence = isTry(moment) ? undefined : run.divergence;
  return when(
    parts.has("captions") && (run.chapters.length > 0 || divergence !== undefined),
    () => html`
      <pbft-lab-captions
        part="captions"
        .chapters=${run.lesson.length > 0 ? begun(run.chapters, run.nowMs) : run.chapters}
        .divergence=${divergence}
        .all=${run.chapterCount}
        .asks=${moment?.isCurrent ?? false}
        .explains=${controls.has("help")}
        .nowMs=${run.nowMs}
        .playing=${run.playing}
      ></pbft-lab-captions>
    `,
  );
}

/** The question or the task of this moment. */
function lesson({ t, run, ui, parts, controls, course, scenes, scene }: Shown): Piece {
  const { moment, skipped, proof } = course;
  const lessons = scenes.flatMap(({ name, lesson }) => (lesson ? [{ name, part: lesson.part }] : []));
  const here = lessons.findIndex(({ name }) => name === scene);
  const next = here < 0 ? undefined : lessons[here + 1];
  return when(
    parts.has("captions") && (moment !== undefined || skipped !== undefined),
    () => html`
      <pbft-lab-lesson
        part="lesson"
        .moment=${moment}
        .answers=${course.answers}
        .skipped=${skipped}
        .factsOf=${course.factsOf}
        .seqs=${{ chosen: ui.seq, reported: run.log.seq }}
        .hints=${course.hints.get(moment?.part ?? 0) ?? 0}
        .playing=${run.playing}
        .plays=${controls.has("play")}
        .next=${controls.has("scene") ? next : undefined}
        .proof=${proof && "address" in proof ? proof : undefined}
        .refusal=${proof && "problem" in proof ? whyNot(t, proof.problem) : ""}
      ></pbft-lab-lesson>
    `,
  );
}

function events({ run, ui, selected, parts }: Shown): Piece {
  return when(
    parts.has("events"),
    () => html`
      <pbft-lab-events
        part="events"
        .lines=${run.log.lines}
        .dropped=${run.log.dropped}
        .selected=${selected}
        .detailed=${ui.isDetailed}
      ></pbft-lab-events>
    `,
  );
}

function matrix({ run, ui, parts }: Shown): Piece {
  return when(
    parts.has("matrix"),
    () =>
      html`<pbft-lab-vote-matrix part="matrix" .replica=${nodeOf(run.model, ui.node)} .reported=${run.log.seq} .chosen=${ui.seq}></pbft-lab-vote-matrix>`,
  );
}

function inspector(shown: Shown): Piece {
  const { run, ui, parts, controls, dispatch } = shown;
  const onSelect = (event: Event) => {
    if (event instanceof CustomEvent && typeof event.detail === "number") {
      dispatch({ type: "node", node: event.detail });
    }
  };
  return when(
    parts.has("inspector"),
    () =>
      html`<pbft-lab-inspector part="inspector" .node=${nodeOf(run.model, ui.node)} .nowMs=${run.nowMs} .acts=${controls.has("faults")} @select=${onSelect}>${lies(shown)}</pbft-lab-inspector>`,
  );
}

/** The lies of the node that is shown. A node that is down sends nothing. */
function lies({ t, run, ui, controls, dispatch }: Shown): Piece {
  const { model } = run;
  const node = nodeOf(model, ui.node);
  const replica = model?.replicas[node];
  const liar = replica ?? model?.clients[node - model.n];
  if (!model || !liar || liar.health === "down" || !controls.has("faults")) {
    return nothing;
  }
  const { shown } = ui.lies;
  const onToggle = ({ target }: Event) => {
    if (target instanceof HTMLDetailsElement && target.open !== (shown !== "none")) {
      dispatch({ type: "lies", list: { shown: target.open ? "useful" : "none", search: "" } });
    }
  };
  return html`
    <details slot="lies" class="lies" ?open=${shown !== "none"} @toggle=${onToggle}>
      <summary>${t(liar.byzantine ? "menu-lie-more" : "menu-lie")}</summary>
      <pbft-lab-strategies
        .strategies=${run.strategies}
        .followed=${liar.strategies}
        .node=${node}
        .primary=${replica?.primary ?? false}
        .replicas=${model.n}
        .clients=${model.clients.length}
        .list=${ui.lies}
      ></pbft-lab-strategies>
    </details>
  `;
}

/** In another cluster there may be no such node. */
function nodeOf(model: Shown["run"]["model"], node: number): number {
  return model && node >= model.n + model.clients.length ? 0 : node;
}

function log({ parts }: Shown): Piece {
  return when(parts.has("log"), () => html`<pbft-lab-log-strip part="log"></pbft-lab-log-strip>`);
}

function network({ parts, controls }: Shown): Piece {
  return when(
    parts.has("network"),
    () => html`<pbft-lab-network part="network" .acts=${controls.has("network")}></pbft-lab-network>`,
  );
}

export function timeline(shown: Shown): Piece {
  const { run, hiddenKinds, selected, explanations, theme, ui, parts, controls } = shown;
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
        .chapters=${controls.has("moments") ? flagged(shown) : []}
        .forks=${forks(shown)}
        .nowMs=${run.nowMs}
        .theme=${theme}
        .tall=${ui.isTimelineTall || ui.form !== "wide"}
        .resizable=${ui.form === "wide"}
      >${when(hasBranchRow(shown), () => branches(shown, true))}</pbft-lab-timeline>
    `,
  );
}

/** The chapters with a flag on the timeline. A lesson that asks hides those that the run has not reached. */
function flagged({ run }: Shown): readonly Chapter[] {
  return run.lesson.length > 0 ? begun(run.chapters, run.reachedMs) : run.chapters;
}

function forks({ run, controls }: Shown): readonly Fork[] {
  return controls.has("moments") ? forksOf(run.branches) : [];
}

/** As a row of the timeline, or in a pane over the panel. */
function branches({ run, explanations }: Shown, isRow: boolean): TemplateResult {
  return html`
    <pbft-lab-branches
      slot=${isRow ? "branches" : nothing}
      ?row=${isRow}
      .branches=${run.branches}
      .comparison=${explanations.comparison}
      .compares=${explanations.compares}
      .replay=${replayOf(run)}
    ></pbft-lab-branches>
  `;
}

/** What the reader has asked for, over the panel. The newest lies above. */
export function panes(shown: Shown): TemplateResult {
  const { t, run, ui, explanations, selected, parts, dispatch } = shown;
  const safety = ui.pane === "safety" && parts.has("safety");
  // The focus goes back to what opened it.
  const close = ({ currentTarget }: Event) => {
    dispatch({ type: "pane", pane: undefined });
    const root = currentTarget instanceof Element ? currentTarget.getRootNode() : undefined;
    if (root instanceof ShadowRoot) {
      root.querySelector<HTMLElement>(safety ? ".chip" : "button.branches")?.focus();
    }
  };
  const isBranches = ui.pane === "branches" && run.branches.length > 1 && !hasBranchRow(shown);
  return html`
    ${when(
      safety || isBranches,
      () => html`
        <div class="pane" @keydown=${onEscape(close)}>
          <header>
            <h2>${t(safety ? "safety-label" : "futures-label")}</h2>
            <button type="button" class="quiet" @click=${close}>${t("close")}</button>
          </header>
          <div class="scroller" tabindex="0">
            ${safety ? html`<pbft-lab-safety part="safety" .lines=${run.log.lines} .removed=${run.removed}></pbft-lab-safety>` : nothing}
            ${when(isBranches, () => branches(shown, false))}
          </div>
        </div>
      `,
    )}
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

function onEscape(close: (event: Event) => void): (event: KeyboardEvent) => void {
  return (event) => {
    const inDialog = event.composedPath().some((one) => one instanceof HTMLDialogElement && one.open);
    if (event.key === "Escape" && !inDialog) {
      event.preventDefault();
      close(event);
    }
  };
}
