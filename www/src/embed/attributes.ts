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
  "width",
  "height",
] as const;
export type AttributeName = (typeof ATTRIBUTES)[number];

/** Boolean attributes, whose values do not matter. */
export const FLAGS: readonly AttributeName[] = ["autoplay", "restore", "readonly"];

/** Sets the attributes of an element from the address of its page: `?scenario=silent-primary&lang=en&autoplay=0`. */
export function takeFrom(address: string, element: Element): void {
  const wanted = parametersOf(address);
  for (const name of ATTRIBUTES) {
    const value = wanted.get(name);
    if (value !== null && FLAGS.includes(name)) {
      // In an address a flag has a value, which may be negative.
      element.toggleAttribute(name, !/^(0|false|no|off)$/i.test(value));
    } else if (value !== null) {
      element.setAttribute(name, value);
    }
  }
}

/** The parameters of an address: after the question mark or, if it is too long for a server, after the hash. */
export function parametersOf(address: string): URLSearchParams {
  const { search, hash } = new URL(address);
  return new URLSearchParams(`${search.slice(1)}&${hash.slice(1)}`);
}

/** The limit of links: more steps would take too long. */
const STEP_MAX = 2_000_000;
/** A day of virtual time. */
const TIME_MAX_MS = 86_400_000;

/** `17` is a step, `412ms` and `1.5s` are times. */
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

/** The style rule of an element with these attributes. It is never wider than its place. */
export function boxRule(width: string | null | undefined, height: string | null | undefined): string {
  const [wide, high] = [lengthOf(width), lengthOf(height)];
  const rules = [
    ...(wide === undefined ? [] : [`width: ${wide}; max-width: 100%;`]),
    ...(high === undefined ? [] : [`height: ${high};`]),
  ];
  return rules.length === 0 ? "" : `:host { ${rules.join(" ")} }`;
}

/** A CSS length that does not depend on the content; undefined lets the page or the content decide. */
export function lengthOf(text: string | null | undefined): string | undefined {
  const length = (text ?? "").trim().toLowerCase();
  return LENGTH.test(length) ? length : undefined;
}

// One number and one unit, so nothing else enters a style sheet.
const LENGTH = /^\d{1,5}(?:\.\d{1,4})?(?:px|em|rem|ch|ex|lh|cm|mm|in|pt|pc|vh|vw|vmin|vmax|[dsl]vh|%)$/;
