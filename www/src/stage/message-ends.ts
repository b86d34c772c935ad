// Ends of messages that were not accepted: the message, and an icon for the reason.

import { type SVGTemplateResult, svg } from "lit";
import type { MessageEnd } from "../model/message-ends.ts";
import { HOLLOW, outlinePath } from "../ui/message-glyphs.ts";
import { along, type Layout, lane, round } from "./geometry.ts";

/** A lost message ends on its way, a refused one at its recipient. */
const SHARES: Readonly<Record<MessageEnd["end"], number>> = { lost: 0.45, refused: 0.9, forged: 0.9 };
/** A cross, a barred circle, and bars that are not equal: as on the timeline. */
const SIGNS: Readonly<Record<MessageEnd["end"], string>> = {
  lost: "M -9 -9 L 9 9 M 9 -9 L -9 9",
  refused: "M -11 0 A 11 11 0 1 0 11 0 A 11 11 0 1 0 -11 0 M -7.8 -7.8 L 7.8 7.8",
  forged: "M -10 -4 H 10 M -10 4 H 10 M -7 10 L 7 -10",
};

export function endMarks(ends: readonly MessageEnd[], layout: Layout): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  return ends.flatMap(({ from, to, kind, end }) => {
    const a = places[from];
    const b = places[to];
    if (!a || !b) {
      return [];
    }
    const { x, y } = along(lane(a, b), SHARES[end]);
    return [
      svg`
        <g class="ended ${end} ${kind}" transform="translate(${round(x)} ${round(y)})" aria-hidden="true">
          <path class="message ${HOLLOW.has(kind) ? "hollow" : ""}" d=${outlinePath(kind, layout.glyph)}></path>
          <path class="fate" d=${SIGNS[end]}></path>
        </g>
      `,
    ];
  });
}
