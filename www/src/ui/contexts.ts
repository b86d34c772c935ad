// Contexts of the page: values that the element provides to all of its parts.

import { createContext } from "@lit/context";
import type { ViewModel } from "../model/view-model.ts";
import type { Language, Translate } from "../text/catalogue.ts";

/** The language of the page and its texts. */
export interface Locale {
  readonly language: Language;
  readonly t: Translate;
}

export const localeContext = createContext<Locale>(Symbol("locale"));

export const viewModelContext = createContext<ViewModel | undefined>(Symbol("view model"));
