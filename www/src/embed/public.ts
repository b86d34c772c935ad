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

export type { ErrorDetail, Goal, PbftLabEventMap, StepDetail, Violation } from "./events.ts";
export type { FrameCommand, FrameEvent } from "./frame-messages.ts";

/** The element. Every attribute is also a property; null and undefined count as absent. */
export interface PbftLab extends HTMLElement {
  scenario: string | null | undefined;
  seed: string | null | undefined;
  startAt: string | null | undefined;
  lang: string;
  theme: "auto" | "light" | "dark";
  speed: number;
  autoplay: boolean;
  restore: boolean;
  readOnly: boolean;
  parts: string | null | undefined;
  controls: string | null | undefined;
  height: string | null | undefined;
  /** The latest view of the run; undefined before the first. */
  readonly view: View | undefined;
  readonly simulation: RemoteSimulation;
  play(): void;
  pause(): void;
  step(): void;
  back(): Promise<void>;
  seek(step: number): Promise<void>;
  reset(): Promise<void>;
  link(): Promise<string>;
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
