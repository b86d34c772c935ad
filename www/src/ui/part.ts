import { type CSSResult, LitElement } from "lit";
import { property } from "lit/decorators.js";
import { type Action, ActionEvent } from "../model/actions.ts";
import type { Say } from "../text/catalogue.ts";
import controlsCss from "./controls.css?inline";
import { styleSheet } from "./sheet.ts";

/** The looks that all parts share. */
export const SHARED: CSSResult = styleSheet(controlsCss);

/** Base of the stage, the timeline and all panels: it is given the language, and dispatches actions. */
export abstract class Part extends LitElement {
  @property({ attribute: false }) say: Say = (key) => key;

  protected dispatch(action: Action): void {
    this.dispatchEvent(new ActionEvent(action));
  }
}
