// The identity of values: what a message proposes, votes for or reports has a name, and a look as soon as it competes with
// another value for the same thing. Derived from the engine's records alone, by first appearance: the same trace gives the same looks, and
// branches that share a past share the looks of that past.

import type { MessageBrief, ValueView } from "../engine/engine.ts";
import { KINDS, type Kind } from "./message-kinds.ts";
import { recordKindIndex } from "./record-kinds.ts";
import type { TimelineRecords } from "./timeline-records.ts";

/** The looks of values in the order in which they are given; more values than these repeat them. Each is a colour and a pattern. */
export const LOOKS = ["value-1", "value-2", "value-3", "value-4", "value-5", "value-6"] as const;
/** The null request, and a digest whose batch nobody has sent. */
export const OWN_LOOKS = ["value-null", "value-unknown"] as const;
export const ALL_LOOKS = [...LOOKS, ...OWN_LOOKS] as const;
export type Look = (typeof ALL_LOOKS)[number];

export type Pattern = "solid" | "hatched" | "dotted" | "barred" | "checked" | "ringed" | "hollow" | "dashed";

/** Colours are told apart by these patterns too. */
export const PATTERNS: Readonly<Record<Look, Pattern>> = {
  "value-1": "solid",
  "value-2": "hatched",
  "value-3": "dotted",
  "value-4": "barred",
  "value-5": "checked",
  "value-6": "ringed",
  "value-null": "hollow",
  "value-unknown": "dashed",
};

/** What a value is called. */
export type ValueName =
  | { readonly sort: "operation"; readonly text: string; readonly more: number }
  | { readonly sort: "result"; readonly text: string }
  | { readonly sort: "state" | "unknown"; readonly text: string }
  | { readonly sort: "null"; readonly text: "" };

export interface Identity {
  readonly look: Look;
  readonly name: ValueName;
}

/** What a message, a fact or a vote says about its value: enough to find it. */
export type ValueKey = string;

/** The key of the value that a message carries; undefined where it carries none. */
export function keyOf(message: MessageBrief): ValueKey | undefined {
  const { kind, client = 0, timestamp = 0, operation, result, digest } = message;
  switch (kind) {
    case "REQUEST":
      return `request ${client} ${timestamp} ${operation ?? ""}`;
    case "REPLY":
      return replyKey(client, timestamp, result ?? "");
    default:
      return digest;
  }
}

export function replyKey(client: number, timestamp: number, result: string): ValueKey {
  return `reply ${client} ${timestamp} ${result}`;
}

/** `put x 1` assigns a value to a key, and is written so. */
const PUT = /^put (\S+) (.+)$/s;

function operationName(operation: string, requests: number): ValueName {
  const put = PUT.exec(operation);
  const text = put ? `${put[1]}=${put[2]}` : operation;
  return { sort: "operation", text, more: Math.max(0, requests - 1) };
}

/** So much of a digest tells it from another. */
const DIGEST_LENGTH = 6;

function digestName(sort: "state" | "unknown", digest: string): ValueName {
  return { sort, text: digest.slice(0, DIGEST_LENGTH) };
}

const STATES: ReadonlySet<string> = new Set(["CHECKPOINT", "STATE"]);

/** The name of the value of a message from the message alone; undefined where only its digest is known. */
function ownName({
  kind,
  operation,
  result,
  requests = 1,
  digest = "",
}: MessageBrief): ValueName | undefined {
  if (operation !== undefined) {
    return operationName(operation, requests);
  }
  if (result !== undefined) {
    return { sort: "result", text: result };
  }
  if (STATES.has(kind)) {
    return digestName("state", digest);
  }
  return undefined;
}

interface Known {
  readonly name: ValueName;
  /** Equal for values that look the same: equal results of different requests do. */
  readonly lookKey: string;
  /** The thing that a request or a reply is about. */
  readonly thing: string;
}

interface Claim {
  readonly value: number;
  readonly record: number;
  readonly step: number;
}

/** A thing with more than one value: the first claim of each, in order. */
interface Contest {
  readonly thing: string;
  readonly claims: Claim[];
}

/** More names than this are not kept: the oldest go. */
const KNOWN_MAX = 200_000;
const THINGS_MAX = 200_000;

const SENT = recordKindIndex("sent");
const DECIDED: ReadonlySet<number> = new Set([
  recordKindIndex("committed-local"),
  recordKindIndex("executed"),
]);
const ASSIGNED: ReadonlySet<Kind> = new Set<Kind>(["pre-prepare", "prepare", "commit"]);

/** The values of one run. */
export class Values implements ValueNames {
  readonly #known = new Map<number, Known>();
  readonly #numbers = new Map<ValueKey, number>();
  /** The first claim about each thing. */
  readonly #things = new Map<string, Claim>();
  #contests: Contest[] = [];
  #end = 0;
  /** Counts changes, so that a snapshot is made only once for each. */
  #changes = 0;
  #snapshot: { readonly changes: number; readonly active: number; readonly looks: ValueLooks } | undefined;

  clear(): void {
    this.#known.clear();
    this.#numbers.clear();
    this.#things.clear();
    this.#contests = [];
    this.#end = 0;
    this.#changes += 1;
  }

  /** Takes in the names of values. */
  learn(views: readonly ValueView[]): void {
    for (const view of views) {
      const { value, digest, message } = view;
      const known = knownOf(view);
      this.#known.set(value, { ...known, thing: known.thing || (this.#known.get(value)?.thing ?? "") });
      for (const key of [keyOf(message), digest]) {
        if (key !== undefined) {
          this.#numbers.set(key, value);
        }
      }
    }
    this.#changes += views.length > 0 ? 1 : 0;
    dropOldest(this.#known, KNOWN_MAX);
    dropOldest(this.#numbers, 2 * KNOWN_MAX);
  }

  /** Takes in the records that are new; those from `from` on, if it is earlier than what was taken in, have been replaced. */
  follow(records: TimelineRecords, from: number): void {
    if (from < this.#end) {
      this.#truncate(from);
    }
    for (let record = Math.max(this.#end, records.first); record < records.end; record += 1) {
      this.#take(records, record - records.first);
    }
    this.#end = records.end;
    dropOldest(this.#things, THINGS_MAX);
  }

  /** The identities at a step: what is contested by then. */
  at(step: number): ValueLooks {
    const active = this.#contests.reduce(
      (count, { claims }) => count + claims.filter((claim) => claim.step <= step).length,
      0,
    );
    if (this.#snapshot?.changes !== this.#changes || this.#snapshot.active !== active) {
      const looks = new ValueLooks(this.#identities(step), (key) => this.#find(key));
      this.#snapshot = { changes: this.#changes, active, looks };
    }
    return this.#snapshot.looks;
  }

  /** The name of the value that a message carries, contested or not. */
  nameOf(message: MessageBrief): ValueName | undefined {
    const key = keyOf(message);
    return (key === undefined ? undefined : this.nameOfKey(key)) ?? ownName(message);
  }

  nameOfKey(key: ValueKey): ValueName | undefined {
    return this.#find(key)?.name;
  }

  /** The name of a value by the number that rows have for it. */
  nameOfValue(value: number): ValueName | undefined {
    return this.#known.get(value)?.name;
  }

  #find(key: ValueKey): { readonly value: number; readonly name: ValueName } | undefined {
    const value = this.#numbers.get(key);
    const known = value === undefined ? undefined : this.#known.get(value);
    return value === undefined || !known ? undefined : { value, name: known.name };
  }

  // Looks are given in the order in which values became contested: a later contest never changes an earlier look.
  #identities(step: number): ReadonlyMap<number, Identity> {
    const given = new Map<string, number>();
    const identities = new Map<number, Identity>();
    for (const { claims } of this.#contests) {
      const now = claims.filter((claim) => claim.step <= step);
      for (const { value } of now.length > 1 ? now : []) {
        const known = this.#known.get(value);
        const name = known?.name ?? digestName("unknown", "");
        identities.set(value, { look: lookOf(name, known?.lookKey ?? String(value), given), name });
      }
    }
    return identities;
  }

  #take(records: TimelineRecords, row: number): void {
    const value = records.value(row);
    const thing = value === 0 ? undefined : this.#thingOf(records, row, value);
    if (thing === undefined) {
      return;
    }
    const claim = { value, record: records.first + row, step: records.step(row) };
    const first = this.#things.get(thing);
    if (!first) {
      this.#things.set(thing, claim);
      return;
    }
    if (first.value === value) {
      return;
    }
    const contest = this.#contests.find((one) => one.thing === thing);
    if (!contest) {
      this.#contests.push({ thing, claims: [first, claim] });
      this.#changes += 1;
    } else if (!contest.claims.some((one) => one.value === value)) {
      contest.claims.push(claim);
      this.#changes += 1;
    }
  }

  #thingOf(records: TimelineRecords, row: number, value: number): string | undefined {
    const sort = records.sort(row);
    if (DECIDED.has(sort)) {
      return `decision ${records.number(row)}`;
    }
    if (sort !== SENT) {
      return undefined;
    }
    const kind = KINDS[records.kind(row)] ?? "other";
    if (ASSIGNED.has(kind)) {
      return `number ${records.view(row)} ${records.number(row)}`;
    }
    if (kind === "checkpoint") {
      return `state ${records.number(row)}`;
    }
    return (kind === "request" || kind === "reply") && this.#known.has(value)
      ? this.#known.get(value)?.thing || undefined
      : undefined;
  }

  #truncate(from: number): void {
    for (const [thing, { record }] of this.#things) {
      if (record >= from) {
        this.#things.delete(thing);
      }
    }
    this.#contests = this.#contests
      .map(({ thing, claims }) => ({ thing, claims: claims.filter(({ record }) => record < from) }))
      .filter(({ claims }) => claims.length > 1);
    this.#end = from;
    this.#changes += 1;
  }
}

function knownOf({ value, digest = "", null: isNull, message }: ValueView): Known {
  const { client = 0, timestamp = 0, kind } = message;
  const name = isNull ? NULL : (ownName(message) ?? digestName("unknown", digest));
  return {
    name,
    lookKey: kind === "REPLY" ? `result ${name.text}` : String(value),
    thing: kind === "REQUEST" || kind === "REPLY" ? `${kind} ${client} ${timestamp}` : "",
  };
}

const NULL: ValueName = { sort: "null", text: "" };

// A value that nobody can name yet keeps its place, so that the looks of others stay when its name is found.
function lookOf(name: ValueName, lookKey: string, given: Map<string, number>): Look {
  if (name.sort === "null") {
    return "value-null";
  }
  const place = given.get(lookKey) ?? given.size;
  given.set(lookKey, place);
  return name.sort === "unknown" ? "value-unknown" : (LOOKS[place % LOOKS.length] ?? "value-1");
}

function dropOldest<K, V>(map: Map<K, V>, max: number): void {
  if (map.size <= max) {
    return;
  }
  let surplus = map.size - Math.floor(max / 2);
  for (const key of map.keys()) {
    if (surplus <= 0) {
      return;
    }
    map.delete(key);
    surplus -= 1;
  }
}

type Find = (key: ValueKey) => { readonly value: number; readonly name: ValueName } | undefined;

/** The identities of one moment. Only contested values have one: where all agree, the picture stays calm. */
export class ValueLooks implements ValueNames {
  readonly #identities: ReadonlyMap<number, Identity>;
  readonly #find: Find;
  /** The identities, in the order in which they were given; equal ones once. */
  readonly shown: readonly Identity[];

  constructor(identities: ReadonlyMap<number, Identity>, find: Find) {
    this.#identities = identities;
    this.#find = find;
    const seen = new Set<string>();
    this.shown = [...identities.values()].filter(({ look, name }) => {
      const key = `${look} ${name.sort} ${name.text}`;
      return !seen.has(key) && seen.add(key);
    });
  }

  get any(): boolean {
    return this.#identities.size > 0;
  }

  /** The identity of a value by the number that rows have for it. */
  of(value: number): Identity | undefined {
    return this.#identities.get(value);
  }

  ofKey(key: ValueKey | undefined): Identity | undefined {
    const found = key === undefined ? undefined : this.#find(key);
    return found && this.#identities.get(found.value);
  }

  ofMessage(message: MessageBrief): Identity | undefined {
    return this.ofKey(keyOf(message));
  }

  nameOf(message: MessageBrief): ValueName | undefined {
    const key = keyOf(message);
    return (key === undefined ? undefined : this.nameOfKey(key)) ?? ownName(message);
  }

  nameOfKey(key: ValueKey): ValueName | undefined {
    return this.#find(key)?.name;
  }
}

/** Where values have their names, contested or not. */
export interface ValueNames {
  /** The name of the value that a message carries. */
  nameOf(message: MessageBrief): ValueName | undefined;
  nameOfKey(key: ValueKey): ValueName | undefined;
}

export const NO_LOOKS = new ValueLooks(new Map(), () => undefined);
