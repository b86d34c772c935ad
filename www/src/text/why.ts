// Explanations in the reader's language: a sentence for each part. docs/why.md lists the codes; `why-part-CODE` are their
// texts.

import type { Explanation, TraceRecord, WhyQuestion } from "../engine/engine.ts";
import type { Explained } from "../engine/messages.ts";
import type { Cast } from "../model/cast.ts";
import type { TextArgs, Translate } from "./catalogue.ts";
import { milliseconds } from "./format.ts";
import { lineOf, nodeName, nodeNames, subjectName } from "./narration.ts";
import { reasonText } from "./refusals.ts";

export type WhyPart = Explanation["parts"][number];

/** The data for the sentences. */
export interface SentenceContext {
  readonly t: Translate;
  readonly language: string;
  readonly cast: Cast;
  /** The sentence of a record, if it is known. */
  readonly record: (record: number) => string | undefined;
}

/** A sentence with its time and its record. */
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

/** Codes for what a node has and lacks. The parts after them describe the missing messages. */
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

/** Values for a sentence that may lack them. */
const NONE = { seq: "none", view: "none", last: "none", have: 0, need: 0 };

export function sentenceContextOf(
  explained: Explained,
  cast: Cast,
  language: string,
  t: Translate,
): SentenceContext {
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

/** The question as a sentence, depending on whether the event has happened. */
export function questionText(
  question: WhyQuestion,
  kind: Explanation["kind"],
  context: SentenceContext,
): string {
  const { t, cast } = context;
  if ("about" in question) {
    const what = context.record(question.about.fact) ?? t("why-record", { record: question.about.fact });
    return t("why-question-about", { what });
  }
  if ("client" in question) {
    return t("why-question-client", { kind, node: nodeName(cast.replicas + question.client, cast, t) });
  }
  const { replica, ...milestone } = question;
  const [name, number] = Object.entries(milestone)[0] ?? ["", 0];
  return t(`why-question-${name}`, { kind, node: nodeName(replica, cast, t), number });
}

/**
 * Events that have happened are in order of time. For others, each node with what it has, and the status of each missing
 * message.
 */
export function reasonsOf({ kind, parts }: Explanation, context: SentenceContext): Reasons[] {
  if (kind === "happened") {
    return [{ lead: undefined, causes: parts.map((part) => causeOf(part, context)).reverse() }];
  }
  const reasons: { lead: Cause | undefined; causes: Cause[] }[] = [];
  for (const part of parts) {
    const cause = causeOf(part, context);
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

function causeOf(part: WhyPart, context: SentenceContext): Cause {
  return {
    sentence: partText(part, context) ?? fallback(part),
    // A time in the future is part of the sentence.
    atMs: part.code === "message-in-flight" ? undefined : part.atMs,
    // The last of several votes is the one that completed the certificate.
    record: part.records.length > 0 ? Math.max(...part.records) : undefined,
  };
}

// The engine's English, for codes of a later engine.
function fallback({ sentence }: WhyPart): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** The sentence of a part; undefined if its code has no text. */
export function partText(part: WhyPart, context: SentenceContext): string | undefined {
  const { code, records } = part;
  if (code === "record") {
    return records[0] === undefined ? undefined : context.record(records[0]);
  }
  const key = `why-part-${code}`;
  const text = context.t(key, argsOf(part, context));
  const reason = part.because && partText(part.because, context);
  return text === key ? undefined : reason ? context.t("why-because", { text, reason }) : text;
}

function argsOf(
  { numbers, words, replicas, atMs }: WhyPart,
  { t, cast, language }: SentenceContext,
): TextArgs {
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
    // The engine counts PREPAREs without the PRE-PREPARE. On the page the PRE-PREPARE is the primary's vote.
    votes: have + 1,
    quorum: need + 1,
    voters: replicas.length === 0 ? t("why-nobody") : nodeNames(replicas, cast, t),
    time: atMs === undefined ? "" : milliseconds(atMs, language),
    reason: reasonText({ code: words["why"] ?? "", sentence: words["why"] ?? "", numbers }, t),
  };
}

/** A node within a sentence, and at its beginning. */
function names(name: string, node: number | undefined, cast: Cast, t: Translate): TextArgs {
  return node === undefined
    ? {}
    : {
        [name]: nodeName(node, cast, t),
        [name.charAt(0).toUpperCase() + name.slice(1)]: subjectName(node, cast, t),
      };
}

/** Records whose own causes are left to another question. */
export function furtherOf({ explanation, records }: Explained): TraceRecord[] {
  const further = new Set(explanation.slice.filter((entry) => entry.further).map(({ record }) => record));
  return records.filter(({ id }) => further.has(id));
}
