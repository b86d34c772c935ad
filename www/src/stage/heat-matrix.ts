// Heat matrix: the messages in flight where they are too many to tell apart. A row for each sender, a column for each recipient; the more
// messages, the darker the cell, in the colour of what most of them are.

import { KINDS, type Kind } from "../model/message-kinds.ts";
import type { PacketRows } from "../model/packets.ts";
import { ALL_LOOKS, type Look } from "../model/values.ts";
import type { Translate } from "../text/catalogue.ts";
import type { Point } from "../ui/local-coordinates.ts";
import { type Layout, RING_ROOM } from "./geometry.ts";
import type { PaintOptions, Palette } from "./painter.ts";

/** Above this number of messages in flight there is a matrix instead of glyphs. */
export const GLYPHS_UP_TO = 500;

type Hue = Kind | Look;
const HUES: readonly Hue[] = [...KINDS, ...ALL_LOOKS];
const HUE_NUMBERS = new Map(HUES.map((hue, number) => [hue, number]));
/** The opacity of a cell with one message; a full one has 1. */
const ALPHA_LEAST = 0.35;
/** A cell with this many messages is as dark as it gets. */
const FULL = 8;
const SIDE_MIN_PX = 60;
const LABEL_PX = 12;
const TICK_GAP_PX = 3;
/** Every fifth, tenth, ... node has its number beside the matrix, so that the numbers are this far apart. */
const TICKS_APART_PX = 16;

export interface MatrixBox {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

export interface HeatMatrix extends MatrixBox {
  /** The number of nodes: the replicas, then the clients. */
  readonly nodes: number;
  /** For each cell, row by row, the number of messages from the node of the row to the node of the column. */
  readonly counts: Uint16Array;
  /** For each cell the index in HUES of what most of them are. */
  readonly hues: Uint8Array;
}

export interface MatrixWords {
  readonly from: string;
  readonly to: string;
}

export const matrixWords = (t: Translate): MatrixWords => ({ from: t("matrix-from"), to: t("matrix-to") });

/** The largest square inside the ring of replicas, with room for its labels. */
export function matrixBox({ replicas, width, height }: Layout): MatrixBox {
  const xs = replicas.map(({ x }) => x);
  const ys = replicas.map(({ y }) => y);
  const reach = (replicas[0]?.radius ?? 0) + RING_ROOM + LABEL_PX;
  const radiusX = Math.max(1, (Math.max(...xs) - Math.min(...xs)) / 2 - reach);
  const radiusY = Math.max(1, (Math.max(...ys) - Math.min(...ys)) / 2 - reach);
  const inside = 2 / Math.hypot(1 / radiusX, 1 / radiusY);
  const side = Math.max(SIDE_MIN_PX, Math.min(inside, width / 2, height / 2));
  const x = (Math.max(...xs) + Math.min(...xs)) / 2;
  const y = (Math.max(...ys) + Math.min(...ys)) / 2;
  return { left: x - side / 2, top: y - side / 2, side };
}

export function matrixOf(rows: PacketRows, layout: Layout, options: PaintOptions): HeatMatrix {
  const nodes = layout.replicas.length + layout.clients.length;
  const counts = new Uint16Array(nodes * nodes);
  const hues = new Uint8Array(nodes * nodes);
  /** How far the messages of the cell's hue outnumber the others. */
  const leads = new Uint16Array(nodes * nodes);
  for (let row = 0; row < rows.count; row += 1) {
    const kind = rows.kind(row);
    const [from, to] = [rows.from(row), rows.to(row)];
    if (options.hidden.has(kind) || from >= nodes || to >= nodes) {
      continue;
    }
    const cell = from * nodes + to;
    const hue = HUE_NUMBERS.get(options.values?.looks.of(rows.value(row))?.look ?? kind) ?? 0;
    const lead = leads[cell] ?? 0;
    counts[cell] = (counts[cell] ?? 0) + 1;
    if (lead === 0) {
      hues[cell] = hue;
    }
    leads[cell] = lead === 0 || hues[cell] === hue ? lead + 1 : lead - 1;
  }
  return { ...matrixBox(layout), nodes, counts, hues };
}

export function alphaOf(count: number): number {
  return count === 0 ? 0 : ALPHA_LEAST + (1 - ALPHA_LEAST) * Math.min(1, Math.log2(count) / Math.log2(FULL));
}

export function hueOf(matrix: HeatMatrix, cell: number): Hue {
  return HUES[matrix.hues[cell] ?? 0] ?? "other";
}

/** The sender and the recipient of the cell at a point. */
export function cellAt(
  { left, top, side }: MatrixBox,
  nodes: number,
  { x, y }: Point,
): { readonly from: number; readonly to: number } | undefined {
  const from = Math.floor(((y - top) / side) * nodes);
  const to = Math.floor(((x - left) / side) * nodes);
  const isInside = from >= 0 && from < nodes && to >= 0 && to < nodes;
  return isInside ? { from, to } : undefined;
}

export interface Tick {
  readonly node: number;
  /** How far the middle of its row or column is from the corner. */
  readonly at: number;
}

/** The replicas whose numbers are beside the matrix. */
export function ticksOf({ side }: MatrixBox, nodes: number, replicas: number): Tick[] {
  const cell = side / nodes;
  const every = [1, 2, 5, 10, 20, 50].find((step) => step * cell >= TICKS_APART_PX) ?? 100;
  return Array.from({ length: Math.ceil(replicas / every) }, (_, place) => ({
    node: place * every,
    at: (place * every + 0.5) * cell,
  }));
}

/** Pictures of matrices: the cells are pixels, all written at once. */
export class MatrixPainter {
  readonly #canvas = document.createElement("canvas");
  #palette: Palette | undefined;
  #rgb = new Uint8ClampedArray();
  #image: ImageData | undefined;

  paint(
    context: CanvasRenderingContext2D,
    matrix: HeatMatrix,
    replicas: number,
    palette: Palette,
    words: MatrixWords | undefined,
  ): void {
    const { left, top, side } = matrix;
    context.fillStyle = palette.paper;
    context.fillRect(left, top, side, side);
    const cells = this.#cells(matrix, palette);
    if (cells) {
      context.imageSmoothingEnabled = false;
      context.drawImage(cells, left, top, side, side);
    }
    context.strokeStyle = palette.ink;
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
    context.globalAlpha = 1;
    this.#labels(context, matrix, replicas, palette, words);
  }

  #labels(
    context: CanvasRenderingContext2D,
    matrix: HeatMatrix,
    replicas: number,
    palette: Palette,
    words: MatrixWords | undefined,
  ): void {
    const { left, top, side, nodes } = matrix;
    context.font = `${LABEL_PX}px ${palette.font}`;
    context.fillStyle = palette.ink;
    context.textBaseline = "middle";
    for (const { node, at } of ticksOf(matrix, nodes, replicas)) {
      context.textAlign = "right";
      context.fillText(String(node), left - TICK_GAP_PX, top + at);
      context.textAlign = "center";
      context.fillText(String(node), left + at, top - TICK_GAP_PX - LABEL_PX / 2);
    }
    if (words) {
      context.textAlign = "center";
      context.fillText(`${words.from} ↓  ${words.to} →`, left + side / 2, top + side + LABEL_PX);
    }
  }

  #cells(matrix: HeatMatrix, palette: Palette): CanvasImageSource | undefined {
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (!context) {
      return undefined;
    }
    if (palette !== this.#palette) {
      this.#palette = palette;
      this.#readHues(context, palette);
    }
    const { nodes, counts, hues } = matrix;
    // A canvas that is given a size gets new memory, be it the same size.
    if (this.#canvas.width !== nodes || this.#canvas.height !== nodes) {
      this.#canvas.width = nodes;
      this.#canvas.height = nodes;
      this.#image = undefined;
    }
    this.#image ??= context.createImageData(nodes, nodes);
    const image = this.#image;
    const { data } = image;
    data.fill(0);
    for (let cell = 0; cell < counts.length; cell += 1) {
      const count = counts[cell] ?? 0;
      if (count > 0) {
        const hue = (hues[cell] ?? 0) * 4;
        data.set(this.#rgb.subarray(hue, hue + 3), cell * 4);
        data[cell * 4 + 3] = 255 * alphaOf(count);
      }
    }
    context.putImageData(image, 0, 0);
    return this.#canvas;
  }

  // Any notation of a colour gives numbers when a pixel of it is read.
  #readHues(context: CanvasRenderingContext2D, palette: Palette): void {
    this.#canvas.width = HUES.length;
    this.#canvas.height = 1;
    HUES.forEach((hue, place) => {
      context.fillStyle = palette[hue];
      context.fillRect(place, 0, 1, 1);
    });
    this.#rgb = context.getImageData(0, 0, HUES.length, 1).data as Uint8ClampedArray<ArrayBuffer>;
  }
}
