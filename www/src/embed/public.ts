// The types of <pbft-lab> for other people's programs. `make dist` publishes what stands here and what it names, so it names
// nothing but the engine's own types.

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

/** The element. Every attribute is a property too; what is null or undefined is as if it were absent. */
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
  /** The latest view of the run; undefined before there is one. */
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

/** Where a run stands after it was told to go on. */
export type Reached = Pick<Progress, "nowMs" | "stepCount" | "idle">;

/** Everything rejects with an `Error` that has `name` and `field` as those of the engine; the run then goes on as it was. */
export interface RemoteSimulation {
  /** Obeys a command now. The page shows it, and it can be undone by going back. */
  command(command: Command): Promise<Reached>;
  /** Handles exactly one occurrence. */
  step(): Promise<Reached>;
  /** To any step of the present branch, forward or back. */
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
  /** What reproduces exactly this run, commands included. */
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
