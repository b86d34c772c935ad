// Narration: one sentence for each event, from the engine's records alone. The page knows no protocol, only words.

import type { Command, MessageBrief, ProtocolEvent, TraceEvent, TraceRecord } from "../engine/engine.ts";
import type { Cast, Members } from "../model/cast.ts";
import { keyOf, replyKey, type ValueKey } from "../model/values.ts";
import type { TextArgs, Translate } from "./catalogue.ts";
import { rangesOf, shortened, visible } from "./format.ts";
import { refusalText } from "./refusal.ts";
import { offenceText, type Reason, reasonText } from "./refusals.ts";
import { valueText } from "./values.ts";

/** A line of the event list. Its sentence is made when it is shown, in the language of that moment. */
export interface Line {
  readonly id: number;
  readonly atMs: number;
  /** `fact`: for every reader. `detail`: messages and timers, on request. */
  readonly level: "fact" | "detail";
  /** Whether it is a command. The lines after it are its effects. */
  readonly isCommand: boolean;
  /** The section of the paper. */
  readonly section: string | undefined;
  /** The values that it is about. */
  readonly values?: readonly ValueKey[];
  /** The sequence number whose votes it is about; undefined where it is about none. */
  readonly seq?: number | undefined;
  readonly sentence: (t: Translate) => string;
}

const TEXT_LENGTH = 80;
/** The number of digits that distinguish a digest. */
export const DIGEST_LENGTH = 9;

export function lineOf(record: TraceRecord, cast: Cast): Line {
  const { what } = record;
  return {
    id: record.id,
    atMs: record.atMs,
    level: levelOf(what),
    isCommand: what.type === "command",
    section: what.type === "fact" ? what.section : undefined,
    values: valuesOf(what, cast),
    seq: votedOn(what),
    sentence: (t) => sentence(what, cast, t),
  };
}

const VOTES: ReadonlySet<string> = new Set(["PRE-PREPARE", "PREPARE", "COMMIT"]);

/** The sequence number that a vote or a decision is about. */
export function votedOn(what: TraceEvent): number | undefined {
  if (what.type === "fact") {
    const { fact } = what;
    const decides = fact.name === "pre-prepared" || fact.name === "prepared";
    return decides || fact.name === "committed-local" || fact.name === "executed" ? fact.seq : undefined;
  }
  return "message" in what && VOTES.has(what.message.kind) ? what.message.seq : undefined;
}

function levelOf(what: TraceEvent): Line["level"] {
  switch (what.type) {
    case "command":
    case "crashed":
    case "taken-up":
      return "fact";
    case "fact":
      return what.fact.name === "message-refused" && !what.fact.provesFault ? "detail" : "fact";
    default:
      return "detail";
  }
}

function sentence(what: TraceEvent, cast: Cast, t: Translate): string {
  switch (what.type) {
    case "sent":
      return t("event-sent", {
        ...who(what.from, cast, t),
        ...carried(what.message, cast, t),
        to: what.toAll ? t("everybody") : nodeNames(what.to, cast, t),
      });
    case "delivered":
    case "duplicated":
      return t(`event-${what.type}`, {
        ...who(what.to, cast, t),
        ...carried(what.message, cast, t),
        from: nodeName(what.from, cast, t),
      });
    case "dropped":
      return t("event-dropped", {
        ...carried(what.message, cast, t),
        from: shortName(what.from, cast, t),
        to: shortName(what.to, cast, t),
        why: what.why,
      });
    case "timer":
      return t("event-timer", { ...who(what.node, cast, t), timer: timerName(what.timer, t) });
    case "command":
      return commandSentence(what.command, what.refused, cast, t);
    case "taken-up":
    case "crashed":
      return t(`event-${what.type}`, who(what.node, cast, t));
    case "fact":
      return t(`fact-${what.fact.name}`, {
        ...who(what.node, cast, t),
        ...factArgs(what.fact, roleIn(what), cast, t),
        ...valueArgs(what, cast, t),
      });
  }
}

/** A node as the subject of a sentence, and within one. */
function who(node: number, cast: Cast, t: Translate): TextArgs {
  return { Node: subjectName(node, cast, t), node: nodeName(node, cast, t) };
}

/** The name of a node within a sentence. The only client of a cluster has no number there. */
export function nodeName(node: number, cast: Members, t: Translate): string {
  if (node < cast.replicas) {
    return t("node-replica", { id: node });
  }
  return cast.clients > 1 ? t("node-client-of-many", { id: node - cast.replicas }) : t("node-client");
}

/** The same where two names are near each other: English needs only the number of a replica there. */
export function shortName(node: number, cast: Members, t: Translate): string {
  return node < cast.replicas ? t("node-short", { id: node }) : nodeName(node, cast, t);
}

/** The name with which a sentence begins. */
export function subjectName(node: number, cast: Members, t: Translate): string {
  return capitalised(nodeName(node, cast, t));
}

export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Several nodes within a sentence: replicas by number, then clients by number. */
export function nodeNames(nodes: readonly number[], cast: Members, t: Translate): string {
  const replicas = nodes.filter((node) => node < cast.replicas);
  const clients = nodes.filter((node) => node >= cast.replicas);
  const names = {
    replicas: named(replicas, "node-replicas", 0),
    clients: named(clients, "node-clients", cast.replicas),
  };
  return names.replicas === "" || names.clients === ""
    ? names.replicas + names.clients
    : t("nodes-of-both", { ...names, count: replicas.length });

  function named(group: readonly number[], key: string, first: number): string {
    const [node] = group;
    if (node === undefined) {
      return "";
    }
    const ids = group.map((one) => one - first);
    return group.length === 1 ? nodeName(node, cast, t) : t(key, { ids: listed(ids, t) });
  }
}

/** The maximum number of numbers and ranges in a list. The others are counted. */
const LISTED_MAX = 6;
/** The minimum length of a sequence of numbers that becomes a range. */
const LISTED_ROW = 4;

function listed(numbers: readonly number[], t: Translate): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const all = rangesOf(sorted, LISTED_ROW);
  if (all.length > LISTED_MAX) {
    const more = sorted.length - LISTED_MAX;
    return sorted.slice(0, LISTED_MAX).join(t("list-comma")) + t("list-more", { more });
  }
  return all.slice(0, -1).join(t("list-comma")) + (all.length > 1 ? t("list-and") : "") + all.at(-1);
}

/** A message with what it is about, on its own. */
export function messageText(message: MessageBrief, cast: Cast, t: Translate): string {
  return String(carried(message, cast, t)["message"] ?? message.kind);
}

// A message with what it is about: its sequence number, its value, or both.
function carried(message: MessageBrief, cast: Cast, t: Translate): TextArgs {
  const { kind, seq } = message;
  const quote = quoted(message.result ?? message.operation ?? "");
  const name = cast.values?.nameOf(message);
  const named = { message: kind, seq: seq ?? 0 };
  if (seq === undefined) {
    return {
      message: t("message-named", { ...named, value: quote, about: quote === "" ? "none" : "value" }),
    };
  }
  const value = name ? valueText(name, t) : "";
  return { message: t("message-named", { ...named, value, about: name ? "both" : "seq" }) };
}

/** The values that an occurrence is about. */
function valuesOf(what: TraceEvent, cast: Cast): ValueKey[] {
  if (what.type !== "fact") {
    const message = "message" in what ? what.message : cast.packet?.message;
    return [message && keyOf(message)].filter((key) => key !== undefined);
  }
  const { fact, node } = what;
  switch (fact.name) {
    case "evidence-found":
      return distinct(fact.statements);
    case "conflicting-replies":
      return distinct(fact.replies);
    case "reply-counted":
    case "result-accepted":
      return fact.result === undefined ? [] : [replyKey(node - cast.replicas, fact.timestamp, fact.result)];
    case "request-sent":
    case "message-refused":
      return distinct(cast.packet ? [cast.packet.message] : []);
    default:
      return "digest" in fact ? [fact.digest] : [];
  }
}

function distinct(messages: readonly MessageBrief[]): ValueKey[] {
  return [...new Set(messages.map(keyOf).filter((key) => key !== undefined))];
}

/** The value that a fact is about, where its sentence has a place for it. */
export function valueArgs(what: Reported, cast: Cast, t: Translate): TextArgs {
  const value = valueNamed(what, cast, t);
  return { aside: value === undefined ? "" : t("value-aside", { value }) };
}

/** The names of the values that a fact is about; undefined if none is known. */
export function valueNamed(what: Reported, cast: Cast, t: Translate): string | undefined {
  const names = valuesOf(what, cast).map((key) => cast.values?.nameOfKey(key));
  const texts = names.flatMap((name) => (name ? [valueText(name, t)] : []));
  return texts.length > 0 ? texts.join(t("list-and")) : undefined;
}

function timerName(timer: string, t: Translate): string {
  return t("timer-name", { timer });
}

/** Text of a user or a replica, safe to display and short enough for a sentence. */
export function quoted(text: string): string {
  return visible(shortened(text, TEXT_LENGTH));
}

/** A record of a fact. */
export type Reported = Extract<TraceEvent, { type: "fact" }>;

export type Role = "primary" | "backup";

/** The role of a node in the view of its fact. */
export function roleIn({ node, primary }: Reported): Role {
  return primary === node ? "primary" : "backup";
}

function factArgs(fact: ProtocolEvent, role: Role, cast: Cast, t: Translate): TextArgs {
  switch (fact.name) {
    case "request-sent":
      return { number: fact.timestamp, target: fact.toAll ? "all" : "primary" };
    case "reply-counted":
      return {
        From: subjectName(fact.replica, cast, t),
        many: cast.clients > 1 ? "yes" : "no",
        result: quoted(fact.result ?? ""),
        said: fact.result === undefined ? "no" : "yes",
        ...countOf(fact),
      };
    case "result-accepted":
      return { result: quoted(fact.result) };
    case "submit-refused":
      return { limit: fact.limit };
    case "request-accepted":
    case "reply-resent":
      return { client: nodeName(cast.replicas + fact.client, cast, t), number: fact.timestamp };
    case "pre-prepared":
    case "prepared":
    case "committed-local":
      return { seq: fact.seq, view: fact.view, role };
    case "executed":
      return { seq: fact.seq, count: fact.requests.length, what: executedText(fact.requests, t) };
    case "checkpoint-taken":
    case "stable":
    case "state-transferred":
      return { seq: fact.seq };
    case "view-change-started":
      return { view: fact.view, why: fact.why };
    case "view-entered":
      return { view: fact.view, role };
    case "state-transfer-started":
      return { seq: fact.minSeq };
    case "restarted":
      return { executed: fact.lastExecuted, disk: fact.amnesic ? "lost" : "kept" };
    case "reintegrated":
      return { seq: fact.above, view: fact.fromView };
    case "message-refused":
      return refusedArgs(fact, cast, t);
    case "conflicting-replies":
      return { replica: nodeName(fact.replica, cast, t) };
    case "evidence-found":
      return { culprit: nodeName(fact.culprit, cast, t), offence: offenceText(fact.offence, t) };
    case "alarm":
      return { alarm: fact.alarm, number: fact.number };
    case "script-failed":
    case "script-refused":
      return { error: quoted(fact.error) };
  }
}

/** What a node rejects, and why: the message, its signer, and its sender if that is another node. */
export function refusedArgs(
  { kind, signer, reason }: Extract<ProtocolEvent, { name: "message-refused" }>,
  cast: Cast,
  t: Translate,
): TextArgs {
  const { packet } = cast;
  const named = packet ? carried(packet.message, cast, t) : {};
  const isRelayed = packet !== undefined && signer !== undefined && packet.from !== signer;
  return {
    message: named["message"] ?? kind,
    from: signer === undefined ? t("nobody") : nodeName(signer, cast, t),
    sender: isRelayed ? nodeName(packet.from, cast, t) : "",
    relayed: isRelayed ? "yes" : "no",
    reason: reason.code,
    sentence: reasonText(reason, t),
  };
}

/** "2 of 3", or only the number if there are more votes than needed. */
export function countOf({ have, need }: { have: number; need: number }): TextArgs {
  return { have, need, enough: have > need ? "over" : "upto" };
}

type ExecutedRequests = Extract<ProtocolEvent, { name: "executed" }>["requests"];

/** The maximum number of requests of a batch that are listed. */
const EXECUTED_MAX = 3;

function executedText(requests: ExecutedRequests, t: Translate): string {
  const told = requests
    .slice(0, EXECUTED_MAX)
    .map(({ operation, result }) =>
      result === undefined
        ? t("executed-before", { operation: quoted(operation) })
        : t("executed-one", { operation: quoted(operation), result: quoted(result) }),
    )
    .join(t("list-comma"));
  // The record does not say how many more a large batch has.
  return requests.length > EXECUTED_MAX ? told + t("executed-more") : told;
}

/** A command, and the reason if it was refused. */
export function commandSentence(
  command: Command,
  refused: Reason | undefined,
  cast: Cast,
  t: Translate,
): string {
  const said = t(`command-${command.do}`, commandArgs(command, cast, t));
  return refused ? t("command-refused", { command: said, why: whyRefused(command, refused, cast, t) }) : said;
}

function whyRefused(command: Command, { code, sentence, numbers }: Reason, cast: Cast, t: Translate): string {
  // The record has the numbers. The only text in a reason is in the command.
  const values = command.do === "timeout" ? { ...numbers, timer: timerName(command.timer, t) } : numbers;
  return refusalText({ name: "CommandError", field: "", message: sentence, code, values }, t, (node) =>
    nodeName(node, cast, t),
  );
}

function commandArgs(command: Command, cast: Cast, t: Translate): TextArgs {
  switch (command.do) {
    case "submit":
      return { ...who(cast.replicas + command.client, cast, t), operation: quoted(command.operation) };
    case "crash":
    case "pause":
    case "resume":
    case "honest":
      return who(command.replica, cast, t);
    case "behave":
      return { ...who(command.replica, cast, t), strategies: strategyNames(command, t) };
    case "clientBehave":
      return {
        ...who(cast.replicas + command.client, cast, t),
        strategies: strategyNames(command, t),
        conduct: (command.strategy ?? command.strategies?.[0]) ? "byzantine" : "honest",
      };
    case "twin":
      return {
        ...who(command.replica, cast, t),
        sides: command.sides.map((side) => nodeNames(side, cast, t)).join(t("list-groups")),
      };
    case "restart":
      return { ...who(command.replica, cast, t), disk: command.disk ?? "kept" };
    case "partition":
      return {
        groups: command.groups.map((group) => nodeNames(group, cast, t)).join(t("list-groups")),
        ...sidesOf(command, cast, t),
      };
    case "heal":
      return {};
    case "link":
      return linkArgs(command, cast, t);
    case "drop":
    case "deliver":
    case "duplicate":
      return { what: packetText(command.packet, cast, t) };
    case "delay":
      return { what: packetText(command.packet, cast, t), ms: command.ms };
    case "timeout":
      return { ...who(command.node, cast, t), timer: timerName(command.timer, t) };
  }
}

function packetText(id: number, cast: Cast, t: Translate): string {
  const { packet } = cast;
  return packet
    ? t("packet-named", {
        ...carried(packet.message, cast, t),
        from: shortName(packet.from, cast, t),
        to: shortName(packet.to, cast, t),
      })
    : t("packet-numbered", { packet: id });
}

type LinkCommand = Extract<Command, { do: "link" }>;

function linkArgs(command: LinkCommand, cast: Cast, t: Translate): TextArgs {
  return {
    from: shortName(command.from, cast, t),
    to: shortName(command.to, cast, t),
    changes: linkChanges(command, t),
  };
}

/** What a link does from now on, in one direction or in both. */
export function linkSentence(command: LinkCommand, both: boolean, cast: Cast, t: Translate): string {
  return t(both ? "command-link-both" : "command-link", linkArgs(command, cast, t));
}

/** The changes of a link in words. */
function linkChanges({ up, hold, latencyMs, ...ratios }: LinkCommand, t: Translate): string {
  const changes = [
    ...(up === undefined ? [] : [t("link-change", { change: up ? "up" : "cut" })]),
    ...(hold === undefined ? [] : [t("link-change", { change: hold ? "held" : "released" })]),
    ...(latencyMs ? [t("link-change", latencyArgs(latencyMs))] : []),
    ...(["loss", "duplicate", "reorder"] as const).flatMap((change) => {
      const [hits, of] = ratios[change] ?? [];
      return hits === undefined || of === undefined ? [] : [t("link-change", { change, hits, of })];
    }),
  ];
  const last = changes.pop() ?? "";
  return changes.length === 0 ? last : changes.join(t("list-comma")) + t("list-and") + last;
}

function latencyArgs(latency: NonNullable<LinkCommand["latencyMs"]>): TextArgs {
  if ("constant" in latency) {
    return { change: "constant", ms: latency.constant };
  }
  if ("uniform" in latency) {
    const [min, max] = latency.uniform;
    return { change: "range", min, max };
  }
  const { min, max, mean } = latency.exponential;
  return { change: "mean", min, max, ms: mean };
}

// A one-way partition is described by which nodes do not receive from which. With more than two groups that takes a list.
function sidesOf(
  { groups, oneWay }: Extract<Command, { do: "partition" }>,
  cast: Cast,
  t: Translate,
): TextArgs {
  const [from = [], to = [], ...more] = groups;
  return {
    way: oneWay ? (more.length > 0 ? "ordered" : "one") : "both",
    from: nodeNames(from, cast, t),
    to: nodeNames(to, cast, t),
  };
}

type Behaviour = Extract<Command, { do: "behave" | "clientBehave" }>;

function strategyNames({ strategy, strategies = [] }: Behaviour, t: Translate): string {
  const followed = strategy === undefined ? strategies : [strategy];
  return followed.map(({ name }) => t(`strategy-${name}`)).join(t("list-comma"));
}
