// Settings of a search for an attack, as its form has them.

import type { HuntTask, Scenario } from "../engine/engine.ts";

export const BUDGETS = [1000, 10_000, 100_000, 1_000_000] as const;

export interface HuntForm {
  readonly executions: number;
  /** How many replicas are Byzantine at most; undefined for f. */
  readonly faulty: number | undefined;
  /** The name of the only invariant that counts; undefined for all. */
  readonly property: string | undefined;
  readonly seed: string;
}

export const USUAL: HuntForm = { executions: 10_000, faulty: undefined, property: undefined, seed: "0" };

const REPLICAS = 4;

/** The number of replicas of a search: that of the directed schedule, because some rules matter only there. */
export function replicasFor(scenario: Scenario | undefined): number {
  return scenario?.cluster?.replicas ?? REPLICAS;
}

/** The task for a cluster without these rules. `liveness`: whether a request without an answer counts, too. */
export function taskOf(
  form: HuntForm,
  replicas: number,
  mutants: readonly string[],
  liveness = false,
): HuntTask {
  const { executions, faulty, property, seed } = form;
  return {
    seed,
    executions,
    cluster: { replicas, mutants: [...mutants] },
    ...(faulty !== undefined && { faulty }),
    ...(liveness && property === undefined && { liveness }),
    ...(property !== undefined && { properties: [property] }),
  };
}

/** The largest seed, which has 64 bits. */
const SEED_MAX = 2n ** 64n - 1n;

export function isSeed(text: string): boolean {
  return /^\d{1,20}$/.test(text) && BigInt(text) <= SEED_MAX;
}
