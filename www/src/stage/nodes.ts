// The replicas and clients as SVG: shapes, rings and captions. Shape and text also say everything that colour says.

import { nothing, type SVGTemplateResult, svg } from "lit";
import { millisecondsLeft } from "../model/timers.ts";
import type { ValueLooks } from "../model/values.ts";
import type { ClientModel, Health, ReplicaModel, Tally, TimerModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { fitted } from "../text/format.ts";
import { clientName, clientState, phaseArgs, replicaState } from "../text/node-state.ts";
import { valueText } from "../text/values.ts";
import { byzantineIcon } from "./byzantine-icon.ts";
import { arc, CAPTION_LINE, type CaptionPlace, isTimed, type Layout, type Place, round } from "./geometry.ts";
import { ring } from "./progress-ring.ts";
import { THICKNESS } from "./ring-shape.ts";
import { acceptedPill, arcShapes, replyArcs, valueArcs } from "./value-marks.ts";

const RING_GAP = 7;
/** Smaller nodes have neither ring nor number. */
const RINGED_FROM = 12;
/** Smaller nodes have no room for the number of their view. */
const VIEW_FROM = 30;
const OPERATION_LENGTH = 20;
/** Nearer to the edge than this, the only client has a short caption. */
const SHORT_BELOW = 100;
const SHORT_OPERATION = 12;
/** At the side of a stage. */
const SIDE_OPERATION = 16;

/** The state of a replica in one sentence, for screen readers. */
export function replicaLabel(replica: ReplicaModel, nowMs: number, looks: ValueLooks, t: Translate): string {
  return t("replica-label", {
    id: replica.id,
    role: replica.primary ? "primary" : "backup",
    health: replica.health,
    view: replica.view,
    state: replicaState(replica, t) + valuesText(replica, looks, t),
    timer: timerText(replica.timer, nowMs, t),
    lies: lies("replica", replica, t),
  });
}

/** What it accepted and what else it was sent, where values compete. */
function valuesText(replica: ReplicaModel, looks: ValueLooks, t: Translate): string {
  const own = looks.ofKey(replica.accepted);
  const others = [...replica.prepareGroups, ...replica.commitGroups]
    .filter(({ digest }) => digest !== replica.accepted)
    .map(({ digest }) => looks.ofKey(digest))
    .filter((identity) => identity !== undefined);
  const names = [...new Set(others.map(({ name }) => valueText(name, t)))];
  const accepted = own ? t("label-accepted", { value: valueText(own.name, t) }) : "";
  return accepted + (names.length > 0 ? t("label-also-sent", { values: names.join(t("list-and")) }) : "");
}

/** In which ways a node lies; empty for an honest one. */
function lies(
  node: "replica" | "client",
  { byzantine, strategies }: ReplicaModel | ClientModel,
  t: Translate,
): string {
  const names = strategies.map(({ name }) => t(`strategy-${name}`)).join(t("list-comma"));
  return byzantine ? t("label-lies", { node, strategies: names }) : "";
}

/** How long the timer that is watched has yet to run; empty without one. */
function timerText(timer: TimerModel | undefined, nowMs: number, t: Translate): string {
  return timer
    ? t("label-timer", { timer: timer.name, left: millisecondsLeft(timer.deadlineMs, nowMs) })
    : "";
}

export function clientLabel(client: ClientModel, many: boolean, nowMs: number, t: Translate): string {
  return t("client-label", {
    name: clientName(client, many, t),
    state: clientState(client, t),
    timer: timerText(client.timer, nowMs, t),
    lies: lies("client", client, t),
  });
}

/** A replica's shapes, around the origin; with `views`, the number of its view. */
export function replicaShapes(
  replica: ReplicaModel,
  place: Place,
  looks: ValueLooks,
  views: boolean,
  t: Translate,
): SVGTemplateResult {
  const small = place.radius < RINGED_FROM;
  return svg`
    <circle class="touch" r=${round(place.radius + RING_GAP + 5)}></circle>
    ${replica.health === "down" ? nothing : small ? thickness(replica, place.radius) : votes(replica, place.radius + RING_GAP, looks)}
    ${replica.byzantine ? byzantineIcon(place.radius) : nothing}
    ${body(replica, place.radius)}
    ${replica.byzantine ? liar(place.radius) : nothing}
    ${replica.primary ? crown(place.radius, small, replica.active) : nothing}
    ${healthMark(replica.health, place.radius)}
    ${small ? numberBeside(replica, place) : number(replica, place.radius)}
    ${!views || place.radius < VIEW_FROM ? nothing : view(replica, place.radius, t)}
    ${small ? nothing : acceptedPill(looks.ofKey(replica.accepted), place.radius, t)}
  `;
}

// Where values compete, the places are filled by the arcs of the values.
function votes(replica: ReplicaModel, radius: number, looks: ValueLooks): SVGTemplateResult[] {
  const arcs = valueArcs(replica, looks);
  const { prepares, commits } = replica;
  const none = (tally: Tally): Tally => (arcs.length > 0 ? { ...tally, have: 0 } : tally);
  const places = ring(radius, none(prepares), none(commits)).map(
    (segment) =>
      svg`<path class="vote ${segment.part} ${segment.filled ? "filled" : ""}" d=${segment.path}></path>`,
  );
  return [...places, ...arcShapes(arcs, radius)];
}

/** The outline of a Byzantine node. */
function liar(radius: number): SVGTemplateResult {
  return svg`<circle class="liar" r=${round(Math.max(radius * 0.5, radius - 4))}></circle>`;
}

function body(replica: ReplicaModel, radius: number): SVGTemplateResult {
  const done = replica.phase === "executed" ? "done" : "";
  // Too small for a ring: the fill says how far it is.
  const small = radius < RINGED_FROM && replica.health === "up" ? `small ${replica.phase}` : "";
  const changing = replica.active ? "" : "changing";
  const classes = `body ${replica.health} ${changing} ${done} ${small} ${replica.primary ? "primary" : ""}`;
  return svg`<circle class=${classes} r=${round(radius)}></circle>`;
}

function number(replica: ReplicaModel, radius: number): SVGTemplateResult {
  return svg`<text class="number ${sizeOf(radius)}" y=${round(radius * (replica.primary ? 0.42 : 0.26))}>${replica.id}</text>`;
}

/** Outside the ring of replicas, and outside the hat of a primary. */
function numberBeside({ id, primary }: ReplicaModel, place: Place): SVGTemplateResult | typeof nothing {
  const { number: at, radius } = place;
  const up = primary && at && at.y < 0 ? Math.min(radius, -at.y) : 0;
  return at
    ? svg`<text class="number beside xs" x=${round(at.x)} y=${round(at.y - up + 4.5)}>${id}</text>`
    : nothing;
}

/** Where there is no room for a ring of votes, its thickness tells their share: of the PREPAREs, then of the COMMITs. */
function thickness({ prepares, commits }: ReplicaModel, radius: number): SVGTemplateResult[] {
  const [prepared, committed] = [prepares, commits].map(
    ({ have, need }) => (Math.min(1, have / Math.max(1, need)) * THICKNESS * radius) / 2,
  );
  const ringOf = (part: string, from: number, width: number) =>
    svg`<circle class="thickness ${part}" r=${round(radius + from + width / 2)} stroke-width=${round(width)}></circle>`;
  return [
    ...(prepared ? [ringOf("prepare", 0, prepared)] : []),
    ...(committed ? [ringOf("commit", prepared ?? 0, committed)] : []),
  ];
}

/** The step of the scale of text that fits a node. */
function sizeOf(radius: number): "xxl" | "xl" | "l" | "xs" {
  return radius >= 30 ? "xxl" : radius >= 24 ? "xl" : radius >= 17 ? "l" : "xs";
}

// The view that it is in, or the one that it wants.
function view(replica: ReplicaModel, radius: number, t: Translate): SVGTemplateResult {
  const key = replica.active ? "badge-view" : "badge-view-wanted";
  return svg`<text class="view" y=${round(radius * (replica.primary ? 0.76 : 0.7))}>${t(key, { view: replica.view })}</text>`;
}

// The primary wears a crown, one whose view has not begun the outline of one; a small one has a pointed hat above its dot.
function crown(radius: number, small: boolean, crowned: boolean): SVGTemplateResult {
  const width = small ? radius * 1.1 : radius * 0.42;
  const base = small ? -radius - 1 : -radius * 0.28;
  const top = small ? base - Math.max(5, radius * 0.9) : -radius * 0.68;
  const middle = (base + top) / 2;
  const points = [
    [-width, base],
    [-width, top],
    [-width * 0.45, middle],
    [0, top - 1],
    [width * 0.45, middle],
    [width, top],
    [width, base],
  ];
  return svg`<path class="crown ${crowned ? "" : "wanted"}" d=${`M ${points.map(([x, y]) => `${round(x ?? 0)} ${round(y ?? 0)}`).join(" L ")} Z`}></path>`;
}

function healthMark(health: Health, radius: number): SVGTemplateResult | typeof nothing {
  const reach = round(radius * 0.78);
  if (health === "down") {
    return svg`<path class="mark down" d=${`M ${-reach} ${-reach} L ${reach} ${reach} M ${reach} ${-reach} L ${-reach} ${reach}`}></path>`;
  }
  if (health === "paused") {
    const x = round(radius * 0.58);
    const y = round(radius * 0.36);
    return svg`<path class="mark paused" d=${`M ${-x} ${-y} V ${y} M ${x} ${-y} V ${y}`}></path>`;
  }
  return nothing;
}

/** The client's shapes: a square, to distinguish it from a replica at a glance, with its tally of replies around it. */
export function clientShapes(client: ClientModel, place: Place, looks: ValueLooks): SVGTemplateResult {
  const reach = round(place.radius * 0.86);
  return svg`
    <circle class="touch" r=${round(place.radius + RING_GAP + 5)}></circle>
    ${place.radius < 14 ? nothing : replies(client, place.radius + RING_GAP + 4, looks)}
    ${client.byzantine ? byzantineIcon(place.radius) : nothing}
    <rect class="body client ${client.health} ${client.byzantine ? "byzantine" : ""}" x=${-reach} y=${-reach} width=${2 * reach} height=${2 * reach} rx=${round(reach * 0.3)}></rect>
    ${place.radius < 14 ? nothing : person(place.radius)}
  `;
}

function replies(client: ClientModel, radius: number, looks: ValueLooks): SVGTemplateResult[] {
  const { need } = client.replies;
  const arcs = replyArcs(client, looks);
  if (arcs.length > 0) {
    return arcShapes(arcs, radius);
  }
  const answered = client.pending === undefined && client.results.length > 0;
  const have = answered ? need : client.replies.have;
  const gap = need > 1 ? 0.012 : 0;
  return Array.from({ length: Math.min(need, 34) }, (_, vote) => {
    const path = arc(radius, vote / need + gap, (vote + 1) / need - Math.max(gap, 0.0005));
    return svg`<path class="vote reply ${vote < have ? "filled" : ""}" d=${path}></path>`;
  });
}

function person(radius: number): SVGTemplateResult {
  const head = round(radius * 0.24);
  const y = round(radius * 0.22);
  const shoulder = round(radius * 0.5);
  return svg`
    <circle class="person" cy=${-y} r=${head}></circle>
    <path class="person" d=${`M ${-shoulder} ${shoulder} A ${shoulder} ${round(shoulder * 0.9)} 0 0 1 ${shoulder} ${shoulder} Z`}></path>
  `;
}

/** The caption next to a replica. It repeats the label of the replica, so it is hidden from screen readers. */
export function replicaCaption(
  replica: ReplicaModel,
  place: Place,
  { detail, replicas }: Pick<Layout, "detail" | "replicas">,
  t: Translate,
): SVGTemplateResult | typeof nothing {
  const brief = detail !== "full";
  const phase = t(brief ? "replica-phase-brief" : "replica-phase", phaseArgs(replica));
  const state = replica.health === "up" ? phase : t("caption-health", { health: replica.health });
  // Crown and horns say the same, so a brief caption says one of both.
  const lying = brief && replica.byzantine;
  const next = brief ? "next-brief" : "next";
  const role = !replica.primary || lying ? "backup" : replica.active ? "primary" : next;
  const isNamed = detail === "named";
  const name =
    isNamed && replica.byzantine
      ? t("caption-liar-brief", { id: replica.id })
      : marked(
          t("caption-replica", { id: replica.id, role: isNamed ? "backup" : role }),
          replica.byzantine,
          t,
        );
  return caption(place.caption, {
    name: detail === "state" ? undefined : name,
    lines: [state],
    tone: replica.health === "up" ? "" : "fault",
    // Without room, only the arc shows the timer.
    timer: isTimed(detail, replicas.length) ? replica.timer : undefined,
    joined: detail === "full",
  });
}

function marked(name: string, byzantine: boolean, t: Translate): string {
  return byzantine ? t("caption-liar", { name }) : name;
}

export function clientCaption(
  client: ClientModel,
  place: Place,
  { orientation, clientDetail }: Pick<Layout, "orientation" | "clientDetail">,
  many: boolean,
  t: Translate,
): SVGTemplateResult | typeof nothing {
  const name = marked(clientName(client, many, t), client.byzantine, t);
  const tone = "";
  if (many) {
    // Side by side there is no room for more; the arc shows the timer, and the label of the node has it all.
    if (clientDetail === "number") {
      return caption(place.caption, { name: String(client.id), lines: [], tone, timer: undefined });
    }
    const lines = clientDetail === "brief" ? [clientLine(client, t)] : [];
    return caption(place.caption, { name, lines, tone, timer: undefined });
  }
  const { timer } = client;
  // At the side of a narrow stage there is room below the client, but not beside its name.
  const isShort = orientation === "wide" && place.x < SHORT_BELOW;
  const letters = orientation === "wide" ? SIDE_OPERATION : OPERATION_LENGTH;
  const [operation, ...others] = clientLines(client, isShort ? SHORT_OPERATION : letters, t);
  if (isShort) {
    return caption(place.caption, { name, lines: [operation ?? "", ...others.slice(0, 1)], tone, timer });
  }
  const joined = [name, operation].join(t("caption-dot"));
  return caption(place.caption, { name: joined, lines: [others.join(t("caption-dot"))], tone, timer });
}

function clientLine(client: ClientModel, t: Translate): string {
  const last = client.results[0];
  const { have, need } = client.replies;
  if (client.pending !== undefined) {
    const operation = fitted(client.pending, 12);
    return t("caption-client-waits", { operation, have, need });
  }
  return last
    ? t("caption-client-answered", {
        operation: fitted(last.operation, 12),
        result: fitted(last.result, 8),
      })
    : t("client-idle");
}

function clientLines(client: ClientModel, letters: number, t: Translate): string[] {
  const last = client.results[0];
  if (client.pending !== undefined) {
    const { have, need } = client.replies;
    const lines = [fitted(client.pending, letters), t("caption-replies-brief", { have, need })];
    return client.queued > 0 ? [...lines, t("caption-queued", { queued: client.queued })] : lines;
  }
  return last
    ? [fitted(last.operation, letters), t("caption-result", { result: fitted(last.result, 16) })]
    : [t("client-idle")];
}

interface CaptionText {
  readonly name: string | undefined;
  /** Below the name, or the first of them next to it. */
  readonly lines: readonly string[];
  readonly joined?: boolean;
  readonly tone: "" | "fault";
  readonly timer: TimerModel | undefined;
}

function caption(
  at: CaptionPlace | undefined,
  { name, lines, tone, timer, joined = false }: CaptionText,
): SVGTemplateResult | typeof nothing {
  if (!at) {
    return nothing;
  }
  const [beside] = joined ? lines : [];
  const below = lines.slice(beside === undefined ? 0 : 1);
  const texts = name === undefined ? lines : [name, ...below];
  const count = texts.length + (timer ? 1 : 0);
  const { line: height = CAPTION_LINE } = at;
  const first = at.side === "above" ? at.y - height * (count - 1) - 5 : at.y + height - 4;
  const x = round(at.x);
  const y = (line: number) => round(first + height * line);
  return svg`
    <text class="caption ${tone}" text-anchor=${at.anchor}>
      ${texts.map((text, line) => {
        const isName = line === 0 && name !== undefined;
        const state = isName && beside !== undefined ? svg`<tspan dx="7">${beside}</tspan>` : nothing;
        return svg`<tspan class=${isName ? "name" : ""} x=${x} y=${y(line)}>${text}</tspan>${state}`;
      })}
      ${timer ? svg`<tspan class="timer" data-timer=${timer.name} data-deadline=${timer.deadlineMs} x=${x} y=${y(texts.length)}></tspan>` : nothing}
    </text>
  `;
}
