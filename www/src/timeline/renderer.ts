// Renderers of the timeline: the same drawing on a canvas and as SVG text.

import { KINDS } from "../model/message-kinds.ts";
import { ALL_LOOKS } from "../model/values.ts";
import type { Density } from "./density.ts";

/** Colours by what they are for; what they are is the style sheet's business. */
export const COLOR_TOKENS = [
  ...KINDS,
  ...ALL_LOOKS,
  "ink",
  "muted",
  "line",
  "paper",
  "accent",
  "alarm",
  "slot",
] as const;

export type ColorToken = (typeof COLOR_TOKENS)[number];

/** The value of each colour. */
export type Palette = Readonly<Record<ColorToken, string>>;

export interface Stroke {
  readonly color: ColorToken;
  readonly width: number;
  /** Lengths of dashes and gaps; empty for a solid line. */
  readonly dash: readonly number[];
  /** The opacity, from 0 to 1. */
  readonly alpha: number;
}

/** A mark, or the glyph of a message kind. */
export interface Sign {
  /** Signs with the same name have the same outline. */
  readonly name: string;
  /** Corners in a box from -1 to 1. */
  readonly outline: readonly (readonly [number, number])[];
  readonly radius: number;
  readonly color: ColorToken;
  /** Whether it is not filled. */
  readonly open: boolean;
}

export interface TextStyle {
  readonly color: ColorToken;
  readonly size: number;
  readonly anchor: "start" | "middle" | "end";
  readonly bold?: boolean;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Renderer {
  /** Clips drawing to a box until `unclip`. */
  clip(box: Box): void;
  unclip(): void;
  rect(box: Box, color: ColorToken, alpha: number): void;
  /** Separate lines: four numbers for each, from x, y to x, y. */
  lines(ends: readonly number[], stroke: Stroke): void;
  /** Separate filled triangles: six numbers for each. */
  triangles(corners: readonly number[], color: ColorToken): void;
  /** A sign at a point, with an edge in the colour of the paper. */
  sign(sign: Sign, x: number, y: number): void;
  /** A ring around a point. */
  ring(x: number, y: number, radius: number, color: ColorToken): void;
  /** One line of text, vertically centred on y. */
  text(x: number, y: number, text: string, style: TextStyle): void;
  /** The width of a text. */
  measure(text: string, size: number): number;
  density(density: Density): void;
}
