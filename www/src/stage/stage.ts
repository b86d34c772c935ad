// The stage: the cluster as a graph. Nodes are SVG buttons; the messages are painted on a canvas above them.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Arrangement } from "../model/arrangement.ts";
import type { FigureOptions } from "../model/figure-options.ts";
import { type Highlights, NO_HIGHLIGHTS } from "../model/highlights.ts";
import type { InspectedItem } from "../model/inspected.ts";
import type { MessageEnd } from "../model/message-ends.ts";
import type { Kind } from "../model/message-kinds.ts";
import { NO_PACKETS, type PacketRows } from "../model/packets.ts";
import { millisecondsLeft } from "../model/timers.ts";
import { type ActiveTool, aimOf } from "../model/tools.ts";
import type { ViewModel } from "../model/view-model.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { FigureError, figureFile, inColours } from "../ui/image-export.ts";
import { STAGE_KEYS, shortcutFor } from "../ui/key-bindings.ts";
import { type Point, pointOn, RULERS } from "../ui/local-coordinates.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import { DragController } from "./drag-controller.ts";
import { edgeAt } from "./edges.ts";
import { stageSvg } from "./figure.ts";
import type { Layout } from "./geometry.ts";
import { EDGES_UP_TO, graph, nodeOf } from "./graph.ts";
import { matrixWords } from "./heat-matrix.ts";
import { type Moved, moveNodes } from "./node-positions.ts";
import { Painter, type PaintOptions, type Palette } from "./painter.ts";
import { type Sides, type Stroke, sidesOf } from "./partition-line.ts";
import { readPalette } from "./read-palette.ts";
import { fieldPlace, layOutAt } from "./scaled-layout.ts";
import stageCss from "./stage.css?inline";
import toolsCss from "./stage-tools.css?inline";
import { type Division, stageTools } from "./stage-tools.ts";
import { drawTimers } from "./timers.ts";
import { valueNamesOf } from "./value-painter.ts";
import valuesCss from "./values.css?inline";

/** How near to a message or a link a click counts as one on it, in pixels. */
const REACH = 7;
const REACH_OF_A_FINGER = 16;

export class StagePart extends Part {
  static override styles = [SHARED, styleSheet(stageCss), styleSheet(valuesCss), styleSheet(toolsCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** Kinds of message that the reader does not want to see. */
  @property({ attribute: false }) hiddenKinds: ReadonlySet<Kind> = new Set();
  /** The node whose menu is open. */
  @property({ attribute: false }) opened: number | undefined;
  /** The message that the reader has taken hold of. */
  @property({ attribute: false }) inspected: number | undefined;
  /** What an answer concerns; all else is dimmed. */
  @property({ attribute: false }) highlighted: Highlights = NO_HIGHLIGHTS;
  /** What the event concerns that the reader looks at. */
  @property({ attribute: false }) selected: Highlights = NO_HIGHLIGHTS;
  /** The messages that ended a moment ago and were not accepted. */
  @property({ attribute: false }) ends: readonly MessageEnd[] = [];
  /** Whether links can be taken hold of, and the network parted. */
  @property({ type: Boolean }) links = true;
  /** Whether a field for requests is at the client. */
  @property({ type: Boolean }) asks = false;
  /** The chosen tool. */
  @property({ attribute: false }) activeTool: ActiveTool | undefined;
  /** How much larger the text is than usual. */
  @property({ type: Number }) scale = 1;
  /** Whether the partition tool is on the lower edge. */
  @property({ type: Boolean }) divides = false;
  @state() private layout: Layout | undefined;
  @state() private current = 0;
  /** The line that is being drawn. */
  @state() private stroke: Stroke | undefined;
  /** Whether the last line that was drawn separated nothing. */
  @state() private emptyCut = false;

  /** Where nothing was moved by hand. */
  #base: Layout | undefined;
  /** What was moved, for each size of cluster. */
  readonly #moved = new Map<string, Moved>();
  /** What was moved before the gesture that is under way. */
  #lifted: Moved = NONE_MOVED;
  readonly #dragController = new DragController({
    drawing: () => this.#draws,
    centreOf: (node) => this.#place(node),
    onDragStart: () => {
      this.#lifted = this.#moved.get(this.#cluster) ?? NONE_MOVED;
    },
    onDragCancel: () => this.#arrange(this.#lifted),
    onDrag: (node, to) => this.#put(node, to),
    onDraw: (stroke) => {
      // Whatever lay under the press: the click that ends a gesture takes hold of nothing, also after Escape.
      this.#pointed = undefined;
      this.stroke = this.links ? stroke : undefined;
      this.emptyCut = false;
    },
    onLine: (stroke) => this.#divide(stroke),
  });
  #painter: Painter | undefined;
  #palette: Palette | undefined;
  #packets: PacketRows = NO_PACKETS;
  #nowMs = 0;
  #size = { width: 0, height: 0 };
  #pressed: number | undefined;
  #pointed: InspectedItem | undefined;
  readonly #resized = new ResizeObserver((entries) => this.#measure(entries));
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");

  /** Shows the messages of one moment, and how long the timers have yet to run. */
  paint(packets: PacketRows, nowMs = this.#nowMs): void {
    this.#packets = packets;
    this.#nowMs = nowMs;
    const { model } = this;
    if (this.#painter && this.layout && model) {
      this.#palette ??= readPalette(this.renderRoot.querySelector(".probe"));
      const { ink } = this.#palette;
      this.#painter.paint(packets, this.#palette, this.#options);
      this.#painter.overlay((context, nodes) => drawTimers(context, nodes, model, nowMs, ink));
    }
    this.#tellTimers();
  }

  get #draws(): boolean {
    return aimOf(this.activeTool?.tool) === "ground";
  }

  get #options(): PaintOptions {
    const { hiddenKinds: hidden, inspected, model, t } = this;
    const values = valueNamesOf(model?.values, t);
    return { hidden, glide: !this.#calm.matches, inspected, values, matrix: matrixWords(t) };
  }

  // The words change with every frame, without a new rendering.
  #tellTimers(): void {
    for (const line of this.renderRoot?.querySelectorAll(".timer") ?? []) {
      const left = millisecondsLeft(Number(line.getAttribute("data-deadline")), this.#nowMs);
      const text = this.t("caption-timer", { timer: line.getAttribute("data-timer") ?? "", left });
      if (line.textContent !== text) {
        line.textContent = text;
      }
    }
  }

  /** What is seen, as a file's content. */
  async figure(format: "svg" | "png", options: FigureOptions): Promise<Blob> {
    return figureFile(format, this.#figure(options), options.size);
  }

  #figure(options: FigureOptions): string {
    const { layout, model, t } = this;
    const [box, drawing, canvas] = [".box", ".graph", "canvas"].map((at) =>
      this.renderRoot.querySelector(at),
    );
    if (!box || !drawing || !canvas || !layout || !model) {
      throw new FigureError("empty", "the stage shows nothing yet");
    }
    const nodes = [...drawing.querySelectorAll(".node")].map((node) => node.getAttribute("aria-label"));
    return inColours(this, options.colours, () => {
      const figure = {
        ...{ drawing, layout, model },
        styleOf: (element: Element) => getComputedStyle(element),
        nowMs: this.#nowMs,
        packets: this.#packets,
        palette: readPalette(this.renderRoot.querySelector(".probe")),
        font: getComputedStyle(box).fontFamily,
        options: this.#options,
        strength: Number(getComputedStyle(canvas).opacity),
        words: {
          title: t("share-stage-title"),
          text: nodes.join(" "),
          kind: (kind: Kind) => t("kind-name", { kind }),
        },
      };
      return stageSvg(figure, options);
    });
  }

  /** To be called when the colours changed. */
  recolour(): void {
    this.#palette = undefined;
    this.paint(this.#packets);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#onScheme);
    addEventListener("resize", this.#onScreen);
    this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dragController.cancel();
    this.#scheme.removeEventListener("change", this.#onScheme);
    removeEventListener("resize", this.#onScreen);
    this.#resized.disconnect();
  }

  readonly #onScheme = () => this.recolour();

  // Zoomed, or on another screen: the stage may be as large as before, of more pixels or fewer.
  readonly #onScreen = () => {
    if (this.layout) {
      this.#painter?.place(this.layout, devicePixelRatio);
      this.paint(this.#packets);
    }
  };

  protected override firstUpdated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (canvas) {
      this.#painter = new Painter(canvas);
    }
    this.#observe();
  }

  #observe(): void {
    const box = this.renderRoot?.querySelector(".box");
    if (box) {
      this.#resized.observe(box);
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    const old = changed.get("model") as ViewModel | undefined;
    const now = this.model;
    const same = old && now && old.n === now.n && old.clients.length === now.clients.length;
    if (changed.has("asks") || changed.has("scale") || (changed.has("model") && !same)) {
      this.#layOut();
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("layout") && this.layout) {
      this.#painter?.place(this.layout, devicePixelRatio);
    }
    this.paint(this.#packets);
  }

  protected override render() {
    const { layout, model, stroke } = this;
    const sides = stroke && layout ? sidesOf(stroke, layout) : undefined;
    return html`
      <div class="box">
        ${layout && model ? this.#graph(layout, model, sides) : nothing}
        <canvas aria-hidden="true"></canvas>
        ${RULERS}
        <span class="probe" aria-hidden="true"></span>
        <div class="field"><slot name="request"></slot></div>
      </div>
      <slot name="palette"></slot>
      <div class="edge">
        <slot name="legend"></slot>
        <slot name="hint"></slot>
        ${model ? this.#tools(model, sides) : nothing}
      </div>
    `;
  }

  #tools(model: ViewModel, sides: Sides | undefined) {
    const division: Division = this.stroke
      ? (sides ?? "nothing")
      : this.emptyCut
        ? "nothing-done"
        : undefined;
    const moved = (this.#moved.get(this.#cluster) ?? NONE_MOVED).size > 0;
    const handlers = {
      toggle: () => {
        this.emptyCut = false;
        this.dispatch({ type: "tool", tool: this.#draws ? undefined : "split" });
      },
      choose: this.#onGroups,
      heal: () => this.dispatch({ type: "command", command: { do: "heal" } }),
      putBack: () => this.#arrange(NONE_MOVED),
    };
    const blocked = { partition: this.blocks("partition"), heal: this.blocks("heal") };
    const tool = this.activeTool?.tool;
    return stageTools(
      { model, acts: this.links, divides: this.divides, tool, moved, division, blocked },
      handlers,
      this.t,
    );
  }

  #graph(layout: Layout, model: ViewModel, sides: Sides | undefined) {
    const { highlighted, selected, stroke, opened, activeTool, ends, t } = this;
    // Of another cluster there may be no such node: then it is the last one.
    const current = Math.min(this.current, this.#nodes() - 1);
    return graph(
      { layout, model, highlighted, selected, ends, stroke, sides, opened, current, activeTool },
      {
        key: this.#onKey,
        point: this.#onPoint,
        hover: this.#onHover,
        release: this.#dragController.up,
        cancel: this.#dragController.cancel,
        touchMove: this.#dragController.touchMove,
        inspect: this.#onInspect,
        press: this.#onPress,
        choose: this.#onChoose,
        focus: this.#onFocus,
      },
      t,
    );
  }

  readonly #onPoint = (event: PointerEvent) => {
    this.#pointed = this.#itemAt(event);
    this.#dragController.down(event);
  };

  readonly #onInspect = (event: MouseEvent) => {
    if (this.#pointed && !this.#dragController.busy) {
      const { clientX: x, clientY: y } = event;
      this.dispatch({ type: "inspect", inspected: { item: this.#pointed, x, y, origin: undefined } });
    }
    this.#pointed = undefined;
  };

  readonly #onHover = (event: PointerEvent) => {
    this.#dragController.move(event);
    const isInspectable = event.pointerType === "mouse" && this.#itemAt(event) !== undefined;
    this.renderRoot.querySelector(".box")?.classList.toggle("inspectable", isInspectable);
  };

  // A message before the link that it flies along; the nodes have their own way.
  #itemAt(event: PointerEvent): InspectedItem | undefined {
    const svg = event.currentTarget;
    const { layout, model } = this;
    const onNode = event.target instanceof Element && event.target.closest(".node") !== null;
    if (!(svg instanceof Element) || !layout || !model || onNode) {
      return undefined;
    }
    const point = pointOn(svg, event);
    const reach = event.pointerType === "mouse" ? REACH : REACH_OF_A_FINGER;
    const aim = aimOf(this.activeTool?.tool) ?? "packet";
    const packet =
      aim !== "packet" ? undefined : this.#painter?.hit(this.#packets, point, reach, this.#options);
    if (packet !== undefined) {
      return { kind: "packet", packet };
    }
    const links = this.links && (this.activeTool === undefined || aim === "link");
    const link = links && model.n <= EDGES_UP_TO ? edgeAt(layout, point, reach) : undefined;
    return link ? { kind: "link", ...link } : undefined;
  }

  #nodes(): number {
    return this.model ? this.model.n + this.model.clients.length : 0;
  }

  readonly #onFocus = (event: Event) => {
    this.current = nodeOf(event.currentTarget);
  };

  readonly #onChoose = (event: Event) => {
    const anchor = event.currentTarget;
    // A press on the node whose menu is open has just closed it, and is not to open it again.
    if (anchor instanceof Element && this.#pressed !== nodeOf(anchor) && !this.#dragController.busy) {
      this.dispatch({ type: "choose", node: nodeOf(anchor), anchor });
    }
    this.#pressed = undefined;
  };

  readonly #onPress = (event: Event) => {
    const node = nodeOf(event.currentTarget);
    this.#pressed = this.opened === node ? node : undefined;
  };

  readonly #onKey = (event: KeyboardEvent) => {
    const anchor = event.target;
    if (!(anchor instanceof Element) || !anchor.hasAttribute("data-node")) {
      return;
    }
    const action = shortcutFor(STAGE_KEYS, event);
    if (!action) {
      return;
    }
    event.preventDefault();
    const node = nodeOf(anchor);
    if (action === "stage-menu") {
      this.dispatch({ type: "choose", node, anchor });
    } else if (action === "stage-move") {
      this.#nudge(node, event.key);
    } else {
      const all = this.#nodes();
      this.focusNode((node + (action === "stage-next" ? 1 : -1) + all) % all);
    }
  };

  #nudge(node: number, key: string): void {
    const place = this.#place(node);
    if (place) {
      const along = key === "ArrowLeft" || key === "ArrowRight" ? "x" : "y";
      const by = key === "ArrowLeft" || key === "ArrowUp" ? -NUDGE : NUDGE;
      this.#put(node, { ...place, [along]: place[along] + by });
    }
  }

  /** Where the reader has put nodes. */
  get arrangements(): Arrangement[] {
    return [...this.#moved].map(([cluster, moved]) => ({
      cluster,
      nodes: [...moved].map(([node, { x, y }]) => ({ node, x, y })),
    }));
  }

  set arrangements(arrangements: readonly Arrangement[]) {
    this.#moved.clear();
    for (const { cluster, nodes } of arrangements) {
      this.#moved.set(cluster, new Map(nodes.map(({ node, x, y }) => [node, { x, y }])));
    }
    this.#layOut();
  }

  #place(node: number): Point | undefined {
    const { layout } = this;
    return layout?.replicas[node] ?? layout?.clients[node - layout.replicas.length];
  }

  /** What the arrangement of the nodes is kept for. */
  get #cluster(): string {
    return `${this.model?.n} ${this.model?.clients.length}`;
  }

  #put(node: number, { x, y }: Point): void {
    const { layout } = this;
    if (layout) {
      const moved = new Map(this.#moved.get(this.#cluster) ?? NONE_MOVED);
      this.#arrange(moved.set(node, { x: x / layout.width, y: y / layout.height }));
    }
  }

  #arrange(moved: Moved): void {
    this.#moved.set(this.#cluster, moved);
    this.layout = this.#base && moveNodes(this.#base, moved);
  }

  #divide(stroke: Stroke): void {
    const sides = this.layout && sidesOf(stroke, this.layout);
    if (this.#draws) {
      this.dispatch({ type: "tool", tool: undefined });
    }
    this.emptyCut = this.links && sides === undefined;
    if (sides && this.links) {
      const groups = sides.map((side) => [...side]);
      this.dispatch({ type: "command", command: { do: "partition", groups } });
    }
  }

  readonly #onGroups = (event: Event) => {
    const origin = event.currentTarget;
    if (origin instanceof HTMLElement) {
      const { right, top, height } = origin.getBoundingClientRect();
      this.dispatch({
        type: "inspect",
        inspected: { item: { kind: "partition" }, x: right, y: top + height / 2, origin },
      });
    }
  };

  /** Replicas first, then clients; false where there is no such node. */
  focusNode(node: number): boolean {
    const next = this.renderRoot.querySelector(`[data-node="${node}"]`);
    if (!(next instanceof SVGElement)) {
      return false;
    }
    this.current = node;
    next.focus();
    return true;
  }

  #measure(entries: readonly ResizeObserverEntry[]): void {
    const box = entries[0]?.contentRect;
    if (box && (box.width !== this.#size.width || box.height !== this.#size.height)) {
      this.#size = { width: box.width, height: box.height };
      this.#layOut();
    }
  }

  #layOut(): void {
    const { width, height } = this.#size;
    if (this.model && width > 0 && height > 0) {
      const { n, clients } = this.model;
      const { layout, factor } = layOutAt(this.scale, width, height, n, clients.length, this.asks);
      this.#base = layout;
      const { left, top } = fieldPlace(layout, factor, this.scale);
      const field = this.renderRoot.querySelector<HTMLElement>(".field");
      field?.style.setProperty("left", `${left}px`);
      field?.style.setProperty("top", `${top}px`);
      this.layout = moveNodes(this.#base, this.#moved.get(this.#cluster) ?? NONE_MOVED);
    }
  }
}

const NONE_MOVED: Moved = new Map();
/** How far a key moves a node, in pixels. */
const NUDGE = 12;
