// The stage: the cluster as a graph. Nodes are SVG buttons; the messages are painted on a canvas above them.

import { html, nothing, type PropertyValues, type SVGTemplateResult, svg } from "lit";
import type { Grip } from "../grip.ts";
import { Part, SHARED } from "../parts/part.ts";
import type { Picture } from "../picture.ts";
import { styleSheet } from "../styles/sheet.ts";
import stageCss from "../styles/stage.css?inline";
import { edgeAt, edges, stopMarks } from "./edges.ts";
import { type Layout, layOut, round } from "./geometry.ts";
import { KINDS, type Kind } from "./glyphs.ts";
import {
  clientCaption,
  clientLabel,
  clientShapes,
  replicaCaption,
  replicaLabel,
  replicaShapes,
} from "./nodes.ts";
import { NO_PACKETS, type PacketRows } from "./packets.ts";
import { Painter, type PaintOptions, type Palette } from "./painter.ts";
import { drawTimers, millisecondsLeft } from "./timers.ts";

/** More nodes than this are one tab stop together, with the arrow keys moving between them. */
const TAB_STOPS_MAX = 14;
/** Up to here the edges are drawn; beyond they would be one grey blot. */
const EDGES_UP_TO = 16;
/** How near to a message or a link a click counts as one on it, in pixels. */
const REACH = 7;
const REACH_OF_A_FINGER = 16;

export class StagePart extends Part {
  static override styles = [SHARED, styleSheet(stageCss)];
  static override properties = {
    picture: { attribute: false },
    unseen: { attribute: false },
    opened: { attribute: false },
    gripped: { attribute: false },
    links: { type: Boolean },
    layout: { state: true },
    current: { state: true },
  };

  declare picture: Picture | undefined;
  /** Kinds of message that the reader does not want to see. */
  declare unseen: ReadonlySet<Kind>;
  /** The node whose menu is open. */
  declare opened: number | undefined;
  /** The message that the reader has taken hold of. */
  declare gripped: number | undefined;
  /** Whether links can be taken hold of. */
  declare links: boolean;
  declare private layout: Layout | undefined;
  declare private current: number;

  #painter: Painter | undefined;
  #palette: Palette | undefined;
  #packets: PacketRows = NO_PACKETS;
  #nowMs = 0;
  #size = { width: 0, height: 0 };
  #pressed: number | undefined;
  #pointed: Grip | undefined;
  readonly #resized = new ResizeObserver((entries) => this.#measure(entries));
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.picture = undefined;
    this.unseen = new Set();
    this.opened = undefined;
    this.gripped = undefined;
    this.links = true;
    this.layout = undefined;
    this.current = 0;
  }

  /** Shows the messages of one moment, and how long the timers have yet to run. */
  paint(packets: PacketRows, nowMs = this.#nowMs): void {
    this.#packets = packets;
    this.#nowMs = nowMs;
    const { picture } = this;
    if (this.#painter && this.layout && picture) {
      this.#palette ??= this.#readPalette();
      const { ink } = this.#palette;
      this.#painter.paint(packets, this.#palette, this.#options);
      this.#painter.overlay((context, nodes) => drawTimers(context, nodes, picture, nowMs, ink));
    }
    this.#tellTimers();
  }

  get #options(): PaintOptions {
    return { hidden: this.unseen, glide: !this.#calm.matches, gripped: this.gripped };
  }

  // The words change with every frame: they are put in place without a new rendering.
  #tellTimers(): void {
    for (const line of this.renderRoot?.querySelectorAll(".timer") ?? []) {
      const left = millisecondsLeft(Number(line.getAttribute("data-deadline")), this.#nowMs);
      const text = this.say("caption-timer", { timer: line.getAttribute("data-timer") ?? "", left });
      if (line.textContent !== text) {
        line.textContent = text;
      }
    }
  }

  /** To be called when the colours changed. */
  recolour(): void {
    this.#palette = undefined;
    this.paint(this.#packets);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme.addEventListener("change", this.#onScheme);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme.removeEventListener("change", this.#onScheme);
    this.#resized.disconnect();
  }

  readonly #onScheme = () => this.recolour();

  protected override firstUpdated(): void {
    const box = this.renderRoot.querySelector(".box");
    const canvas = this.renderRoot.querySelector("canvas");
    if (box && canvas) {
      this.#painter = new Painter(canvas);
      this.#resized.observe(box);
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    const old = changed.get("picture") as Picture | undefined;
    const now = this.picture;
    const same = old && now && old.n === now.n && old.clients.length === now.clients.length;
    if (changed.has("picture") && !same) {
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
    const { layout, picture } = this;
    return html`
      <div class="box">
        ${layout && picture ? this.#drawing(layout, picture) : nothing}
        <canvas aria-hidden="true"></canvas>
        <span class="probe" aria-hidden="true"></span>
      </div>
    `;
  }

  #drawing(layout: Layout, picture: Picture) {
    const many = picture.clients.length > 1;
    return html`
      <svg
        viewBox="0 0 ${layout.width} ${layout.height}"
        role="group"
        aria-label=${this.say("stage-label")}
        @keydown=${this.#onKey}
        @pointerdown=${this.#onPoint}
        @pointermove=${this.#onHover}
        @click=${this.#onGrip}
      >
        ${picture.n <= EDGES_UP_TO ? svg`<path class="edges" d=${edges(layout)}></path>${stopMarks(picture, layout)}` : nothing}
        ${picture.clients.map((client) => {
          const place = layout.clients[client.id];
          return place
            ? this.#node(
                client.node,
                place.x,
                place.y,
                clientLabel(client, many, picture.nowMs, this.say),
                clientShapes(client, place),
              )
            : nothing;
        })}
        ${picture.replicas.map((replica) => {
          const place = layout.replicas[replica.id];
          return place
            ? this.#node(
                replica.id,
                place.x,
                place.y,
                replicaLabel(replica, picture.nowMs, this.say),
                replicaShapes(replica, place, this.say),
              )
            : nothing;
        })}
        <g class="captions" aria-hidden="true">
          ${picture.clients.map((client) => {
            const place = layout.clients[client.id];
            return place ? clientCaption(client, place, layout.orientation, many, this.say) : nothing;
          })}
          ${picture.replicas.map((replica) => {
            const place = layout.replicas[replica.id];
            return place ? replicaCaption(replica, place, layout, this.say) : nothing;
          })}
        </g>
      </svg>
    `;
  }

  #node(node: number, x: number, y: number, label: string, shapes: SVGTemplateResult): SVGTemplateResult {
    const all = this.#nodes();
    const tabbable = all <= TAB_STOPS_MAX || node === this.current;
    return svg`
      <g
        class="node"
        role="button"
        tabindex=${tabbable ? 0 : -1}
        data-node=${node}
        aria-label=${label}
        aria-haspopup="dialog"
        aria-expanded=${this.opened === node ? "true" : "false"}
        transform="translate(${round(x)} ${round(y)})"
        @pointerdown=${this.#onPress}
        @click=${this.#onChoose}
        @focus=${this.#onFocus}
      >${shapes}</g>
    `;
  }

  // What moves is taken where it was when the press began.
  readonly #onPoint = (event: PointerEvent) => {
    this.#pointed = this.#gripAt(event);
  };

  readonly #onGrip = (event: MouseEvent) => {
    if (this.#pointed) {
      const { clientX: x, clientY: y } = event;
      this.ask({ wish: "grip", gripped: { grip: this.#pointed, x, y, origin: undefined } });
    }
    this.#pointed = undefined;
  };

  readonly #onHover = (event: PointerEvent) => {
    const grips = event.pointerType === "mouse" && this.#gripAt(event) !== undefined;
    this.renderRoot.querySelector(".box")?.classList.toggle("grips", grips);
  };

  // A message before the link that it flies along; the nodes have their own way.
  #gripAt(event: PointerEvent): Grip | undefined {
    const svg = event.currentTarget;
    const { layout, picture } = this;
    const onNode = event.target instanceof Element && event.target.closest(".node") !== null;
    if (!(svg instanceof Element) || !layout || !picture || onNode) {
      return undefined;
    }
    const box = svg.getBoundingClientRect();
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    const reach = event.pointerType === "mouse" ? REACH : REACH_OF_A_FINGER;
    const packet = this.#painter?.hit(this.#packets, point, reach, this.#options);
    if (packet !== undefined) {
      return { kind: "packet", packet };
    }
    const link = this.links && picture.n <= EDGES_UP_TO ? edgeAt(layout, point, reach) : undefined;
    return link ? { kind: "link", ...link } : undefined;
  }

  #nodes(): number {
    return this.picture ? this.picture.n + this.picture.clients.length : 0;
  }

  readonly #onFocus = (event: Event) => {
    this.current = nodeOf(event.currentTarget);
  };

  readonly #onChoose = (event: Event) => {
    const anchor = event.currentTarget;
    // A press on the node whose menu is open has just closed it, and is not to open it again.
    if (anchor instanceof Element && this.#pressed !== nodeOf(anchor)) {
      this.ask({ wish: "choose", node: nodeOf(anchor), anchor });
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
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.ask({ wish: "choose", node: nodeOf(anchor), anchor });
      return;
    }
    const stride = STRIDES[event.key];
    if (stride !== undefined) {
      event.preventDefault();
      this.#move(nodeOf(anchor) + stride);
    }
  };

  #move(wanted: number): void {
    const all = this.#nodes();
    const node = (wanted + all) % all;
    this.current = node;
    const next = this.renderRoot.querySelector(`[data-node="${node}"]`);
    if (next instanceof SVGElement) {
      next.focus();
    }
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
    if (this.picture && width > 0 && height > 0) {
      this.layout = layOut(width, height, this.picture.n, this.picture.clients.length);
    }
  }

  // The canvas cannot use custom properties itself: a probe wears each colour once and says what it came to.
  #readPalette(): Palette {
    const probe = this.renderRoot.querySelector(".probe");
    const colourOf = (name: string): string => {
      probe?.setAttribute("data-colour", name);
      return probe ? getComputedStyle(probe).color : "";
    };
    const colours: Partial<Record<keyof Palette, string>> = {};
    for (const name of [...KINDS, "paper", "ink"] as const) {
      colours[name] = colourOf(name);
    }
    return colours as Palette;
  }
}

const STRIDES: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function nodeOf(target: EventTarget | null): number {
  return target instanceof Element ? Number(target.getAttribute("data-node")) : 0;
}
