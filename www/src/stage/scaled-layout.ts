// The layout at the size of the text, and larger where the stage has room.

import {
  CAPTION_LINE,
  FIELD_BELOW,
  fieldHeight,
  isFieldLow,
  type Layout,
  layOut,
  type Place,
} from "./geometry.ts";

/** From this size of the stage on, its nodes grow. */
const GROWS_FROM = { width: 900, height: 420 };
const GROWTH_MAX = 1.5;

/** As `layOut`, for text `scale` times as large as usual. */
export function layOutAt(
  scale: number,
  width: number,
  height: number,
  replicas: number,
  clients: number,
  asks: boolean,
): { readonly layout: Layout; readonly factor: number } {
  const room = Math.min(width / GROWS_FROM.width, height / GROWS_FROM.height) / scale;
  const factor = scale * Math.min(GROWTH_MAX, Math.max(1, room));
  const layout = layOut(width / factor, height / factor, replicas, clients, asks);
  const larger = (place: Place): Place => ({
    x: place.x * factor,
    y: place.y * factor,
    radius: place.radius * factor,
    number: place.number && { x: place.number.x * factor, y: place.number.y * factor },
    caption: place.caption && {
      ...place.caption,
      x: place.caption.x * factor,
      y: place.caption.y * factor,
      line: CAPTION_LINE * scale,
    },
  });
  return {
    factor,
    layout: {
      ...layout,
      width,
      height,
      replicas: layout.replicas.map(larger),
      clients: layout.clients.map(larger),
      glyph: layout.glyph * factor,
    },
  };
}

/** The field for requests, and its minimum distance from the edge. */
const FIELD_WIDTH = 212;
const FIELD_LEFT = 8;

/** Where the field for requests begins: below the only client and its caption, or on the lower edge. */
export function fieldPlace(
  { orientation, clients, width, height }: Layout,
  factor: number,
  scale: number,
): { readonly left: number; readonly top: number } {
  const lowest = height - fieldHeight(width, clients.length) * scale;
  const [only, other] = clients;
  if (!only || other || orientation === "tall" || isFieldLow(width)) {
    return { left: FIELD_LEFT, top: Math.round(lowest) };
  }
  const top = Math.min(lowest, only.y + only.radius + FIELD_BELOW * factor);
  const left = Math.max(FIELD_LEFT, only.x - (FIELD_WIDTH * scale) / 2);
  return { left: Math.round(left), top: Math.round(top) };
}
