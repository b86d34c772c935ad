// Refused messages in the reader's language.

import type { ProtocolEvent } from "../engine/engine.ts";
import type { Translate } from "./catalogue.ts";

export type Reason = Extract<ProtocolEvent, { name: "message-refused" }>["reason"];

/** A reason as a sentence; in the engine's English if it has no translation. */
export function reasonText({ code, sentence, numbers }: Reason, t: Translate): string {
  const key = `refused-${code}`;
  const text = t(key, numbers);
  return text === key ? sentence : text;
}

/** The offence of a proof. */
export function offenceText(offence: string, t: Translate): string {
  const key = `offence-${offence}`;
  const text = t(key);
  return text === key ? offence : text;
}
