import { html, type TemplateResult } from "lit";
import { HOLLOW, type Kind, outlinePath } from "../stage/glyphs.ts";

/** The sign of a kind of message, as the stage draws it. It stands beside the kind's name, so it is hidden from screen readers. */
export function glyph(kind: Kind): TemplateResult {
  return html`
    <svg class="glyph ${kind} ${HOLLOW.has(kind) ? "hollow" : ""}" viewBox="-10 -10 20 20" width="18" height="18" aria-hidden="true">
      <path d=${outlinePath(kind, 7.5)}></path>
    </svg>
  `;
}
