// The links between the nodes: which there are, and on which of them messages are stopped.

import { type SVGTemplateResult, svg } from "lit";
import { stops } from "../model/stopped-links.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Point } from "../ui/local-coordinates.ts";
import { along, type Layout, lane, type Place, round } from "./geometry.ts";

/** Where on its lane a stop is drawn: near the sender, so that the two ways of a link can be told apart. */
const STOP_SHARE = 0.2;
const REACH = 5;

/** Between all replicas, and from each client to each replica, as SVG path data. */
export function edges(layout: Layout): string {
  const lines: string[] = [];
  layout.replicas.forEach((a, index) => {
    for (const b of [...layout.replicas.slice(index + 1), ...layout.clients]) {
      lines.push(`M ${round(a.x)} ${round(a.y)} L ${round(b.x)} ${round(b.y)}`);
    }
  });
  return lines.join(" ");
}

/** The link that runs through a point, or near enough; undefined inside a node. */
export function edgeAt(
  layout: Layout,
  point: Point,
  reach: number,
): { from: number; to: number } | undefined {
  const places = [...layout.replicas, ...layout.clients];
  let nearest: { from: number; to: number } | undefined;
  let least = reach;
  layout.replicas.forEach((a, from) => {
    places.slice(from + 1).forEach((b, index) => {
      const distance = distanceTo(a, b, point);
      if (distance < least) {
        least = distance;
        nearest = { from, to: from + 1 + index };
      }
    });
  });
  return nearest;
}

// To the stretch between the nodes' rims.
function distanceTo(a: Place, b: Place, { x, y }: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy) || 1;
  const alongIt = ((x - a.x) * dx + (y - a.y) * dy) / length;
  const beyond = alongIt < a.radius || alongIt > length - b.radius;
  return beyond ? Number.POSITIVE_INFINITY : Math.abs((x - a.x) * dy - (y - a.y) * dx) / length;
}

/** A cross where a way is cut, a bar where messages wait. Clients have no link to each other. */
export function stopMarks(model: ViewModel, layout: Layout): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  return stops(model).flatMap(({ from, to, why }) => {
    const a = places[from];
    const b = places[to];
    if (!a || !b || (from >= model.n && to >= model.n)) {
      return [];
    }
    const { x, y } = along(lane(a, b), STOP_SHARE);
    const turn = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
    const sign =
      why === "cut"
        ? `M ${-REACH} ${-REACH} L ${REACH} ${REACH} M ${REACH} ${-REACH} L ${-REACH} ${REACH}`
        : `M 0 ${-REACH - 1} V ${REACH + 1}`;
    return [
      svg`<path class="stop ${why}" d=${sign} transform="translate(${round(x)} ${round(y)}) rotate(${round(turn)})"></path>`,
    ];
  });
}
