// The clients and replicas as a graph that is drawn, focused and pressed. The stage decides what a gesture means.

import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Highlights } from "../model/highlights.ts";
import type { MessageEnd } from "../model/message-ends.ts";
import { type ActiveTool, aimOf, isTarget } from "../model/tools.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { edges } from "./edges.ts";
import { type Layout, round } from "./geometry.ts";
import { linkMarks } from "./link-marks.ts";
import { endMarks } from "./message-ends.ts";
import { messagePaths } from "./message-paths.ts";
import {
  clientCaption,
  clientLabel,
  clientShapes,
  replicaCaption,
  replicaLabel,
  replicaShapes,
} from "./nodes.ts";
import { partingLines, type Sides, type Stroke } from "./partition-line.ts";
import { groupMarks, sideMarks } from "./partition-line-marks.ts";

/** More nodes than this are one tab stop together, with the arrow keys moving between them. */
const TAB_STOPS_MAX = 14;
/** Up to here the edges are drawn; beyond they would be one grey blot. */
export const EDGES_UP_TO = 16;

export interface Graph {
  readonly layout: Layout;
  readonly model: ViewModel;
  /** What an answer concerns; all else is dimmed. */
  readonly highlighted: Highlights;
  /** What the event concerns that the reader looks at. */
  readonly selected: Highlights;
  /** The messages that ended a moment ago and did not arrive. */
  readonly ends: readonly MessageEnd[];
  /** The line that is being drawn, and the nodes on its two sides. */
  readonly stroke: Stroke | undefined;
  readonly sides: Sides | undefined;
  /** The node whose menu is open. */
  readonly opened: number | undefined;
  /** The node that the Tab key stops at, where there are too many. */
  readonly current: number;
  /** The chosen tool, and its targets. */
  readonly activeTool: ActiveTool | undefined;
}

export interface Gestures {
  readonly key: (event: KeyboardEvent) => void;
  readonly point: (event: PointerEvent) => void;
  readonly hover: (event: PointerEvent) => void;
  readonly release: (event: PointerEvent) => void;
  readonly cancel: (event: PointerEvent) => void;
  /** May keep the page from scrolling, so it is called before the page scrolls. */
  readonly touchMove: EventListenerObject & AddEventListenerOptions;
  readonly inspect: (event: MouseEvent) => void;
  readonly press: (event: Event) => void;
  readonly choose: (event: Event) => void;
  readonly focus: (event: Event) => void;
}

export function graph(shown: Graph, gestures: Gestures, t: Translate): TemplateResult {
  const { layout, model, highlighted, selected, stroke } = shown;
  return html`
    <svg
      class="graph ${highlighted.nodes.size > 0 ? "dimmed" : ""} ${aim(shown)}"
      viewBox="0 0 ${layout.width} ${layout.height}"
      role="group"
      aria-label=${t("stage-label")}
      @keydown=${gestures.key}
      @pointerdown=${gestures.point}
      @pointermove=${gestures.hover}
      @pointerup=${gestures.release}
      @pointercancel=${gestures.cancel}
      @touchmove=${gestures.touchMove}
      @click=${gestures.inspect}
    >
      ${guard([model, layout, highlighted, selected, shown.ends, shown.current, shown.opened, shown.activeTool, t], () => still(shown, gestures, t))}
      ${stroke ? sideMarks(stroke, shown.sides, layout) : parts(model, layout)}
    </svg>
  `;
}

function aim({ activeTool }: Graph): string {
  const at = aimOf(activeTool?.tool);
  return at === undefined ? "" : `aims-${at}`;
}

function parts({ partition }: ViewModel, layout: Layout): SVGTemplateResult | typeof nothing {
  return partition ? groupMarks(partition.groups, partingLines(partition.groups, layout), layout) : nothing;
}

function partingsOf({ partition }: ViewModel, layout: Layout): Stroke[] {
  return partition ? partingLines(partition.groups, layout) : [];
}

/** All that a line being drawn leaves as it is. */
function still(shown: Graph, gestures: Gestures, t: Translate): SVGTemplateResult {
  const { layout, model, highlighted, selected } = shown;
  return svg`
    ${model.n <= EDGES_UP_TO ? svg`<path class="edges" d=${edges(layout)}></path>${linkMarks(model, layout, partingsOf(model, layout).length > 0, t)}` : nothing}
    ${endMarks(shown.ends, layout)} ${messagePaths(highlighted, layout, "highlighted")} ${messagePaths(selected, layout, "selected")}
    ${nodes(shown, gestures, t)}
    <g class="captions" aria-hidden="true">${captions(shown, t)}</g>
  `;
}

function nodes(shown: Graph, gestures: Gestures, t: Translate) {
  const { layout, model } = shown;
  const many = model.clients.length > 1;
  // One view needs no name.
  const views = model.replicas.some(({ view, active }) => view > 0 || !active);
  return [
    ...model.clients.map((client) => {
      const place = layout.clients[client.id];
      const label = clientLabel(client, many, model.nowMs, t);
      return place
        ? node(
            { ...place, node: client.node, label, shapes: clientShapes(client, place, model.values) },
            shown,
            gestures,
            t,
          )
        : nothing;
    }),
    ...model.replicas.map((replica) => {
      const place = layout.replicas[replica.id];
      const label = replicaLabel(replica, model.nowMs, model.values, t);
      return place
        ? node(
            {
              ...place,
              node: replica.id,
              label,
              shapes: replicaShapes(replica, place, model.values, views, t),
            },
            shown,
            gestures,
            t,
          )
        : nothing;
    }),
  ];
}

function captions({ layout, model }: Graph, t: Translate) {
  const many = model.clients.length > 1;
  return [
    ...model.clients.map((client) => {
      const place = layout.clients[client.id];
      return place ? clientCaption(client, place, layout, many, t) : nothing;
    }),
    ...model.replicas.map((replica) => {
      const place = layout.replicas[replica.id];
      return place ? replicaCaption(replica, place, layout, t) : nothing;
    }),
  ];
}

interface Drawn {
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly shapes: SVGTemplateResult;
}

function node(drawn: Drawn, shown: Graph, gestures: Gestures, t: Translate): SVGTemplateResult {
  const all = shown.model.n + shown.model.clients.length;
  const tabbable = all <= TAB_STOPS_MAX || drawn.node === shown.current;
  const highlighted = shown.highlighted.nodes.has(drawn.node);
  const selected = shown.selected.nodes.has(drawn.node);
  const { activeTool, model } = shown;
  const target = activeTool && isTarget(activeTool.tool, drawn.node, model) ? "target" : "";
  const end = activeTool?.end === drawn.node ? "end" : "";
  return svg`
    <g
      class="node ${highlighted ? "highlighted" : ""} ${selected ? "selected" : ""} ${target} ${end}"
      role="button"
      tabindex=${tabbable ? 0 : -1}
      data-node=${drawn.node}
      aria-label=${marked(drawn.label, highlighted, selected, t)}
      aria-haspopup="dialog"
      aria-keyshortcuts="Shift+ArrowUp Shift+ArrowRight Shift+ArrowDown Shift+ArrowLeft"
      aria-expanded=${shown.opened === drawn.node ? "true" : "false"}
      transform="translate(${round(drawn.x)} ${round(drawn.y)})"
      @pointerdown=${gestures.press}
      @click=${gestures.choose}
      @focus=${gestures.focus}
    >${drawn.shapes}</g>
  `;
}

// What is seen of a node in its place is said in its label.
function marked(label: string, highlighted: boolean, selected: boolean, t: Translate): string {
  const open = label.replace(/[.\u3002]$/, "");
  if (selected) {
    return t("label-selected", { label: open });
  }
  return highlighted ? t("label-lit", { label: open }) : label;
}

/** The number of the node that an element of the graph shows. */
export function nodeOf(target: EventTarget | null): number {
  return target instanceof Element ? Number(target.getAttribute("data-node")) : 0;
}
