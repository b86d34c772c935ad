// Stopped links: cut, or holding messages, by direction.

import type { ViewModel } from "./view-model.ts";

/** A direction of a link that is cut or holds messages. */
export interface Stop {
  readonly from: number;
  readonly to: number;
  readonly why: "cut" | "held";
}

/** Every stopped direction once. */
export function stops(model: ViewModel): Stop[] {
  const found = new Map<string, Stop>();
  const add = (from: number, to: number, why: Stop["why"]) => {
    const key = `${from} ${to}`;
    if (found.get(key)?.why !== "cut") {
      found.set(key, { from, to, why });
    }
  };
  for (const { from, to, up, hold } of model.links) {
    if (!up) {
      add(from, to, "cut");
    } else if (hold) {
      add(from, to, "held");
    }
  }
  for (const [from, to] of partitioned(model.partition)) {
    add(from, to, "cut");
  }
  return [...found.values()];
}

// Nodes of different groups cannot communicate. If only one direction is cut, it is from an earlier group to a later one.
function partitioned(partition: ViewModel["partition"]): [number, number][] {
  if (!partition) {
    return [];
  }
  const { groups, oneWay } = partition;
  return groups.flatMap((group, index) =>
    groups
      .slice(index + 1)
      .flat()
      .flatMap((later) =>
        group.flatMap((earlier): [number, number][] =>
          oneWay
            ? [[earlier, later]]
            : [
                [earlier, later],
                [later, earlier],
              ],
        ),
      ),
  );
}
