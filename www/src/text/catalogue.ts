// All text of the page comes from the catalogues in src/locales, one file for each language (Project Fluent). Another language
// is another file and a line in each table here.

import { FluentBundle, FluentResource, type FluentValue, type FluentVariable } from "@fluent/bundle";
import english from "../locales/en.ftl?raw";
import chinese from "../locales/zh.ftl?raw";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];
export type TextArgs = Readonly<Record<string, FluentVariable>>;
/** The text of a key in the reader's language. */
export type Say = (key: string, args?: TextArgs) => string;

const SOURCES: Readonly<Record<Language, string>> = { en: english, zh: chinese };
const LOCALES: Readonly<Record<Language, string>> = { en: "en", zh: "zh-Hans" };
/** What a catalogue may call. SPACED: a name before a Chinese word, from which only a digit or a Latin letter keeps its distance. */
export const FUNCTIONS: Readonly<Record<"SPACED", (text: readonly FluentValue[]) => string>> = {
  SPACED: ([name]) => String(name).replace(/\w$/, "$& "),
};
const made = new Map<Language, FluentBundle>();

function bundle(language: Language): FluentBundle {
  const known = made.get(language);
  if (known) {
    return known;
  }
  // Without isolation marks: every text here is read left to right, and the marks would be in the way of a search for text.
  const fresh = new FluentBundle(LOCALES[language], { useIsolating: false, functions: FUNCTIONS });
  const errors = fresh.addResource(new FluentResource(SOURCES[language]));
  for (const error of errors) {
    console.error(`catalogue ${language}: ${error.message}`);
  }
  made.set(language, fresh);
  return fresh;
}

/** What says a key in one language, the same for everybody: another one would be news to all parts. A key that is missing is shown
 *  as itself, so that it is seen. */
export function speaker(language: Language): Say {
  return SPEAKERS[language];
}

const SPEAKERS: Readonly<Record<Language, Say>> = { en: speakerOf("en"), zh: speakerOf("zh") };

function speakerOf(language: Language): Say {
  return (key, args) => {
    const texts = bundle(language);
    const pattern = texts.getMessage(key)?.value;
    return pattern ? texts.formatPattern(pattern, args ?? {}, []) : key;
  };
}

/** A text of a scenario in the reader's language, or in English. */
export function inLanguage(text: { readonly en: string }, language: Language): string {
  const texts: ReadonlyMap<string, string> = new Map(Object.entries(text));
  return texts.get(language) ?? text.en;
}

/** The catalogue for what a reader asked for ("zh-CN", "en-GB", ...); English for a language without one. */
export function languageOf(wanted: string | null | undefined): Language {
  const base = (wanted ?? "").toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === base) ?? "en";
}

/** The first language of the browser that has a catalogue. */
export function browserLanguage(): Language {
  for (const wanted of navigator.languages ?? [navigator.language]) {
    const base = wanted.toLowerCase().split("-")[0];
    const found = LANGUAGES.find((language) => language === base);
    if (found) {
      return found;
    }
  }
  return "en";
}
