// Byzantine strategies of the engine: sorted and searched for readers, and converted to commands. A strategy is known by name only
// where a newcomer is offered the most useful ones first.

import type { Command, ParameterInfo, ParameterValue, Strategy, StrategyInfo } from "../engine/engine.ts";

export type Family = StrategyInfo["family"];

export interface FamilyOfStrategies {
  readonly family: Family;
  readonly strategies: readonly StrategyInfo[];
}

/** The strategies for such a node by family, first those with immediate effects: a backup cannot do what a primary can. */
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

type Role = "primary" | "backup" | "client";

/** The strategies whose effect is seen soonest with their default parameters. */
const MOST_USEFUL: Readonly<Record<Role, readonly string[]>> = {
  primary: ["equivocate", "lying-reply", "silent-primary", "fabricate-request", "slow-primary"],
  backup: ["lying-reply", "silent", "double-prepare", "withhold-commit", "forge-sender"],
  client: ["two-operations", "backups-only", "bad-signature", "flood", "last-timestamp"],
};

/** The most useful strategies for such a node, best first. */
export function mostUseful(
  all: readonly StrategyInfo[],
  whose: StrategyInfo["appliesTo"],
  primary: boolean,
): StrategyInfo[] {
  const role = whose === "client" ? whose : primary ? "primary" : "backup";
  return MOST_USEFUL[role].flatMap((name) =>
    all.filter((one) => one.name === name && one.appliesTo === whose),
  );
}

/** The strategies whose texts contain all words of a search, by family. */
export function found(
  families: readonly FamilyOfStrategies[],
  search: string,
  textsOf: (strategy: StrategyInfo) => readonly string[],
): FamilyOfStrategies[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  const fits = (strategy: StrategyInfo) => {
    const text = folded([strategy.name, strategy.code, ...textsOf(strategy)].join("\n"));
    return words.every((word) => text.includes(word));
  };
  return families
    .map(({ family, strategies }) => ({ family, strategies: strategies.filter(fits) }))
    .filter(({ strategies }) => strategies.length > 0);
}

/** Without case, accents and hyphens. */
const folded = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/-/g, " ")
    .toLowerCase();

/** The strategies of a node after one is added, or changed if the node follows it already. */
export function withStrategy(followed: readonly Strategy[], strategy: Strategy): Strategy[] {
  const known = followed.some(({ name }) => name === strategy.name);
  return known
    ? followed.map((one) => (one.name === strategy.name ? strategy : one))
    : [...followed, strategy];
}

export function withoutStrategy(followed: readonly Strategy[], name: string): Strategy[] {
  return followed.filter((one) => one.name !== name);
}

/** All faulty nodes that a reader creates share keys and plans: the worst case, for which PBFT is proven. */
export const GROUP = 1;

/** The command to follow these strategies and no others, or the protocol if there are none. */
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

/** A strategy with another parameter; undefined restores the default. */
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

/** The percentage of cases in which a strategy acts. */
export function percentOf({ when }: Strategy): number {
  if (when === "never") {
    return 0;
  }
  const ratio = typeof when === "object" ? when.ratio : undefined;
  return ratio ? Math.round((100 * ratio[0]) / ratio[1]) : 100;
}

/** The number in a field; undefined if it is empty. The engine checks the limits. */
export function numberIn(text: string): number | undefined {
  const wanted = text.trim();
  return wanted === "" || Number.isNaN(Number(wanted)) ? undefined : Number(wanted);
}

/** The nodes that a parameter may name, by their numbers. */
export function nodesFor(kind: ParameterInfo["kind"], replicas: number, clients: number): number[] {
  const count = kind === "replica" ? replicas : kind === "client" ? clients : replicas + clients;
  return Array.from({ length: count }, (_, node) => node);
}
