// Headline above the stage: one sentence about the current event. It reports each step of a request once, when the first node
// takes it, and stays long enough to be read.

import type { ProtocolEvent, TraceRecord } from "../engine/engine.ts";
import type { Cast, Members } from "../model/cast.ts";
import { guaranteesOf, numberOf, type Violation } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { TextArgs, Translate } from "./catalogue.ts";
import { commandSentence, nodeName, quoted, type Role, roleIn, subjectName, votedOn } from "./narration.ts";
import { reasonText } from "./refusals.ts";
import { violationText } from "./violations.ts";

export interface Headline {
  readonly section: string | undefined;
  /** The sequence number whose votes it is about, if any. */
  readonly seq?: number | undefined;
  readonly sentence: (t: Translate) => string;
}

const CLIENT_FACTS: ReadonlySet<string> = new Set(["request-sent", "reply-counted", "result-accepted"]);
/** The minimum time that a sentence stays, unless the next one is urgent. */
const DWELL_MS = 1600;

const STEPS: ReadonlySet<string> = new Set([
  "request-sent",
  "pre-prepared",
  "prepared",
  "committed-local",
  "reply-counted",
  "result-accepted",
  "stable",
  "view-change-started",
  "view-entered",
]);
/** Facts that outweigh all others of the same step. */
const WEIGHTY: ReadonlySet<string> = new Set(["view-entered"]);
/** The maximum number of reported steps. In a very long run a step may be reported twice. */
const TOLD_MAX = 10_000;

export class Headlines {
  #shown: Headline | undefined;
  #shownAtMs = 0;
  #next: Headline | undefined;
  #urgent = false;
  /** The time of an important sentence that has not been shown yet. */
  #weightyAtMs: number | undefined;
  /** The steps already reported, each with its request, number or view. */
  readonly #told = new Set<string>();

  /** Forgets everything, for another run. */
  clear(): void {
    this.#shown = undefined;
    this.#next = undefined;
    this.#urgent = false;
    this.#weightyAtMs = undefined;
    this.#told.clear();
  }

  /** Processes new records. */
  hear(records: readonly TraceRecord[], model: ViewModel, cast: Cast): void {
    for (const record of records) {
      const headline = this.#headlineOf(record, model, cast);
      if (headline && record.atMs !== this.#weightyAtMs) {
        this.#next = headline;
        this.#weightyAtMs = isWeighty(record) ? record.atMs : undefined;
        // A command is reported at once, because the reader wants to see its effect.
        this.#urgent = record.what.type === "command";
      }
    }
  }

  /** Shows a sentence at once, because the reader did something and wants to see the result. */
  interrupt(headline: Headline, wallMs: number): void {
    this.#shown = headline;
    this.#shownAtMs = wallMs;
    this.#next = undefined;
  }

  /** The sentence for this moment of real time. While the run is paused it is the newest, which matches the picture. */
  current(wallMs: number, still = false): Headline | undefined {
    const due = this.#urgent || still || !this.#shown || wallMs - this.#shownAtMs >= DWELL_MS;
    if (this.#next && due) {
      this.#shown = this.#next;
      this.#shownAtMs = wallMs;
      this.#next = undefined;
      this.#urgent = false;
      this.#weightyAtMs = undefined;
    }
    return this.#shown;
  }

  #headlineOf(record: TraceRecord, model: ViewModel, cast: Cast): Headline | undefined {
    const { what } = record;
    if (what.type === "command" && what.refused === undefined) {
      return commandHeadline(what.command, model, cast);
    }
    if (what.type !== "fact" || !isTold(what.fact)) {
      return undefined;
    }
    const { fact, node } = what;
    const role = roleIn(what);
    const once = `${fact.name} ${subjectOf(fact)} ${teller(fact, node, role)}`;
    if (this.#told.has(once)) {
      return undefined;
    }
    if (this.#told.size >= TOLD_MAX) {
      this.#told.clear();
    }
    this.#told.add(once);
    const { f, weak } = model;
    const guarantees = guaranteesOf(model);
    return {
      section: what.section,
      seq: votedOn(what),
      sentence: (t) =>
        t(`head-${fact.name}`, {
          ...guarantees,
          f,
          weak,
          role,
          Name: subjectName(node, cast, t),
          name: nodeName(node, cast, t),
          ...argsOf(fact, cast, t),
        }),
    };
  }
}

function isWeighty({ what }: TraceRecord): boolean {
  return what.type === "fact" && WEIGHTY.has(what.fact.name);
}

function isTold(fact: ProtocolEvent): boolean {
  return fact.name === "message-refused" ? fact.provesFault : STEPS.has(fact.name);
}

/** The subject of a fact. Each step is reported once for each subject. */
function subjectOf(fact: ProtocolEvent): string {
  switch (fact.name) {
    case "request-sent":
      return `${fact.timestamp} ${fact.toAll}`;
    case "reply-counted":
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
      return { target: fact.toAll ? "all" : "primary" };
    case "reply-counted":
      return { have: fact.have, need: fact.need };
    case "result-accepted":
      return { result: quoted(fact.result) };
    case "pre-prepared":
    case "prepared":
    case "committed-local":
    case "stable":
      return { seq: fact.seq };
    case "view-change-started":
      return { view: fact.view, why: fact.why };
    case "view-entered":
      return { view: fact.view };
    case "message-refused":
      return {
        message: fact.kind,
        from: fact.signer === undefined ? t("nobody") : nodeName(fact.signer, cast, t),
        sentence: reasonText(fact.reason, t),
      };
    default:
      return {};
  }
}

/** A sentence about the violation of an invariant. */
export function brokenHeadline(violation: Violation, cast: Members): Headline {
  return {
    section: undefined,
    sentence: (t) =>
      t("head-broken", {
        name: t(`invariant-${numberOf(violation.id)}`),
        what: violationText(violation, cast, t).text,
      }),
  };
}

type Command = Extract<TraceRecord["what"], { type: "command" }>["command"];

// The effect of a fault on the cluster, with the engine's numbers: how many replicas can vote, and the quorum.
function commandHeadline(command: Command, model: ViewModel, cast: Cast): Headline | undefined {
  switch (command.do) {
    case "crash":
    case "pause":
    case "resume":
    case "restart": {
      const guarantees = guaranteesOf(model);
      const mute = model.faults.some(
        ({ replica, kinds }) => replica === command.replica && kinds.includes("no-vote"),
      );
      const chosen = { ...guarantees, enough: enoughOf(model), vote: mute ? "no" : "yes" };
      return {
        section: undefined,
        sentence: (t) => t(`head-${command.do}`, { ...chosen, Name: subjectName(command.replica, cast, t) }),
      };
    }
    case "behave":
    case "clientBehave":
    case "honest":
    case "twin":
      return conductHeadline(command, model, cast);
    case "partition":
    case "heal":
      return { section: undefined, sentence: (t) => commandSentence(command, undefined, cast, t) };
    default:
      return undefined;
  }
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
  return {
    section: undefined,
    sentence: (t) =>
      t(`head-${command.do}`, {
        Name: subjectName(node, cast, t),
        strategies: followed.map(({ name }) => t(`strategy-${name}`)).join(t("list-comma")),
        conduct: followed.length > 0 ? "byzantine" : "honest",
        ...guarantees,
        guarantees: t("safety-guarantees", guarantees),
      }),
  };
}
