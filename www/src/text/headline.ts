// Headline above the stage: one sentence about the current event. It reports each step of a request once, when the first
// correct node takes it, and stays long enough to be read. What shows a fault waits its turn and is not dropped for a usual step.

import type { ProtocolEvent, TraceRecord } from "../engine/engine.ts";
import type { Cast, PacketInTransit } from "../model/cast.ts";
import { guaranteesOf, numberOf, type Violation } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { TextArgs, Translate } from "./catalogue.ts";
import { CommandHeadlines, isUrgent, weightOfCommand } from "./command-headlines.ts";
import {
  countOf,
  nodeName,
  quoted,
  type Reported,
  type Role,
  refusedArgs,
  roleIn,
  subjectName,
  valueArgs,
  valueNamed,
  votedOn,
} from "./narration.ts";
import { offenceText } from "./refusals.ts";
import { valueText } from "./values.ts";
import { certificateKey, violationText } from "./violations.ts";

export interface Headline {
  readonly section: string | undefined;
  /** The sequence number whose votes it is about, if any. */
  readonly seq?: number | undefined;
  readonly sentence: (t: Translate) => string;
}

const CLIENT_FACTS: ReadonlySet<string> = new Set(["request-sent", "reply-counted", "result-accepted"]);
/** The minimum time that a sentence stays, unless the next one is urgent. */
const DWELL_MS = 1600;

/** How important a sentence is: one that waits is dropped for a later one that is at least as important. */
type Weight = 1 | 2 | 3;

/** The steps of a request, then what changes the cluster, then what shows that a node is faulty. */
const WEIGHTS: ReadonlyMap<string, Weight> = new Map<string, Weight>([
  ["request-sent", 1],
  ["pre-prepared", 1],
  ["prepared", 1],
  ["committed-local", 1],
  ["reply-counted", 1],
  ["result-accepted", 2],
  ["stable", 2],
  ["view-change-started", 2],
  ["view-entered", 2],
  ["message-refused", 3],
  ["conflicting-replies", 3],
  ["evidence-found", 3],
  ["alarm", 3],
]);
/** Steps that a Byzantine node only says it has taken. */
const CLAIMED: ReadonlySet<string> = new Set(["prepared", "committed-local", "stable"]);
/** The maximum number of nodes whose rejection of the same is reported. */
const REFUSALS_MAX = 3;
/** The maximum number of reported steps. In a very long run a step may be reported twice. */
const TOLD_MAX = 10_000;

interface Waiting {
  readonly headline: Headline;
  readonly weight: Weight;
  readonly atMs: number;
}

interface Reply {
  readonly replica: number;
  readonly result: string;
}

export class Headlines {
  #shown: Headline | undefined;
  #shownAtMs = 0;
  /** The sentences to come, each less important than the one before. */
  #queue: Waiting[] = [];
  #urgent = false;
  /** The steps already reported, each with its request, number or view. */
  readonly #told = new Set<string>();
  /** The first reported reply to each request. */
  readonly #replies = new Map<string, Reply>();
  /** The nodes whose further rejection of the same was reported. */
  readonly #refusals = new Map<string, ReadonlySet<number>>();
  readonly #commands = new CommandHeadlines();

  /** Forgets everything, for another run. */
  clear(): void {
    this.#shown = undefined;
    this.#queue = [];
    this.#urgent = false;
    this.#told.clear();
    this.#replies.clear();
    this.#refusals.clear();
    this.#commands.clear();
  }

  /** Processes new records. `packets`: the messages that they are about, by record. */
  hear(
    records: readonly TraceRecord[],
    model: ViewModel,
    cast: Cast,
    packets: ReadonlyMap<number, PacketInTransit> = new Map(),
  ): void {
    for (const record of records) {
      const packet = packets.get(record.id);
      const waiting = this.#waitingFor(record, model, packet ? { ...cast, packet } : cast);
      if (waiting) {
        this.#queue = [...this.#queue.filter(({ weight }) => weight > waiting.weight), waiting];
        this.#hurry(record, waiting);
      }
    }
  }

  // A command is reported at once, because the reader wants to see its effect.
  #hurry({ what }: TraceRecord, waiting: Waiting): void {
    if (what.type === "command" && isUrgent(what.command)) {
      this.#queue = [waiting];
      this.#urgent = true;
    }
  }

  /** Shows a sentence at once, because the reader did something and wants to see the result. */
  interrupt(headline: Headline, wallMs: number): void {
    this.#shown = headline;
    this.#shownAtMs = wallMs;
    this.#queue = [];
  }

  /** The sentence for this moment of real time. While the run is paused it is the newest, which matches the picture. */
  current(wallMs: number, still = false): Headline | undefined {
    const due = this.#urgent || still || !this.#shown || wallMs - this.#shownAtMs >= DWELL_MS;
    const last = this.#queue.at(-1);
    if (last && due) {
      const next = still ? this.#queue.find(({ atMs }) => atMs === last.atMs) : this.#queue[0];
      this.#shown = next?.headline;
      this.#shownAtMs = wallMs;
      this.#queue = still ? [] : this.#queue.slice(1);
      this.#urgent = false;
    }
    return this.#shown;
  }

  #waitingFor(record: TraceRecord, model: ViewModel, cast: Cast): Waiting | undefined {
    const { what, atMs } = record;
    if (what.type === "command") {
      const headline =
        what.refused === undefined ? this.#commands.of(what.command, atMs, model, cast) : undefined;
      return headline && { headline, atMs, weight: weightOfCommand(what.command) };
    }
    return what.type === "fact" ? this.#waitingForFact(what, atMs, model, cast) : undefined;
  }

  #waitingForFact(what: Reported, atMs: number, model: ViewModel, cast: Cast): Waiting | undefined {
    const { fact, node } = what;
    const weight = WEIGHTS.get(fact.name);
    const lies = model.replicas[node]?.byzantine ?? false;
    const role = roleIn(what);
    const claims = lies && (CLAIMED.has(fact.name) || (fact.name === "pre-prepared" && role === "backup"));
    const told = fact.name !== "message-refused" || fact.provesFault;
    if (weight === undefined || claims || !told || !this.#isNew(fact, node, role)) {
      return undefined;
    }
    const before = fact.name === "reply-counted" ? this.#replyBefore(fact, node) : undefined;
    return {
      headline: factHeadline(what, before, lies, model, cast),
      atMs,
      weight: before ? 3 : fact.name === "request-sent" && fact.toAll ? 2 : weight,
    };
  }

  #isNew(fact: ProtocolEvent, node: number, role: Role): boolean {
    const once = `${fact.name} ${subjectOf(fact)} ${teller(fact, node, role)}`;
    if (this.#told.has(once)) {
      return fact.name === "message-refused" && this.#isNewRefusal(once, node);
    }
    if (this.#told.size >= TOLD_MAX) {
      this.#told.clear();
      this.#replies.clear();
      this.#refusals.clear();
    }
    this.#told.add(once);
    return fact.name !== "message-refused" || this.#isNewRefusal(once, node);
  }

  /** The same lie may reach several nodes. The first few that reject it are reported. */
  #isNewRefusal(once: string, node: number): boolean {
    const nodes = this.#refusals.get(once) ?? new Set();
    const isNew = nodes.size < REFUSALS_MAX && !nodes.has(node);
    this.#refusals.set(once, isNew ? new Set([...nodes, node]) : nodes);
    return isNew;
  }

  /** Another replica's other reply to the same request. */
  #replyBefore({ replica, timestamp, result = "" }: Counted, client: number): Reply | undefined {
    const request = `${client} ${timestamp}`;
    const first = this.#replies.get(request);
    if (!first) {
      this.#replies.set(request, { replica, result });
    }
    return first?.result === result ? undefined : first;
  }
}

type Counted = Extract<ProtocolEvent, { name: "reply-counted" }>;

function factHeadline(
  what: Reported,
  before: Reply | undefined,
  lies: boolean,
  model: ViewModel,
  cast: Cast,
): Headline {
  const { fact, node } = what;
  const { f, weak } = model;
  const guarantees = guaranteesOf(model);
  const role = roleIn(what);
  return {
    section: what.section,
    seq: votedOn(what),
    sentence: (t) =>
      t(`head-${fact.name}`, {
        ...guarantees,
        f,
        weak,
        role,
        lies: lies ? "yes" : "no",
        Name: subjectName(node, cast, t),
        name: nodeName(node, cast, t),
        ...valuePhrases(what, cast, t),
        ...argsOf(fact, cast, t),
        ...differenceOf(before, cast, t),
      }),
  };
}

/** The value that a fact is about: its name, and the same after a sequence number. */
function valuePhrases(what: Reported, cast: Cast, t: Translate): TextArgs {
  const { aside } = valueArgs(what, cast, t);
  return { aside: aside ?? "", value: valueNamed(what, cast, t) ?? t("head-value-unknown") };
}

function differenceOf(before: Reply | undefined, cast: Cast, t: Translate): TextArgs {
  return before
    ? { differs: "yes", Other: subjectName(before.replica, cast, t), before: quoted(before.result) }
    : { differs: "no" };
}

/** The subject of a fact. Each step is reported once for each subject. */
function subjectOf(fact: ProtocolEvent): string {
  switch (fact.name) {
    case "request-sent":
      return `${fact.timestamp} ${fact.toAll}`;
    case "reply-counted":
      return `${fact.timestamp} ${fact.result ?? ""}`;
    case "result-accepted":
      return `${fact.timestamp}`;
    case "pre-prepared":
    case "prepared":
    case "committed-local":
      return `${fact.view} ${fact.seq}`;
    case "stable":
      return `${fact.seq}`;
    case "view-change-started":
    case "view-entered":
      return `${fact.view}`;
    case "message-refused":
      return `${fact.reason.code} ${fact.signer}`;
    case "conflicting-replies":
      return `${fact.replica}`;
    case "evidence-found":
      return `${fact.culprit} ${fact.offence}`;
    case "alarm":
      return `${fact.alarm} ${fact.number}`;
    default:
      return "";
  }
}

// Each client's request is reported. Of the replicas only the first to take a step is, and the primary's assignment.
function teller(fact: ProtocolEvent, node: number, role: Role): number | Role {
  return fact.name === "pre-prepared" ? role : CLIENT_FACTS.has(fact.name) ? node : "backup";
}

function argsOf(fact: ProtocolEvent, cast: Cast, t: Translate): TextArgs {
  switch (fact.name) {
    case "request-sent":
      return requestArgs(fact.toAll, cast, t);
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
    case "pre-prepared":
    case "prepared":
    case "committed-local":
      return { seq: fact.seq, view: fact.view };
    case "stable":
      return { seq: fact.seq };
    case "view-change-started":
      return { view: fact.view, why: fact.why };
    case "view-entered":
      return { view: fact.view };
    case "message-refused":
      return refusedArgs(fact, cast, t);
    case "conflicting-replies":
      return { replica: nodeName(fact.replica, cast, t) };
    case "evidence-found":
      return {
        culprit: nodeName(fact.culprit, cast, t),
        offence: offenceText(fact.offence, t),
        count: fact.statements.length,
      };
    case "alarm":
      return { alarm: fact.alarm, number: fact.number };
    default:
      return {};
  }
}

function requestArgs(toAll: boolean, cast: Cast, t: Translate): TextArgs {
  const { packet } = cast;
  return {
    target: toAll ? "all" : packet ? "one" : "primary",
    to: packet ? nodeName(packet.to, cast, t) : "",
  };
}

/** A sentence about the violation of an invariant. */
export function brokenHeadline(violation: Violation, cast: Cast): Headline {
  return {
    section: undefined,
    sentence: (t) =>
      t("head-broken", {
        name: t(`invariant-${numberOf(violation.id)}`),
        what: violationText(violation, cast, t).text,
        aside: valuesAside(violation, cast, t),
      }),
  };
}

/** The values that contradict each other, if there is more than one. */
function valuesAside({ certificates }: Violation, cast: Cast, t: Translate): string {
  const keys = certificates.map((certificate) => certificateKey(certificate, cast.replicas));
  const names = [...new Set(keys)].map((key) =>
    key === undefined ? undefined : cast.values?.nameOfKey(key),
  );
  const texts = names.flatMap((name) => (name ? [valueText(name, t)] : []));
  return texts.length > 1 ? t("value-aside", { value: texts.join(t("list-and")) }) : "";
}
