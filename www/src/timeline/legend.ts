// Legend of the timeline's marks.

import { html, type TemplateResult } from "lit";
import { MARKS, RECORD_KINDS, type RecordKind } from "../model/record-kinds.ts";
import type { Translate } from "../text/catalogue.ts";
import { markPath, OPEN } from "./marks.ts";

/** Marks with the same sign are listed once. */
const LISTED: readonly RecordKind[] = RECORD_KINDS.filter(
  (sort) => MARKS[sort] && sort !== "resume" && sort !== "alarm",
);

export function markLegend(t: Translate): TemplateResult {
  return html`
    <ul class="key" aria-label=${t("timeline-key")}>
      ${LISTED.map((sort) => html`<li>${markSign(sort)} ${t("timeline-mark-name", { mark: sort })}</li>`)}
    </ul>
  `;
}

/** Hidden from screen readers, because its name is next to it. */
function markSign(sort: RecordKind): TemplateResult {
  const markStyle = MARKS[sort];
  const shape = markStyle?.shape ?? "dot";
  return html`
    <svg class="mark ${markStyle?.color ?? "ink"} ${OPEN.has(shape) ? "open" : ""}" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
      <path d=${markPath(shape, 5)}></path>
    </svg>
  `;
}
