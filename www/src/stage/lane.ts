// Lanes of messages between two nodes. Pure arithmetic.

import type { Point } from "../ui/local-coordinates.ts";
import { RING_ROOM } from "./caption-fit.ts";
import type { Place } from "./geometry.ts";

/** The lane from one node to another: a bow to the right of the direction of travel, so that the two directions of an
 *  edge do not lie on each other. It begins and ends at the nodes' rings. */
export interface Lane {
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
}

const BOW = 0.07;

export function lane(a: Place, b: Place): Lane {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.hypot(dx, dy) || 1;
  const ux = dx / length;
  const uy = dy / length;
  const bow = length * BOW;
  const rim = Math.min(RING_ROOM, length * 0.1);
  return {
    from: { x: a.x + ux * (a.radius + rim), y: a.y + uy * (a.radius + rim) },
    control: { x: a.x + dx / 2 - uy * bow, y: a.y + dy / 2 + ux * bow },
    to: { x: b.x - ux * (b.radius + rim), y: b.y - uy * (b.radius + rim) },
  };
}

/** The point of a lane at `share` of the way, from 0 to 1. */
export function along(path: Lane, share: number): Point {
  const t = Math.min(1, Math.max(0, share));
  const s = 1 - t;
  const a = s * s;
  const b = 2 * s * t;
  const c = t * t;
  return {
    x: a * path.from.x + b * path.control.x + c * path.to.x,
    y: a * path.from.y + b * path.control.y + c * path.to.y,
  };
}

/** The direction of travel at `share` of the way, in radians. */
export function heading(path: Lane, share: number): number {
  const t = Math.min(1, Math.max(0, share));
  const dx = (1 - t) * (path.control.x - path.from.x) + t * (path.to.x - path.control.x);
  const dy = (1 - t) * (path.control.y - path.from.y) + t * (path.to.y - path.control.y);
  return Math.atan2(dy, dx);
}
