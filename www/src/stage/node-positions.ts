// Node positions chosen by the reader. Pure arithmetic: no document, no engine.

import type { Point } from "../ui/local-coordinates.ts";
import { type CaptionPlace, CLIENT_REACH, type Layout, type Place, RING_ROOM } from "./geometry.ts";

/** Where nodes were put, as parts of the stage's width and height: so they stay there when it gets another size. */
export type Moved = ReadonlyMap<number, Point>;

/** Between a caption and the edge of the stage. */
const EDGE = 4;
/** Nearer to the edge than this a caption in the middle of its node would be cut off. */
const CAPTION_HALF = 92;
/** What a caption of a replica, or of a client, may need above or below its node. */
const REPLICA_CAPTION = 68;
const CLIENT_CAPTION = 92;

/** The layout with some nodes elsewhere; everything stays inside the box. */
export function moveNodes(layout: Layout, moved: Moved): Layout {
  if (moved.size === 0) {
    return layout;
  }
  const { replicas, clients, width, height } = layout;
  const put = (place: Place, node: number, room: number): Place => {
    const at = moved.get(node);
    if (!at) {
      return place;
    }
    const centre = inside(layout, place, { x: at.x * width, y: at.y * height });
    const caption = place.caption && captionAt(layout, centre, place.radius, room);
    return { ...place, ...centre, caption };
  };
  return {
    ...layout,
    replicas: replicas.map((place, id) => put(place, id, REPLICA_CAPTION)),
    clients: clients.map((place, id) => put(place, replicas.length + id, CLIENT_CAPTION)),
  };
}

/** The nearest point at which the whole node is inside the box. */
function inside({ width, height }: Layout, { radius }: Place, { x, y }: Point): Point {
  const margin = radius + CLIENT_REACH + 1;
  const clamp = (value: number, size: number) => Math.max(margin, Math.min(value, size - margin));
  return { x: clamp(x, width), y: clamp(y, height) };
}

// Away from the middle of the stage, where the messages cross, unless there is no room for it.
function captionAt({ width, height }: Layout, { x, y }: Point, radius: number, room: number): CaptionPlace {
  const away = radius + RING_ROOM + 8;
  const fits = { above: y - away - room >= 0, below: y + away + room <= height };
  const outer = y < height / 2 ? "above" : "below";
  const inner = outer === "above" ? "below" : "above";
  const side = fits[outer] || !fits[inner] ? outer : inner;
  const line = { side, y: side === "above" ? y - away : y + away } as const;
  if (x < CAPTION_HALF) {
    return { ...line, anchor: "start", x: Math.max(EDGE, x - radius) };
  }
  if (x > width - CAPTION_HALF) {
    return { ...line, anchor: "end", x: Math.min(width - EDGE, x + radius) };
  }
  return { ...line, anchor: "middle", x };
}
