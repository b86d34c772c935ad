// The links between the nodes.

import type { Point } from "../ui/local-coordinates.ts";
import { type Layout, type Place, round } from "./geometry.ts";

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
