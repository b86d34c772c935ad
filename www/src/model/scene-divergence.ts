// Divergence of a run from its scene.

import type { CatalogEntry, Scenario } from "../engine/engine.ts";
import type { Chapter } from "./chapters.ts";

/** How a run differs from its scene. */
export interface SceneDivergence {
  /** The time up to which it did not; undefined if it always did, because it has other settings. */
  readonly fromMs: number | undefined;
  /** The scene of the catalog that leads back; undefined if a restart does. */
  readonly scene: string | undefined;
}

type Timed = Required<Scenario>["commands"][number];

/** How a run differs from the scene it began as; undefined if it does not. `base`: the scenario at its start. */
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
    // The author's scenario has its own settings. Only commands given by hand are new.
    return since(foreignCommands(run, base).filter(({ afterStep }) => afterStep !== undefined));
  }
  const { name: scene, scenario } = origin;
  if (settingsOf(scenario) !== settingsOf(run)) {
    return { fromMs: undefined, scene };
  }
  const divergence = since([...foreignCommands(run, scenario), ...foreignCommands(scenario, run)]);
  return divergence && { ...divergence, scene };
}

/** The chapters that are still true for the run. */
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

/** The commands of a run that are not in another. */
function foreignCommands({ commands = [] }: Scenario, other: Scenario): Timed[] {
  const known = new Set((other.commands ?? []).map((command) => JSON.stringify(command)));
  return commands.filter((command) => !known.has(JSON.stringify(command)));
}

// How signatures are checked does not change a run.
function settingsOf({ cluster, network }: Scenario): string {
  return JSON.stringify([{ ...cluster, crypto: undefined }, network]);
}
