// The language that the element shows: that of its attribute, else that of the browser, once its texts are loaded.

import { ContextProvider } from "@lit/context";
import type { ReactiveControllerHost } from "lit";
import {
  browserLanguage,
  isLoaded,
  type Language,
  languageOf,
  loadLanguage,
  type Translate,
  translator,
} from "../text/catalogue.ts";
import { localeContext } from "../ui/contexts.ts";

export class ShownLanguage {
  readonly #host: HTMLElement & ReactiveControllerHost;
  readonly #locale: ContextProvider<typeof localeContext>;
  /** The language that is being loaded, or could not be. The reader tries again by choosing another one first. */
  #tried: Language | undefined;

  constructor(host: HTMLElement & ReactiveControllerHost) {
    this.#host = host;
    const initialValue = { language: "en", t: translator("en") };
    this.#locale = new ContextProvider(host, { context: localeContext, initialValue });
  }

  get language(): Language {
    return this.#locale.value.language;
  }

  get t(): Translate {
    return this.#locale.value.t;
  }

  /** Loads the texts of the wanted language, unless they are here or could not be loaded. The host is updated when they are. */
  load(): Promise<void> | undefined {
    const language = this.#wanted;
    if (isLoaded(language) || language === this.#tried) {
      return undefined;
    }
    this.#tried = language;
    return loadLanguage(language).then(
      () => this.#host.requestUpdate(),
      () => {},
    );
  }

  /** Shows the wanted language, if its texts are loaded. */
  settle(): void {
    const language = this.#wanted;
    if (isLoaded(language)) {
      this.#tried = undefined;
    }
    if (language !== this.language && isLoaded(language)) {
      this.#locale.setValue({ language, t: translator(language) });
    }
  }

  /** Shows the wanted language as soon as its texts are here, or keeps the present one where they cannot be loaded. */
  async ready(): Promise<ShownLanguage> {
    await loadLanguage(this.#wanted).catch(() => {});
    this.settle();
    return this;
  }

  get #wanted(): Language {
    return this.#host.lang ? languageOf(this.#host.lang) : browserLanguage();
  }
}
