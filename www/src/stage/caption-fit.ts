// Placement of the captions of the stage: inside it, and not over another caption or a node.

import type { CaptionPlace, Layout, Place } from "./geometry.ts";

export const CAPTION_LINE = 17;
/** Room for the progress ring between a node and its caption. */
export const RING_ROOM = 11;
/** Captions next to the nodes are left out where they would make the nodes smaller than this. */
const CAPTIONED_FROM = 24;

/** Beyond a replica's rim: the arc of its timer with its head, or the hat of a small primary; and air. */
export const REPLICA_REACH = 19;
/** Beyond a client's rim: its ring of replies, and the arc of its timer with the head of that. */
export const CLIENT_REACH = 19;
/** The room of the only client's caption. */
const CLIENT_ROOM: Room = { width: 190, lines: 3 };

/** Room for a caption, in pixels and lines: for the longest words that either language has for it. */
export interface Room {
  readonly width: number;
  readonly lines: number;
}

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whether every caption is inside the box and lies on no other caption and no node, and no node is small for its sake. */
export function fits(layout: Layout, room: Room): boolean {
  const { width, height, replicas, clients } = layout;
  const captions = replicas.flatMap(({ caption }) => (caption ? [captionBox(caption, room)] : []));
  const nodes = replicas.map(nodeBox);
  const client = clients.length === 1 ? clients.flatMap(clientBoxes) : [];
  const inside = captions.every(
    ({ left, right, top, bottom }) => left >= 0 && top >= 0 && right <= width && bottom <= height,
  );
  const large = replicas.every(({ radius }) => radius >= CAPTIONED_FROM);
  return (
    inside &&
    large &&
    isClear(layout) &&
    captions.every((one) => client.every((other) => !overlap(one, other))) &&
    captions.every((one, id) => captions.every((other, at) => at <= id || !overlap(one, other))) &&
    captions.every((one, id) => nodes.every((node, at) => at === id || !overlap(one, node)))
  );
}

/** Whether the only client, with its timer and its caption, lies on no replica. */
export function isClear({ replicas, clients }: Layout): boolean {
  const [client, other] = clients;
  if (!client || other) {
    return true;
  }
  const captions = clientBoxes(client).slice(1);
  return replicas.every((node) => {
    const apart = Math.hypot(node.x - client.x, node.y - client.y);
    const isApart = apart > node.radius + REPLICA_REACH + client.radius + CLIENT_REACH;
    return isApart && captions.every((caption) => !overlap(caption, nodeBox(node)));
  });
}

/** The only client with its timer, and its caption. */
function clientBoxes({ x, y, radius, caption }: Place): Rectangle[] {
  const reach = radius + CLIENT_REACH;
  const node = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
  return caption ? [node, captionBox(caption, CLIENT_ROOM)] : [node];
}

function captionBox({ x, y, anchor, side }: CaptionPlace, { width, lines }: Room): Rectangle {
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  const height = lines * CAPTION_LINE + 5;
  const top = side === "above" ? y - height : y;
  return { left, right: left + width, top, bottom: top + height };
}

function nodeBox({ x, y, radius }: Place): Rectangle {
  const reach = radius + RING_ROOM;
  return { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The caption of the only client: its name, its operation, the replies, and the timer. */
const CLIENT_LINES = 4;

/** The middle of a client with its caption below it: this one, or as high as the caption needs above the end of its room. */
export function aboveEnd(middle: number, end: number, radius: number): number {
  const below = radius + RING_ROOM + 8 + CLIENT_LINES * CAPTION_LINE + 5;
  return Math.max(radius + CLIENT_REACH, Math.min(middle, end - below));
}
