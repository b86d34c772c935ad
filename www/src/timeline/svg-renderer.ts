// SVG renderer, for figures in papers and on slides: lines of SVG with all their looks.

import { KINDS } from "../model/message-kinds.ts";
import { escaped } from "../text/xml.ts";
import { type Density, levelAlpha } from "./density.ts";
import { cornersPath, round } from "./marks.ts";
import type { Box, ColorToken, Palette, Renderer, Sign, Stroke, TextStyle } from "./renderer.ts";
import { edgeOf, openLineOf } from "./sprites.ts";

/** The average width of letters of a usual font, relative to their height. Chinese ones are twice as wide. */
const LETTER_WIDTH = 0.54;
const WIDE_LETTER = 1;
const WIDE_FROM = 0x2e80;

export class SvgRenderer implements Renderer {
  readonly #palette: Palette;
  readonly #parts: string[] = [];
  #clips = 0;

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  /** The drawing so far, as lines of SVG. */
  get drawn(): readonly string[] {
    return this.#parts;
  }

  clip({ left, top, right, bottom }: Box): void {
    this.#clips += 1;
    const id = `clip${this.#clips}`;
    const box = `x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"`;
    this.#parts.push(`<clipPath id="${id}"><rect ${box}/></clipPath>`, `<g clip-path="url(#${id})">`);
  }

  unclip(): void {
    this.#parts.push("</g>");
  }

  rect({ left, top, right, bottom }: Box, color: ColorToken, alpha: number): void {
    const box = `x="${round(left)}" y="${round(top)}" width="${round(right - left)}" height="${round(bottom - top)}"`;
    this.#parts.push(`<rect ${box} ${this.#fill(color, alpha)}/>`);
  }

  lines(ends: readonly number[], stroke: Stroke): void {
    let path = "";
    for (let index = 0; index + 3 < ends.length; index += 4) {
      const [x0, y0, x1, y1] = ends.slice(index, index + 4).map(round);
      path += `M${x0} ${y0}L${x1} ${y1}`;
    }
    if (path) {
      this.#parts.push(`<path d="${path}" fill="none" ${this.#stroke(stroke)}/>`);
    }
  }

  triangles(corners: readonly number[], color: ColorToken): void {
    let path = "";
    for (let index = 0; index + 5 < corners.length; index += 6) {
      path += cornersPath(corners.slice(index, index + 6));
    }
    if (path) {
      this.#parts.push(`<path d="${path}" ${this.#fill(color, 1)}/>`);
    }
  }

  sign(sign: Sign, x: number, y: number): void {
    const corners = sign.outline.flatMap(([dx, dy]) => [x + dx * sign.radius, y + dy * sign.radius]);
    const path = `d="${cornersPath(corners)}" stroke-linejoin="round"`;
    const paper = this.#palette.paper;
    const edge = 2 * edgeOf(sign) + (sign.open ? openLineOf(sign) : 0);
    this.#parts.push(
      `<path ${path} fill="${escaped(paper)}" stroke="${escaped(paper)}" stroke-width="${round(edge)}"/>`,
    );
    const inside = sign.open
      ? `fill="none" ${this.#stroke({ color: sign.color, width: openLineOf(sign), dash: [], alpha: 1 })}`
      : this.#fill(sign.color, 1);
    this.#parts.push(`<path ${path} ${inside}/>`);
  }

  ring(x: number, y: number, radius: number, color: ColorToken): void {
    const circle = `cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="none"`;
    this.#parts.push(`<circle ${circle} ${this.#stroke({ color, width: 2.2, dash: [], alpha: 1 })}/>`);
  }

  text(x: number, y: number, text: string, { color, size, anchor, bold }: TextStyle): void {
    const weight = bold ? ` font-weight="600"` : "";
    const place = `x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" dominant-baseline="central"`;
    this.#parts.push(
      `<text ${place} font-size="${size}"${weight} ${this.#fill(color, 1)}>${escaped(text)}</text>`,
    );
  }

  measure(text: string, size: number): number {
    let letters = 0;
    for (const letter of text) {
      letters += (letter.codePointAt(0) ?? 0) >= WIDE_FROM ? WIDE_LETTER : LETTER_WIDTH;
    }
    return letters * size;
  }

  // Adjacent cells with the same colour and level are one rectangle, and all of them are one path.
  density({ columns, rows, left, top, columnPx, rowPx, kinds, levels }: Density): void {
    const paths = new Map<number, string>();
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; ) {
        const cell = row * columns + column;
        const [kind, level] = [kinds[cell] ?? 0, levels[cell] ?? 0];
        let end = column + 1;
        while (
          end < columns &&
          kinds[row * columns + end] === kind &&
          levels[row * columns + end] === level
        ) {
          end += 1;
        }
        if (level > 0) {
          const [x, y] = [round(left + column * columnPx), round(top + row * rowPx)];
          const [width, height] = [round((end - column) * columnPx), round(rowPx)];
          const key = level * KINDS.length + kind;
          paths.set(key, `${paths.get(key) ?? ""}M${x} ${y}h${width}v${height}h${-width}z`);
        }
        column = end;
      }
    }
    for (const [key, path] of paths) {
      const kind = KINDS[key % KINDS.length] ?? "other";
      const alpha = levelAlpha(Math.floor(key / KINDS.length));
      this.#parts.push(`<path d="${path}" ${this.#fill(kind, alpha)} shape-rendering="crispEdges"/>`);
    }
  }

  #fill(color: ColorToken, alpha: number): string {
    const clear = alpha < 1 ? ` fill-opacity="${round(alpha)}"` : "";
    return `fill="${escaped(this.#palette[color])}"${clear}`;
  }

  #stroke({ color, width, dash, alpha }: Stroke): string {
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(round).join(" ")}"` : "";
    const clear = alpha < 1 ? ` stroke-opacity="${round(alpha)}"` : "";
    return `stroke="${escaped(this.#palette[color])}" stroke-width="${round(width)}"${dashes}${clear}`;
  }
}
