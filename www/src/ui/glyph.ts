// Glyph of a message kind, for labels and lists.

import { html, type TemplateResult } from "lit";
import type { Kind } from "../model/message-kinds.ts";
import { HOLLOW, outlinePath } from "./message-glyphs.ts";

/** The sign of a kind of message, as the stage draws it. It is next to the kind's name, so it is hidden from screen readers. */
export function glyph(kind: Kind): TemplateResult {
  return html`
    <svg class="glyph ${kind} ${HOLLOW.has(kind) ? "hollow" : ""}" viewBox="-10 -10 20 20" width="18" height="18" aria-hidden="true">
      <path d=${outlinePath(kind, 7.5)}></path>
    </svg>
  `;
}

/** The sign on a button of the controls, beside its name. */
export function sign(path: string): TemplateResult {
  return html`<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=${path} fill="currentColor"></path></svg>`;
}
