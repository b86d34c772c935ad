// Renderer for the screen.

import type { Density } from "./density.ts";
import type { Box, ColorToken, Palette, Renderer, Sign, Stroke, TextStyle } from "./renderer.ts";
import { DensityColours, SIGN_REACH, SignSprites } from "./sprites.ts";

const WIDTHS_MAX = 2000;

/** Time runs from left to right in every language, and the names are on the left. */
const ALIGNMENTS = { start: "left", middle: "center", end: "right" } as const;

export class CanvasRenderer implements Renderer {
  readonly #context: CanvasRenderingContext2D;
  readonly #palette: Palette;
  readonly #font: string;
  readonly #ratio: number;
  readonly #colours: DensityColours;
  readonly #signs: SignSprites;
  readonly #widths = new Map<string, number>();

  /** `ratio`: device pixels for each CSS pixel. A renderer is reused while the ratio and the colours stay the same. */
  constructor(context: CanvasRenderingContext2D, palette: Palette, font: string, ratio: number) {
    this.#context = context;
    this.#palette = palette;
    this.#font = font;
    this.#ratio = ratio;
    this.#colours = new DensityColours(palette);
    this.#signs = new SignSprites(palette, ratio);
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

  rect({ left, top, right, bottom }: Box, color: ColorToken, alpha: number): void {
    this.#context.globalAlpha = alpha;
    this.#context.fillStyle = this.#palette[color];
    this.#context.fillRect(left, top, right - left, bottom - top);
    this.#context.globalAlpha = 1;
  }

  // Without a graphics card the cost of a path grows faster than the number of its wide lines: 500 of them take nine times as
  // long as one by one. For lines of at most one pixel browsers have a fast path, and one path is quicker.
  lines(ends: readonly number[], stroke: Stroke): void {
    const context = this.#context;
    const together = stroke.width * this.#ratio <= 1;
    this.#applyStroke(stroke);
    context.beginPath();
    for (let index = 0; index + 3 < ends.length; index += 4) {
      context.moveTo(ends[index] ?? 0, ends[index + 1] ?? 0);
      context.lineTo(ends[index + 2] ?? 0, ends[index + 3] ?? 0);
      if (!together) {
        context.stroke();
        context.beginPath();
      }
    }
    context.stroke();
    this.#plain();
  }

  triangles(corners: readonly number[], color: ColorToken): void {
    const context = this.#context;
    context.beginPath();
    for (let index = 0; index + 5 < corners.length; index += 6) {
      context.moveTo(corners[index] ?? 0, corners[index + 1] ?? 0);
      context.lineTo(corners[index + 2] ?? 0, corners[index + 3] ?? 0);
      context.lineTo(corners[index + 4] ?? 0, corners[index + 5] ?? 0);
    }
    context.fillStyle = this.#palette[color];
    context.fill();
  }

  // There are hundreds of signs: each is drawn once and then copied.
  sign(sign: Sign, x: number, y: number): void {
    const half = sign.radius * SIGN_REACH;
    this.#context.drawImage(this.#signs.model(sign), x - half, y - half, 2 * half, 2 * half);
  }

  ring(x: number, y: number, radius: number, color: ColorToken): void {
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    this.#applyStroke({ color, width: 2.2, alpha: 1, dash: [] });
    this.#context.stroke();
    this.#plain();
  }

  text(x: number, y: number, text: string, { color, size, anchor, bold }: TextStyle): void {
    const context = this.#context;
    context.font = `${bold ? "600 " : ""}${size}px ${this.#font}`;
    context.textAlign = ALIGNMENTS[anchor];
    context.textBaseline = "middle";
    context.fillStyle = this.#palette[color];
    context.fillText(text, x, y);
  }

  measure(text: string, size: number): number {
    const key = `${size} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#context.font = `${size}px ${this.#font}`;
    const { width } = this.#context.measureText(text);
    if (this.#widths.size > WIDTHS_MAX) {
      this.#widths.clear();
    }
    this.#widths.set(key, width);
    return width;
  }

  density(density: Density): void {
    const model = this.#colours.model(density);
    if (!model) {
      return;
    }
    const { left, top, columns, rows, columnPx, rowPx } = density;
    this.#context.imageSmoothingEnabled = false;
    this.#context.drawImage(model, left, top, columns * columnPx, rows * rowPx);
  }

  #applyStroke({ color, width, dash, alpha }: Stroke): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    context.strokeStyle = this.#palette[color];
    context.lineWidth = width;
    context.lineJoin = "round";
    context.setLineDash([...dash]);
  }

  #plain(): void {
    this.#context.setLineDash([]);
    this.#context.globalAlpha = 1;
  }
}
