// Headlines of commands: what the reader or the scene did to the cluster, and what that means for it.

import type { TraceRecord } from "../engine/engine.ts";
import type { Cast } from "../model/cast.ts";
import { guaranteesOf } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "./catalogue.ts";
import type { Headline } from "./headline.ts";
import { commandSentence, linkSentence, nodeName, quoted, subjectName } from "./narration.ts";

type Command = Extract<TraceRecord["what"], { type: "command" }>["command"];
type LinkCommand = Extract<Command, { do: "link" }>;

/** Commands whose effect is reported next, at the same time. */
const PRELUDES: ReadonlySet<Command["do"]> = new Set(["submit", "timeout", "deliver"]);

export function weightOfCommand(command: Command): 1 | 3 {
  return PRELUDES.has(command.do) ? 1 : 3;
}

/** Whether it is reported without delay. Requests may come faster than they can be read. */
export function isUrgent(command: Command): boolean {
  return command.do !== "submit";
}

export class CommandHeadlines {
  /** The last change of a link, which may be one of its two directions. */
  #link: { readonly command: LinkCommand; readonly atMs: number } | undefined;

  clear(): void {
    this.#link = undefined;
  }

  of(command: Command, atMs: number, model: ViewModel, cast: Cast): Headline {
    switch (command.do) {
      case "crash":
      case "pause":
      case "resume":
      case "restart":
        return healthHeadline(command, model, cast);
      case "behave":
      case "clientBehave":
      case "honest":
      case "twin":
        return conductHeadline(command, model, cast);
      case "submit":
        return submitHeadline(command, model, cast);
      case "link":
        return this.#linkHeadline(command, atMs, cast);
      default:
        return plain((t) => commandSentence(command, undefined, cast, t));
    }
  }

  // Both directions of a link are two commands, one right after the other.
  #linkHeadline(command: LinkCommand, atMs: number, cast: Cast): Headline {
    const first = this.#link;
    this.#link = { command, atMs };
    const both = first?.atMs === atMs && isReverse(first.command, command);
    return plain((t) => linkSentence(both ? first.command : command, both, cast, t));
  }
}

function plain(sentence: (t: Translate) => string): Headline {
  return { section: undefined, sentence };
}

function isReverse(one: LinkCommand, other: LinkCommand): boolean {
  const turned = { ...other, from: other.to, to: other.from };
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(turned).sort());
}

type HealthCommand = Extract<Command, { do: "crash" | "pause" | "resume" | "restart" }>;

// The effect of a fault on the cluster, with the engine's numbers: how many replicas can vote, and the quorum.
function healthHeadline(command: HealthCommand, model: ViewModel, cast: Cast): Headline {
  const guarantees = guaranteesOf(model);
  const mute = model.faults.some(
    ({ replica, kinds }) => replica === command.replica && kinds.includes("no-vote"),
  );
  const chosen = { ...guarantees, enough: enoughOf(model), vote: mute ? "no" : "yes" };
  return plain((t) => t(`head-${command.do}`, { ...chosen, Name: subjectName(command.replica, cast, t) }));
}

/** Whether requests are still answered. "perhaps" if enough replicas can vote, but some are Byzantine or separated. */
function enoughOf({ quorum, verdict, partition }: ViewModel): "yes" | "perhaps" | "no" {
  if (verdict.mayVote < quorum) {
    return "no";
  }
  return verdict.progress && !partition ? "yes" : "perhaps";
}

type ConductCommand = Extract<Command, { do: "behave" | "clientBehave" | "honest" | "twin" }>;

// Which node is Byzantine from now on, how, and what is still guaranteed.
function conductHeadline(command: ConductCommand, model: ViewModel, cast: Cast): Headline {
  const guarantees = guaranteesOf(model);
  const node = command.do === "clientBehave" ? cast.replicas + command.client : command.replica;
  const followed =
    command.do === "behave" || command.do === "clientBehave"
      ? (command.strategies ?? [command.strategy]).filter((strategy) => strategy !== undefined)
      : [];
  return plain((t) =>
    t(`head-${command.do}`, {
      Name: subjectName(node, cast, t),
      strategies: followed.map(({ name }) => t(`strategy-${name}`)).join(t("list-comma")),
      conduct: followed.length > 0 ? "byzantine" : "honest",
      ...guarantees,
      guarantees: t("head-guarantees", guarantees),
    }),
  );
}

type SubmitCommand = Extract<Command, { do: "submit" }>;

// A client that still waits for a reply sends the next request later.
function submitHeadline({ client, operation }: SubmitCommand, { clients }: ViewModel, cast: Cast): Headline {
  const queued = (clients[client]?.queued ?? 0) > 0 ? "yes" : "no";
  const node = cast.replicas + client;
  return plain((t) =>
    t("head-submit", {
      Name: subjectName(node, cast, t),
      name: nodeName(node, cast, t),
      operation: quoted(operation),
      queued,
    }),
  );
}
