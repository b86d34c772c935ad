// Sprites: signs and pixels of a density that are drawn once and copied many times.

import { KINDS } from "../model/message-kinds.ts";
import { type Density, levelAlpha } from "./density.ts";
import type { Palette, Sign } from "./renderer.ts";

/** The size of a sign's picture, in radii: outlines go a little beyond 1 and have an edge. */
export const SIGN_REACH = 1.9;

/** The width of the edge around a sign, and of the line of an open one. */
export function edgeOf(sign: Sign): number {
  return sign.radius > 2.5 ? 1.4 : 0.7;
}

export function openLineOf(sign: Sign): number {
  return Math.max(1, sign.radius * 0.36);
}

/** The maximum number of pictures. A lab that is resized needs signs in ever new sizes. */
const PICTURES_MAX = 400;

/** Pictures of signs, made on first use. */
export class SignSprites {
  readonly #palette: Palette;
  readonly #ratio: number;
  readonly #known = new Map<string, HTMLCanvasElement>();

  constructor(palette: Palette, ratio: number) {
    this.#palette = palette;
    this.#ratio = ratio;
  }

  model(sign: Sign): HTMLCanvasElement {
    const key = `${sign.name} ${sign.color} ${sign.radius}`;
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const fresh = this.#draw(sign);
    if (this.#known.size >= PICTURES_MAX) {
      this.#known.clear();
    }
    this.#known.set(key, fresh);
    return fresh;
  }

  #draw(sign: Sign): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    const half = sign.radius * SIGN_REACH;
    canvas.width = Math.ceil(2 * half * this.#ratio);
    canvas.height = canvas.width;
    const context = canvas.getContext("2d");
    if (context) {
      context.scale(canvas.width / (2 * half), canvas.width / (2 * half));
      context.translate(half, half);
      context.lineJoin = "round";
      context.beginPath();
      for (const [x, y] of sign.outline) {
        context.lineTo(x * sign.radius, y * sign.radius);
      }
      context.closePath();
      context.strokeStyle = this.#palette.paper;
      context.lineWidth = 2 * edgeOf(sign) + (sign.open ? openLineOf(sign) : 0);
      context.stroke();
      context.fillStyle = this.#palette[sign.open ? "paper" : sign.color];
      context.fill();
      if (sign.open) {
        context.strokeStyle = this.#palette[sign.color];
        context.lineWidth = openLineOf(sign);
        context.stroke();
      }
    }
    return canvas;
  }
}

/** Pictures of densities: the cells are pixels, all written at once. */
export class DensityColours {
  readonly #canvas = document.createElement("canvas");
  /** Red, green and blue of each kind. */
  readonly #rgb: Uint8ClampedArray;

  constructor(palette: Palette) {
    this.#rgb = readColours(palette, this.#canvas);
  }

  model(density: Density): CanvasImageSource | undefined {
    const { columns, rows, kinds, levels } = density;
    this.#canvas.width = columns;
    this.#canvas.height = rows;
    const context = contextOf(this.#canvas);
    if (!context) {
      return undefined;
    }
    const image = context.createImageData(columns, rows);
    const { data } = image;
    const rgb = this.#rgb;
    for (let cell = 0; cell < levels.length; cell += 1) {
      const level = levels[cell] ?? 0;
      if (level > 0) {
        const from = (kinds[cell] ?? 0) * 4;
        data[cell * 4] = rgb[from] ?? 0;
        data[cell * 4 + 1] = rgb[from + 1] ?? 0;
        data[cell * 4 + 2] = rgb[from + 2] ?? 0;
        data[cell * 4 + 3] = 255 * levelAlpha(level);
      }
    }
    context.putImageData(image, 0, 0);
    return this.#canvas;
  }
}

// Any notation of a colour gives numbers when a pixel of it is read.
function readColours(palette: Palette, canvas: HTMLCanvasElement): Uint8ClampedArray {
  canvas.width = KINDS.length;
  canvas.height = 1;
  const context = contextOf(canvas);
  if (!context) {
    return new Uint8ClampedArray(KINDS.length * 4);
  }
  KINDS.forEach((kind, place) => {
    context.fillStyle = palette[kind];
    context.fillRect(place, 0, 1, 1);
  });
  return context.getImageData(0, 0, KINDS.length, 1).data;
}

function contextOf(canvas: HTMLCanvasElement) {
  return canvas.getContext("2d", { willReadFrequently: true });
}
