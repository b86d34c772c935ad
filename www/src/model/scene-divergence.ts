// Divergence of a run from the captions of its scene.

import type { CatalogEntry, Scenario } from "../engine/engine.ts";
import type { Chapter } from "./chapters.ts";

/** A run that is no longer its scene's. */
export interface SceneDivergence {
  /** Up to this moment it was; undefined where it never was, since it has other settings. */
  readonly fromMs: number | undefined;
  /** The scene of the library that leads back; undefined if a restart does. */
  readonly scene: string | undefined;
}

type Timed = Required<Scenario>["commands"][number];

/** What became of the scene that a run began as; undefined while it is that. `base`: what the run began with. */
export function divergenceOf(
  base: Scenario,
  run: Scenario,
  catalog: readonly CatalogEntry[],
): SceneDivergence | undefined {
  const captions = JSON.stringify(run.captions ?? []);
  if ((run.captions ?? []).length === 0) {
    return undefined;
  }
  const origin = catalog.find(({ scenario }) => JSON.stringify(scenario.captions) === captions);
  if (!origin) {
    // Its author knows no settings but its own; only what the reader does is new.
    return since(foreignCommands(run, base).filter(({ afterStep }) => afterStep !== undefined));
  }
  const { name: scene, scenario } = origin;
  if (settingsOf(scenario) !== settingsOf(run)) {
    return { fromMs: undefined, scene };
  }
  const divergence = since([...foreignCommands(run, scenario), ...foreignCommands(scenario, run)]);
  return divergence && { ...divergence, scene };
}

/** The chapters that are true of the run all the same. */
export function trueOf(
  chapters: readonly Chapter[],
  divergence: SceneDivergence | undefined,
): readonly Chapter[] {
  const { fromMs = Number.NEGATIVE_INFINITY } = divergence ?? { fromMs: Number.POSITIVE_INFINITY };
  return chapters.filter(({ atMs }) => atMs <= fromMs);
}

/** Whether the captions describe another run at this step. */
export function hasDiverged(divergence: SceneDivergence | undefined, nowMs: number): boolean {
  return divergence !== undefined && nowMs > (divergence.fromMs ?? Number.NEGATIVE_INFINITY);
}

function since(commands: readonly Timed[]): SceneDivergence | undefined {
  return commands.length === 0
    ? undefined
    : { fromMs: Math.min(...commands.map(({ atMs }) => atMs)), scene: undefined };
}

/** The commands of a run that another does not have. */
function foreignCommands({ commands = [] }: Scenario, other: Scenario): Timed[] {
  const known = new Set((other.commands ?? []).map((command) => JSON.stringify(command)));
  return commands.filter((command) => !known.has(JSON.stringify(command)));
}

// How signatures are checked changes nothing in a run.
function settingsOf({ cluster, network }: Scenario): string {
  return JSON.stringify([{ ...cluster, crypto: undefined }, network]);
}
