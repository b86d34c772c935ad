// The timeline on its canvas: which window of time is shown, what is in it, and the painting of it, at most once in a frame.

import type { Kind } from "../model/message-kinds.ts";
import type { Timeline } from "../model/timeline.ts";
import { FigureError } from "../ui/image-export.ts";
import { PaintThrottle } from "../ui/paint-throttle.ts";
import { CanvasRenderer } from "./canvas-renderer.ts";
import { draw, type Labels } from "./draw.ts";
import { timelineFigure } from "./figure.ts";
import type { ScrubHandle } from "./gestures.ts";
import { layOutTimeline, type TimelineLayout, timeAt } from "./layout.ts";
import { type Arrow, hit, type PlacedMark, type Scene, sceneOf } from "./scene.ts";
import { type CanvasTheme, canvasThemeOf } from "./theme.ts";
import { FIRST_WINDOW, follow, frame, keepUp, pan, reveal, type TimeWindow, whole, zoom } from "./window.ts";

const PIXEL_RATIO_MAX = 2;
/** So near to an arrow or mark a pointer means it. */
const REACH_PX = { mouse: 6, touch: 16 };
/** So near to the line of the moment shown a press takes hold of it. */
const GRIP_PX = 7;

/** What the page wants to be seen, beside the run itself. */
export interface ViewOptions {
  readonly hiddenKinds: ReadonlySet<Kind>;
  readonly selected: number | undefined;
  readonly highlighted: ReadonlySet<number>;
}

const NOTHING: ViewOptions = { hiddenKinds: new Set(), selected: undefined, highlighted: new Set() };

export class TimelineView {
  labels: Labels | undefined;
  options: ViewOptions = NOTHING;
  /** Called when the window does something else by itself. */
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

  /** `probe` is an element that wears the colours of the style sheet. */
  constructor(canvas: HTMLCanvasElement, probe: Element) {
    this.#canvas = canvas;
    this.#probe = probe;
  }

  get window(): TimeWindow {
    return this.#window;
  }

  /** Whose run is shown. */
  show(timeline: Timeline | undefined): void {
    this.#timeline = timeline;
    this.soon();
  }

  resize(width: number, height: number): void {
    this.#size = { width, height };
    this.soon();
  }

  /** The colours have changed. */
  recolour(): void {
    this.#canvasTheme = undefined;
    this.#renderer = undefined;
    this.soon();
  }

  /** Paints with the next frame. */
  soon(): void {
    this.#paintThrottle.soon();
  }

  /** The run went on. */
  news(): void {
    this.#paintThrottle.news();
  }

  rest(): void {
    this.#paintThrottle.rest();
  }

  /** `share` of the width is where the picture stays as it is. */
  zoom(factor: number, share: number): void {
    this.#turn((window, reach) => zoom(window, factor, share, reach));
  }

  zoomAt(factor: number, x: number): void {
    this.zoom(factor, Math.min(1, Math.max(0, this.#share(x))));
  }

  pan(share: number): void {
    this.#turn((window, reach) => pan(window, share, reach));
  }

  /** Whether there was anything left that way. */
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

  reveal(atMs: number): void {
    this.#turn((window, reach) => reveal(window, atMs, reach));
  }

  /** Shows a stretch of time, if it is not in the picture. */
  frame(fromMs: number, toMs: number): void {
    this.#turn((window, reach) => frame(window, fromMs, toMs, reach));
  }

  /** The moment at a place of the canvas. */
  timeAt(x: number): number | undefined {
    const layout = this.#layout;
    return layout && timeAt(layout, this.#window, Math.min(layout.right, Math.max(layout.left, x)));
  }

  /** What is drawn there. */
  at(x: number, y: number, by: "mouse" | "touch" = "mouse"): Arrow | PlacedMark | undefined {
    return this.#scene && hit(this.#scene, x, y, REACH_PX[by]);
  }

  /** What of the moment shown a press there takes hold of. */
  handleAt(x: number, y: number): ScrubHandle | undefined {
    const scene = this.#scene;
    if (!scene) {
      return undefined;
    }
    const { cursorX, layout } = scene;
    // Where the line is not drawn nobody takes hold of it.
    const drawn = cursorX >= layout.left - 1 && cursorX <= layout.right + 1;
    return y >= layout.bottom ? "axis" : drawn && Math.abs(x - cursorX) <= GRIP_PX ? "line" : undefined;
  }

  /** What is visible, as a file's content. */
  async figure(
    format: "svg" | "png",
    canvasTheme: CanvasTheme,
    about: { title: string; text: string },
  ): Promise<Blob> {
    if (!this.#scene || !this.labels) {
      throw new FigureError("empty", "the timeline shows nothing yet");
    }
    return timelineFigure(format, this.#scene, { ...canvasTheme, labels: this.labels, ...about });
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
    const { records, history, packets, nowMs, replicas, clients, looks } = timeline;
    const { width, height } = this.#size;
    const layout = layOutTimeline(width, height, replicas, clients);
    this.#layout = layout;
    const window = this.#window;
    return sceneOf({ records, history, packets, nowMs, layout, window, looks, ...this.options });
  }

  /** Gives the canvas as many pixels as the screen has for it; how many of them one CSS pixel is. */
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
