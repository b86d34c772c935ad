// Catalogue: all text of the page comes from src/locales. A language is one Fluent file there, named by its tag (BCP 47). No
// other file names it.

import { type Direction, FALLBACK, type Language, Languages, type Translate } from "./languages.ts";

export type { Language, TextArgs, Translate } from "./languages.ts";

const ALL = new Languages(
  import.meta.glob<string>("../locales/*.ftl", { query: "?raw", import: "default", eager: true }),
);

export const LANGUAGES = ALL.tags;
export const translator = (language: Language): Translate => ALL.translator(language);
export const directionOf = (language: Language): Direction => ALL.direction(language);

/** The catalogue for a requested language ("zh-CN", "en-GB", ...), or English. */
export function languageOf(wanted: string | null | undefined): Language {
  return ALL.match(wanted ?? "") ?? FALLBACK;
}

/** The first language of the browser that has a catalogue. */
export function browserLanguage(): Language {
  const wanted = navigator.languages ?? [navigator.language];
  return wanted.map((tag) => ALL.match(tag)).find((language) => language !== undefined) ?? FALLBACK;
}

/** A text of a scenario in the reader's language, or in English. */
export function inLanguage(text: { readonly en: string }, language: Language): string {
  const texts: ReadonlyMap<string, string> = new Map(Object.entries(text));
  return texts.get(language) ?? text.en;
}
