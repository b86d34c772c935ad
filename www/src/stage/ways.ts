// The ways of messages that are lit up: those of an answer, or of the event that the reader looks at.

import { type SVGTemplateResult, svg } from "lit";
import type { Marks, Way } from "../lit.ts";
import { along, heading, type Lane, type Layout, lane, round } from "./geometry.ts";

/** Where a way has its head, or its cross when the message was lost. */
const HEAD_SHARE = 0.94;
const LOST_SHARE = 0.45;
const HEAD = "M 0 0 L -11 -5.5 L -11 5.5 Z";
const CROSS = "M -5 -5 L 5 5 M 5 -5 L -5 5";

export function ways({ ways: all }: Marks, layout: Layout, tone: "lit" | "selected"): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  return all.flatMap((way) => {
    const from = places[way.from];
    const to = places[way.to];
    return from && to ? [wayOf(way, lane(from, to), tone)] : [];
  });
}

function wayOf({ kind, lost }: Way, path: Lane, tone: string): SVGTemplateResult {
  const share = lost ? LOST_SHARE : HEAD_SHARE;
  const { x, y } = along(path, share);
  const turn = round((heading(path, share) * 180) / Math.PI);
  const line = `M ${round(path.from.x)} ${round(path.from.y)} Q ${round(path.control.x)} ${round(path.control.y)} ${round(path.to.x)} ${round(path.to.y)}`;
  return svg`
    <g class="way ${kind} ${tone} ${lost ? "lost" : ""}">
      <path class="line" d=${line}></path>
      <path class="end" d=${lost ? CROSS : HEAD} transform="translate(${round(x)} ${round(y)}) rotate(${turn})"></path>
    </g>
  `;
}
