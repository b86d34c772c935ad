// Draws a scene of the timeline with any renderer.

import type { Kind } from "../model/message-kinds.ts";
import type { Look } from "../model/values.ts";
import { HOLLOW, outline, scale } from "../ui/message-glyphs.ts";
import type { Tick } from "./axis.ts";
import { dashOf, endLines } from "./ends.ts";
import type { PlacedFlag } from "./flags.ts";
import { laneY, namedLanes, nodeAt, type TimelineLayout } from "./layout.ts";
import { markSign } from "./marks.ts";
import type { Phase } from "./phases.ts";
import type { Box, ColorToken, Renderer, Sign, Stroke } from "./renderer.ts";
import { type Arrow, HEADS_MAX, type PlacedMark, type Scene } from "./scene.ts";

/** The texts of the drawing. */
export interface Labels {
  lane(node: number, brief: boolean): string;
  view(view: number): string;
  phase(kind: Kind, number: number, brief: boolean, to?: number): string;
  time(tick: Tick): string;
  /** The quantity on the axis. */
  axis(brief: boolean): string;
  partitionLine(sort: string): string;
  fork(branch: number): string;
}

/** The dashes of lines also distinguish kinds. */
const DASHES: Readonly<Record<Kind, readonly number[]>> = {
  request: [],
  "pre-prepare": [],
  prepare: [7, 2.5],
  commit: [3, 2],
  reply: [9, 2.5, 2, 2.5],
  checkpoint: [4, 4],
  "view-change": [10, 3],
  "new-view": [],
  status: [1.5, 4],
  "fetch-state": [2, 2.5],
  state: [12, 2.5, 2, 2.5],
  other: [1.5, 3],
};

const QUIET: ReadonlySet<Kind> = new Set<Kind>(["status", "other"]);
/** Maximum number of arrows with dashes. */
const DASHES_MAX = 900;
/** An arrow of at least this length has its glyph this far from its start. */
const GLYPH_FROM_PX = 46;
const GLYPH_AT_PX = 30;
/** Nearer lanes than this are not drawn above a density: they would cover it. */
const LANES_FROM_PX = 6;
/** The height of the mark of a lost message below a density. */
const LOSS_HEIGHT = 6;
const PHASE_HEIGHT = 15;
const TEXT_PX = 12;
/** The opacity of the veil over the future. */
const VEIL = 0.62;
const DIMMED_VEIL = 0.8;

/** `axis`: whether the axis has its name. */
export function draw(scene: Scene, renderer: Renderer, labels: Labels, { axis = false } = {}): void {
  const { layout } = scene;
  const plot: Box = { left: layout.left, top: 0, right: layout.right, bottom: layout.bottom };
  renderer.rect({ left: 0, top: 0, right: layout.width, bottom: layout.height }, "paper", 1);
  drawAxis(scene, renderer, labels);
  renderer.clip(plot);
  drawBands(scene, renderer);
  drawLanes(scene, renderer);
  drawPartitionLines(scene, renderer, labels);
  drawForks(scene, renderer, labels);
  if (scene.density) {
    renderer.density(scene.density);
    if (layout.spacing >= LANES_FROM_PX) {
      drawLanes(scene, renderer);
    }
    drawLosses(scene, renderer);
  }
  drawArrows(scene.arrows, scene, renderer);
  for (const mark of scene.marks) {
    drawMark(mark, scene, renderer);
  }
  drawPhases(scene, renderer, labels);
  if (scene.highlighted.size > 0) {
    drawHighlighted(scene, renderer, plot);
  }
  drawSelected(scene, renderer);
  drawFuture(scene, renderer, plot);
  drawViews(scene, renderer, labels);
  drawFlags(scene, renderer);
  renderer.unclip();
  drawNames(scene, renderer, labels);
  if (axis) {
    const name = labels.axis(layout.brief);
    renderer.text(layout.left - 8, layout.bottom + 15, name, {
      color: "muted",
      size: TEXT_PX,
      anchor: "end",
    });
  }
}

function line(color: ColorToken, width: number, alpha = 1, dash: readonly number[] = []): Stroke {
  return { color, width, alpha, dash };
}

function drawAxis({ layout, ticks }: Scene, renderer: Renderer, labels: Labels): void {
  const { left, right, top, bottom } = layout;
  const inside = ticks.filter(({ x }) => x >= left && x <= right);
  renderer.lines(
    inside.flatMap(({ x }) => [x, top, x, bottom]),
    line("line", 1, 0.55),
  );
  renderer.lines([left, bottom, right, bottom], line("line", 1));
  renderer.lines(
    inside.flatMap(({ x }) => [x, bottom, x, bottom + 5]),
    line("muted", 1),
  );
  inside.forEach((tick) => {
    const { x } = tick;
    const anchor = x > right - 24 ? "end" : x < left + 12 ? "start" : "middle";
    renderer.text(x, bottom + 15, labels.time(tick), { color: "muted", size: TEXT_PX, anchor });
  });
}

// Views alternate between plain and tinted. While a replica waits for a NEW-VIEW, its lane has another colour.
function drawBands({ bands, layout }: Scene, renderer: Renderer): void {
  const half = layout.spacing / 2;
  for (const { lane, x0, x1, view, active } of bands) {
    const y = laneY(layout, lane);
    const box = { left: x0, top: y - half, right: x1, bottom: y + half };
    if (!active) {
      renderer.rect(box, "view-change", 0.16);
    } else if (view > 0) {
      renderer.rect(box, "new-view", view % 2 === 1 ? 0.09 : 0.16);
    }
  }
}

function drawLanes({ lanes, layout }: Scene, renderer: Renderer): void {
  const width = layout.spacing < LANES_FROM_PX ? 0.25 : layout.spacing < 8 ? 0.6 : 1.25;
  const styles = [
    ["up", line("muted", width)],
    ["paused", line("muted", width, 1, [8, 5])],
    ["ahead", line("muted", width, 0.3)],
  ] as const;
  for (const [health, stroke] of styles) {
    const ends = lanes
      .filter((piece) => piece.health === health)
      .flatMap(({ lane, x0, x1 }) => [x0, laneY(layout, lane), x1, laneY(layout, lane)]);
    renderer.lines(ends, stroke);
  }
  // A replica that is down has a shaded gap instead of a lane, visible at any size.
  const half = Math.min(layout.spacing * 0.3, 14);
  for (const { lane, x0, x1, health } of lanes) {
    if (health === "down") {
      const y = laneY(layout, lane);
      renderer.rect({ left: x0, top: y - half, right: x1, bottom: y + half }, "alarm", 0.1);
      renderer.lines([x0, y, x1, y], line("alarm", 1, 0.5, [1.5, 4]));
    }
  }
}

function drawPartitionLines({ partitionLines, layout }: Scene, renderer: Renderer, labels: Labels): void {
  const { top, bottom } = layout;
  renderer.lines(
    partitionLines.flatMap(({ x }) => [x, top - 2, x, bottom]),
    line("alarm", 1.5, 0.8, [6, 4]),
  );
  if (partitionLines.length < 12) {
    let free = Number.NEGATIVE_INFINITY;
    partitionLines.forEach(({ x, sort }) => {
      const text = labels.partitionLine(sort);
      // Beside the name before it there may be no room.
      const y = x < free ? bottom - 8 - TEXT_PX - 2 : bottom - 8;
      free = Math.max(free, x + 8 + renderer.measure(text, TEXT_PX));
      renderer.text(x + 4, y, text, {
        color: "alarm",
        size: TEXT_PX,
        anchor: "start",
      });
    });
  }
}

// Between the lanes and the axis, where nothing covers them.
function drawLosses({ losses, layout: { bottom } }: Scene, renderer: Renderer): void {
  renderer.lines(
    losses.flatMap((x) => [x, bottom - LOSS_HEIGHT, x, bottom]),
    line("alarm", 1.5),
  );
}

// Where another branch leaves this one, or this one left it.
function drawForks({ forks, layout }: Scene, renderer: Renderer, labels: Labels): void {
  const { top, bottom } = layout;
  renderer.lines(
    forks.flatMap(({ x }) => [x, top - 2, x, bottom]),
    line("accent", 1.25, 0.7, [2, 3]),
  );
  for (const { x, branch } of forks.length < 12 ? forks : []) {
    renderer.text(x + 4, bottom - 8, labels.fork(branch), {
      color: "accent",
      size: TEXT_PX,
      anchor: "start",
    });
  }
}

/** The fill of a flag and of its number. */
const FLAG_COLORS = {
  past: ["muted", "paper"],
  now: ["accent", "paper"],
  later: ["slot", "ink"],
} as const satisfies Readonly<Record<PlacedFlag["state"], readonly [ColorToken, ColorToken]>>;
const FLAG_HEIGHT = 15;
const FLAG_TIP = 5;

// A number on a pennant, on a pole that reaches the lanes. Where chapters are near to each other, some have only the pole.
function drawFlags({ flags, layout }: Scene, renderer: Renderer): void {
  for (const { x, state, number, length, shown } of flags) {
    const [fill, ink] = FLAG_COLORS[state];
    renderer.lines([x, 1, x, layout.top], line(fill, 1.5));
    if (shown) {
      const right = x + length;
      const [top, bottom] = [1, 1 + FLAG_HEIGHT];
      renderer.rect({ left: x, top, right, bottom }, fill, 1);
      renderer.triangles([right, top, right + FLAG_TIP, (top + bottom) / 2, right, bottom], fill);
      const style = { color: ink, size: TEXT_PX, anchor: "middle", bold: true } as const;
      renderer.text((x + right) / 2 + 1, (top + bottom) / 2 + 0.5, String(number), style);
    }
  }
}

function drawArrows(arrows: readonly Arrow[], scene: Scene, renderer: Renderer, strength = 1): void {
  const heads = arrows.length <= HEADS_MAX && scene.layout.spacing >= 9;
  const crowd = Math.min(1, Math.max(0.35, 1.15 - arrows.length / 1500));
  for (const group of groups(arrows)) {
    const dashed = arrows.length <= DASHES_MAX;
    renderer.lines(
      group.list.flatMap(({ x0, y0, x1, y1 }) => [x0, y0, x1, y1]),
      strokeOf(group, (heads ? 1.5 : 1) * strength, crowd, dashed),
    );
    if (heads) {
      drawEnds(group.kind, group.look ?? group.kind, group.list, scene.layout, renderer);
    }
  }
  const reach = heads ? 4 * Math.max(0.7, sizeOf(scene.layout)) : 2.5;
  renderer.lines(endLines(arrows, reach), line("alarm", heads ? 2 : 1.2, heads ? 1 : crowd));
}

/** The size of heads and glyphs, as a fraction of their full size. */
function sizeOf(layout: TimelineLayout): number {
  return Math.min(1, Math.max(0.5, layout.spacing / 40));
}

// Dashes cost time, and where lines are many nobody sees them.
function strokeOf({ kind, look }: Group, width: number, crowd: number, dashed: boolean): Stroke {
  const quiet = QUIET.has(kind);
  const dash = !dashed ? [] : look ? dashOf(look) : DASHES[kind];
  const own = width * (quiet ? 0.7 : 1) * (look ? 1.5 : 1);
  return line(look ?? kind, own, quiet ? 0.65 * crowd : crowd, dash);
}

interface Group {
  readonly kind: Kind;
  readonly look: Look | undefined;
  readonly list: Arrow[];
}

/** Arrows of one kind and, where values compete, of one value. */
function groups(arrows: readonly Arrow[]): Iterable<Group> {
  const known = new Map<string, Group>();
  for (const arrow of arrows) {
    const { kind, look } = arrow;
    const key = look ? `${kind} ${look}` : kind;
    const group = known.get(key);
    if (group) {
      group.list.push(arrow);
    } else {
      known.set(key, { kind, look, list: [arrow] });
    }
  }
  return known.values();
}

/** How arrows end: in a head, or in their glyph while they are on their way. Where there is room, as in the picture of the
 *  paper, each has its glyph near where it comes from too. */
function drawEnds(
  kind: Kind,
  color: ColorToken,
  arrows: readonly Arrow[],
  layout: TimelineLayout,
  renderer: Renderer,
): void {
  const size = sizeOf(layout);
  const quiet = QUIET.has(kind);
  const heads: number[] = [];
  const glyphs: (readonly [number, number])[] = [];
  for (const { x0, y0, x1, y1, fate } of arrows) {
    const long = Math.hypot(x1 - x0, y1 - y0);
    if (fate === "flying") {
      glyphs.push([x1, y1]);
      continue;
    }
    if (fate === "arrived" && long >= 4) {
      heads.push(...headOf(x1, y1, (x1 - x0) / long, (y1 - y0) / long, (quiet ? 5 : 8) * size));
    }
    if (size >= 0.75 && long > GLYPH_FROM_PX) {
      const share = Math.min(0.34, GLYPH_AT_PX / long);
      glyphs.push([x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]);
    }
  }
  renderer.triangles(heads, color);
  const sign = glyphSign(kind, (quiet ? 3.2 : 4.4) * size);
  for (const [x, y] of glyphs) {
    renderer.sign(sign, x, y);
  }
}

function headOf(x: number, y: number, ux: number, uy: number, long: number): number[] {
  const [bx, by] = [x - ux * long, y - uy * long];
  const side = long * 0.38;
  return [x, y, bx - uy * side, by + ux * side, bx + uy * side, by - ux * side];
}

function glyphSign(kind: Kind, radius: number): Sign {
  return {
    name: kind,
    outline: outline(kind),
    radius: radius * scale(kind),
    color: kind,
    open: HOLLOW.has(kind),
  };
}

function drawMark({ markStyle, x, y }: PlacedMark, scene: Scene, renderer: Renderer, larger = 1): void {
  // Important marks must stand out among common ones.
  const notable = markStyle.weight >= 2;
  const radius = Math.max(notable ? 3.2 : 1.4, scene.markRadius * larger * (notable ? 1.25 : 1));
  renderer.sign(markSign(markStyle, radius), x, y);
}

function drawPhases({ phases, layout }: Scene, renderer: Renderer, labels: Labels): void {
  for (const phase of phases) {
    const top = layout.phaseTop + phase.row * (PHASE_HEIGHT + 2);
    const box = { left: phase.x0, top, right: phase.x1, bottom: top + PHASE_HEIGHT };
    renderer.rect(box, phase.kind, 0.16);
    renderer.rect({ ...box, top: box.bottom - 2 }, phase.kind, 1);
    drawPhaseName(phase, layout, top + PHASE_HEIGHT / 2 - 0.5, renderer, labels);
  }
}

// The name is in the middle of the visible part, if there is room; otherwise a shorter name.
function drawPhaseName(
  phase: Phase,
  layout: TimelineLayout,
  y: number,
  renderer: Renderer,
  labels: Labels,
): void {
  const left = Math.max(phase.x0, layout.left);
  const right = Math.min(phase.x1, layout.right);
  for (const brief of [false, true]) {
    const text = labels.phase(phase.kind, phase.number, brief, phase.to);
    if (renderer.measure(text, TEXT_PX) + 8 <= right - left) {
      renderer.text((left + right) / 2, y, text, { color: "ink", size: TEXT_PX, anchor: "middle" });
      return;
    }
  }
}

// The highlighted records again, above a veil over all others.
function drawHighlighted(scene: Scene, renderer: Renderer, plot: Box): void {
  renderer.rect({ ...plot, top: scene.layout.top - 1 }, "paper", DIMMED_VEIL);
  drawLanes(scene, renderer);
  const highlighted = (record: number | undefined) => record !== undefined && scene.highlighted.has(record);
  drawArrows(
    scene.arrows.filter(({ record }) => highlighted(record)),
    scene,
    renderer,
    1.5,
  );
  for (const mark of scene.marks.filter(({ record }) => highlighted(record))) {
    drawMark(mark, scene, renderer, 1.25);
  }
}

function drawSelected(scene: Scene, renderer: Renderer): void {
  const { selected } = scene;
  if (selected === undefined) {
    return;
  }
  const mark = scene.marks.find(({ record }) => record === selected);
  if (mark) {
    renderer.ring(mark.x, mark.y, scene.markRadius + 5, "accent");
    drawMark(mark, scene, renderer);
    return;
  }
  const arrow = scene.arrows.find(({ record }) => record === selected);
  if (arrow) {
    renderer.lines([arrow.x0, arrow.y0, arrow.x1, arrow.y1], line("accent", 7, 0.35));
    drawArrows([arrow], scene, renderer, 1.7);
  }
}

// The known future is veiled. The current time is a line through all lanes.
function drawFuture({ cursorX, future, layout }: Scene, renderer: Renderer, plot: Box): void {
  if (future && cursorX < layout.right) {
    renderer.rect({ ...plot, left: Math.max(layout.left, cursorX) }, "paper", VEIL);
  }
  if (cursorX >= layout.left - 1 && cursorX <= layout.right + 1) {
    renderer.lines([cursorX, 4, cursorX, layout.bottom], line("accent", 1.75));
    renderer.triangles([cursorX - 5.5, 0, cursorX + 5.5, 0, cursorX, 8.5], "accent");
  }
}

function drawViews({ viewLabels, layout }: Scene, renderer: Renderer, labels: Labels): void {
  // A single view needs no name.
  if (viewLabels.length === 1 && viewLabels[0]?.view === 0) {
    return;
  }
  const placed: { x: number; text: string; end: number }[] = [];
  for (const { x, view } of viewLabels) {
    const text = labels.view(view);
    const end = x + renderer.measure(text, TEXT_PX) + 14;
    // Where two views begin side by side, the later one is the news.
    if (x < (placed.at(-1)?.end ?? 0)) {
      placed.pop();
    }
    placed.push({ x, text, end });
  }
  for (const { x, text } of placed) {
    renderer.text(x + 4, layout.top + 8, text, {
      color: "ink",
      size: TEXT_PX,
      anchor: "start",
      bold: true,
    });
  }
}

function drawNames({ layout }: Scene, renderer: Renderer, labels: Labels): void {
  for (const lane of namedLanes(layout)) {
    const text = labels.lane(nodeAt(layout, lane), layout.brief);
    const size = layout.spacing < 26 ? TEXT_PX : TEXT_PX + 1;
    renderer.text(layout.left - 8, laneY(layout, lane), text, { color: "ink", size, anchor: "end" });
  }
}
