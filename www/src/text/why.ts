// Explanations in the reader's language, of events and of what is missing: a sentence for each part of an
// explanation. docs/why.md lists their codes; `why-part-CODE` are their texts.

import type { Explanation, TraceRecord, WhyQuestion } from "../engine/engine.ts";
import type { Explained } from "../engine/messages.ts";
import type { Cast } from "../model/cast.ts";
import type { TextArgs, Translate } from "./catalogue.ts";
import { milliseconds } from "./format.ts";
import { lineOf, nodeName, nodeNames, subjectName } from "./narration.ts";
import { reasonText } from "./refusals.ts";

export type WhyPart = Explanation["parts"][number];

/** What the sentences are made with. */
export interface Teller {
  readonly t: Translate;
  readonly language: string;
  readonly cast: Cast;
  /** The sentence of a record, if it is known. */
  readonly record: (record: number) => string | undefined;
}

/** A sentence, the moment that it speaks of and the record that it leads to. */
export interface Cause {
  readonly sentence: string;
  readonly atMs: number | undefined;
  readonly record: number | undefined;
}

/** What a node has, and why it does not have more. */
export interface Reasons {
  readonly lead: Cause | undefined;
  readonly causes: readonly Cause[];
}

/** Codes for what a node has and lacks. The later ones describe each missing message. */
const LEADS: ReadonlySet<string> = new Set([
  "votes",
  "replies",
  "no-pre-prepare",
  "batch-missing",
  "lower-first",
  "above-window",
  "transferring",
  "view-not-wanted",
  "no-checkpoint",
  "request-queued",
  "nothing-asked",
]);

/** In numbers of a sentence that need not be there. */
const NONE = { seq: "none", view: "none", last: "none", have: 0, need: 0 };

export function tellerOf(explained: Explained, cast: Cast, language: string, t: Translate): Teller {
  const known = new Map(explained.records.map((record) => [record.id, record]));
  return {
    t,
    language,
    cast,
    record: (number) => {
      const record = known.get(number);
      return record && lineOf(record, cast).sentence(t);
    },
  };
}

/** The question as a sentence; how it is put depends on whether it has happened. */
export function questionText(question: WhyQuestion, kind: Explanation["kind"], teller: Teller): string {
  const { t, cast } = teller;
  if ("about" in question) {
    const what = teller.record(question.about.fact) ?? t("why-record", { record: question.about.fact });
    return t("why-question-about", { what });
  }
  if ("client" in question) {
    return t("why-question-client", { kind, node: nodeName(cast.replicas + question.client, cast, t) });
  }
  const { replica, ...milestone } = question;
  const [name, number] = Object.entries(milestone)[0] ?? ["", 0];
  return t(`why-question-${name}`, { kind, node: nodeName(replica, cast, t), number });
}

/** What happened is told in the order of time; of what has not, who has what, and what became of each thing that is missing. */
export function reasonsOf({ kind, parts }: Explanation, teller: Teller): Reasons[] {
  if (kind === "happened") {
    return [{ lead: undefined, causes: parts.map((part) => causeOf(part, teller)).reverse() }];
  }
  const reasons: { lead: Cause | undefined; causes: Cause[] }[] = [];
  for (const part of parts) {
    const cause = causeOf(part, teller);
    const last = reasons.at(-1);
    if (LEADS.has(part.code)) {
      reasons.push({ lead: cause, causes: [] });
    } else if (last) {
      last.causes.push(cause);
    } else {
      reasons.push({ lead: undefined, causes: [cause] });
    }
  }
  return reasons;
}

function causeOf(part: WhyPart, teller: Teller): Cause {
  return {
    sentence: partText(part, teller) ?? fallback(part),
    // What is yet to come has its time in the sentence.
    atMs: part.code === "message-in-flight" ? undefined : part.atMs,
    // Of several votes the last is the one that counted.
    record: part.records.length > 0 ? Math.max(...part.records) : undefined,
  };
}

// The engine's own words, for what a later engine may say.
function fallback({ sentence }: WhyPart): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** The sentence of a part; undefined where there are no words for its code. */
export function partText(part: WhyPart, teller: Teller): string | undefined {
  const { code, records } = part;
  if (code === "record") {
    return records[0] === undefined ? undefined : teller.record(records[0]);
  }
  const key = `why-part-${code}`;
  const text = teller.t(key, argsOf(part, teller));
  const reason = part.because && partText(part.because, teller);
  return text === key ? undefined : reason ? teller.t("why-because", { text, reason }) : text;
}

function argsOf({ numbers, words, replicas, atMs }: WhyPart, { t, cast, language }: Teller): TextArgs {
  const owner =
    numbers["client"] === undefined ? numbers["replica"] : cast.replicas + (numbers["client"] ?? 0);
  const { have = 0, need = 0 } = numbers;
  return {
    ...NONE,
    ...numbers,
    ...words,
    ...names("name", owner, cast, t),
    ...names("node", numbers["node"], cast, t),
    ...names("from", numbers["from"], cast, t),
    ...names("leader", numbers["primary"], cast, t),
    // The engine counts PREPAREs beside the PRE-PREPARE; everywhere on the page that one is the primary's vote.
    votes: have + 1,
    quorum: need + 1,
    voters: replicas.length === 0 ? t("why-nobody") : nodeNames(replicas, cast, t),
    time: atMs === undefined ? "" : milliseconds(atMs, language),
    reason: reasonText({ code: words["why"] ?? "", sentence: words["why"] ?? "", numbers }, t),
  };
}

/** A node inside a sentence, and as its first word. */
function names(name: string, node: number | undefined, cast: Cast, t: Translate): TextArgs {
  return node === undefined
    ? {}
    : {
        [name]: nodeName(node, cast, t),
        [name.charAt(0).toUpperCase() + name.slice(1)]: subjectName(node, cast, t),
      };
}

/** Records that have causes of their own, which are left to a question of their own. */
export function furtherOf({ explanation, records }: Explained): TraceRecord[] {
  const further = new Set(explanation.slice.filter((entry) => entry.further).map(({ record }) => record));
  return records.filter(({ id }) => further.has(id));
}
