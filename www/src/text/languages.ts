// Languages: the texts of catalogue files, one Fluent file for each language. A file that is not shown is not loaded.

import { FluentBundle, FluentResource, type FluentValue, type FluentVariable } from "@fluent/bundle";

/** The tag of a language that has a catalogue. */
export type Language = string;
export type Direction = "ltr" | "rtl";
export type TextArgs = Readonly<Record<string, FluentVariable>>;
/** The text of a key in the reader's language. */
export type Translate = (key: string, args?: TextArgs) => string;

/** The texts by file. */
export type Sources = Readonly<Record<string, string>>;
/** Functions that load the texts of a file. */
export type Loaders = Readonly<Record<string, () => Promise<string>>>;

/** The language for texts that a catalogue lacks. */
export const FALLBACK: Language = "en";

/**
 * Functions that catalogues may call. SPACED: a name before a Chinese word, with a space only after a digit or a Latin letter.
 */
export const FUNCTIONS: Readonly<Record<"SPACED", (text: readonly FluentValue[]) => string>> = {
  SPACED: ([name]) => String(name).replace(/\w$/, "$& "),
};

/** Messages of every language that the page needs whatever language it shows. */
const EVERYWHERE: ReadonlySet<string> = new Set(["language-name", "title-changed"]);

/** The part of a catalogue that the page has of every language. */
export function headOf(catalogue: string): string {
  const messages = [...messagesOf(catalogue)].filter(([key]) => EVERYWHERE.has(key));
  return messages.map(([, message]) => message).join("");
}

/** The catalogue with the English messages that it lacks, so that it can be loaded alone. */
export function completed(catalogue: string, english: string): string {
  const own = messagesOf(catalogue);
  const missing = [...messagesOf(english)].filter(([key]) => !own.has(key));
  return [catalogue, ...missing.map(([, message]) => message)].join("\n");
}

/** The source of each message, by key. */
function messagesOf(catalogue: string): Map<string, string> {
  const messages = catalogue.matchAll(/^([a-z][\w-]*) *=.*\n?(?:[ \t}].*\n?|\n(?=\s))*/gm);
  return new Map([...messages].map(([message, key = ""]) => [key, message.trimEnd().concat("\n")]));
}

/** The languages of some catalogue files. */
export class Languages {
  /** English first, the others by tag. */
  readonly tags: readonly Language[];
  readonly #sources: Map<Language, string>;
  /** The files that are not loaded yet. */
  readonly #loaders: Map<Language, () => Promise<string>>;
  readonly #loading = new Map<Language, Promise<void>>();
  readonly #bundles = new Map<Language, FluentBundle>();
  readonly #speakers: ReadonlyMap<Language, Translate>;

  /** The texts that are known from the start, and the files that have more. */
  constructor(files: Sources, loaders: Loaders = {}) {
    this.#sources = byTag(files);
    this.#loaders = byTag(loaders);
    const others = [...this.#sources.keys()].filter((language) => language !== FALLBACK).sort();
    this.tags = [FALLBACK, ...others];
    this.#speakers = new Map(this.tags.map((language) => [language, this.#speakerOf(language)]));
  }

  /** Whether all texts of the language are here. */
  has(language: Language): boolean {
    return this.#sources.has(language) && !this.#loaders.has(language);
  }

  /** Loads the texts of a language, once. Rejects if the file cannot be loaded; the next call tries again. */
  load(language: Language): Promise<void> {
    const loading = this.#loading.get(language) ?? this.#load(language);
    this.#loading.set(language, loading);
    return loading.finally(() => this.#loading.delete(language));
  }

  async #load(language: Language): Promise<void> {
    const text = await this.#loaders.get(language)?.();
    if (text !== undefined) {
      this.#sources.set(language, text);
      this.#loaders.delete(language);
      this.#bundles.delete(language);
    }
  }

  /**
   * The translator of a language, always the same function, because a new one would render all parts again. A key that the
   * catalogue lacks is translated to English; a key that is nowhere is returned, so that it is noticed.
   */
  translator(language: Language): Translate {
    return this.#speakers.get(language) ?? this.#speakers.get(FALLBACK) ?? ((key) => key);
  }

  /** The writing direction of the language. */
  direction(language: Language): Direction {
    return this.translator(language)("language-direction") === "rtl" ? "rtl" : "ltr";
  }

  /**
   * The best language for a tag: that of the tag or of its prefix ("zh" for "zh-CN"), else one with the same first subtag
   * ("pt-BR" for "pt").
   */
  match(wanted: string): Language | undefined {
    const tags = new Map(this.tags.map((language) => [language.toLowerCase(), language]));
    const subtags = wanted.toLowerCase().split("-");
    for (let count = subtags.length; count > 0; count -= 1) {
      const found = tags.get(subtags.slice(0, count).join("-"));
      if (found) {
        return found;
      }
    }
    return this.tags.find((language) => language.toLowerCase().split("-")[0] === subtags[0]);
  }

  #speakerOf(language: Language): Translate {
    return (key, args) => {
      for (const one of [language, FALLBACK]) {
        const texts = this.#bundle(one);
        const pattern = texts.getMessage(key)?.value;
        if (pattern) {
          return texts.formatPattern(pattern, args ?? {}, []);
        }
      }
      return key;
    };
  }

  #bundle(language: Language): FluentBundle {
    const known = this.#bundles.get(language);
    if (known) {
      return known;
    }
    // Without isolation marks, which would prevent searching for text.
    const fresh = new FluentBundle(language, { useIsolating: false, functions: FUNCTIONS });
    for (const error of fresh.addResource(new FluentResource(this.#sources.get(language) ?? ""))) {
      console.error(`catalogue ${language}: ${error.message}`);
    }
    this.#bundles.set(language, fresh);
    return fresh;
  }
}

function byTag<T>(files: Readonly<Record<string, T>>): Map<Language, T> {
  return new Map(Object.entries(files).map(([path, content]) => [tagOf(path), content]));
}

/** `../locales/pt-BR.ftl` is the catalogue of `pt-BR`. */
function tagOf(path: string): Language {
  return path.replace(/^.*\//, "").replace(/\.ftl$/, "");
}
