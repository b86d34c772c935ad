// Catalogue: all text of the page comes from src/locales. A language is one Fluent file there, named by its tag (BCP 47). No
// other file names it. The page loads the file of the language that it shows; of the others it has a few messages only.

import { heads } from "virtual:catalogue-heads";
import { type Direction, FALLBACK, type Language, Languages, type Translate } from "./languages.ts";

export type { Language, TextArgs, Translate } from "./languages.ts";

const ALL = new Languages(
  heads,
  import.meta.glob<string>("../locales/*.ftl", { query: "?raw", import: "default" }),
);

export const LANGUAGES = ALL.tags;
export const translator = (language: Language): Translate => ALL.translator(language);
/** Whether the texts of the language are loaded. Until then its translator knows a few messages only. */
export const isLoaded = (language: Language): boolean => ALL.has(language);
/** Loads the texts of a language. Rejects if the file cannot be loaded; the next call tries again. */
export const loadLanguage = (language: Language): Promise<void> => ALL.load(language);
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
