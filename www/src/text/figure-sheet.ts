// Sheet of a figure: a drawing in its size, on paper or on a slide, with a caption below it.

import type { FigureOptions } from "../model/figure-options.ts";
import { escaped } from "./xml.ts";

/** What a part of the page has drawn: lines of SVG in a box. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What a reader who does not see the figure is told. */
  readonly text: string;
  readonly font: string;
  /** Colours as in SVG. */
  readonly paper: string;
  readonly ink: string;
  readonly lines: readonly string[];
}

const CAPTION_PX = 13;
const CAPTION_LINE = 19;
const CAPTION_GAP = 8;
const MARGIN = 12;
/** The average width of letters of a usual font, relative to their height, with some room for wider ones. */
const LETTER_WIDTH = 0.6;
const WIDE_FROM = 0x2e80;

/** The text of an SVG file. */
export function sheetSvg(drawing: Drawing, { caption, size }: Omit<FigureOptions, "colours">): string {
  const width = round(drawing.width);
  const lines = wrapped(caption, width - 2 * MARGIN);
  const below = lines.length === 0 ? 0 : CAPTION_GAP + lines.length * CAPTION_LINE + CAPTION_GAP;
  const height = round(drawing.height + below);
  const [wide, high] = size ? [size.width, round((size.width * height) / width)] : [width, height];
  const unit = size?.unit === "cm" ? "cm" : "";
  const box = `width="${wide}${unit}" height="${high}${unit}" viewBox="0 0 ${width} ${height}"`;
  const paper = `<rect width="${width}" height="${height}" fill="${escaped(drawing.paper)}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} font-family="${escaped(drawing.font)}" role="img">`,
    `<title>${escaped(drawing.title)}</title>`,
    `<desc>${escaped([drawing.text, caption].filter((text) => text !== "").join(" "))}</desc>`,
    paper,
    ...drawing.lines,
    ...captionLines(lines, drawing),
    "</svg>",
    "",
  ].join("\n");
}

function captionLines(lines: readonly string[], { height, ink }: Drawing): string[] {
  const first = height + CAPTION_GAP + CAPTION_PX;
  return lines.map(
    (line, index) =>
      `<text x="${MARGIN}" y="${round(first + index * CAPTION_LINE)}" font-size="${CAPTION_PX}" fill="${escaped(ink)}">${escaped(line)}</text>`,
  );
}

/** A text in lines of at most this width. It is broken at spaces, and between Chinese characters. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.trim() === "" ? [] : text.trim().split(/\n/)) {
    let line = "";
    for (const piece of paragraph.match(/[ \t]+|[^ \t\u2e80-\uffff]+|[\u2e80-\uffff]/gu) ?? []) {
      if (widthOf(line + piece.trimEnd()) > width && line.trim() !== "") {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else {
        line += piece;
      }
      // A word that is longer than a line.
      while (widthOf(line) > width && [...line].length > 1) {
        const fits = lengthWithin(line, width);
        lines.push([...line].slice(0, fits).join(""));
        line = [...line].slice(fits).join("");
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

function lengthWithin(line: string, width: number): number {
  const letters = [...line];
  let fits = 1;
  while (fits < letters.length && widthOf(letters.slice(0, fits + 1).join("")) <= width) {
    fits += 1;
  }
  return fits;
}

function widthOf(text: string): number {
  let letters = 0;
  for (const letter of text) {
    letters += (letter.codePointAt(0) ?? 0) >= WIDE_FROM ? 1 : LETTER_WIDTH;
  }
  return letters * CAPTION_PX;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
