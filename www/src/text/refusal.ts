// Refused actions in the reader's language, from the engine's code and values.

import type { Failure } from "../engine/client.ts";
import type { Refusal } from "../engine/messages.ts";
import type { TextArgs, Translate } from "./catalogue.ts";
import { visible } from "./format.ts";

/** The name of a node within a sentence, while a run is open. */
type NameOf = (node: number) => string;

/** A refusal as a sentence; in the engine's English if it has no translation. */
export function refusalText(refusal: Refusal, t: Translate, nameOf?: NameOf): string {
  const key = `refusal-${refusal.code}`;
  const args = { subject: subjectOf(refusal, t), ...argsOf(refusal.values, t, nameOf) };
  const text = t(key, args);
  return text === key ? refusal.message : text;
}

/** Why the engine failed: the page's own reason, or the engine's last message. */
export function failureText({ why, message }: Failure, t: Translate): string {
  return why ? t("trouble-why", { why }) : t("trouble-details", { message });
}

function subjectOf({ name, field }: Refusal, t: Translate): string {
  return field ? t("subject-field", { field: visible(field) }) : t("subject-whole", { name });
}

function argsOf(values: Refusal["values"], t: Translate, nameOf: NameOf = String): TextArgs {
  const args: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    // Numbers as they were typed, without thousands separators.
    args[name] = typeof value === "object" ? joined(name, value, t) : shown(name, String(value), t);
    if (name === "node" && typeof value === "number") {
      const called = nameOf(value);
      args["number"] = String(value);
      args["node"] = called;
      args["Node"] = called.charAt(0).toUpperCase() + called.slice(1);
    }
  }
  return args;
}

function joined(name: string, texts: readonly string[], t: Translate): string {
  return name === "choices"
    ? texts.map((text) => `"${text}"`).join(t("list-or"))
    : texts.join(t("list-comma"));
}

function shown(name: string, text: string, t: Translate): string {
  if (name === "kind") {
    return t("member-kind", { kind: text });
  }
  // The engine shows only the type of lists and objects.
  return text === "[…]" ? t("shown-list") : text === "{…}" ? t("shown-object") : visible(text);
}
