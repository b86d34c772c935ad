// Timeline part: the space-time diagram of the run, with a lane for each client and replica and an arrow for each message. It
// is also the scrubber.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Fork } from "../model/branches.ts";
import { type Chapter, chapterAt } from "../model/chapters.ts";
import type { FigureOptions } from "../model/figure-options.ts";
import type { Kind } from "../model/message-kinds.ts";
import type { Timeline } from "../model/timeline.ts";
import { milliseconds } from "../text/format.ts";
import type { Line } from "../text/narration.ts";
import { FigureError, figureFile, inColours } from "../ui/image-export.ts";
import {
  PLOT_KEYS,
  type PlotShortcut,
  SCRUBBER_KEYS,
  type ScrubberShortcut,
  shortcutFor,
} from "../ui/key-bindings.ts";
import { RULERS } from "../ui/local-coordinates.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import type { ChapterFlagsPart } from "./chapter-flags.ts";
import { flagsAt } from "./flags.ts";
import { type GestureListener, Gestures } from "./gestures.ts";
import { labelsOf, sentenceOf } from "./labels.ts";
import { markLegend } from "./legend.ts";
import { resizeHandle } from "./resize-handle.ts";
import { isSeen } from "./scene.ts";
import { canvasThemeOf } from "./theme.ts";
import timelineCss from "./timeline.css?inline";
import { TimelineView } from "./view.ts";
import type { TimeWindow } from "./window.ts";

const ZOOM_STEP = 1.6;
const PAN_STEP = 0.2;
/** The number of steps of the page keys. */
const STRIDE = 10;
/** Maximum number of lines in the text version. */
const LINES_MAX = 60;
/** Keys for the selected event. */
const OF_THE_CHOSEN: ReadonlySet<PlotShortcut> = new Set<PlotShortcut>(["plot-go", "plot-why", "plot-none"]);

/** The properties that the drawing shows. */
const DRAWN = ["hiddenKinds", "selected", "highlighted", "chapters", "forks", "locale", "theme"] as const;

export class TimelinePart extends Part {
  static override styles = [SHARED, styleSheet(timelineCss)];

  @property({ attribute: false }) timeline: Timeline | undefined;
  /** The lines of the event list, for the text version. */
  @property({ attribute: false }) lines: readonly Line[] = [];
  /** Kinds of messages that are hidden. */
  @property({ attribute: false }) hiddenKinds: ReadonlySet<Kind> = new Set();
  /** The selected record. */
  @property({ type: Number }) selected: number | undefined;
  /** Highlighted records. All others are dimmed, if there are any. */
  @property({ attribute: false }) highlighted: readonly number[] = [];
  /** The step that is shown or requested: a key held down is ahead of the run. */
  @property({ type: Number }) cursor = 0;
  /** The chapters that have flags. */
  @property({ attribute: false }) chapters: readonly Chapter[] = [];
  /** Where other branches leave the run. */
  @property({ attribute: false }) forks: readonly Fork[] = [];
  @property({ type: Number }) nowMs = 0;
  /** Whether the reader can step the run. */
  @property({ type: Boolean }) steps = true;
  @property({ type: String }) theme = "auto";
  /** Whether it has room for its tools and its text version. */
  @property({ type: Boolean, reflect: true }) tall = false;
  /** Whether the reader can give it more room, or less. */
  @property({ type: Boolean }) resizable = false;
  /** The record that the pointer is over. */
  @state() private over: number | undefined;
  @state() private mode: TimeWindow["mode"] = "follow";
  /** Whether the text version is open. */
  @state() private reading = false;

  readonly #observer = new ResizeObserver((entries) => {
    const box = entries.at(-1)?.contentRect;
    if (box) {
      this.#view?.resize(box.width, box.height);
    }
  });
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  #view: TimelineView | undefined;
  #hands: Gestures | undefined;
  #listened: Timeline | undefined;
  /** The time range of the text version. */
  #read: TimeWindow | undefined;
  /** The nodes whose names are in the labels. */
  #named = "";

  /** A figure of the visible contents. */
  async figure(format: "svg" | "png", options: FigureOptions): Promise<Blob> {
    const probe = this.renderRoot.querySelector(".probe");
    if (!this.#view || !probe) {
      throw new FigureError("empty", "the timeline is not there yet");
    }
    const canvasTheme = inColours(this, options.colours, () => canvasThemeOf(probe));
    const labels = { title: this.t("timeline-title"), text: this.#momentText() };
    return figureFile(format, this.#view.figure(canvasTheme, labels, options), options.size);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#onColours);
    addEventListener("resize", this.#onScreen);
    this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#onColours);
    removeEventListener("resize", this.#onScreen);
    this.#observer.disconnect();
    this.#listened?.listen(undefined);
    this.#listened = undefined;
    this.#view?.rest();
    this.#hands?.rest();
  }

  protected override firstUpdated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const probe = this.renderRoot.querySelector(".probe");
    if (canvas && probe) {
      this.#view = new TimelineView(canvas, probe);
      this.#view.onMode = (mode) => {
        this.mode = mode;
      };
      this.#view.onPainted = () => this.#tell();
      this.#hands = new Gestures(canvas, this.#gestures);
    }
    this.#observe();
  }

  #observe(): void {
    const plot = this.renderRoot?.querySelector(".plot");
    if (plot) {
      this.#observer.observe(plot);
    }
    this.#listen();
  }

  #listen(): void {
    if (this.timeline !== this.#listened && this.#view) {
      this.#listened?.listen(undefined);
      this.timeline?.listen(() => this.#onNews());
      this.#listened = this.timeline;
      this.#view.show(this.timeline);
    }
  }

  #onNews(): void {
    this.#name(false);
    this.#view?.news();
  }

  /** Another number of nodes has other names, and another height. */
  #name(anyhow: boolean): void {
    const { timeline } = this;
    const named = `${timeline?.replicas} ${timeline?.clients}`;
    if (timeline && this.#view && (anyhow || named !== this.#named)) {
      this.#named = named;
      this.#view.labels = labelsOf(this.t, this.language, timeline);
      this.requestUpdate();
    }
  }

  readonly #onColours = () => this.#view?.recolour();
  // The zoom or the screen changed, and with it the number of device pixels.
  readonly #onScreen = () => this.#view?.soon();

  protected override updated(changed: PropertyValues): void {
    this.#listen();
    if (changed.has("locale") || changed.has("timeline")) {
      this.#name(true);
    }
    if (changed.has("theme")) {
      this.#onColours();
    }
    if (this.#view) {
      const { hiddenKinds, selected, highlighted, forks } = this;
      const flags = flagsAt(this.chapters, this.nowMs);
      this.#view.options = { hiddenKinds, selected, highlighted: new Set(highlighted), flags, forks };
      if (changed.has("highlighted") || changed.has("selected")) {
        this.#lookAt(
          changed.has("highlighted") ? highlighted : [],
          changed.has("selected") ? selected : undefined,
        );
      }
      if (DRAWN.some((name) => changed.has(name))) {
        this.#view.soon();
      }
    }
  }

  // Where the window followed the run, it does so again once nothing is highlighted or selected any more.
  #lookAt(highlighted: readonly number[], selected: number | undefined): void {
    if (highlighted.length > 0 || selected !== undefined) {
      this.#followed ||= this.mode === "follow";
      this.#frame(highlighted.length > 0 ? highlighted : selected === undefined ? [] : [selected]);
    } else if (this.#followed && this.highlighted.length === 0 && this.selected === undefined) {
      this.#followed = false;
      this.#follow();
    }
  }

  #followed = false;

  // A selection or highlight from elsewhere is scrolled into view.
  #frame(numbers: readonly number[]): void {
    const { records } = this.timeline ?? {};
    let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const number of numbers) {
      const row = records?.rowOf(number);
      if (records && row !== undefined) {
        fromMs = Math.min(fromMs, records.at(row));
        toMs = Math.max(toMs, records.at(row));
      }
    }
    if (fromMs <= toMs) {
      this.#view?.frame(fromMs, toMs);
    }
  }

  // The text about the current time changes with each frame, without rendering the part again.
  #tell(): void {
    const text = this.#momentText();
    const slider = this.renderRoot.querySelector(".scrubber");
    slider?.setAttribute("aria-valuenow", String(this.timeline?.stepCount ?? 0));
    slider?.setAttribute("aria-valuemax", String(this.#lastStep()));
    slider?.setAttribute("aria-valuetext", text);
    const view = this.#view;
    if (view) {
      this.renderRoot
        .querySelector<ChapterFlagsPart>("pbft-lab-chapter-flags")
        ?.place((atMs) => view.xAt(atMs));
    }
    // The text version describes what is visible, for any cause.
    if (this.reading && this.#read !== this.#view?.window) {
      this.requestUpdate();
    }
  }

  #momentText(): string {
    const { stepCount = 0, nowMs = 0 } = this.timeline ?? {};
    return this.t("timeline-now", { step: stepCount, time: milliseconds(nowMs, this.language) });
  }

  #lastStep(): number {
    const { records, stepCount = 0 } = this.timeline ?? {};
    return records && records.count > 0 ? Math.max(stepCount, records.step(records.count - 1)) : stepCount;
  }

  readonly #gestures: GestureListener = {
    handleAt: (x, y) => this.#view?.handleAt(x, y),
    pan: (byPx) => this.#view?.panBy(-byPx) ?? false,
    zoom: (factor, x) => this.#view?.zoomAt(factor, x),
    scrub: (x) => this.#scrubTo(x),
    choose: (x, y, by) => this.#select(this.#view?.at(x, y, by)?.record),
    hover: (x, y) => this.#hover(x, y),
  };

  #hover(x: number | undefined, y: number): void {
    const handle = x === undefined ? undefined : this.#view?.handleAt(x, y);
    this.over = x === undefined || handle === "axis" ? undefined : this.#view?.at(x, y)?.record;
    const canvas = this.renderRoot.querySelector("canvas");
    canvas?.setAttribute("data-over", this.over !== undefined ? "record" : handle ? "handle" : "");
  }

  #select(record: number | undefined): void {
    this.dispatch({ type: "select", record });
  }

  #scrubTo(x: number): void {
    const atMs = this.#view?.timeAt(x);
    const { timeline } = this;
    if (atMs === undefined || !timeline) {
      return;
    }
    if (atMs > timeline.reach.endMs) {
      this.dispatch({ type: "go", atMs });
    } else {
      this.#seek(timeline.records.stepAt(Math.max(0, atMs)));
    }
  }

  #seek(step: number): void {
    if (step !== this.cursor) {
      this.dispatch({ type: "seek", step });
    }
  }

  readonly #onPlotKey = (event: KeyboardEvent) => {
    const action = shortcutFor(PLOT_KEYS, event);
    // Without a selection these keys are for the parts around the timeline.
    if (action && (!OF_THE_CHOSEN.has(action) || this.selected !== undefined)) {
      event.preventDefault();
      this.#plotActions[action]();
    }
  };

  readonly #zoomIn = () => this.#view?.zoom(ZOOM_STEP, 0.5);
  readonly #zoomOut = () => this.#view?.zoom(1 / ZOOM_STEP, 0.5);
  readonly #fit = () => this.#view?.fit();
  readonly #follow = () => this.#view?.follow();

  readonly #plotActions: Readonly<Record<PlotShortcut, () => void>> = {
    "plot-left": () => this.#view?.pan(-PAN_STEP),
    "plot-right": () => this.#view?.pan(PAN_STEP),
    "plot-previous": () => this.#selectNext(-1),
    "plot-next": () => this.#selectNext(1),
    "plot-in": this.#zoomIn,
    "plot-out": this.#zoomOut,
    "plot-fit": this.#fit,
    "plot-follow": this.#follow,
    "plot-go": () => this.#seekSelected(),
    "plot-none": () => this.#select(undefined),
    "plot-why": () => this.#why(),
    "plot-flags": () => this.renderRoot.querySelector<ChapterFlagsPart>("pbft-lab-chapter-flags")?.focus(),
  };

  readonly #onSliderKey = (event: KeyboardEvent) => {
    const now = this.cursor;
    const last = this.#lastStep();
    const wanted: Readonly<Record<ScrubberShortcut, number>> = {
      "scrub-next": now + 1,
      "scrub-previous": now - 1,
      "scrub-far": Math.min(last, now + STRIDE),
      "scrub-far-back": now - STRIDE,
      "scrub-first": 0,
      "scrub-last": last,
    };
    const action = shortcutFor(SCRUBBER_KEYS, event);
    const step = action && wanted[action];
    if (step === undefined || (step > last && !this.steps)) {
      return;
    }
    event.preventDefault();
    if (step > last) {
      // Beyond the known steps the run itself advances.
      this.dispatch({ type: "step" });
    } else {
      this.#seek(Math.max(0, step));
    }
  };

  #seekSelected(): void {
    const { records } = this.timeline ?? {};
    const row = this.selected === undefined ? undefined : records?.rowOf(this.selected);
    if (records && row !== undefined) {
      this.#seek(records.step(row));
    }
  }

  #why(): void {
    if (this.selected !== undefined) {
      this.dispatch({ type: "why", question: { about: { fact: this.selected } } });
    }
  }

  /** Selects the next or the previous drawn record. */
  #selectNext(direction: 1 | -1): void {
    const { records } = this.timeline ?? {};
    const window = this.#view?.window;
    if (!records || !window) {
      return;
    }
    const chosen = this.selected === undefined ? undefined : records.rowOf(this.selected);
    const { fromMs, spanMs } = window;
    const edge = direction > 0 ? records.rowAfter(fromMs - 1e-6) - 1 : records.rowAfter(fromMs + spanMs);
    for (let row = (chosen ?? edge) + direction; row >= 0 && row < records.count; row += direction) {
      if (isSeen(records, row, this.hiddenKinds)) {
        this.#view?.reveal(records.at(row));
        this.#select(records.first + row);
        return;
      }
    }
  }

  protected override render(): TemplateResult {
    const { t } = this;
    return html`
      <slot name="branches"></slot>
      <div class="head">
        <h2 class="unseen">${t("timeline-title")}</h2>
        ${this.tall ? this.#buttons() : nothing}
        ${this.resizable ? resizeHandle(this.tall, this.#turn, t) : nothing}
      </div>
      <div class="board">
      <div
        class="plot"
        role="application"
        tabindex="0"
        aria-label=${t("timeline-label")}
        aria-describedby="keys"
        @keydown=${this.#onPlotKey}
      >
        <canvas aria-hidden="true"></canvas>
        ${RULERS}
      </div>
      ${this.#flags()}
      </div>
      <div
        class="scrubber"
        role="slider"
        tabindex="0"
        aria-label=${t("timeline-scrubber")}
        aria-valuemin="0"
        aria-valuemax="0"
        aria-valuenow="0"
        @keydown=${this.#onSliderKey}
      ></div>
      <p id="keys" class="unseen">${t("timeline-keys")}</p>
      ${this.tall ? html`<div class="foot">${this.#sentence()} ${markLegend(t)} ${this.#text()}</div>` : html`<p class="unseen" role="status">${this.#told(this.selected)}</p>`}
      <span class="probe" aria-hidden="true"></span>
    `;
  }

  #flags(): TemplateResult | typeof nothing {
    const { chapters, nowMs } = this;
    const leave = () => this.renderRoot.querySelector<HTMLElement>(".plot")?.focus();
    const reveal = ({ detail }: CustomEvent<number>) => this.#view?.reveal(detail);
    return chapters.length === 0
      ? nothing
      : html`<pbft-lab-chapter-flags .chapters=${chapters} .current=${chapterAt(chapters, nowMs) ?? -1} @reveal=${reveal} @leave=${leave}></pbft-lab-chapter-flags>`;
  }

  readonly #turn = () => this.dispatch({ type: "tall-timeline" });

  #buttons(): TemplateResult {
    const { t, mode } = this;
    return html`
      <div class="buttons" role="group" aria-label=${t("timeline-buttons")}>
        <button type="button" aria-label=${t("timeline-zoom-out")} title=${t("timeline-zoom-out")} @click=${this.#zoomOut}>−</button>
        <button type="button" aria-label=${t("timeline-zoom-in")} title=${t("timeline-zoom-in")} @click=${this.#zoomIn}>+</button>
        <button type="button" aria-pressed=${String(mode === "fit")} title=${t("timeline-fit-hint")} @click=${this.#fit}>
          ${t("timeline-fit")}
        </button>
        <button type="button" aria-pressed=${String(mode === "follow")} title=${t("timeline-follow-hint")} @click=${this.#follow}>
          ${t("timeline-follow")}
        </button>
      </div>
    `;
  }

  // The record under the pointer is only visible. The selected one is also spoken.
  #sentence(): TemplateResult {
    const { over, selected, highlighted, t } = this;
    return html`
      <p class="chosen">
        <span role="status" class=${over === undefined ? "" : "unseen"}>${this.#told(selected)}</span>
        <span aria-hidden="true">${this.#told(over)}</span>
        ${over === undefined && selected === undefined ? html`<span class="hint fine">${t("timeline-hint")}</span><span class="hint coarse">${t("timeline-hint-touch")}</span>` : nothing}
        ${selected === undefined ? nothing : html`<button type="button" class="quiet" aria-label=${t("why-chosen")} @click=${() => this.#why()}>${t("why")}</button>`}
      </p>
      ${highlighted.length > 0 ? html`<p class="highlighted">${t("timeline-lit", { count: highlighted.length })}</p>` : nothing}
    `;
  }

  #told(record: number | undefined): string {
    const { timeline, t, language, lines } = this;
    return record === undefined || !timeline ? "" : sentenceOf(t, language, timeline, record, lines);
  }

  #text(): TemplateResult {
    return html`
      <details @toggle=${this.#onReading}>
        <summary>${this.t("timeline-text")}</summary>
        ${this.reading ? this.#list() : nothing}
      </details>
    `;
  }

  #list(): TemplateResult {
    this.#read = this.#view?.window;
    const { fromMs, spanMs } = this.#read ?? { fromMs: 0, spanMs: 0 };
    const inView = this.lines.filter(
      ({ atMs, level }) => level === "fact" && atMs >= fromMs && atMs <= fromMs + spanMs,
    );
    const lines = inView.slice(-LINES_MAX);
    return html`
      <p>${this.t("timeline-text-count", { count: inView.length, shown: lines.length, left: inView.length - lines.length })}</p>
      <ol tabindex="0" aria-label=${this.t("timeline-text")}>
        ${lines.map((line) => html`<li><span class="time">${milliseconds(line.atMs, this.language)}</span> ${line.sentence(this.t)}</li>`)}
      </ol>
    `;
  }

  readonly #onReading = (event: Event) => {
    this.reading = event.target instanceof HTMLDetailsElement && event.target.open;
  };
}
