// Draws the messages that are on their way, on a canvas above the nodes. The engine's rows say from where, to where and when;
// the painter only places them along their lanes.

import { KINDS, type Kind } from "../model/message-kinds.ts";
import type { PacketRows } from "../model/packets.ts";
import type { Identity, Look } from "../model/values.ts";
import type { Point } from "../ui/local-coordinates.ts";
import { HOLLOW, outline, POINTED, scale } from "../ui/message-glyphs.ts";
import { along, heading, type Lane, type Layout, lane, type Place } from "./geometry.ts";
import { cellAt, GLYPHS_UP_TO, MatrixPainter, type MatrixWords, matrixBox, matrixOf } from "./heat-matrix.ts";
import { PILLS_UP_TO, paintPill, paintRing, type ValueNames } from "./value-painter.ts";

export type Palette = Readonly<Record<Kind | Look | "paper" | "ink" | "alarm" | "font", string>>;

export interface PaintOptions {
  readonly hidden: ReadonlySet<Kind>;
  /** False for readers who asked for less motion: a message is then in the middle of its path until it arrives. */
  readonly glide: boolean;
  /** The message that the reader has taken hold of. */
  readonly inspected?: number | undefined;
  /** The values that compete. */
  readonly values?: ValueNames | undefined;
  /** The labels of the matrix that replaces the glyphs of very many messages. */
  readonly matrix?: MatrixWords | undefined;
}

export const TAILS_UP_TO = 400;
const HELD_SHARE = 0.18;
const HALO_GAP = 6;
const PIXEL_RATIO_MAX = 2;

interface Drawn {
  readonly context: CanvasRenderingContext2D;
  readonly path: Lane;
  readonly share: number;
  readonly kind: Kind;
  readonly identity: Identity | undefined;
  readonly tails: boolean;
}

export class Painter {
  readonly #context: CanvasRenderingContext2D | null;
  readonly #canvas: HTMLCanvasElement;
  #layout: Layout | undefined;
  #nodes: readonly Place[] = [];
  #lanes = new Map<number, Lane>();
  #shapes = new Map<Kind, Path2D>();
  #ratio = 1;
  #matrixPainter: MatrixPainter | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
  }

  place(layout: Layout, pixelRatio: number): void {
    this.#layout = layout;
    this.#nodes = [...layout.replicas, ...layout.clients];
    this.#lanes.clear();
    this.#ratio = Math.min(PIXEL_RATIO_MAX, Math.max(1, pixelRatio));
    const width = Math.round(layout.width * this.#ratio);
    const height = Math.round(layout.height * this.#ratio);
    // A canvas that is given a size gets new memory, be it the same size: not for each pixel that a node is dragged.
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#shapes = new Map(KINDS.map((kind) => [kind, shapeOf(kind, layout.glyph)]));
  }

  paint(rows: PacketRows, palette: Palette, options: PaintOptions): void {
    const context = this.#context;
    const layout = this.#layout;
    if (!context || !layout) {
      return;
    }
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, layout.width, layout.height);
    if (rows.count > GLYPHS_UP_TO) {
      this.#matrixPainter ??= new MatrixPainter();
      const matrix = matrixOf(rows, layout, options);
      this.#matrixPainter.paint(context, matrix, layout.replicas.length, palette, options.matrix);
    } else {
      this.#messages(context, rows, palette, options);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  #messages(
    context: CanvasRenderingContext2D,
    rows: PacketRows,
    palette: Palette,
    options: PaintOptions,
  ): void {
    const tails = options.glide && rows.count <= TAILS_UP_TO;
    for (let row = 0; row < rows.count; row += 1) {
      const kind = rows.kind(row);
      const path = options.hidden.has(kind) ? undefined : this.#lane(rows.from(row), rows.to(row));
      if (path) {
        const share = shareOf(rows, row, options.glide);
        const identity = options.values?.looks.of(rows.value(row));
        this.#message({ context, path, share, kind, identity, tails }, rows, row, palette, options);
      }
    }
  }

  #message(drawn: Drawn, rows: PacketRows, row: number, palette: Palette, options: PaintOptions): void {
    const { context, path, share, kind, identity } = drawn;
    if (drawn.tails) {
      this.#tail(context, path, share, palette[kind], this.#layout?.glyph ?? 0);
    }
    this.#glyph(context, path, share, kind, palette);
    if (identity) {
      this.#value(context, along(path, share), identity, palette, options, rows.count <= PILLS_UP_TO);
    }
    if (rows.id(row) === options.inspected) {
      this.#halo(context, path, share, palette.ink);
    }
  }

  /** The message nearest to a point, if one is within reach of it. */
  hit(rows: PacketRows, point: Point, reach: number, options: PaintOptions): number | undefined {
    if (rows.count > GLYPHS_UP_TO) {
      return this.#inCell(rows, point, options);
    }
    const { x, y } = point;
    let nearest: number | undefined;
    let least = reach + (this.#layout?.glyph ?? 0);
    for (let row = 0; row < rows.count; row += 1) {
      const path = options.hidden.has(rows.kind(row)) ? undefined : this.#lane(rows.from(row), rows.to(row));
      if (path) {
        const at = along(path, shareOf(rows, row, options.glide));
        const distance = Math.hypot(at.x - x, at.y - y);
        if (distance < least) {
          least = distance;
          nearest = rows.id(row);
        }
      }
    }
    return nearest;
  }

  /** The first message of the matrix's cell at a point. */
  #inCell(rows: PacketRows, point: Point, { hidden }: PaintOptions): number | undefined {
    const cell = this.#layout && cellAt(matrixBox(this.#layout), this.#nodes.length, point);
    for (let row = 0; cell && row < rows.count; row += 1) {
      if (rows.from(row) === cell.from && rows.to(row) === cell.to && !hidden.has(rows.kind(row))) {
        return rows.id(row);
      }
    }
    return undefined;
  }

  #halo(context: CanvasRenderingContext2D, path: Lane, share: number, colour: string): void {
    const at = along(path, share);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(at.x, at.y, (this.#layout?.glyph ?? 0) + HALO_GAP, 0, 2 * Math.PI);
    context.stroke();
  }

  /** Draws an overlay, in CSS pixels; the places are those of the nodes in their order. */
  overlay(draw: (context: CanvasRenderingContext2D, nodes: readonly Place[]) => void): void {
    const context = this.#context;
    if (context) {
      context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
      draw(context, this.#nodes);
      context.setTransform(1, 0, 0, 1, 0, 0);
    }
  }

  #lane(from: number, to: number): Lane | undefined {
    const key = from * this.#nodes.length + to;
    const known = this.#lanes.get(key);
    if (known) {
      return known;
    }
    const a = this.#nodes[from];
    const b = this.#nodes[to];
    if (!a || !b) {
      return undefined;
    }
    const fresh = lane(a, b);
    this.#lanes.set(key, fresh);
    return fresh;
  }

  #value(
    context: CanvasRenderingContext2D,
    at: Point,
    identity: Identity,
    palette: Palette,
    { values }: PaintOptions,
    named: boolean,
  ): void {
    const { look } = identity;
    const glyph = this.#layout?.glyph ?? 0;
    if (named && values) {
      const colours = { look: palette[look], paper: palette.paper, ink: palette.ink, font: palette.font };
      paintPill(context, at, glyph, { look, text: values.nameOf(identity) }, colours);
    } else {
      paintRing(context, at, glyph, look, palette[look]);
    }
  }

  // A short tail shows the origin of a message, even in a still picture.
  #tail(context: CanvasRenderingContext2D, path: Lane, share: number, colour: string, size: number): void {
    const from = along(path, Math.max(0, share - TAIL_SHARE));
    const to = along(path, share);
    context.globalAlpha = 0.35;
    context.strokeStyle = colour;
    context.lineWidth = Math.max(1, size * 0.36);
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    context.globalAlpha = 1;
  }

  #glyph(context: CanvasRenderingContext2D, path: Lane, share: number, kind: Kind, palette: Palette): void {
    const shape = this.#shapes.get(kind);
    if (!shape) {
      return;
    }
    const at = along(path, share);
    const turn = POINTED.has(kind) ? heading(path, share) : 0;
    const ratio = this.#ratio;
    const cosine = Math.cos(turn) * ratio;
    const sine = Math.sin(turn) * ratio;
    context.setTransform(cosine, sine, -sine, cosine, at.x * ratio, at.y * ratio);
    const hollow = HOLLOW.has(kind);
    context.lineJoin = "round";
    context.strokeStyle = palette.paper;
    context.lineWidth = hollow ? 5 : 2.5;
    context.stroke(shape);
    context.fillStyle = hollow ? palette.paper : palette[kind];
    context.fill(shape);
    if (hollow) {
      context.strokeStyle = palette[kind];
      context.lineWidth = 3;
      context.stroke(shape);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
}

export const TAIL_SHARE = 0.09;

/** How far along its lane a message is drawn. */
export function shareOf(rows: PacketRows, row: number, glide: boolean): number {
  if (rows.held(row)) {
    return HELD_SHARE;
  }
  return glide ? rows.share(row) : 0.5;
}

function shapeOf(kind: Kind, size: number): Path2D {
  const path = new Path2D();
  const reach = size * scale(kind);
  outline(kind).forEach(([x, y], corner) => {
    if (corner === 0) {
      path.moveTo(x * reach, y * reach);
    } else {
      path.lineTo(x * reach, y * reach);
    }
  });
  path.closePath();
  return path;
}
