// Faults that hold from the start of a run: the commands of its scenario at time 0 that make nodes, links or the network faulty.

import type { Command, Scenario, Strategy } from "../engine/engine.ts";

export const SET_UP_KINDS = ["crash", "pause", "lie", "slow", "cut", "partition"] as const;
export type SetUpKind = (typeof SET_UP_KINDS)[number];

/** The two ends of a link. */
interface Link {
  readonly from: number;
  readonly to: number;
  readonly bothWays: boolean;
}

export type SetUp =
  | { readonly kind: "crash" | "pause"; readonly replica: number }
  /** One strategy of a node. `group`: those with whom it colludes. */
  | {
      readonly kind: "lie";
      readonly whose: "replica" | "client";
      readonly id: number;
      readonly strategy: Strategy;
      readonly group: number | undefined;
    }
  | (Link & { readonly kind: "slow"; readonly ms: readonly [number, number] })
  | (Link & { readonly kind: "cut" })
  | {
      readonly kind: "partition";
      readonly groups: readonly (readonly number[])[];
      readonly oneWay: boolean;
    };

type Latency = NonNullable<Extract<Command, { do: "link" }>["latencyMs"]>;
type Timed = Required<Scenario>["commands"][number];

/** What holds from the start of a scenario, in the order of its commands. */
export function setUpOf({ commands = [] }: Scenario): SetUp[] {
  return commands.flatMap((command) => read(command) ?? []).reduce(paired, []);
}

/** The scenario with these faults at its start, before everything else of that time. */
export function withSetUp(scenario: Scenario, wanted: readonly SetUp[]): Scenario {
  if (JSON.stringify(setUpOf(scenario)) === JSON.stringify(wanted)) {
    return scenario;
  }
  const others = (scenario.commands ?? []).filter((command) => read(command) === undefined);
  const { commands: _, ...rest } = scenario;
  const commands = [...commandsOf(wanted).map((command): Timed => ({ atMs: 0, ...command })), ...others];
  return commands.length === 0 ? rest : { ...rest, commands };
}

/** A list with one fault more, or with one replaced. Only one partition holds at a time, and a node has one state. */
export function withFault(list: readonly SetUp[], fault: SetUp, place = list.length): SetUp[] {
  const before = list.slice(0, place).filter((one) => !excludes(fault, one));
  const after = list.slice(place + 1).filter((one) => !excludes(fault, one));
  return [...before, fault, ...after];
}

/** Whether a new fault takes the place of another. */
function excludes(fault: SetUp, other: SetUp): boolean {
  if (fault.kind === "partition" || other.kind === "partition") {
    return fault.kind === other.kind;
  }
  if (fault.kind === "lie" || other.kind === "lie") {
    const [lie, one] = fault.kind === "lie" ? [fault, other] : [other, fault];
    return one.kind === "lie"
      ? lie.kind === "lie" && isOfOneNode(lie, one) && lie.strategy.name === one.strategy.name
      : lie.kind === "lie" && "replica" in one && lie.whose === "replica" && lie.id === one.replica;
  }
  if ("replica" in fault) {
    return "replica" in other && fault.replica === other.replica;
  }
  return "from" in other && isOfOneLink(fault, other);
}

type Lie = Extract<SetUp, { kind: "lie" }>;

const isOfOneNode = (a: Lie, b: Lie): boolean => a.whose === b.whose && a.id === b.id;

function isOfOneLink(a: Link, b: Link): boolean {
  return (
    (a.from === b.from && a.to === b.to) || ((a.bothWays || b.bothWays) && a.from === b.to && a.to === b.from)
  );
}

/** What a command sets up; undefined if it comes later, or is of another kind. */
function read(command: Timed): SetUp[] | undefined {
  if (command.atMs !== 0 || command.afterStep !== undefined) {
    return undefined;
  }
  switch (command.do) {
    case "crash":
      return command.afterPackets === undefined ? [{ kind: "crash", replica: command.replica }] : undefined;
    case "pause":
      return [{ kind: "pause", replica: command.replica }];
    case "behave":
      return lies(command, "replica", command.replica);
    case "clientBehave":
      return lies(command, "client", command.client);
    case "link":
      return readLink(command);
    case "partition":
      return [{ kind: "partition", groups: command.groups, oneWay: command.oneWay ?? false }];
    default:
      return undefined;
  }
}

function lies(
  { strategy, strategies, group }: Extract<Command, { do: "behave" | "clientBehave" }>,
  whose: Lie["whose"],
  id: number,
): Lie[] | undefined {
  const followed = strategy ? [strategy] : (strategies ?? []);
  return followed.length === 0
    ? undefined
    : followed.map((one) => ({ kind: "lie", whose, id, strategy: one, group }));
}

/** A link with more than one change is left as it is. */
function readLink(command: Extract<Command, { do: "link" }>): SetUp[] | undefined {
  const { do: _, from, to, up, latencyMs, ...others } = command;
  const { atMs: __, afterStep: ___, ...changes } = others as Partial<Timed>;
  const isPlain = Object.values(changes).every((value) => value === undefined);
  const link: Link = { from, to, bothWays: false };
  if (!isPlain || (up !== undefined && latencyMs)) {
    return undefined;
  }
  if (up === false) {
    return [{ kind: "cut", ...link }];
  }
  if (latencyMs && "constant" in latencyMs) {
    return [{ kind: "slow", ...link, ms: [latencyMs.constant, latencyMs.constant] }];
  }
  return latencyMs && "uniform" in latencyMs ? [{ kind: "slow", ...link, ms: latencyMs.uniform }] : undefined;
}

/** The same change of both directions of a link is one fault. */
function paired(list: SetUp[], fault: SetUp): SetUp[] {
  if (fault.kind !== "cut" && fault.kind !== "slow") {
    return [...list, fault];
  }
  const back = JSON.stringify({ ...fault, from: fault.to, to: fault.from });
  const place = list.findIndex((one) => JSON.stringify(one) === back);
  const other = list[place];
  return other && (other.kind === "cut" || other.kind === "slow")
    ? list.with(place, { ...other, bothWays: true })
    : [...list, fault];
}

function commandsOf(list: readonly SetUp[]): Command[] {
  // All strategies of a node are one command, at its first.
  const firsts = list.filter(
    (fault, place) =>
      fault.kind !== "lie" ||
      list.findIndex((one) => one.kind === "lie" && isOfOneNode(one, fault)) === place,
  );
  return firsts.flatMap((fault) => commandsFor(fault, list));
}

function commandsFor(fault: SetUp, list: readonly SetUp[]): Command[] {
  switch (fault.kind) {
    case "crash":
    case "pause":
      return [{ do: fault.kind, replica: fault.replica }];
    case "lie":
      return [
        behaviourOf(
          fault,
          list.filter((one) => one.kind === "lie").filter((one) => isOfOneNode(one, fault)),
        ),
      ];
    case "cut":
      return onLink(fault, { up: false });
    case "slow":
      return onLink(fault, { latencyMs: latencyOf(fault.ms) });
    case "partition": {
      const groups = fault.groups.map((group) => [...group]);
      return [{ do: "partition", groups, ...(fault.oneWay && { oneWay: true }) }];
    }
  }
}

function latencyOf([least, most]: readonly [number, number]): Latency {
  return least === most ? { constant: least } : { uniform: [least, most] };
}

/** A node has one group for all that it does. */
function behaviourOf({ whose, id }: Lie, all: readonly Lie[]): Command {
  const strategies = all.map(({ strategy }) => strategy);
  const group = all.find((one) => one.group !== undefined)?.group;
  const colludes = group === undefined ? {} : { group };
  return whose === "replica"
    ? { do: "behave", replica: id, strategies, ...colludes }
    : { do: "clientBehave", client: id, strategies, ...colludes };
}

function onLink(
  { from, to, bothWays }: Link,
  change: Omit<Extract<Command, { do: "link" }>, "do" | "from" | "to">,
): Command[] {
  const there: Command = { do: "link", from, to, ...change };
  return bothWays ? [there, { do: "link", from: to, to: from, ...change }] : [there];
}
