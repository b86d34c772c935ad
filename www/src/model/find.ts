// Answers that a reader builds: the sets of replicas and the messages chosen so far.

import type { Found, StatementName } from "../engine/engine.ts";

/** The name of a statement as a key. */
export const keyOfStatement = ({ kind, signer, view, seq, digest }: StatementName): string =>
  [kind, signer, view, seq, digest].join(" ");

/** The two sets of replicas that the reader colours. */
export type Pair = readonly [ReadonlySet<number>, ReadonlySet<number>];

export const NO_PAIR: Pair = [new Set(), new Set()];

/** The pair with a replica added to a set or taken from it. */
export function toggled(pair: Pair, set: 0 | 1, replica: number): Pair {
  const members = without(pair[set], replica) ?? new Set([...pair[set], replica]);
  return set === 0 ? [members, pair[1]] : [pair[0], members];
}

/** The replicas in both sets, in order. */
export function shared([first, second]: Pair): number[] {
  return inOrder(first).filter((replica) => second.has(replica));
}

export function foundPair([first, second]: Pair): Found {
  return { quorums: { first: inOrder(first), second: inOrder(second) } };
}

/** The chosen messages, by their keys. */
export type Picks = ReadonlyMap<string, StatementName>;

/** The picks with a message added or taken back. */
export function picked(picks: Picks, statement: StatementName): Picks {
  const key = keyOfStatement(statement);
  return picks.has(key)
    ? new Map([...picks].filter(([one]) => one !== key))
    : new Map(picks).set(key, statement);
}

function without(set: ReadonlySet<number>, one: number): ReadonlySet<number> | undefined {
  return set.has(one) ? new Set([...set].filter((other) => other !== one)) : undefined;
}

const inOrder = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);
