// Types of <pbft-lab> for other programs. `make dist` publishes them, so they use only the engine's own types.

import type {
  Branch,
  Command,
  Difference,
  Explanation,
  Goal,
  MessageView,
  Progress,
  Scenario,
  TraceRecord,
  View,
  WhyQuestion,
} from "../engine/engine.ts";
import type { TraceFormat } from "../engine/messages.ts";
import type { PbftLabEventMap } from "./events.ts";

export type { AnswerDetail, ErrorDetail, Goal, PbftLabEventMap, StepDetail, Violation } from "./events.ts";
export type { FrameCommand, FrameEvent } from "./frame-messages.ts";

/**
 * A PBFT cluster in a page: a run to watch, to step through and to disturb. Every attribute is also a property; null and
 * undefined count as absent. These comments are published as custom-elements.json.
 *
 * @slot title - appears above the lab, next to its tools
 * @csspart lab - everything
 * @csspart tools - the row of dialogs
 * @csspart setup - scene, replicas and seed
 * @csspart controls - the controls of the run
 * @csspart story - the narration
 * @csspart stage - the cluster as a graph
 * @csspart timeline - the space-time diagram
 * @csspart details - the detail panels
 * @cssprop --pbft-paper - the background
 * @cssprop --pbft-ink - text
 * @cssprop --pbft-accent - selected and primary items
 * @cssprop --pbft-alarm - errors
 * @cssprop --pbft-stage-height - the least height of the stage, a length
 */
export interface PbftLab extends HTMLElement {
  /** The name of a scene, the address of a scenario file, or a link. */
  scenario: string | null | undefined;
  /** A whole number below 2^64; the same seed gives the same run. */
  seed: string | null | undefined;
  /** The place where the run opens: `17` is a step, `412ms` or `1.5s` a virtual time. */
  startAt: string | null | undefined;
  /** The language, such as `en` or `zh`; by default the browser's. */
  lang: string;
  /** The colours: `light`, `dark`, or `auto` for those of the page. */
  theme: "auto" | "light" | "dark";
  /** Virtual time per real time, 0.001 to 100. */
  speed: number;
  /** The run plays as soon as it is open. */
  autoplay: boolean;
  /** The element uses the page's address: it opens a link after `#run=`, and a reload returns to the run. */
  restore: boolean;
  /** The reader can inspect and move through the run, but gives no command. */
  readOnly: boolean;
  /** The names of the parts that are shown; by default all. */
  parts: string | null | undefined;
  /** The names of the groups of controls that the reader has; by default all. */
  controls: string | null | undefined;
  /** `auto`, or a length such as `640px`, never more than the room that there is. */
  width: string | null | undefined;
  /** `auto`, or a length such as `480px` or `60vh`; what does not fit is scrolled. */
  height: string | null | undefined;
  /** The latest view of the run; undefined before the first. */
  readonly view: View | undefined;
  /** The engine's interface to the run; it works in a worker, so every method returns a promise. */
  readonly simulation: RemoteSimulation;
  /** Plays the run. */
  play(): void;
  /** Pauses the run. */
  pause(): void;
  /** Handles one occurrence. */
  step(): void;
  /** Goes one occurrence back. */
  back(): Promise<void>;
  /** Goes to a step that was reached before. */
  seek(step: number): Promise<void>;
  /** Restarts the run. */
  reset(): Promise<void>;
  /** Promises the text of a link to this step, valid as `scenario`. */
  link(): Promise<string>;
  /** Promises a figure of the stage or of the timeline. */
  figure(format: "svg" | "png", of?: "stage" | "timeline"): Promise<Blob>;
}

/** The position of a run after a call. */
export type Reached = Pick<Progress, "nowMs" | "stepCount" | "idle">;

/** Calls reject with an `Error` that has `name` and `field` like the engine's. The run is then unchanged. */
export interface RemoteSimulation {
  /** Executes a command now. The page shows it; going back undoes it. */
  command(command: Command): Promise<Reached>;
  /** Handles exactly one occurrence. */
  step(): Promise<Reached>;
  /** Goes to any step of the present branch. */
  seek(step: number): Promise<Reached>;
  /** Runs until the goal is reached, for at most `limitMs` milliseconds of virtual time. */
  runUntil(goal: Goal, limitMs: number): Promise<Reached & { readonly stopped: Progress["stopped"] }>;
  branches(): Promise<readonly Branch[]>;
  switchTo(branch: number): Promise<Reached>;
  compare(one: number, other: number): Promise<Difference>;
  view(): Promise<View>;
  records(from: number, count: number, options?: { facts?: boolean }): Promise<TraceRecord[]>;
  message(packet: number): Promise<MessageView>;
  why(question: WhyQuestion): Promise<Explanation>;
  violations(): Promise<View["violations"]>;
  /** Returns a scenario that reproduces exactly this run, with its commands. */
  scenario(): Promise<Scenario>;
  link(): Promise<string>;
  exportTrace(format: TraceFormat): Promise<string>;
}

declare global {
  interface HTMLElementTagNameMap {
    "pbft-lab": PbftLab;
  }
  interface HTMLElementEventMap extends PbftLabEventMap {}
}
