// Sentences about attacks: who attacks, in which stages, and to which end.

import type { Scenario } from "../engine/engine.ts";
import { type Attackers, attackersOf, brokenBy, type Rule, type Stage, stagesOf } from "../model/attacks.ts";
import type { Members } from "../model/cast.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "./catalogue.ts";
import { milliseconds } from "./format.ts";
import { capitalised, commandSentence, nodeNames } from "./narration.ts";

/** What happens at one time. */
export interface StageText {
  readonly time: string;
  readonly sentences: readonly string[];
}

/** More changes of links than this at one time are counted. */
const LINKS_LISTED = 2;

/** The stages of an attack up to its goal. */
export function stageTexts(scenario: Scenario, t: Translate, language: string): StageText[] {
  const cast = membersOf(scenario);
  return stagesOf(scenario).map((stage) => ({
    time: t("why-time", { time: milliseconds(stage.atMs, language) }),
    sentences: sentencesOf(stage, cast, t),
  }));
}

function sentencesOf({ commands }: Stage, cast: Members, t: Translate): string[] {
  const links = commands.filter((command) => command.do === "link");
  if (links.length <= LINKS_LISTED) {
    return commands.map((command) => commandSentence(command, undefined, cast, t));
  }
  const others = commands.filter((command) => command.do !== "link");
  const counted = (change: "down" | "up" | "other", count: number) =>
    count > 0 ? [t("attack-links", { change, count })] : [];
  const down = links.filter(({ up }) => up === false).length;
  const up = links.filter((command) => command.up === true).length;
  return [
    ...counted("down", down),
    ...counted("up", up),
    ...counted("other", links.length - down - up),
    ...others.map((command) => commandSentence(command, undefined, cast, t)),
  ];
}

function membersOf({ cluster }: Scenario): Members {
  return { replicas: cluster?.replicas ?? 4, clients: cluster?.clients ?? 1 };
}

export function attackersText(scenario: Scenario, t: Translate): string {
  const { liars, failing, network }: Attackers = attackersOf(scenario);
  const cast = membersOf(scenario);
  const parts = [
    ...(liars.length > 0
      ? [t("attack-liars", { names: nodeNames(liars, cast, t), count: liars.length })]
      : []),
    ...(failing.length > 0
      ? [t("attack-failing", { names: nodeNames(failing, cast, t), count: failing.length })]
      : []),
    ...(network ? [t("attack-network")] : []),
  ];
  return parts.length === 0 ? t("attack-nobody") : capitalised(parts.join(t("list-semicolon")));
}

/** What the attack is to achieve. `invariants`: all of them, with their names. */
export function goalText(
  { class: kind }: Pick<Rule, "class">,
  { goal }: Scenario,
  invariants: ViewModel["invariants"],
  t: Translate,
): string {
  const property = brokenBy(goal);
  if (property !== undefined) {
    return t("attack-goal-violation", { name: invariantName(property, invariants, t) });
  }
  return t("attack-goal-other", { class: kind });
}

/** The name of an invariant in the reader's language. */
export function invariantName(property: string, invariants: ViewModel["invariants"], t: Translate): string {
  const known = invariants.find((invariant) => invariant.property === property);
  return known ? t(`invariant-${known.id.slice(1)}`) : property;
}

/** The kinds of actions of a schedule. All others are strategies. */
const ACTIONS: ReadonlySet<string> = new Set([
  "submit",
  "behave",
  "twin",
  "cut",
  "delay",
  "crash",
  "pause",
  "timeout",
]);

/** What a schedule of a search did. */
export function actionName(action: string, t: Translate): string {
  return ACTIONS.has(action) ? t("hunt-action", { action }) : t(`strategy-${action}`);
}
