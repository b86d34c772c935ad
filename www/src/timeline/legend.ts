// The key to the timeline's marks: each with its name.

import { html, type TemplateResult } from "lit";
import { MARKS, SORTS, type Sort } from "../model/record-kinds.ts";
import type { Say } from "../text/catalogue.ts";
import { markPath, OPEN } from "./marks.ts";

/** Marks that share a sign with another are named once. */
const LISTED: readonly Sort[] = SORTS.filter((sort) => MARKS[sort] && sort !== "resume" && sort !== "alarm");

export function markKey(say: Say): TemplateResult {
  return html`
    <ul class="key" aria-label=${say("timeline-key")}>
      ${LISTED.map((sort) => html`<li>${markSign(sort)} ${say("timeline-mark-name", { mark: sort })}</li>`)}
    </ul>
  `;
}

/** Hidden from screen readers: it is next to its name. */
function markSign(sort: Sort): TemplateResult {
  const look = MARKS[sort];
  const shape = look?.shape ?? "dot";
  return html`
    <svg class="mark ${look?.ink ?? "ink"} ${OPEN.has(shape) ? "open" : ""}" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
      <path d=${markPath(shape, 5)}></path>
    </svg>
  `;
}
