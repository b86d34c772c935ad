// Languages: the texts of catalogue files, one Fluent file for each language.

import { FluentBundle, FluentResource, type FluentValue, type FluentVariable } from "@fluent/bundle";

/** The tag of a language that has a catalogue. */
export type Language = string;
export type Direction = "ltr" | "rtl";
export type TextArgs = Readonly<Record<string, FluentVariable>>;
/** The text of a key in the reader's language. */
export type Translate = (key: string, args?: TextArgs) => string;

/** The texts by file. */
export type Sources = Readonly<Record<string, string>>;

/** The language for texts that a catalogue lacks. */
export const FALLBACK: Language = "en";

/**
 * Functions that catalogues may call. SPACED: a name before a Chinese word, with a space only after a digit or a Latin letter.
 */
export const FUNCTIONS: Readonly<Record<"SPACED", (text: readonly FluentValue[]) => string>> = {
  SPACED: ([name]) => String(name).replace(/\w$/, "$& "),
};

/** The languages of some catalogue files. */
export class Languages {
  /** English first, the others by tag. */
  readonly tags: readonly Language[];
  readonly #sources: ReadonlyMap<Language, string>;
  readonly #bundles = new Map<Language, FluentBundle>();
  readonly #speakers: ReadonlyMap<Language, Translate>;

  constructor(files: Sources) {
    const sources = Object.entries(files).map(([path, text]): [Language, string] => [tagOf(path), text]);
    this.#sources = new Map(sources);
    const others = [...this.#sources.keys()].filter((language) => language !== FALLBACK).sort();
    this.tags = [FALLBACK, ...others];
    this.#speakers = new Map(this.tags.map((language) => [language, this.#speakerOf(language)]));
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

/** `../locales/pt-BR.ftl` is the catalogue of `pt-BR`. */
function tagOf(path: string): Language {
  return path.replace(/^.*\//, "").replace(/\.ftl$/, "");
}
