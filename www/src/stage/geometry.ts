// Geometry of the stage, in CSS pixels of the stage's own box. Pure arithmetic: no document, no engine.

import type { Point } from "../ui/local-coordinates.ts";
import {
  aboveEnd,
  CAPTION_LINE,
  CLIENT_REACH,
  fits,
  isClear,
  REPLICA_REACH,
  RING_ROOM,
  type Room,
} from "./caption-fit.ts";
import { numberAt, numberRoom, ringUnits } from "./ring-shape.ts";

export { CAPTION_LINE, CLIENT_REACH, RING_ROOM } from "./caption-fit.ts";
export { along, heading, type Lane, lane } from "./lane.ts";

/** The position of a caption next to its node: the point, and the side to which the text runs from it. */
export interface CaptionPlace extends Point {
  readonly anchor: "start" | "middle" | "end";
  /** The text is above the point (its last line ends there) or below it (its first line begins there). */
  readonly side: "above" | "below";
  /** The height of a line, if not the usual one. */
  readonly line?: number;
}

export interface Place extends Point {
  readonly radius: number;
  /** Undefined where the nodes are too small for captions to be distinguished. */
  readonly caption: CaptionPlace | undefined;
  /** The offset of the number from the middle of a node that is too small to contain it. */
  readonly number?: Point | undefined;
}

/** The amount of text next to each replica: its name and its state in full in one line, and its timer; name and state in brief; the name
 *  without its role, and the state; the state alone, because number and crown are in the node; or nothing, where the label of the node
 *  has it all. */
export type Detail = "full" | "brief" | "named" | "state" | "none";

/** The amount of text next to each client: all of it if there is only one; name and state in brief; its name; its
 *  number; or nothing. */
export type ClientDetail = "full" | "brief" | "name" | "number" | "none";

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Wide: the clients are on the left. Tall: they are at the top. */
  readonly orientation: "wide" | "tall";
  readonly replicas: readonly Place[];
  readonly clients: readonly Place[];
  readonly detail: Detail;
  readonly clientDetail: ClientDetail;
  /** Radius of a message's glyph. */
  readonly glyph: number;
}

/** The most first. */
const CAPTIONED: readonly Detail[] = ["full", "brief", "named", "state"];
const TURN = 2 * Math.PI;
const NODE_RADIUS_MAX = 36;
const NODE_RADIUS_MIN = 2.5;
/** From this many replicas on captions would overlap; the names are then in the label of each node only. */
const CAPTIONS_UP_TO = 13;
/** Up to here a brief caption has a line for the timer. */
const TIMED_UP_TO = 4;
const ROOMY_UP_TO = 4;
const TALL_BELOW_RATIO = 1.05;
const CAPTION_GAP = RING_ROOM + 8;
/** Above a tall stage's ring: its client with its caption. Beside them the ring may reach higher, except into the corner. */
const TALL_TOP = 148;
const TALL_TOPS = [60, 78, 96, 122, TALL_TOP];
const CLIENT_RADIUS_MAX = { wide: 32, tall: 28 };
/** Smaller clients have no caption. */
const CLIENT_CAPTIONED_FROM = 14;
/** Smaller nodes have no timer, no ring of votes, and their number beside them. */
export const TIMED_FROM = 12;
const SMALL_RADIUS_MAX = 11;
/** How many sizes of the nodes are tried. */
const SETTLING = 8;
/** The field for requests: one row, and with several clients a second row that chooses one of them. */
const FIELD_HEIGHT = 46;
const FIELD_ROW = 40;
/** On a narrow stage the field has all the width, and both are in one row. */
const FIELD_NARROW_BELOW = 600;
/** Whether the field has the lower edge to itself, from one side to the other. */
export const isFieldLow = (width: number): boolean => width < FIELD_NARROW_BELOW;
export const fieldHeight = (width: number, clients: number): number =>
  FIELD_HEIGHT + (clients > 1 && !isFieldLow(width) ? FIELD_ROW : 0);
/** The middle of the field, and how far below the rim of the only client: under its caption. */
const FIELD_MIDDLE = 114;
export const FIELD_BELOW = CAPTION_GAP + 3 * CAPTION_LINE + 12;
/** The row of clients in a tall stage. */
const CLIENTS_Y = 44;
/** Clients without captions are no nearer to each other than this. */
const CLIENTS_APART = 13;

/** The stage's layout for a box of `width` by `height` pixels; every coordinate lies inside the box. It says as much
 *  beside each replica as there is room for. `asks`: a field for requests is at the clients. */
export function layOut(
  width: number,
  height: number,
  replicas: number,
  clients: number,
  asks = false,
): Layout {
  const field = asks ? fieldHeight(width, clients) : 0;
  const whole: Box = { width, height, replicas, clients, field, top: TALL_TOP };
  const isWide = orientationOf(whole) === "wide";
  const boxes = isWide || clients > 1 ? [whole] : TALL_TOPS.map((top) => ({ ...whole, top }));
  for (const detail of replicas <= CAPTIONS_UP_TO ? CAPTIONED : []) {
    const captioned = firstOf(
      // Beside a node at the side there may be room in a wide box, and below it in any.
      boxes.flatMap((box) =>
        (isWide ? [true, false] : [false]).map((beside) => () => arrange(box, detail, beside)),
      ),
      (layout) => fits(layout, roomFor(detail, replicas)),
    );
    if (captioned) {
      return captioned;
    }
  }
  const bare = boxes.map((box) => () => arrange(box, "none", false));
  return firstOf(bare, isClear) ?? arrange(whole, "none", false);
}

function firstOf(makers: readonly (() => Layout)[], suits: (layout: Layout) => boolean): Layout | undefined {
  let layout: Layout | undefined;
  const maker = makers.find((make) => {
    layout = make();
    return suits(layout);
  });
  return maker && layout;
}

/** Whether a caption has a line for the timer. */
export function isTimed(detail: Detail, replicas: number): boolean {
  return detail === "full" || (detail === "brief" && replicas <= TIMED_UP_TO);
}

function roomFor(detail: Detail, replicas: number): Room {
  switch (detail) {
    case "full":
      return { width: 332, lines: 2 };
    case "brief":
      return isTimed("brief", replicas) ? { width: 168, lines: 3 } : { width: 152, lines: 2 };
    case "named":
      return { width: 104, lines: 2 };
    case "state":
      return { width: 104, lines: 1 };
    case "none":
      return { width: 0, lines: 0 };
  }
}

interface Box {
  readonly width: number;
  readonly height: number;
  readonly replicas: number;
  readonly clients: number;
  /** The height of the field for requests: below the clients, or on the lower edge of a tall stage. */
  readonly field: number;
  /** Where the room of the ring begins in a tall stage. */
  readonly top: number;
}

function orientationOf({ width, height }: Box): Layout["orientation"] {
  return width < height * TALL_BELOW_RATIO ? "tall" : "wide";
}

function arrange(box: Box, detail: Detail, beside: boolean): Layout {
  const { width, height, replicas } = box;
  const orientation = orientationOf(box);
  const { oval, centres, radius, apart } = settledRing(box, orientation, detail, beside);
  const isNumbered = radius < TIMED_FROM;
  const outward = beside ? outwardOf(roomFor(detail, replicas).width) : undefined;
  return {
    width,
    height,
    orientation,
    replicas: centres.map((centre, id) => ({
      ...centre,
      radius,
      caption: detail === "none" ? undefined : captionAt(centre, oval, radius, outward),
      number: isNumbered ? numberAt(id, replicas, apart, radius, outOf(centre, oval)) : undefined,
    })),
    ...clientsOf(box, orientation, oval),
    detail,
    glyph: Math.min(9, Math.max(1.8, radius * 0.26)),
  };
}

interface Ring {
  readonly oval: Oval;
  readonly centres: readonly Point[];
  readonly radius: number;
  /** The least distance between neighbours. */
  readonly apart: number;
}

// The ring leaves room for its nodes, and their size follows from the ring: the largest size for which both agree.
function settledRing(box: Box, orientation: Layout["orientation"], detail: Detail, beside: boolean): Ring {
  const ringAround = (radius: number, apart: number) =>
    ringWithRoom(box, orientation, detail, beside, radius, apart);
  let [least, most] = [NODE_RADIUS_MIN, NODE_RADIUS_MAX];
  let ring = ringAround(least, ringAround(least, NODE_RADIUS_MAX).apart);
  for (let time = 0; time < SETTLING; time += 1) {
    const middle = time === 0 ? most : (least + most) / 2;
    const wanted = ringAround(middle, ring.apart);
    [least, most, ring] = wanted.radius >= middle ? [middle, most, wanted] : [least, middle, ring];
  }
  return { ...ring, radius: Math.min(ring.radius, least) };
}

function ringWithRoom(
  box: Box,
  orientation: Layout["orientation"],
  detail: Detail,
  beside: boolean,
  nodeRadius: number,
  roomApart: number,
): Ring {
  const { replicas } = box;
  const isSmall = detail === "none" && nodeRadius < TIMED_FROM;
  const reach = isSmall
    ? Math.max(REPLICA_REACH, numberRoom(roomApart, replicas, nodeRadius))
    : REPLICA_REACH;
  const oval = ovalFor(box, orientation, detail, beside, nodeRadius, reach);
  const centres = oval.units.map(({ x, y }) => ({
    x: oval.x + oval.radiusX * x,
    y: oval.y + oval.radiusY * y,
  }));
  const apart = nearest(centres);
  return { oval, centres, radius: radiusFor(apart, replicas), apart };
}

// So that the rings and timers of neighbours leave each other room. A small node has neither.
function radiusFor(apart: number, replicas: number): number {
  const share = apart * (replicas > ROOMY_UP_TO && replicas <= CAPTIONS_UP_TO ? 0.3 : 0.34);
  const free = Math.min(share, apart / 2 - REPLICA_REACH - 1);
  if (free >= TIMED_FROM) {
    return Math.min(NODE_RADIUS_MAX, free);
  }
  return Math.max(NODE_RADIUS_MIN, Math.min(SMALL_RADIUS_MAX, share));
}

interface Oval extends Point {
  readonly radiusX: number;
  readonly radiusY: number;
  /** The places of the nodes, as parts of the radii. */
  readonly units: readonly Point[];
}

/** Along one direction: the room in which the ring has to fit, and how far beyond its outermost centres it needs more. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
}

function ovalFor(
  box: Box,
  orientation: Layout["orientation"],
  detail: Detail,
  beside: boolean,
  nodeRadius: number,
  reach: number,
): Oval {
  const { width, height, replicas, field, top } = box;
  const wide = orientation === "wide";
  const ovalWith = (ratio: number): Oval => {
    const units = ringUnits(orientation, replicas, ratio);
    const across = {
      start: wide ? startOf(width, field) : 0,
      end: width,
      ...marginsX(units, detail, beside, nodeRadius, reach),
    };
    const down = {
      start: wide ? 0 : top,
      end: wide && !isFieldLow(width) ? height : height - field,
      ...marginsY(replicas, detail, nodeRadius, reach),
    };
    const xs = units.map(({ x }) => x);
    const ys = units.map(({ y }) => y);
    const roomX = radiusIn(across, xs);
    const roomY = radiusIn(down, ys);
    // Longer than broad where there is room, since the messages need it; but still seen as a ring.
    const radiusX = wide ? Math.min(roomX, roomY * 1.75) : roomX;
    const radiusY = wide ? roomY : Math.min(roomY, roomX * 1.75);
    return { x: middleOf(across, xs, radiusX), y: middleOf(down, ys, radiusY), radiusX, radiusY, units };
  };
  // Where equal distances lead to depends on the shape of the oval.
  const round = ovalWith(1);
  return ovalWith(round.radiusX / round.radiusY);
}

/** Next to the clients, or next to the field for requests below them. */
function startOf(width: number, field: number): number {
  return field > 0
    ? Math.min(280, width * 0.36, Math.max(232, width * 0.32))
    : Math.min(200, Math.max(150, width * 0.22));
}

/** The largest radius with which the ring fits; its nodes are at `units` of it. */
function radiusIn({ start, end, before, after }: Span, units: readonly number[]): number {
  // One replica is in the middle of any ring.
  const reach = Math.max(...units) - Math.min(...units) || 2;
  return Math.max(40, (end - start - before - after) / reach);
}

function middleOf({ start, end, before, after }: Span, units: readonly number[], radius: number): number {
  const first = start + before - Math.min(...units) * radius;
  const last = end - after - Math.max(...units) * radius;
  return (first + last) / 2;
}

type Margins = Pick<Span, "before" | "after">;

function marginsY(replicas: number, detail: Detail, nodeRadius: number, reach: number): Margins {
  const captioned = nodeRadius + CAPTION_GAP + roomFor(detail, replicas).lines * CAPTION_LINE + 6;
  const margin = detail === "none" ? nodeRadius + reach : captioned;
  return { before: margin, after: margin };
}

function marginsX(
  ring: readonly Point[],
  detail: Detail,
  beside: boolean,
  nodeRadius: number,
  reach: number,
): Margins {
  if (detail === "none") {
    const margin = nodeRadius + reach;
    return { before: margin, after: margin };
  }
  const { width } = roomFor(detail, ring.length);
  const node = NODE_RADIUS_MAX + CAPTION_GAP;
  const usual = Math.max(node, width / 2 + (beside ? outwardOf(width) : 0));
  const marginOf = (side: 1 | -1) =>
    beside && ring.some(({ x, y }) => x * side > 0 && isAside(y)) ? node + width : usual;
  return { before: marginOf(-1), after: marginOf(1) };
}

/** The direction from the middle of the ring to a node. */
function outOf({ x, y }: Point, oval: Oval): Point {
  // At right angles to the oval.
  const [across, down] = [(x - oval.x) / oval.radiusX ** 2, (y - oval.y) / oval.radiusY ** 2];
  const length = Math.hypot(across, down) || 1;
  return { x: across / length, y: down / length };
}

/** How far a caption above or below a node is pushed from the middle at most. */
function outwardOf(width: number): number {
  return Math.max(0, width / 2 - NODE_RADIUS_MAX);
}

/** Whether a node is so near to the middle line that it is at the side of the ring. */
function isAside(sine: number): boolean {
  return Math.abs(sine) <= 0.3;
}

/** The least distance between neighbours on the ring. */
function nearest(centres: readonly Point[]): number {
  let least = Number.POSITIVE_INFINITY;
  centres.forEach((a, id) => {
    const b = centres[(id + 1) % centres.length];
    if (b && b !== a) {
      least = Math.min(least, Math.hypot(a.x - b.x, a.y - b.y));
    }
  });
  return least;
}

// On the outer side of the ring of replicas: inside, the messages cross.
// Where there is room to the sides, the captions are pushed `outward` from the middle, so that they leave room for each other.
function captionAt(centre: Point, oval: Oval, radius: number, outward: number | undefined): CaptionPlace {
  const beside = outward !== undefined;
  const away = radius + CAPTION_GAP;
  const sine = (centre.y - oval.y) / oval.radiusY;
  if (beside && isAside(sine) && centre.x !== oval.x) {
    const right = centre.x > oval.x;
    return {
      x: centre.x + (right ? away : -away),
      y: centre.y - 16,
      anchor: right ? "start" : "end",
      side: "below",
    };
  }
  const above = sine < 0 && !isAside(sine);
  return {
    x: centre.x,
    y: centre.y + (above ? -away : away),
    anchor: "middle",
    side: above ? "above" : "below",
  };
}

type Clients = Pick<Layout, "clients" | "clientDetail">;

function clientsOf(box: Box, orientation: Layout["orientation"], oval: Oval): Clients {
  if (box.clients === 1) {
    return { clients: [onlyClient(box, orientation, oval)], clientDetail: "full" };
  }
  for (const lines of orientation === "wide" ? [2, 1] : [1]) {
    const clients = captionedClients(box, orientation, lines);
    if (clients) {
      return { clients, clientDetail: lines > 1 ? "brief" : "name" };
    }
  }
  return crowdedClients(box, orientation);
}

// Its caption is below it, or above it where the replicas are below.
function onlyClient({ width, height, field }: Box, orientation: Layout["orientation"], oval: Oval): Place {
  const wide = orientation === "wide";
  const length = wide ? height : width;
  const radius = Math.max(NODE_RADIUS_MIN, Math.min(CLIENT_RADIUS_MAX[orientation], length * 0.15));
  const isBeside = field > 0 && !isFieldLow(width);
  const middle = height / 2 - (field > 0 ? (FIELD_BELOW + field - CLIENT_REACH) / 2 : 0);
  const y = isBeside ? middle : aboveEnd(middle, height - field, radius);
  const centre = wide
    ? { x: isBeside ? FIELD_MIDDLE : clientsX(width), y }
    : { x: oval.x, y: TALL_TOP - radius - RING_ROOM };
  const away = radius + CAPTION_GAP;
  const caption: CaptionPlace = wide
    ? { x: centre.x, y: centre.y + away, anchor: "middle", side: "below" }
    : { x: centre.x, y: centre.y - away, anchor: "middle", side: "above" };
  return { ...centre, radius, caption: radius < CLIENT_CAPTIONED_FROM ? undefined : caption };
}

/** Clients in a row with captions of `lines` lines below them; undefined if they would be too small. */
function captionedClients(
  { width, height: whole, clients, field }: Box,
  orientation: Layout["orientation"],
  lines: number,
): Place[] | undefined {
  const height = whole - field;
  const wide = orientation === "wide";
  const caption = lines * CAPTION_LINE + 5;
  const room = (wide ? height : width) / (wide ? clients : clients + 1);
  const free = wide ? (room - CLIENT_REACH - CAPTION_GAP - caption - 4) / 2 : room * 0.17;
  const radius = Math.min(CLIENT_RADIUS_MAX[orientation], free);
  if (radius < CLIENT_CAPTIONED_FROM) {
    return undefined;
  }
  const used = CLIENT_REACH + 2 * radius + CAPTION_GAP + caption;
  return Array.from({ length: clients }, (_, id) => {
    const x = wide ? clientsX(width) : room * (id + 1);
    const top = wide ? room * id + (room - used) / 2 : 2;
    const y = Math.max(wide ? 0 : CLIENTS_Y, top + CLIENT_REACH + radius);
    return { x, y, radius, caption: { x, y: y + radius + CAPTION_GAP, anchor: "middle", side: "below" } };
  });
}

/** Clients with their numbers, or with nothing: in one row, or in several if they would overlap. */
function crowdedClients(
  { width, height: whole, clients, field }: Box,
  orientation: Layout["orientation"],
): Clients {
  const height = whole - field;
  const wide = orientation === "wide";
  const length = wide ? height : width;
  const rows = Math.ceil(clients / Math.max(1, Math.floor(length / CLIENTS_APART)));
  const inRow = Math.ceil(clients / rows);
  const spacing = length / (inRow + 1);
  const radius = Math.max(NODE_RADIUS_MIN, Math.min(CLIENT_RADIUS_MAX[orientation], spacing * 0.17));
  const isNumbered = rows === 1 && spacing >= CAPTION_LINE;
  // Outside the arc of the timer, which a small client does not have.
  const away = radius + (radius < TIMED_FROM ? 7 : CLIENT_REACH + 4);
  const places = Array.from({ length: clients }, (_, id): Place => {
    const offset = spacing * ((id % inRow) + 1);
    const across = (Math.floor(id / inRow) - (rows - 1) / 2) * CLIENTS_APART;
    const centre = wide ? { x: clientsX(width) + across, y: offset } : { x: offset, y: CLIENTS_Y + across };
    const caption: CaptionPlace = wide
      ? { x: centre.x - away, y: centre.y - 9, anchor: "end", side: "below" }
      : { x: centre.x, y: centre.y + away, anchor: "middle", side: "below" };
    return { ...centre, radius, caption: isNumbered ? caption : undefined };
  });
  return { clients: places, clientDetail: isNumbered ? "number" : "none" };
}

function clientsX(width: number): number {
  return Math.min(84, Math.max(74, width * 0.1 + 10));
}

/** An arc of a ring as SVG path data, from `start` to `end` in turns clockwise from twelve o'clock. */
export function arc(radius: number, start: number, end: number): string {
  const angle = (turns: number) => turns * TURN - TURN / 4;
  const point = (turns: number) =>
    `${round(radius * Math.cos(angle(turns)))} ${round(radius * Math.sin(angle(turns)))}`;
  const large = end - start > 0.5 ? 1 : 0;
  return `M ${point(start)} A ${round(radius)} ${round(radius)} 0 ${large} 1 ${point(end)}`;
}

/** Two decimals are finer than a pixel of any screen and keep the path data short. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
