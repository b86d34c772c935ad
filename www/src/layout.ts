// Where each part stands on the page, and what it is told. Nothing is decided here: a part's intents go to whoever holds the run.

import { html, type TemplateResult } from "lit";
import type { Asking } from "./asking.ts";
import type { Gripped } from "./grip.ts";
import { Intent, type Theme, type Wish } from "./intents.ts";
import { marksOf, NO_MARKS, nodeOf } from "./lit.ts";
import { settings } from "./parts/settings.ts";
import type { Refusals, SceneEntry } from "./parts/setup.ts";
import { story, trouble } from "./parts/story.ts";
import type { Run } from "./run.ts";
import { notices } from "./share/notices.ts";
import type { Sharing } from "./share/sharing.ts";
import type { Kind } from "./stage/glyphs.ts";
import type { Language, Say } from "./text/catalogue.ts";

/** A node whose menu is open, and where. */
export interface Chosen {
  readonly node: number;
  readonly anchor: Element;
}

/** All that is shown. */
export interface Shown {
  readonly say: Say;
  readonly language: Language;
  readonly theme: Theme;
  readonly run: Run;
  readonly scenes: readonly SceneEntry[];
  /** The name of the open scene. */
  readonly scene: string;
  readonly chosen: Chosen | undefined;
  /** What the reader has taken hold of beside the nodes. */
  readonly gripped: Gripped | undefined;
  readonly unseen: ReadonlySet<Kind>;
  /** The record of the trace that the reader looks at. */
  readonly selected: number | undefined;
  /** Whether the reader has found out that nodes can be chosen. */
  readonly tried: boolean;
  readonly sharing: Sharing;
  /** What the reader has asked about the run, and the answer. */
  readonly asking: Asking;
  readonly ask: (wish: Wish) => void;
}

export function layout(shown: Shown): TemplateResult {
  const { say, run, language, asking } = shown;
  return html`
    <section class="lab" part="lab" lang=${language} aria-label=${say("element-label")} @intent=${heard(shown.ask)}>
      ${tools(shown)} ${notices(say, shown.sharing, run.stepCount, shown.ask)}
      <pbft-lab-setup
        .say=${say}
        .picture=${run.picture}
        .scenes=${shown.scenes}
        .scene=${shown.scene}
        .refusals=${refusals(run)}
      ></pbft-lab-setup>
      ${story(say, run, language, shown.ask)} ${trouble(say, run, shown.ask)}
      <pbft-lab-safety part="safety" .say=${say} .picture=${run.picture} .lines=${run.told.lines} .language=${language}></pbft-lab-safety>
      <div class="main ${asking.asked ? "asked" : ""}">
        ${stageBox(shown)}
        <pbft-lab-legend
          .say=${say}
          .kinds=${run.kinds}
          .counts=${run.packets.counts()}
          .unseen=${shown.unseen}
        ></pbft-lab-legend>
        ${controls(shown)}
        <pbft-lab-timeline
          part="timeline"
          .say=${say}
          .timeline=${run.timeline}
          .lines=${run.told.lines}
          .unseen=${shown.unseen}
          .selected=${shown.selected}
          .lit=${asking.lit}
          .seekable=${true}
          .theme=${shown.theme}
          .language=${language}
        ></pbft-lab-timeline>
        <pbft-lab-steps part="steps" .say=${say} .picture=${run.picture}></pbft-lab-steps>
        <pbft-lab-captions
          part="captions"
          .say=${say}
          .chapters=${run.chapters}
          .nowMs=${run.nowMs}
          .playing=${run.playing}
          .language=${language}
        ></pbft-lab-captions>
        <pbft-lab-events
          part="events"
          .say=${say}
          .lines=${run.told.lines}
          .dropped=${run.told.dropped}
          .selected=${shown.selected}
          .language=${language}
        ></pbft-lab-events>
        ${answer(shown)}
        <pbft-lab-details
          part="details"
          .say=${say}
          .picture=${run.picture}
          .chosen=${shown.chosen?.node}
          .pointed=${selectedNode(shown)}
          .language=${language}
        ></pbft-lab-details>
      </div>
      ${overlays(shown)}
    </section>
  `;
}

/** The answer to a question about the run, beside the stage. */
function answer({ say, run, asking, selected, language }: Shown): TemplateResult {
  return html`
    <pbft-lab-why
      part="why"
      ?hidden=${!asking.asked}
      .say=${say}
      .asked=${asking.asked}
      .picture=${run.picture}
      .lines=${run.told.lines}
      .selected=${selected}
      .language=${language}
    ></pbft-lab-why>
  `;
}

function selectedNode({ run, selected }: Shown): number | undefined {
  const records = run.timeline?.records;
  return records && selected !== undefined ? nodeOf(records, selected) : undefined;
}

/** What concerns the page and not the run: each a button with its dialog, then language and colours. */
function tools({ say, run, scenes, scene, language, theme, sharing, ask }: Shown): TemplateResult {
  return html`
    <div class="tools" part="tools">
      <pbft-lab-text-version
        .say=${say}
        .lines=${run.told.lines}
        .dropped=${run.told.dropped}
        .chapters=${run.chapters}
        .language=${language}
      ></pbft-lab-text-version>
      <pbft-lab-help .say=${say}></pbft-lab-help>
      <pbft-lab-run-settings
        .say=${say}
        .base=${run.base}
        .scene=${scenes.find(({ name }) => name === scene)?.scenario}
        .refusal=${run.refused?.at === "settings" ? run.refused : undefined}
        .quorumsOf=${(replicas: number) => run.inquire({ inquire: "quorums", replicas })}
      ></pbft-lab-run-settings>
      <pbft-lab-share
        .say=${say}
        .sharing=${sharing}
        .notice=${sharing.notice}
        .stepCount=${run.stepCount}
        .nowMs=${run.nowMs}
        .language=${language}
      ></pbft-lab-share>
      ${settings(say, language, theme, ask)}
    </div>
  `;
}

function stageBox({ say, run, unseen, chosen, gripped, tried, asking, selected }: Shown): TemplateResult {
  const records = run.timeline?.records;
  return html`
    <div class="stage-box">
      <pbft-lab-stage
        part="stage"
        .say=${say}
        .picture=${run.picture}
        .unseen=${unseen}
        .opened=${chosen?.node}
        .lit=${asking.marks}
        .selected=${records && selected !== undefined ? marksOf(records, [selected]) : NO_MARKS}
        .gripped=${gripped?.grip.kind === "packet" ? gripped.grip.packet : undefined}
      ></pbft-lab-stage>
      <p class="clock" aria-hidden="true"></p>
      <p class="hint" ?hidden=${tried || !run.picture}>${say("try-it", { fault: run.picture?.faulty ? "yes" : "no" })}</p>
    </div>
  `;
}

function controls({ say, run, language, asking }: Shown): TemplateResult {
  const usable = run.picture !== undefined && !run.trouble;
  const refusal = run.refused?.at === "request" ? run.refused.message : "";
  return html`
    <div class="controls" part="controls">
      <pbft-lab-request .say=${say} .refusal=${refusal} .usable=${usable}></pbft-lab-request>
      <pbft-lab-transport
        .say=${say}
        .playing=${run.playing}
        .speed=${run.speed}
        .cursor=${run.cursor}
        .usable=${usable}
      ></pbft-lab-transport>
      <pbft-lab-until .say=${say} .search=${run.searches.now} .sought=${run.searches.last} .language=${language} .usable=${usable}></pbft-lab-until>
      <pbft-lab-moments
        .say=${say}
        .cursor=${run.cursor}
        .lastStep=${run.lastStep}
        .nowMs=${run.nowMs}
        .language=${language}
        .usable=${usable}
      ></pbft-lab-moments>
      <pbft-lab-futures
        .say=${say}
        .branches=${run.branches}
        .picture=${run.picture}
        .comparison=${asking.comparison}
        .language=${language}
      ></pbft-lab-futures>
    </div>
  `;
}

/** What stands above everything else while it is open. */
function overlays({ say, run, language, chosen, gripped }: Shown): TemplateResult {
  return html`
    <pbft-lab-menu
      .say=${say}
      .picture=${run.picture}
      .node=${chosen?.node}
      .anchor=${chosen?.anchor}
      .strategies=${run.strategies}
    ></pbft-lab-menu>
    <pbft-lab-grip
      .say=${say}
      .picture=${run.picture}
      .gripped=${gripped}
      .message=${run.message}
      .latency=${run.latency}
      .language=${language}
    ></pbft-lab-grip>
  `;
}

function heard(ask: (wish: Wish) => void): (event: Event) => void {
  return (event) => {
    if (event instanceof Intent) {
      event.stopPropagation();
      ask(event.wish);
    }
  };
}

function refusals({ refused }: Run): Refusals {
  return refused ? { [refused.at]: refused.message } : {};
}
