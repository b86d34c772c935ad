import { type CSSResult, LitElement, type PropertyDeclarations } from "lit";
import { Intent, type Wish } from "../model/actions.ts";
import type { Say } from "../text/catalogue.ts";
import controlsCss from "./controls.css?inline";
import { styleSheet } from "./sheet.ts";

/** The looks that all parts share. */
export const SHARED: CSSResult = styleSheet(controlsCss);

/** What all parts have in common: they are given their words, and send intents. */
export abstract class Part extends LitElement {
  static override properties: PropertyDeclarations = { say: { attribute: false } };

  declare say: Say;

  constructor() {
    super();
    this.say = (key) => key;
  }

  protected ask(wish: Wish): void {
    this.dispatchEvent(new Intent(wish));
  }
}
