// Base of the panels: the shared styles, the language, and the actions that the page permits.

import { consume } from "@lit/context";
import { type CSSResult, LitElement } from "lit";
import { property } from "lit/decorators.js";
import { type Action, ActionEvent } from "../model/actions.ts";
import { isPermitted, type Permitted } from "../model/lesson.ts";
import type { Language, Translate } from "../text/catalogue.ts";
import { type Locale, localeContext, permittedContext } from "./contexts.ts";
import controlsCss from "./controls.css?inline";
import { styleSheet } from "./sheet.ts";

/** The looks that all parts share. */
export const SHARED: CSSResult = styleSheet(controlsCss);

/** Base of the stage, the timeline and all panels: it is given the language, and dispatches actions. */
export abstract class Part extends LitElement {
  @consume({ context: localeContext, subscribe: true })
  @property({ attribute: false })
  locale: Locale = { language: "en", t: (key) => key };

  @consume({ context: permittedContext, subscribe: true })
  @property({ attribute: false })
  permitted: Permitted;

  get t(): Translate {
    return this.locale.t;
  }

  get language(): Language {
    return this.locale.language;
  }

  /** Whether the open task of a lesson allows none of these commands. */
  protected blocks(...names: Parameters<typeof isPermitted>[1]): boolean {
    return !isPermitted(this.permitted, names);
  }

  protected dispatch(action: Action): void {
    this.dispatchEvent(new ActionEvent(action));
  }
}
