// Search for an attack: its task, and its state, added up over the workers.

import type { Coverage, HuntFinding, HuntProgress, HuntTask } from "../engine/engine.ts";

export type { HuntFinding } from "../engine/engine.ts";

/** `running`: executions are made. `shrinking`: there is a finding, and it becomes smaller. `failed`: no worker could go on. */
export type HuntStatus = "starting" | "running" | "shrinking" | "found" | "none" | "stopped" | "failed";

export interface HuntState {
  readonly status: HuntStatus;
  readonly task: HuntTask;
  /** The code of the missing rule; undefined for the whole protocol. */
  readonly rule: string | undefined;
  readonly workers: number;
  readonly executions: number;
  readonly elapsedMs: number;
  readonly coverage: Coverage;
  readonly found: HuntFinding | undefined;
  /** The numbers of commands of the finding, from the largest scenario to the smallest. */
  readonly sizes: readonly number[];
  /** Why it failed, in English. */
  readonly problem: string | undefined;
}

export const NO_COVERAGE: Coverage = { views: {}, phases: {}, invariants: {}, actions: {} };

/** The part of a task for one of several workers: its own executions, so that all together make each one once. */
export function partOf(task: HuntTask, part: number, parts: number): HuntTask {
  const first = task.firstExecution ?? 0;
  const begin = Math.floor((task.executions * part) / parts);
  const end = Math.floor((task.executions * (part + 1)) / parts);
  return { ...task, firstExecution: first + begin, executions: end - begin };
}

/** The number of workers: one processor is left to the page, and no worker is without executions. */
export function workersFor(processors: number, executions: number): number {
  return Math.max(1, Math.min(processors - 1, executions));
}

/** Executions and coverage of all workers together. */
export function totalOf(parts: readonly HuntProgress[]): Pick<HuntState, "executions" | "coverage"> {
  const executions = parts.reduce((sum, part) => sum + part.executions, 0);
  const coverage = {
    views: sumOf(parts.map((part) => part.coverage.views)),
    phases: sumOf(parts.map((part) => part.coverage.phases)),
    invariants: sumOf(parts.map((part) => part.coverage.invariants)),
    actions: sumOf(parts.map((part) => part.coverage.actions)),
  };
  return { executions, coverage };
}

type Counts = Readonly<Record<string, number>>;

function sumOf(all: readonly Counts[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) {
    sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

/** The sizes so far, with that of the scenario as it is now. */
export function sizesWith(sizes: readonly number[], found: HuntFinding): readonly number[] {
  const all = sizes.length === 0 ? [found.commandsBefore] : sizes;
  return all.at(-1) === found.commandsAfter ? all : [...all, found.commandsAfter];
}

/** Executions for each second of real time; 0 before there is anything to measure. */
export function rateOf({ executions, elapsedMs }: Pick<HuntState, "executions" | "elapsedMs">): number {
  return elapsedMs > 0 ? (executions * 1000) / elapsedMs : 0;
}

const CONFIDENCE = 0.95;

/** With 95 % confidence, an execution breaks an invariant with at most this probability, if none of N did. */
export function boundOf(executions: number): number {
  return executions > 0 ? 1 - (1 - CONFIDENCE) ** (1 / executions) : 1;
}

export function isBusy(state: HuntState | undefined): boolean {
  return state?.status === "starting" || state?.status === "running" || state?.status === "shrinking";
}
