// Contexts of the page: values that the element provides to all of its parts.

import { createContext } from "@lit/context";
import type { ViewModel } from "../model/view-model.ts";
import type { Language, Say } from "../text/catalogue.ts";

/** The language of the page and its texts. */
export interface Locale {
  readonly language: Language;
  readonly say: Say;
}

export const localeContext = createContext<Locale>(Symbol("locale"));

export const viewModelContext = createContext<ViewModel | undefined>(Symbol("view model"));
