// The words of the glossary that a sentence uses, so that each is one click away from where it is read.

import type { Translate } from "./catalogue.ts";
import { TERMS, type Term } from "./help-topics.ts";

/** More than these are not offered beside one sentence. */
const OFFERED_MAX = 5;

/** Each form of a word, with the term that explains it. */
export function formsOf(t: Translate): Map<string, Term> {
  const forms = new Map<string, Term>();
  for (const line of t("terms-in-text").split("\n")) {
    const [name = "", words = ""] = line.split(":");
    const term = TERMS.find((one) => one.name === name.trim());
    for (const form of words.split(",")) {
      if (term && form.trim() !== "") {
        forms.set(form.trim(), term);
      }
    }
  }
  return forms;
}

/** The terms whose entry in the glossary has these letters, or that also go by a name with these letters. */
export function termsFor(wanted: string, t: Translate): Term[] {
  const forms = [...formsOf(t)];
  const letters = wanted.trim().toLowerCase();
  return TERMS.filter((term) => {
    const others = forms.filter(([, one]) => one === term).map(([form]) => form);
    const entry = [t(`help-term-${term.name}`), t(`help-term-${term.name}-about`), ...others];
    return entry.some((text) => text.toLowerCase().includes(letters));
  });
}

/** In the order in which the text uses them, each once. */
export function termsIn(text: string, t: Translate): Term[] {
  const forms = formsOf(t);
  // The longest first, so that PRE-PREPARE is no PREPARE. A letter or hyphen beside it makes another word of it; Chinese has no gaps.
  const longest = [...forms.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![A-Za-z-])(?:${longest.map(escaped).join("|")})(?![A-Za-z-])`, "g");
  const found = [...text.matchAll(pattern)].map(([form]) => forms.get(form));
  return [...new Set(found)].filter((term) => term !== undefined).slice(0, OFFERED_MAX);
}

const escaped = (form: string): string => form.replace(/[+*?.()[\]{}|\\^$]/g, "\\$&");
