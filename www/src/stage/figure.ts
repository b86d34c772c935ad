// The stage as a figure to keep: the SVG, the canvas above it, and a legend of the message kinds.

import type { FigureOptions } from "../model/figure-options.ts";
import { KINDS, type Kind } from "../model/message-kinds.ts";
import type { PacketRows } from "../model/packets.ts";
import type { Look } from "../model/values.ts";
import type { ViewModel } from "../model/view-model.ts";
import { sheetSvg } from "../text/figure-sheet.ts";
import { escaped } from "../text/xml.ts";
import type { Point } from "../ui/local-coordinates.ts";
import { HOLLOW, outlinePath, POINTED } from "../ui/message-glyphs.ts";
import { along, arc, heading, type Layout, lane, type Place, round } from "./geometry.ts";
import { alphaOf, GLYPHS_UP_TO, hueOf, matrixOf } from "./heat-matrix.ts";
import { type PaintOptions, type Palette, shareOf, TAIL_SHARE, TAILS_UP_TO } from "./painter.ts";
import { colourOf, paint, type Style, styledShapes } from "./svg-export.ts";
import { arcs } from "./timers.ts";
import { PILL_FONT_PX, PILLS_UP_TO, pillBox, pillDashes } from "./value-painter.ts";

export interface StageFigure {
  readonly drawing: Element;
  readonly styleOf: (element: Element) => Style;
  readonly layout: Layout;
  readonly model: ViewModel;
  readonly nowMs: number;
  readonly packets: PacketRows;
  readonly palette: Palette;
  readonly font: string;
  readonly options: PaintOptions;
  /** How strong is what is painted above the SVG, from 0 to 1. */
  readonly strength: number;
  readonly words: FigureWords;
}

export interface FigureWords {
  readonly title: string;
  /** The text for a reader who does not see the figure. */
  readonly text: string;
  readonly kind: (kind: Kind) => string;
}

const KEY_HEIGHT = 30;
const KEY_LETTERS = 13;
const KEY_GLYPH = 7;
/** About the width of a letter of a usual font, of its height, and of a Chinese one. */
const LETTER_WIDTH = 0.56;
const WIDE_FROM = 0x2e80;

/** The text of an SVG file. */
export function stageSvg(figure: StageFigure, options: Omit<FigureOptions, "colours">): string {
  const { layout, palette, font, words, packets } = figure;
  const { hidden } = figure.options;
  const kinds = KINDS.filter((kind) => !hidden.has(kind) && packets.kindsUsed().includes(kind));
  const rows = keyRows(kinds, layout.width, words);
  const lines = [
    ...styledShapes(figure.drawing, figure.styleOf),
    `<g${figure.strength < 1 ? ` opacity="${figure.strength}"` : ""}>`,
    ...messages(figure),
    ...timers(figure),
    "</g>",
    ...rows.flatMap((row, index) => keyRow(row, layout.height + (index + 0.5) * KEY_HEIGHT, palette)),
  ];
  const [paper, ink] = [palette.paper, palette.ink].map((css) => colourOf(css)?.hex ?? "none");
  const { width, height } = layout;
  const high = height + rows.length * KEY_HEIGHT;
  const { title, text } = words;
  return sheetSvg(
    { width, height: high, title, text, font, paper: paper ?? "none", ink: ink ?? "none", lines },
    options,
  );
}

function messages(figure: StageFigure): string[] {
  const { layout, packets, options } = figure;
  if (packets.count > GLYPHS_UP_TO) {
    return matrix(figure);
  }
  const nodes = [...layout.replicas, ...layout.clients];
  const lines: string[] = [];
  for (let row = 0; row < packets.count; row += 1) {
    const [from, to] = [nodes[packets.from(row)], nodes[packets.to(row)]];
    if (from && to && !options.hidden.has(packets.kind(row))) {
      lines.push(...message(figure, row, from, to));
    }
  }
  return lines;
}

function matrix({ layout, packets, options, palette }: StageFigure): string[] {
  const heat = matrixOf(packets, layout, options);
  const { left, top, side, nodes } = heat;
  const size = side / nodes;
  const lines = [
    `<rect x="${round(left)}" y="${round(top)}" width="${round(side)}" height="${round(side)}"${paint("fill", palette.paper)}${paint("stroke", palette.ink)} stroke-opacity="0.35"/>`,
  ];
  heat.counts.forEach((count, cell) => {
    if (count > 0) {
      const [x, y] = [left + (cell % nodes) * size, top + Math.floor(cell / nodes) * size];
      const box = `x="${round(x)}" y="${round(y)}" width="${round(size)}" height="${round(size)}"`;
      lines.push(
        `<rect ${box}${paint("fill", palette[hueOf(heat, cell)])} fill-opacity="${round(alphaOf(count))}"/>`,
      );
    }
  });
  return lines;
}

function message(
  { layout, packets, palette, options }: StageFigure,
  row: number,
  from: Place,
  to: Place,
): string[] {
  const kind = packets.kind(row);
  const share = shareOf(packets, row, options.glide);
  const identity = options.values?.looks.of(packets.value(row));
  const lines = glyphOn(from, to, share, kind, layout.glyph, palette);
  if (identity && options.values && packets.count <= PILLS_UP_TO) {
    const text = options.values.nameOf(identity);
    lines.push(...pill(along(lane(from, to), share), layout.glyph, identity.look, text, palette));
  }
  const tails = options.glide && packets.count <= TAILS_UP_TO;
  return tails ? [tail(from, to, share, palette[kind], layout.glyph), ...lines] : lines;
}

function glyphOn(
  from: Place,
  to: Place,
  share: number,
  kind: Kind,
  size: number,
  palette: Palette,
): string[] {
  const path = lane(from, to);
  const { x, y } = along(path, share);
  const turn = POINTED.has(kind) ? (heading(path, share) * 180) / Math.PI : 0;
  return glyph(kind, size, x, y, turn, palette);
}

function pill(at: Point, glyph: number, look: Look, text: string, palette: Palette): string[] {
  const { x, y, width, height, line } = pillBox(text, at, glyph);
  const box = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" rx="${height / 2}"`;
  const dashes = pillDashes(look).map(round).join(" ");
  const dash = dashes === "" ? "" : ` stroke-dasharray="${dashes}"`;
  const middle = `x="${round(x + width / 2)}" y="${round(y + height / 2 + PILL_FONT_PX * 0.35)}"`;
  const lettering = `font-size="${PILL_FONT_PX}" font-weight="600" text-anchor="middle"`;
  return [
    `<rect ${box}${paint("fill", palette.paper)}${paint("stroke", palette[look])} stroke-width="${line}"${dash}/>`,
    `<text ${middle} ${lettering}${paint("fill", palette.ink)}>${escaped(text)}</text>`,
  ];
}

function tail(from: Place, to: Place, share: number, colour: string, size: number): string {
  const path = lane(from, to);
  const [start, end] = [along(path, Math.max(0, share - TAIL_SHARE)), along(path, share)];
  const line = `M${round(start.x)} ${round(start.y)}L${round(end.x)} ${round(end.y)}`;
  const looks = `stroke-width="${round(Math.max(1, size * 0.36))}" stroke-linecap="round" opacity="0.35"`;
  return `<path d="${line}" fill="none"${paint("stroke", colour)} ${looks}/>`;
}

function glyph(kind: Kind, size: number, x: number, y: number, turn: number, palette: Palette): string[] {
  const turned = turn === 0 ? "" : ` rotate(${round(turn)})`;
  const place = `transform="translate(${round(x)} ${round(y)})${turned}" stroke-linejoin="round"`;
  const shape = `<path d="${outlinePath(kind, size)}" ${place}`;
  const hollow = HOLLOW.has(kind);
  const edge = paint("stroke", palette.paper);
  return [
    `${shape}${paint("fill", hollow ? palette.paper : palette[kind])}${edge} stroke-width="${hollow ? 5 : 2.5}"/>`,
    // Above its own edge, as on the canvas.
    hollow
      ? `${shape}${paint("fill", palette.paper)}${paint("stroke", palette[kind])} stroke-width="3"/>`
      : `${shape}${paint("fill", palette[kind])}/>`,
  ];
}

function timers({ layout, model, nowMs, palette }: StageFigure): string[] {
  const nodes = [...layout.replicas, ...layout.clients];
  return arcs(nodes, model, nowMs).flatMap(({ place, reach, share, running, head }) => {
    const at = `transform="translate(${round(place.x)} ${round(place.y)})"`;
    const dash = running ? "" : ` stroke-dasharray="3 3"`;
    // A whole circle has no two ends, which an arc must have.
    const path = arc(reach, 0, Math.min(share, 0.9999));
    const angle = (share - 0.25) * 2 * Math.PI;
    const [x, y] = [round(reach * Math.cos(angle)), round(reach * Math.sin(angle))];
    return [
      `<path d="${path}" ${at} fill="none"${paint("stroke", palette.ink)} stroke-width="2"${dash}/>`,
      `<circle cx="${x}" cy="${y}" r="${head}" ${at}${paint("fill", palette.ink)}/>`,
    ];
  });
}

interface KeyEntry {
  readonly kind: Kind;
  readonly name: string;
  readonly x: number;
}

// As many side by side as fit.
function keyRows(kinds: readonly Kind[], width: number, words: FigureWords): KeyEntry[][] {
  const rows: KeyEntry[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const kind of kinds) {
    const name = words.kind(kind);
    const room = KEY_GLYPH * 2 + 8 + widthOf(name) + 18;
    if (x + room > width) {
      rows.push([]);
      x = 12;
    }
    rows.at(-1)?.push({ kind, name, x });
    x += room;
  }
  return rows;
}

function keyRow(row: readonly KeyEntry[], y: number, palette: Palette): string[] {
  return row.flatMap(({ kind, name, x }) => [
    ...glyph(kind, KEY_GLYPH, x + KEY_GLYPH, y, 0, palette),
    `<text x="${round(x + KEY_GLYPH * 2 + 8)}" y="${round(y + KEY_LETTERS * 0.35)}" font-size="${KEY_LETTERS}"${paint("fill", palette.ink)}>${escaped(name)}</text>`,
  ]);
}

function widthOf(text: string): number {
  let letters = 0;
  for (const letter of text) {
    letters += (letter.codePointAt(0) ?? 0) >= WIDE_FROM ? 1 : LETTER_WIDTH;
  }
  return letters * KEY_LETTERS;
}
