// Style sheets of this project as constructed sheets.

import { type CSSResult, unsafeCSS } from "lit";

/** The usual size of the root's font, in pixels. */
const REM = 16;

/** A style sheet of this project's own files. A rem is 16 pixels: many pages make the root's font smaller for their own layout, and
 *  the sizes of text do not follow it either. Lit adopts it as a constructed sheet, which a strict content security policy
 *  allows. Never to be fed with anything but an imported file. */
export function styleSheet(css: string): CSSResult {
  return unsafeCSS(css.replaceAll(/(\d*\.?\d+)rem\b/g, (_, size: string) => `${Number(size) * REM}px`));
}
