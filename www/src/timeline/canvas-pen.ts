// The pen for the screen.

import { KINDS } from "../stage/glyphs.ts";
import { type Density, LEVELS } from "./density.ts";
import type { Box, Ink, Lettering, Palette, Pen, Stroke } from "./pen.ts";

export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #palette: Palette;
  readonly #font: string;
  readonly #colours: DensityColours;

  constructor(context: CanvasRenderingContext2D, palette: Palette, font: string, colours: DensityColours) {
    this.#context = context;
    this.#palette = palette;
    this.#font = font;
    this.#colours = colours;
  }

  clip({ left, top, right, bottom }: Box): void {
    this.#context.save();
    this.#context.beginPath();
    this.#context.rect(left, top, right - left, bottom - top);
    this.#context.clip();
  }

  unclip(): void {
    this.#context.restore();
  }

  rect({ left, top, right, bottom }: Box, ink: Ink, alpha: number): void {
    this.#context.globalAlpha = alpha;
    this.#context.fillStyle = this.#palette[ink];
    this.#context.fillRect(left, top, right - left, bottom - top);
    this.#context.globalAlpha = 1;
  }

  lines(ends: readonly number[], stroke: Stroke): void {
    if (ends.length === 0) {
      return;
    }
    const context = this.#context;
    context.beginPath();
    for (let index = 0; index + 3 < ends.length; index += 4) {
      context.moveTo(ends[index] ?? 0, ends[index + 1] ?? 0);
      context.lineTo(ends[index + 2] ?? 0, ends[index + 3] ?? 0);
    }
    this.#stroke(stroke);
  }

  shape(corners: readonly number[], fill: Ink | undefined, stroke: Stroke | undefined): void {
    const context = this.#context;
    context.beginPath();
    context.moveTo(corners[0] ?? 0, corners[1] ?? 0);
    for (let index = 2; index + 1 < corners.length; index += 2) {
      context.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
    }
    context.closePath();
    if (stroke) {
      this.#stroke(stroke);
    }
    if (fill) {
      context.fillStyle = this.#palette[fill];
      context.fill();
    }
    if (stroke && fill === "paper") {
      this.#stroke(stroke);
    }
  }

  text(x: number, y: number, text: string, { ink, size, anchor, bold }: Lettering): void {
    const context = this.#context;
    context.font = `${bold ? "600 " : ""}${size}px ${this.#font}`;
    context.textAlign = anchor === "middle" ? "center" : anchor;
    context.textBaseline = "middle";
    context.fillStyle = this.#palette[ink];
    context.fillText(text, x, y);
  }

  measure(text: string, size: number): number {
    this.#context.font = `${size}px ${this.#font}`;
    return this.#context.measureText(text).width;
  }

  density(density: Density): void {
    const picture = this.#colours.picture(density);
    if (!picture) {
      return;
    }
    const { left, top, columns, rows, columnPx, rowPx } = density;
    this.#context.imageSmoothingEnabled = false;
    this.#context.drawImage(picture, left, top, columns * columnPx, rows * rowPx);
  }

  #stroke({ ink, width, dash, alpha }: Stroke): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.strokeStyle = this.#palette[ink];
    context.lineWidth = width;
    context.lineJoin = "round";
    context.setLineDash([...dash]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}

/** How strong a level of a density is drawn. */
export function levelAlpha(level: number): number {
  return level === 0 ? 0 : 0.22 + (0.7 * level) / LEVELS;
}

/** Turns densities into pictures: the cells are pixels, and as many as there are cells are written at once. */
export class DensityColours {
  readonly #canvas: OffscreenCanvas | HTMLCanvasElement;
  /** For each kind red, green and blue. */
  readonly #rgb: Uint8ClampedArray;

  constructor(palette: Palette, canvas: OffscreenCanvas | HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#rgb = readColours(palette, canvas);
  }

  picture(density: Density): CanvasImageSource | undefined {
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

// Whatever way a colour is written, a pixel of it has numbers.
function readColours(palette: Palette, canvas: OffscreenCanvas | HTMLCanvasElement): Uint8ClampedArray {
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

function contextOf(canvas: OffscreenCanvas | HTMLCanvasElement) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return context && "createImageData" in context ? context : undefined;
}
