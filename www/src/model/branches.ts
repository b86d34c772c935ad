// Branches of a run: where each of them leaves the one that is shown.

import type { Branch } from "../engine/engine.ts";

export interface Fork {
  readonly atMs: number;
  /** The number of the branch, from 1. */
  readonly branch: number;
}

/** The time at which each other branch and the present one part, in the order of the branches. */
export function forksOf(branches: readonly Branch[]): Fork[] {
  const present = branches.find((branch) => branch.present);
  if (!present) {
    return [];
  }
  const own = lineageOf(present, branches);
  return branches
    .filter((branch) => branch !== present)
    .map((branch) => ({ atMs: partingOf(own, lineageOf(branch, branches)), branch: branch.id + 1 }));
}

/** A branch and its ancestors, each with the time up to which the branch shares it. */
function lineageOf(branch: Branch, branches: readonly Branch[]): ReadonlyMap<number, number> {
  const lineage = new Map<number, number>();
  let untilMs = Number.POSITIVE_INFINITY;
  for (let one: Branch | undefined = branch; one && !lineage.has(one.id); ) {
    lineage.set(one.id, untilMs);
    untilMs = Math.min(untilMs, one.forkedAtMs);
    const { parent }: Branch = one;
    one = branches.find(({ id }) => id === parent);
  }
  return lineage;
}

/** Of the ancestors that two branches share, the nearest is in both for the longest time. */
function partingOf(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let atMs = 0;
  for (const [id, untilMs] of a) {
    const other = b.get(id);
    if (other !== undefined) {
      atMs = Math.max(atMs, Math.min(untilMs, other));
    }
  }
  return atMs;
}
