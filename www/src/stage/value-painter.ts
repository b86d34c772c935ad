// The value of a message on the canvas: a pill with its name below the message, or only a ring where there are too many.

import { type Identity, type Look, PATTERNS, type ValueLooks } from "../model/values.ts";
import type { Translate } from "../text/catalogue.ts";
import { briefValueText } from "../text/values.ts";
import type { Point } from "../ui/local-coordinates.ts";
import { LINE_DASHES } from "../ui/value-lines.ts";
import { pillWidth } from "./value-marks.ts";

/** Up to this number of messages in flight each contested one has its name. */
export const PILLS_UP_TO = 80;
const HEIGHT = 17;
const LINE = 3.5;
export const PILL_FONT_PX = 12;

/** Which values are contested, and what they are called. */
export interface ValueNames {
  readonly looks: ValueLooks;
  readonly nameOf: (identity: Identity) => string;
}

const LETTERS = 8;

/** Undefined where no values compete. */
export function valueNamesOf(looks: ValueLooks | undefined, t: Translate): ValueNames | undefined {
  const nameOf = ({ name }: Identity) => briefValueText(name, LETTERS, t);
  return looks?.any ? { looks, nameOf } : undefined;
}

/** The corner of a pill below a glyph of this radius, and its size. */
export function pillBox(text: string, { x, y }: Point, glyph: number) {
  const width = pillWidth(text);
  return { x: x - width / 2, y: y + glyph + 3, width, height: HEIGHT, line: LINE };
}

export function pillDashes(look: Look, width = LINE): number[] {
  return LINE_DASHES[PATTERNS[look]].map((length) => length * width);
}

export function paintPill(
  context: CanvasRenderingContext2D,
  at: Point,
  glyph: number,
  { look, text }: { look: Look; text: string },
  colours: { readonly look: string; readonly paper: string; readonly ink: string; readonly font: string },
): void {
  const { x, y, width, height } = pillBox(text, at, glyph);
  context.beginPath();
  context.roundRect(x, y, width, height, height / 2);
  context.fillStyle = colours.paper;
  context.strokeStyle = colours.paper;
  context.lineWidth = LINE + 2.5;
  context.stroke();
  context.fill();
  context.strokeStyle = colours.look;
  context.lineWidth = LINE;
  context.setLineDash(pillDashes(look));
  context.stroke();
  context.setLineDash([]);
  context.fillStyle = colours.ink;
  context.font = `600 ${PILL_FONT_PX}px ${colours.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x + width / 2, y + height / 2 + 0.5);
}

/** A ring in the look of the value, around a glyph. */
export function paintRing(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  glyph: number,
  look: Look,
  colour: string,
): void {
  context.beginPath();
  context.arc(x, y, glyph + 3, 0, 2 * Math.PI);
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.setLineDash(pillDashes(look, 2.5));
  context.stroke();
  context.setLineDash([]);
}
