// The links between the nodes: which there are, and on which of them messages are stopped.

import { type SVGTemplateResult, svg } from "lit";
import type { Picture } from "../model/view-model.ts";
import { along, type Layout, lane, type Place, type Point, round } from "./geometry.ts";

/** One way of a link that somebody has cut, or on which messages wait. */
export interface Stop {
  readonly from: number;
  readonly to: number;
  readonly why: "cut" | "held";
}

/** Where on its lane a stop is drawn: near the sender, so that the two ways of a link can be told apart. */
const STOP_SHARE = 0.2;
const REACH = 5;

/** Every way that is stopped, each once. */
export function stops(picture: Picture): Stop[] {
  const found = new Map<string, Stop>();
  const add = (from: number, to: number, why: Stop["why"]) => {
    const key = `${from} ${to}`;
    if (found.get(key)?.why !== "cut") {
      found.set(key, { from, to, why });
    }
  };
  for (const { from, to, up, hold } of picture.links) {
    if (!up) {
      add(from, to, "cut");
    } else if (hold) {
      add(from, to, "held");
    }
  }
  for (const [from, to] of partitioned(picture.partition)) {
    add(from, to, "cut");
  }
  return [...found.values()];
}

// Nodes of different groups do not hear each other; where only one way is cut, it is that from an earlier group to a later.
function partitioned(partition: Picture["partition"]): [number, number][] {
  if (!partition) {
    return [];
  }
  const { groups, oneWay } = partition;
  return groups.flatMap((group, index) =>
    groups
      .slice(index + 1)
      .flat()
      .flatMap((later) =>
        group.flatMap((earlier): [number, number][] =>
          oneWay
            ? [[earlier, later]]
            : [
                [earlier, later],
                [later, earlier],
              ],
        ),
      ),
  );
}

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
export function stopMarks(picture: Picture, layout: Layout): SVGTemplateResult[] {
  const places = [...layout.replicas, ...layout.clients];
  return stops(picture).flatMap(({ from, to, why }) => {
    const a = places[from];
    const b = places[to];
    if (!a || !b || (from >= picture.n && to >= picture.n)) {
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
