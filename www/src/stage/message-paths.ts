// The ways of messages that are lit up: those of an answer, or of the event that the reader looks at.

import { type SVGTemplateResult, svg } from "lit";
import type { Marks, Way } from "../model/highlights.ts";
import type { Kind } from "../model/message-kinds.ts";
import { along, heading, type Lane, type Layout, lane, round } from "./geometry.ts";

/** Where a way has its head, or its cross when the message was lost. */
const HEAD_SHARE = 0.94;
const LOST_SHARE = 0.45;
/** More ways than this are one thin drawing for each kind: nobody could tell their heads apart. */
const SINGLE_UP_TO = 300;
const HEAD = "M 0 0 L -11 -5.5 L -11 5.5 Z";
const CROSS = "M -5 -5 L 5 5 M 5 -5 L -5 5";

export function ways({ ways: all }: Marks, layout: Layout, tone: "lit" | "selected"): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  const placed = all.flatMap((way) => {
    const from = places[way.from];
    const to = places[way.to];
    return from && to ? [{ way, path: lane(from, to) }] : [];
  });
  return placed.length > SINGLE_UP_TO
    ? crowd(placed, tone)
    : placed.map(({ way, path }) => wayOf(way, path, tone));
}

interface PlacedWay {
  readonly way: Way;
  readonly path: Lane;
}

function crowd(placed: readonly PlacedWay[], tone: string): SVGTemplateResult[] {
  const lines = new Map<Kind, string>();
  for (const { way, path } of placed) {
    lines.set(way.kind, `${lines.get(way.kind) ?? ""}${lineOf(path)} `);
  }
  return [...lines].map(
    ([kind, line]) => svg`<g class="way crowd ${kind} ${tone}"><path class="line" d=${line}></path></g>`,
  );
}

function lineOf({ from, control, to }: Lane): string {
  return `M ${round(from.x)} ${round(from.y)} Q ${round(control.x)} ${round(control.y)} ${round(to.x)} ${round(to.y)}`;
}

function wayOf({ kind, lost }: Way, path: Lane, tone: string): SVGTemplateResult {
  const share = lost ? LOST_SHARE : HEAD_SHARE;
  const { x, y } = along(path, share);
  const turn = round((heading(path, share) * 180) / Math.PI);
  return svg`
    <g class="way ${kind} ${tone} ${lost ? "lost" : ""}">
      <path class="line" d=${lineOf(path)}></path>
      <path class="end" d=${lost ? CROSS : HEAD} transform="translate(${round(x)} ${round(y)}) rotate(${turn})"></path>
    </g>
  `;
}
