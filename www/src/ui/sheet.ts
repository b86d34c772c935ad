// Style sheets of this project as constructed sheets.

import { type CSSResult, unsafeCSS } from "lit";

/** A style sheet of this project's own files. Lit adopts it as a constructed sheet, which a strict content security policy
 *  allows. Never to be fed with anything but an imported file. */
export function styleSheet(css: string): CSSResult {
  return unsafeCSS(css);
}
