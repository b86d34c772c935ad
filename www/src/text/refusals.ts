// The reason why a message was refused, in the reader's language, with the section of the paper.

import type { Fact } from "../engine/engine.ts";
import type { Say } from "./catalogue.ts";

export type Reason = Extract<Fact, { name: "message-refused" }>["reason"];

/** Sections of Castro and Liskov (OSDI 1999), by the engine's code. A code that is not here has no section. */
const SECTIONS: Readonly<Record<string, string>> = {
  "not-a-member": "4.2",
  "bad-signature": "4.2",
  "wrong-view": "4.2",
  "view-change-pending": "4.4",
  "outside-window": "4.2",
  "not-from-primary": "4.2",
  "prepare-from-primary": "4.2",
  "digest-mismatch": "4.2",
  "bad-batch": "4.2",
  "bad-request-in-batch": "4.2",
  "conflicting-pre-prepare": "4.2",
  "conflicting-vote": "4.2",
  "old-timestamp": "4.2",
  "bad-checkpoint-number": "4.3",
  "invalid-view-change": "4.4",
  "invalid-new-view": "4.4",
  "stale-view": "4.4",
  "bad-proof": "4.3",
};

/** What only a liar sends. All other refusals happen among honest nodes too, where messages are late, lost or sent twice. */
const LIES: ReadonlySet<string> = new Set([
  "malformed",
  "not-a-member",
  "bad-signature",
  "not-from-primary",
  "prepare-from-primary",
  "digest-mismatch",
  "bad-batch",
  "bad-request-in-batch",
  "conflicting-pre-prepare",
  "conflicting-vote",
  "invalid-view-change",
  "invalid-new-view",
  "bad-proof",
]);

export function sectionOfRefusal({ code }: Reason): string | undefined {
  return SECTIONS[code];
}

export function isLie({ code }: Reason): boolean {
  return LIES.has(code);
}

/** The reason as a sentence; one without a translation is told as the engine tells it. */
export function reasonText({ code, sentence, numbers }: Reason, say: Say): string {
  const key = `refused-${code}`;
  const text = say(key, numbers);
  return text === key ? sentence : text;
}

/** The offence of a proof. */
export function offenceText(offence: string, say: Say): string {
  const key = `offence-${offence}`;
  const text = say(key);
  return text === key ? offence : text;
}
