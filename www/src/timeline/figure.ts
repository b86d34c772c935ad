// Timeline figure: the visible window of time, laid out for the width of the figure.

import type { FigureOptions } from "../model/figure-options.ts";
import { sheetSvg } from "../text/figure-sheet.ts";
import { draw, type Labels } from "./draw.ts";
import { layOutTimeline, type TimelineLayout } from "./layout.ts";
import type { Palette } from "./renderer.ts";
import type { Scene } from "./scene.ts";
import { SvgRenderer } from "./svg-renderer.ts";

export interface Figure {
  readonly palette: Palette;
  readonly font: string;
  readonly labels: Labels;
  /** The title for readers who cannot see it: what it shows, and at which time. */
  readonly title: string;
  readonly text: string;
}

/** The room for all lanes together, and the least and the most of one. */
const LANES_PX = 260;
const LANE_PX = { least: 12, most: 44 };
/** The names of phases above the lanes, and the axis below them. */
const AROUND_PX = 100;

/** A layout that does not depend on the height of the part on the screen. */
export function figureLayout(
  width: number,
  replicas: number,
  clients: number,
  flagged = false,
): TimelineLayout {
  const lanes = Math.max(1, replicas + clients);
  const lane = Math.min(LANE_PX.most, Math.max(LANE_PX.least, LANES_PX / lanes));
  return layOutTimeline(width, Math.round(AROUND_PX + lane * lanes), replicas, clients, flagged);
}

/** The text of an SVG file. */
export function timelineSvg(scene: Scene, figure: Figure, options: Omit<FigureOptions, "colours">): string {
  const { palette, font, labels, title, text } = figure;
  const renderer = new SvgRenderer(palette);
  draw(scene, renderer, labels, { axis: true });
  const { width, height } = scene.layout;
  const { paper, ink } = palette;
  return sheetSvg({ width, height, title, text, font, paper, ink, lines: renderer.drawn }, options);
}
