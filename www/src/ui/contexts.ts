// Contexts of the page: values that the element provides to all of its parts.

import { createContext } from "@lit/context";
import type { Permitted } from "../model/lesson.ts";
import type { ValueLooks } from "../model/values.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Language, Translate } from "../text/catalogue.ts";

/** The language of the page and its texts. */
export interface Locale {
  readonly language: Language;
  readonly t: Translate;
}

export const localeContext = createContext<Locale>(Symbol("locale"));

export const viewModelContext = createContext<ViewModel | undefined>(Symbol("view model"));

/** The identities of the values that compete; they change less often than the view model. */
export const valueLooksContext = createContext<ValueLooks>(Symbol("value looks"));

/** The commands that the open task of a lesson allows. */
export const permittedContext = createContext<Permitted>(Symbol("permitted"));
