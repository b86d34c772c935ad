// Title and description of a run that its reader has written, for links and files.

import type { Description, LocalText, Scenario } from "../engine/engine.ts";
import { inLanguage, type Language } from "../text/catalogue.ts";
import { FALLBACK } from "../text/languages.ts";

/** What the reader edits, in the reader's language. */
export interface Words {
  readonly title: string;
  readonly about: string;
}

/** The limits of the fields: in every script below that of the engine, 4,000 bytes. */
export const TITLE_MAX = 200;
export const ABOUT_MAX = 1000;

export function wordsOf({ title, about }: Description, language: Language): Words {
  return {
    title: title ? inLanguage(title, language) : "",
    about: about ? inLanguage(about, language) : "",
  };
}

/** The texts with what the reader wrote. A text that is as it was keeps its translations; another one has none. */
export function described(before: Description, { title, about }: Words, language: Language): Description {
  const first = written(before.title, title, language);
  const second = written(before.about, about, language);
  return { ...(first && { title: first }), ...(second && { about: second }) };
}

function written(before: LocalText | undefined, text: string, language: Language): LocalText | undefined {
  const wanted = text.trim();
  if (before && inLanguage(before, language) === wanted) {
    return before;
  }
  return wanted === "" ? undefined : { en: wanted, ...(language !== FALLBACK && { [language]: wanted }) };
}

/** A scenario with other texts, its fields in the order in which the engine writes them. */
export function withDescription(scenario: Scenario, description: Description): Scenario {
  const { version, title: _, about: __, ...rest } = scenario;
  return { ...(version !== undefined && { version }), ...description, ...rest };
}
