// Highlighted message paths: those of an answer, or of the selected event.

import { type SVGTemplateResult, svg } from "lit";
import type { Highlights, MessagePath } from "../model/highlights.ts";
import type { Kind } from "../model/message-kinds.ts";
import { along, heading, type Lane, type Layout, lane, round } from "./geometry.ts";

/** Where a way has its head, or its cross when the message was lost. */
const HEAD_SHARE = 0.94;
const LOST_SHARE = 0.45;
/** More paths than this are one thin drawing for each kind, because their heads could not be distinguished. */
const SINGLE_UP_TO = 300;
const HEAD = "M 0 0 L -11 -5.5 L -11 5.5 Z";
const CROSS = "M -5 -5 L 5 5 M 5 -5 L -5 5";

export function messagePaths(
  { paths: all }: Highlights,
  layout: Layout,
  tone: "highlighted" | "selected",
): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  const placed = all.flatMap((path) => {
    const from = places[path.from];
    const to = places[path.to];
    return from && to ? [{ path, curve: lane(from, to) }] : [];
  });
  return placed.length > SINGLE_UP_TO
    ? crowd(placed, tone)
    : placed.map(({ path, curve }) => pathOf(path, curve, tone));
}

interface PlacedPath {
  readonly path: MessagePath;
  readonly curve: Lane;
}

function crowd(placed: readonly PlacedPath[], tone: string): SVGTemplateResult[] {
  const lines = new Map<Kind, string>();
  for (const { path, curve } of placed) {
    lines.set(path.kind, `${lines.get(path.kind) ?? ""}${lineOf(curve)} `);
  }
  return [...lines].map(
    ([kind, line]) => svg`<g class="way crowd ${kind} ${tone}"><path class="line" d=${line}></path></g>`,
  );
}

function lineOf({ from, control, to }: Lane): string {
  return `M ${round(from.x)} ${round(from.y)} Q ${round(control.x)} ${round(control.y)} ${round(to.x)} ${round(to.y)}`;
}

function pathOf({ kind, lost }: MessagePath, curve: Lane, tone: string): SVGTemplateResult {
  const share = lost ? LOST_SHARE : HEAD_SHARE;
  const { x, y } = along(curve, share);
  const turn = round((heading(curve, share) * 180) / Math.PI);
  return svg`
    <g class="way ${kind} ${tone} ${lost ? "lost" : ""}">
      <path class="line" d=${lineOf(curve)}></path>
      <path class="end" d=${lost ? CROSS : HEAD} transform="translate(${round(x)} ${round(y)}) rotate(${turn})"></path>
    </g>
  `;
}
