// Attacks on a protocol with a missing rule: the list of rules, the schedule of an attack, and what became of it.

import type { Command, Goal, LocalText, MutantInfo, QuestionEntry, Scenario } from "../engine/engine.ts";
import type { ViewModel } from "./view-model.ts";

export type Rule = MutantInfo;
export type RuleClass = MutantInfo["class"];

export const RULE_CLASSES: readonly RuleClass[] = ["safety", "liveness", "accountability", "no-effect"];

/** What the list of rules shows. */
export interface RuleFilter {
  /** All classes if it is undefined. */
  readonly shown: RuleClass | undefined;
  readonly search: string;
}

/** The rules that the filter lets through. `textIn` gives the reader's language. */
export function filtered(
  rules: readonly Rule[],
  { shown, search }: RuleFilter,
  textIn: (text: LocalText) => string,
): Rule[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return rules.filter((rule) => {
    const { code, name, section = "", rule: demand, wrong } = rule;
    const text = [code, name, section, textIn(demand), textIn(wrong)].join(" ").toLowerCase();
    return (shown === undefined || rule.class === shown) && words.every((word) => text.includes(word));
  });
}

/** The scenario of an attack, and the rule whose absence makes it possible. */
export interface Attack {
  /** Undefined for an attack on the whole protocol, with more liars than it tolerates. */
  readonly rule: Rule | undefined;
  readonly scenario: Scenario;
  /** Found by a search, or made by hand. */
  readonly origin: "found" | "directed";
  /** When the violation is found; undefined if only a run tells. */
  readonly atMs: number | undefined;
  /** The numbers of commands while it was made smaller. */
  readonly sizes: readonly number[];
}

/** An attack that is open, with or without the rule. */
export interface OpenAttack extends Attack {
  /** The question that it answers, with a scene of the catalog for each run. */
  readonly question: QuestionEntry | undefined;
  readonly isRemoved: boolean;
  /** When it broke something without the rule, as far as it was seen; by then it has failed with the rule. */
  readonly brokenAtMs: number | undefined;
}

/** The scenario with all rules of the protocol. */
export function repaired(scenario: Scenario): Scenario {
  return { ...scenario, cluster: { ...scenario.cluster, mutants: [] } };
}

/** The time that the run must reach to show what the attack does: that of the violation or the last command, and a little more. */
export function endOf({ scenario, atMs, brokenAtMs }: OpenAttack): number {
  const known = brokenAtMs ?? atMs;
  const { goal, commands = [] } = scenario;
  const time = goal && "timeAtLeastMs" in goal ? goal.timeAtLeastMs : undefined;
  return known ?? time ?? Math.max(0, ...commands.map((command) => command.atMs)) + AFTERWARDS_MS;
}

const AFTERWARDS_MS = 1000;

/**
 * What an attack has done so far: the invariant of its goal is violated, only others are, requests wait without end, nothing yet, or
 * it has failed. With the rule, no invariant may be violated.
 */
export type Outcome = "violated" | "early" | "waiting" | "pending" | "harmless";

type Violation = ViewModel["violations"][number];

/** The violation that tells: that of the goal, or the first one until then. */
export function violationOf(
  { scenario }: Pick<Attack, "scenario">,
  violations: readonly Violation[],
): Violation | undefined {
  const property = brokenBy(scenario.goal);
  return violations.find((violation) => violation.property === property) ?? violations[0];
}

/** A client with what it waits for. */
interface Waiting {
  readonly pending?: unknown;
  readonly queued: number;
}

export function outcomeOf(
  attack: OpenAttack,
  {
    violations,
    clients,
    nowMs,
    idle,
  }: Pick<ViewModel, "violations" | "nowMs" | "idle"> & { readonly clients: readonly Waiting[] },
): Outcome {
  const goal = brokenBy(attack.scenario.goal);
  const violation = violationOf(attack, violations);
  if (violation) {
    const isGoal = goal === undefined || violation.property === goal;
    return isGoal || !attack.isRemoved ? "violated" : "early";
  }
  if (nowMs < endOf(attack) && !idle) {
    return "pending";
  }
  return goal === undefined &&
    attack.rule?.class === "liveness" &&
    clients.some(({ pending, queued }) => pending !== undefined || queued > 0)
    ? "waiting"
    : "harmless";
}

/** The commands of a scenario that happen at the same time. */
export interface Stage {
  readonly atMs: number;
  readonly commands: readonly Command[];
}

export function stagesOf({ commands = [] }: Scenario): Stage[] {
  const times = [...new Set(commands.map(({ atMs }) => atMs))].sort((a, b) => a - b);
  return times.map((atMs) => ({ atMs, commands: commands.filter((command) => command.atMs === atMs) }));
}

/** Who attacks: the nodes that lie, the replicas that crash or pause, and whether the network does its part. */
export interface Attackers {
  readonly liars: readonly number[];
  readonly failing: readonly number[];
  readonly network: boolean;
}

export function attackersOf({ commands = [], cluster }: Scenario): Attackers {
  const replicas = cluster?.replicas ?? 4;
  const liars = new Set<number>();
  const failing = new Set<number>();
  let network = false;
  for (const command of commands) {
    switch (command.do) {
      case "behave":
      case "twin":
        liars.add(command.replica);
        break;
      case "clientBehave":
        liars.add(replicas + command.client);
        break;
      case "crash":
      case "pause":
        failing.add(command.replica);
        break;
      case "submit":
      case "restart":
      case "resume":
      case "honest":
        break;
      default:
        network = true;
    }
  }
  return { liars: [...liars].sort(byNumber), failing: [...failing].sort(byNumber), network };
}

const byNumber = (a: number, b: number) => a - b;

/** The name of the invariant that the goal wants violated; undefined for another goal. */
export function brokenBy(goal: Goal | undefined): string | undefined {
  return goal && "violation" in goal ? goal.violation : undefined;
}
