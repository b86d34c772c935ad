// Glossary terms in a sentence, so that each is one click away.

import type { Translate } from "./catalogue.ts";
import { TERMS, type Term } from "./help-topics.ts";

/** The maximum number of terms for one sentence. */
const OFFERED_MAX = 5;

/** Each form of a term, with the term. */
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

/** The terms whose glossary entry or other names contain these letters. */
export function termsFor(wanted: string, t: Translate): Term[] {
  const forms = [...formsOf(t)];
  const letters = wanted.trim().toLowerCase();
  return TERMS.filter((term) => {
    const others = forms.filter(([, one]) => one === term).map(([form]) => form);
    const entry = [t(`help-term-${term.name}`), t(`help-term-${term.name}-about`), ...others];
    return entry.some((text) => text.toLowerCase().includes(letters));
  });
}

/** The terms in a text, in order, each once. */
export function termsIn(text: string, t: Translate): Term[] {
  const forms = formsOf(t);
  // The longest first, so that PRE-PREPARE is not PREPARE. A letter or hyphen next to it makes another word; Chinese has no
  // word boundaries.
  const longest = [...forms.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![A-Za-z-])(?:${longest.map(escaped).join("|")})(?![A-Za-z-])`, "g");
  const found = [...text.matchAll(pattern)].map(([form]) => forms.get(form));
  return [...new Set(found)].filter((term) => term !== undefined).slice(0, OFFERED_MAX);
}

const escaped = (form: string): string => form.replace(/[+*?.()[\]{}|\\^$]/g, "\\$&");
