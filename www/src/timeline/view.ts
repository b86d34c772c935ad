// Timeline view: the canvas with its window of time, painted at most once in a frame.

import type { Fork } from "../model/branches.ts";
import { type FigureOptions, pixelsOf } from "../model/figure-options.ts";
import type { Kind } from "../model/message-kinds.ts";
import type { Timeline } from "../model/timeline.ts";
import { FigureError } from "../ui/image-export.ts";
import { PaintThrottle } from "../ui/paint-throttle.ts";
import { CanvasRenderer } from "./canvas-renderer.ts";
import { draw, type Labels } from "./draw.ts";
import { figureLayout, timelineSvg } from "./figure.ts";
import type { Flag } from "./flags.ts";
import type { ScrubHandle } from "./gestures.ts";
import { layOutTimeline, type TimelineLayout, timeAt, xOf } from "./layout.ts";
import { type Arrow, hit, type PlacedMark, type Scene, sceneOf } from "./scene.ts";
import { type CanvasTheme, canvasThemeOf } from "./theme.ts";
import { FIRST_WINDOW, follow, frame, keepUp, pan, reveal, type TimeWindow, whole, zoom } from "./window.ts";

const PIXEL_RATIO_MAX = 2;
/** The distance within which a pointer hits an arrow or mark. */
const REACH_PX = { mouse: 6, touch: 16 };
/** The distance within which a press hits the line of the current time. */
const GRIP_PX = 7;

/** What the page wants to show, besides the run. */
export interface ViewOptions {
  readonly hiddenKinds: ReadonlySet<Kind>;
  readonly selected: number | undefined;
  readonly highlighted: ReadonlySet<number>;
  readonly flags: readonly Flag[];
  readonly forks: readonly Fork[];
}

const NOTHING: ViewOptions = {
  hiddenKinds: new Set(),
  selected: undefined,
  highlighted: new Set(),
  flags: [],
  forks: [],
};

export class TimelineView {
  labels: Labels | undefined;
  options: ViewOptions = NOTHING;
  /** Called when the window changes its mode on its own. */
  onMode: (mode: TimeWindow["mode"]) => void = () => {};
  /** Called after each painting. */
  onPainted: () => void = () => {};

  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #canvas: HTMLCanvasElement;
  readonly #probe: Element;
  #timeline: Timeline | undefined;
  #window: TimeWindow = FIRST_WINDOW;
  #run = -1;
  #size = { width: 0, height: 0 };
  #layout: TimelineLayout | undefined;
  #scene: Scene | undefined;
  #canvasTheme: CanvasTheme | undefined;
  #renderer: { renderer: CanvasRenderer; ratio: number } | undefined;
  readonly #paintThrottle = new PaintThrottle(() => this.#paint());

  /** `probe`: an element for reading the colours of the style sheet. */
  constructor(canvas: HTMLCanvasElement, probe: Element) {
    this.#canvas = canvas;
    this.#probe = probe;
  }

  get window(): TimeWindow {
    return this.#window;
  }

  /** Shows the timeline of a run. */
  show(timeline: Timeline | undefined): void {
    this.#timeline = timeline;
    this.soon();
  }

  resize(width: number, height: number): void {
    this.#size = { width, height };
    this.soon();
  }

  /** Reads changed colours. */
  recolour(): void {
    this.#canvasTheme = undefined;
    this.#renderer = undefined;
    this.soon();
  }

  /** Requests a paint in the next frame. */
  soon(): void {
    this.#paintThrottle.soon();
  }

  /** The run advanced. */
  news(): void {
    this.#paintThrottle.news();
  }

  rest(): void {
    this.#paintThrottle.rest();
  }

  /** Zooms around a point at this `share` of the width. */
  zoom(factor: number, share: number): void {
    this.#turn((window, reach) => zoom(window, factor, share, reach));
  }

  zoomAt(factor: number, x: number): void {
    this.zoom(factor, Math.min(1, Math.max(0, this.#share(x))));
  }

  pan(share: number): void {
    this.#turn((window, reach) => pan(window, share, reach));
  }

  /** Pans, and returns whether there was anything left in that direction. */
  panBy(px: number): boolean {
    const layout = this.#layout;
    const { fromMs } = this.#window;
    if (layout) {
      this.pan(px / (layout.right - layout.left));
    }
    return this.#window.fromMs !== fromMs;
  }

  fit(): void {
    this.#turn((_, reach) => whole(reach));
  }

  follow(): void {
    this.#turn(follow);
  }

  /** Shows a time, which may be later than the run has come. */
  reveal(atMs: number): void {
    this.#turn((window, reach) => reveal(window, atMs, { ...reach, endMs: Math.max(reach.endMs, atMs) }));
  }

  /** Shows an interval, if it is not visible. */
  frame(fromMs: number, toMs: number): void {
    this.#turn((window, reach) => frame(window, fromMs, toMs, reach));
  }

  /** The time at a position of the canvas. */
  timeAt(x: number): number | undefined {
    const layout = this.#layout;
    return layout && timeAt(layout, this.#window, Math.min(layout.right, Math.max(layout.left, x)));
  }

  /** The position of a time; undefined where it is not visible. */
  xAt(atMs: number): number | undefined {
    const layout = this.#layout;
    const x = layout && xOf(layout, this.#window, atMs);
    return layout && x !== undefined && x >= layout.left && x <= layout.right ? x : undefined;
  }

  /** The arrow or mark at a position. */
  at(x: number, y: number, by: "mouse" | "touch" = "mouse"): Arrow | PlacedMark | undefined {
    return this.#scene && hit(this.#scene, x, y, REACH_PX[by]);
  }

  /** The handle for scrubbing at a position. */
  handleAt(x: number, y: number): ScrubHandle | undefined {
    const scene = this.#scene;
    if (!scene) {
      return undefined;
    }
    const { cursorX, layout } = scene;
    // The line can be dragged only where it is drawn.
    const drawn = cursorX >= layout.left - 1 && cursorX <= layout.right + 1;
    return y >= layout.bottom ? "axis" : drawn && Math.abs(x - cursorX) <= GRIP_PX ? "line" : undefined;
  }

  /** The text of a figure of the visible contents, in an SVG file. */
  figure(
    canvasTheme: CanvasTheme,
    about: { title: string; text: string },
    options: Omit<FigureOptions, "colours">,
  ): string {
    const timeline = this.#timeline;
    if (!timeline || !this.#scene || !this.labels) {
      throw new FigureError("empty", "the timeline shows nothing yet");
    }
    const width = options.size ? pixelsOf(options.size) : this.#size.width;
    const layout = figureLayout(width, timeline.replicas, timeline.clients, this.options.flags.length > 0);
    const scene = this.#sceneIn(layout, timeline);
    return timelineSvg(scene, { ...canvasTheme, labels: this.labels, ...about }, options);
  }

  #turn(change: (window: TimeWindow, reach: Timeline["reach"]) => TimeWindow): void {
    if (this.#timeline) {
      this.#set(change(this.#window, this.#timeline.reach));
    }
  }

  #set(window: TimeWindow): void {
    const { mode } = this.#window;
    this.#window = window;
    if (window.mode !== mode) {
      this.onMode(window.mode);
    }
    this.soon();
  }

  #share(x: number): number {
    const layout = this.#layout;
    return layout ? (x - layout.left) / (layout.right - layout.left) : 0.5;
  }

  #paint(): void {
    const timeline = this.#timeline;
    const context = this.#canvas.getContext("2d");
    const { width, height } = this.#size;
    if (!timeline || timeline.replicas === 0 || !this.labels || !context || width === 0 || height === 0) {
      return;
    }
    if (timeline.run !== this.#run) {
      this.#run = timeline.run;
      this.#set(FIRST_WINDOW);
    }
    this.#window = keepUp(this.#window, timeline.reach, this.#calm.matches);
    this.#scene = this.#sceneOf(timeline);
    const ratio = this.#fitCanvas();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(this.#scene, this.#rendererFor(context, ratio), this.labels);
    this.onPainted();
  }

  #sceneOf(timeline: Timeline): Scene {
    const { width, height } = this.#size;
    this.#layout = layOutTimeline(
      width,
      height,
      timeline.replicas,
      timeline.clients,
      this.options.flags.length > 0,
    );
    return this.#sceneIn(this.#layout, timeline);
  }

  #sceneIn(layout: TimelineLayout, timeline: Timeline): Scene {
    const { records, history, packets, nowMs, looks } = timeline;
    const window = this.#window;
    return sceneOf({ records, history, packets, nowMs, layout, window, looks, ...this.options });
  }

  /** Sets the canvas to the resolution of the screen. Returns the number of device pixels for each CSS pixel. */
  #fitCanvas(): number {
    const ratio = Math.min(PIXEL_RATIO_MAX, Math.max(1, devicePixelRatio));
    const width = Math.round(this.#size.width * ratio);
    const height = Math.round(this.#size.height * ratio);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    return ratio;
  }

  #rendererFor(context: CanvasRenderingContext2D, ratio: number): CanvasRenderer {
    if (this.#renderer?.ratio !== ratio) {
      const { palette, font } = this.#currentTheme();
      this.#renderer = { renderer: new CanvasRenderer(context, palette, font, ratio), ratio };
    }
    return this.#renderer.renderer;
  }

  #currentTheme(): CanvasTheme {
    this.#canvasTheme ??= canvasThemeOf(this.#probe);
    return this.#canvasTheme;
  }
}
