// Timeline figure: SVG for papers, PNG for slides, with the visible contents.

import { FigureError, pngFrom, svgFile } from "../ui/image-export.ts";
import { CanvasRenderer } from "./canvas-renderer.ts";
import { draw, type Labels } from "./draw.ts";
import type { Palette } from "./renderer.ts";
import type { Scene } from "./scene.ts";
import { SvgRenderer } from "./svg-renderer.ts";

export interface FigureOptions {
  readonly palette: Palette;
  readonly font: string;
  readonly labels: Labels;
  /** The title for readers who cannot see it: what it shows, and at which time. */
  readonly title: string;
  readonly text: string;
}

/** Sharp enough for a projector. */
const PNG_SCALE = 3;

/** The text of an SVG file. */
export function timelineSvg(scene: Scene, { palette, font, labels, title, text }: FigureOptions): string {
  const renderer = new SvgRenderer(palette, font);
  draw(scene, renderer, labels);
  return renderer.file(scene.layout.width, scene.layout.height, title, text);
}

/** A figure of the visible contents. */
export async function timelineFigure(
  format: "svg" | "png",
  scene: Scene,
  options: FigureOptions,
): Promise<Blob> {
  if (format === "svg") {
    return svgFile(timelineSvg(scene, options));
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(scene.layout.width * PNG_SCALE);
  canvas.height = Math.round(scene.layout.height * PNG_SCALE);
  const context = canvas.getContext("2d");
  if (!context) {
    throw new FigureError("no-canvas", "this browser gives no canvas to draw on");
  }
  context.scale(PNG_SCALE, PNG_SCALE);
  draw(scene, new CanvasRenderer(context, options.palette, options.font, PNG_SCALE), options.labels);
  return pngFrom(canvas);
}
