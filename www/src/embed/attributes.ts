// Parser of attribute values. An invalid value counts as absent.

import type { Start } from "../engine/messages.ts";

/** Every attribute that <pbft-lab> knows. */
export const ATTRIBUTES = [
  "scenario",
  "seed",
  "start-at",
  "lang",
  "theme",
  "speed",
  "autoplay",
  "restore",
  "readonly",
  "parts",
  "controls",
  "height",
] as const;
export type AttributeName = (typeof ATTRIBUTES)[number];

/** Attributes that are there or not, whatever they say. */
export const FLAGS: readonly AttributeName[] = ["autoplay", "restore", "readonly"];

/** Gives an element the attributes that the address of its page asks for: `?scenario=silent-primary&lang=en&autoplay=0`. */
export function takeFrom(address: string, element: Element): void {
  const wanted = parametersOf(address);
  for (const name of ATTRIBUTES) {
    const value = wanted.get(name);
    if (value !== null && FLAGS.includes(name)) {
      // In an address a flag has a value, which may say no.
      element.toggleAttribute(name, !/^(0|false|no|off)$/i.test(value));
    } else if (value !== null) {
      element.setAttribute(name, value);
    }
  }
}

/** What an address asks for, behind the question mark or, where it is too long for a server, behind the hash. */
export function parametersOf(address: string): URLSearchParams {
  const { search, hash } = new URL(address);
  return new URLSearchParams(`${search.slice(1)}&${hash.slice(1)}`);
}

/** What a link may have too: more would not be played in a time that a reader waits. */
const STEP_MAX = 2_000_000;
/** A day of virtual time. */
const TIME_MAX_MS = 86_400_000;

/** `17` is a step, `412ms` and `1.5s` are moments. */
export function startOf(text: string | null | undefined): Start | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/.exec(text ?? "");
  const number = Number(match?.[1]);
  if (!match || !Number.isFinite(number)) {
    return undefined;
  }
  if (match[2]) {
    const atMs = match[2] === "s" ? number * 1000 : number;
    return atMs <= TIME_MAX_MS ? { atMs } : undefined;
  }
  return Number.isInteger(number) && number <= STEP_MAX ? { step: number } : undefined;
}

/** A length of CSS that does not depend on what stands inside; undefined leaves the height to the content. */
export function heightOf(text: string | null | undefined): string | undefined {
  const length = (text ?? "").trim().toLowerCase();
  return LENGTH.test(length) ? length : undefined;
}

// One number and one unit: what is put into a style sheet is spelt by us.
const LENGTH = /^\d{1,5}(?:\.\d{1,4})?(?:px|em|rem|ch|ex|lh|cm|mm|in|pt|pc|vh|vw|vmin|vmax|[dsl]vh|%)$/;
