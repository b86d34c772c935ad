// Links that differ from the scenario: cut, held and slow ones, each with a line and an icon of its own.

import { nothing, type SVGTemplateResult, svg } from "lit";
import { type LinkFault, linkFaults } from "../model/link-faults.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { along, type Lane, type Layout, lane, round } from "./geometry.ts";

/** The position of the icon on its lane: nearer to the sender, so that the two directions of a link can be distinguished. */
const SIGN_SHARE = 0.3;

/** Two strokes across a line that is broken, a dam before a held message, an hourglass on a slow way. */
const SIGNS: Readonly<Record<LinkFault["why"], string>> = {
  cut: "M -4 7 L 0 -7 M 1 7 L 5 -7",
  held: "M -2.5 -8 V 8 M 2.5 -8 V 8",
  slow: "M -5 -6.5 H 5 L -5 6.5 H 5 Z",
};

/** Clients have no link to each other. Ways that the partition cuts are marked where its line is not drawn. */
export function linkMarks(
  model: ViewModel,
  layout: Layout,
  partitionDrawn: boolean,
  t: Translate,
): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  return linkFaults(model, !partitionDrawn).flatMap((fault) => {
    const a = places[fault.from];
    const b = places[fault.to];
    return a && b && !(fault.from >= model.n && fault.to >= model.n) ? [mark(fault, lane(a, b), t)] : [];
  });
}

function mark({ why, ms }: LinkFault, path: Lane, t: Translate): SVGTemplateResult {
  const { x, y } = along(path, SIGN_SHARE);
  const { from, to } = path;
  const turn = why === "slow" ? 0 : (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const at = `translate(${round(x)} ${round(y)})`;
  return svg`
    <path class="link-line ${why}" d=${lineOf(path)}></path>
    <path class="stop ${why}" d=${SIGNS[why]} transform="${at} rotate(${round(turn)})"></path>
    ${ms === undefined ? nothing : latency(ms, path, t)}
  `;
}

/** The distance of the latency from the icon of its direction, across and along the picture. */
const LATENCY_ACROSS = 46;
const LATENCY_ALONG = 17;
/** From the middle of a line of text to its base. */
const LATENCY_BASE = 4;

// It is on the outer side of its lane, so that those of both directions are apart.
function latency([min, max]: readonly [number, number], path: Lane, t: Translate): SVGTemplateResult {
  const { x, y } = along(path, SIGN_SHARE);
  const { from, control, to } = path;
  const [dx, dy] = [control.x - (from.x + to.x) / 2, control.y - (from.y + to.y) / 2];
  const length = Math.hypot(dx, dy) || 1;
  const at = { x: x + (dx / length) * LATENCY_ACROSS, y: y + (dy / length) * LATENCY_ALONG + LATENCY_BASE };
  const words = t("stage-latency", { spread: min === max ? "none" : "range", min, max });
  return svg`<text class="latency" x=${round(at.x)} y=${round(at.y)}>${words}</text>`;
}

function lineOf({ from, control, to }: Lane): string {
  return `M ${round(from.x)} ${round(from.y)} Q ${round(control.x)} ${round(control.y)} ${round(to.x)} ${round(to.y)}`;
}
