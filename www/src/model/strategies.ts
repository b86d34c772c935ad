// Ways to misbehave, as the engine lists them: sorted for a reader, and made into commands. No strategy is known by its name.

import type { Command, ParameterInfo, ParameterValue, Strategy, StrategyInfo } from "../engine/engine.ts";

export type Family = StrategyInfo["family"];

export interface FamilyOfStrategies {
  readonly family: Family;
  readonly strategies: readonly StrategyInfo[];
}

/** What such a node may follow, by family; first what shows at once: as a backup it does not have a primary's chances. */
export function familiesFor(
  all: readonly StrategyInfo[],
  whose: StrategyInfo["appliesTo"],
  primary: boolean,
): FamilyOfStrategies[] {
  const fitting = all.filter(({ appliesTo }) => appliesTo === whose);
  const families = [...new Set(fitting.map(({ family }) => family))];
  const others = families.filter((family) => family !== "primary");
  const own = families.filter((family) => family === "primary");
  const order = primary ? [...own, ...others] : [...others.slice(0, 1), ...own, ...others.slice(1)];
  return order.map((family) => ({ family, strategies: fitting.filter((one) => one.family === family) }));
}

/** All that a node follows when one strategy is begun, or changed if it follows it already. */
export function withStrategy(followed: readonly Strategy[], strategy: Strategy): Strategy[] {
  const known = followed.some(({ name }) => name === strategy.name);
  return known
    ? followed.map((one) => (one.name === strategy.name ? strategy : one))
    : [...followed, strategy];
}

export function withoutStrategy(followed: readonly Strategy[], name: string): Strategy[] {
  return followed.filter((one) => one.name !== name);
}

/** All liars made by hand share their keys and plans: the worst that can be, and what PBFT is proven against. */
const GROUP = 1;

/** The command that makes a node follow these strategies and no others; none: the protocol. */
export function behaviour(node: number, replicas: number, strategies: Strategy[]): Command {
  if (node >= replicas) {
    const client = node - replicas;
    return strategies.length === 0
      ? { do: "clientBehave", client, strategies }
      : { do: "clientBehave", client, strategies, group: GROUP };
  }
  return strategies.length === 0
    ? { do: "honest", replica: node }
    : { do: "behave", replica: node, strategies, group: GROUP };
}

/** A strategy told one thing more; undefined: what holds unless said. */
export function told(strategy: Strategy, name: string, value: ParameterValue | undefined): Strategy {
  const { [name]: _, ...others } = strategy.parameters ?? {};
  return { ...strategy, parameters: value === undefined ? others : { ...others, [name]: value } };
}

/** A strategy that acts in a percentage of cases. */
export function actingIn(strategy: Strategy, percent: number | undefined): Strategy {
  const { when: _, ...always } = strategy;
  return percent === undefined || percent >= 100
    ? always
    : { ...always, when: { ratio: [Math.max(0, Math.round(percent)), 100] } };
}

/** In how many of a hundred cases a strategy acts. */
export function percentOf({ when }: Strategy): number {
  if (when === "never") {
    return 0;
  }
  const ratio = typeof when === "object" ? when.ratio : undefined;
  return ratio ? Math.round((100 * ratio[0]) / ratio[1]) : 100;
}

/** The number that a field holds; an empty one says nothing. The engine knows the limits and says them. */
export function numberIn(text: string): number | undefined {
  const wanted = text.trim();
  return wanted === "" || Number.isNaN(Number(wanted)) ? undefined : Number(wanted);
}

/** The nodes that a parameter may name, in the engine's numbers. */
export function nodesFor(kind: ParameterInfo["kind"], replicas: number, clients: number): number[] {
  const count = kind === "replica" ? replicas : kind === "client" ? clients : replicas + clients;
  return Array.from({ length: count }, (_, node) => node);
}
