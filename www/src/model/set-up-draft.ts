// The form for a fault from the start: its fields for every kind at once, and what they describe.

import type { Members } from "./cast.ts";
import { choicesOf, groupsOf } from "./inspected.ts";
import type { SetUp, SetUpKind } from "./set-up.ts";
import { parsed } from "./settings-form.ts";
import { GROUP } from "./strategies.ts";
import { SLOW_MS } from "./tools.ts";

export interface SetUpDraft {
  readonly kind: SetUpKind;
  readonly node: number;
  /** The name of a strategy; empty for the first that is offered. */
  readonly strategy: string;
  readonly from: number;
  readonly to: number;
  readonly bothWays: boolean;
  /** Minimum and maximum latency as they were typed, in milliseconds. */
  readonly least: string;
  readonly most: string;
  /** The group of each node; 0 is none. */
  readonly groups: readonly number[];
  /** The fault that is being edited: what the form does not show is kept as it is there. */
  readonly source: SetUp | undefined;
}

/** The form for a new fault, or for one that is listed. */
export function draftOf(source: SetUp | undefined, { replicas, clients }: Members): SetUpDraft {
  const [least, most] = source?.kind === "slow" ? source.ms : SLOW_MS;
  const link = source && "from" in source ? source : { from: 0, to: 1, bothWays: true };
  return {
    kind: source?.kind ?? "crash",
    node: nodeOf(source, replicas),
    strategy: source?.kind === "lie" ? source.strategy.name : "",
    from: link.from,
    to: link.to,
    bothWays: link.bothWays,
    least: String(least),
    most: String(most),
    groups: choicesOf(source?.kind === "partition" ? source.groups : [], replicas + clients),
    source,
  };
}

function nodeOf(source: SetUp | undefined, replicas: number): number {
  if (source?.kind === "lie") {
    return source.whose === "replica" ? source.id : replicas + source.id;
  }
  return source && "replica" in source ? source.replica : 0;
}

/** What the form describes; undefined while it describes nothing. */
export function faultOf(draft: SetUpDraft, { replicas }: Members): SetUp | undefined {
  const { kind, node, from, to, bothWays, groups, source } = draft;
  switch (kind) {
    case "crash":
    case "pause":
      return { kind, replica: node };
    case "lie":
      return lieOf(draft, replicas);
    case "cut":
      return from === to ? undefined : { kind, from, to, bothWays };
    case "slow": {
      const [least, most] = [parsed(draft.least), parsed(draft.most)];
      return from === to || least === undefined || most === undefined
        ? undefined
        : { kind, from, to, bothWays, ms: [least, most] };
    }
    case "partition": {
      const sides = groupsOf(groups);
      const oneWay = source?.kind === "partition" && source.oneWay;
      return sides.length > 1 ? { kind, groups: sides, oneWay } : undefined;
    }
  }
}

/** The same strategy of the same node keeps its parameters. */
function lieOf({ node, strategy: name, source }: SetUpDraft, replicas: number): SetUp | undefined {
  const whose = node < replicas ? "replica" : "client";
  const id = node < replicas ? node : node - replicas;
  if (name === "") {
    return undefined;
  }
  return source?.kind === "lie" && source.whose === whose && source.id === id && source.strategy.name === name
    ? source
    : { kind: "lie", whose, id, strategy: { name }, group: GROUP };
}
