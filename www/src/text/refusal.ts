// The reason why an action was refused, in the reader's language: the engine gives a code and its values.

import type { Failure } from "../engine/client.ts";
import type { Refusal } from "../engine/messages.ts";
import type { Say, TextArgs } from "./catalogue.ts";
import { visible } from "./format.ts";

/** What a node is called in the middle of a sentence, where a run is open. */
type NameOf = (node: number) => string;

/** The refusal as a sentence; one without a translation is told as the engine tells it. */
export function refusalText(refusal: Refusal, say: Say, nameOf?: NameOf): string {
  const key = `refusal-${refusal.code}`;
  const args = { subject: subjectOf(refusal, say), ...argsOf(refusal.values, say, nameOf) };
  const text = say(key, args);
  return text === key ? refusal.message : text;
}

/** Why the engine is gone: what the page found itself, or what the engine said at last. */
export function failureText({ why, message }: Failure, say: Say): string {
  return why ? say("trouble-why", { why }) : say("trouble-details", { message });
}

function subjectOf({ name, field }: Refusal, say: Say): string {
  return field ? say("subject-field", { field: visible(field) }) : say("subject-whole", { name });
}

function argsOf(values: Refusal["values"], say: Say, nameOf: NameOf = String): TextArgs {
  const args: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    // Numbers as they were typed, without the marks of thousands.
    args[name] = typeof value === "object" ? joined(name, value, say) : shown(name, String(value), say);
    if (name === "node" && typeof value === "number") {
      const called = nameOf(value);
      args["number"] = String(value);
      args["node"] = called;
      args["Node"] = called.charAt(0).toUpperCase() + called.slice(1);
    }
  }
  return args;
}

function joined(name: string, texts: readonly string[], say: Say): string {
  return name === "choices"
    ? texts.map((text) => `"${text}"`).join(say("list-or"))
    : texts.join(say("list-comma"));
}

function shown(name: string, text: string, say: Say): string {
  if (name === "kind") {
    return say("member-kind", { kind: text });
  }
  // Of lists and objects the engine shows no more than what they are.
  return text === "[…]" ? say("shown-list") : text === "{…}" ? say("shown-object") : visible(text);
}
