// Where things stand on the stage, in CSS pixels of the stage's own box. Pure arithmetic: no document, no engine.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a caption stands beside its node: the point, and to which side the text runs from it. */
export interface CaptionPlace extends Point {
  readonly anchor: "start" | "middle" | "end";
  /** The text stands above the point (its last line ends there) or below it (its first line begins there). */
  readonly side: "above" | "below";
}

export interface Place extends Point {
  readonly radius: number;
  /** Undefined where the nodes are too small for captions to be told apart. */
  readonly caption: CaptionPlace | undefined;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Wide: the clients stand on the left. Tall: they stand at the top. */
  readonly orientation: "wide" | "tall";
  readonly replicas: readonly Place[];
  readonly clients: readonly Place[];
  /** Neighbouring captions are so near to each other that they are to be brief. */
  readonly brief: boolean;
  /** Radius of a message's glyph. */
  readonly glyph: number;
}

const TURN = 2 * Math.PI;
const NODE_RADIUS_MAX = 36;
const NODE_RADIUS_MIN = 5;
/** From this many replicas on captions would overlap; the names are then in the label of each node only. */
const CAPTIONS_UP_TO = 13;
const TALL_BELOW_RATIO = 1.05;
const BRIEF_BELOW = 170;
/** A lower stage has no room for a third line of caption. */
const LOW = 400;

/** The stage's layout for a box of `width` by `height` pixels; every coordinate lies inside the box. */
export function layOut(width: number, height: number, replicas: number, clients: number): Layout {
  const orientation = width < height * TALL_BELOW_RATIO ? "tall" : "wide";
  const captioned = replicas <= CAPTIONS_UP_TO;
  const oval =
    orientation === "wide"
      ? wideOval(width, height, replicas, captioned)
      : tallOval(width, height, replicas, captioned);
  const centres = Array.from({ length: replicas }, (_, id) => centreOf(oval, orientation, id, replicas));
  const apart = nearest(centres);
  const radius = Math.min(NODE_RADIUS_MAX, Math.max(NODE_RADIUS_MIN, apart * 0.34));
  return {
    width,
    height,
    orientation,
    replicas: centres.map((centre) => ({
      ...centre,
      radius,
      caption: captioned ? captionAt(centre, oval, radius) : undefined,
    })),
    clients: clientPlaces(width, height, orientation, clients, oval),
    brief: apart < BRIEF_BELOW,
    glyph: Math.min(9, Math.max(1.8, radius * 0.26)),
  };
}

interface Oval extends Point {
  readonly radiusX: number;
  readonly radiusY: number;
}

function wideOval(width: number, height: number, replicas: number, captioned: boolean): Oval {
  const marginY = captioned ? NODE_RADIUS_MAX + (height < LOW ? 62 : 74) : uncaptionedMargin(replicas);
  // Of one, two or four replicas none stands at the side with its caption beside it.
  const sideCaption = captioned && replicas !== 1 && replicas !== 2 && replicas !== 4;
  const marginX = sideCaption ? 155 : captioned ? 100 : uncaptionedMargin(replicas);
  const left = Math.min(200, width * 0.22);
  const room = width - left;
  const radiusY = Math.max(40, height / 2 - marginY);
  // Wider than high where there is room, since the messages need it; but still seen as a ring.
  const radiusX = Math.max(40, Math.min(room / 2 - marginX, radiusY * 1.75));
  return { x: left + room * 0.5, y: height / 2, radiusX, radiusY };
}

function tallOval(width: number, height: number, replicas: number, captioned: boolean): Oval {
  const top = 112;
  const room = height - top;
  const radiusX = Math.max(40, width / 2 - (captioned ? 60 : uncaptionedMargin(replicas)));
  const radiusY = Math.max(
    40,
    Math.min(room / 2 - (captioned ? NODE_RADIUS_MAX + 68 : uncaptionedMargin(replicas)), radiusX * 1.75),
  );
  return { x: width / 2, y: top + room / 2, radiusX, radiusY };
}

/** Room for the nodes themselves; the more they are, the smaller they are. */
function uncaptionedMargin(replicas: number): number {
  return replicas <= 40 ? NODE_RADIUS_MAX + 14 : 26;
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

// Replica 0 stands next to the clients and the others follow clockwise, in mirror symmetry about the line from the clients
// through the middle, so that no edge of a client runs through a replica.
function centreOf(oval: Oval, orientation: Layout["orientation"], id: number, count: number): Point {
  if (count === 1) {
    return { x: oval.x, y: oval.y };
  }
  const half = TURN / count / 2;
  const first = orientation === "wide" ? TURN / 2 + half : -TURN / 4 - half;
  const angle = first + (id * TURN) / count;
  return { x: oval.x + oval.radiusX * Math.cos(angle), y: oval.y + oval.radiusY * Math.sin(angle) };
}

/** Room for the progress ring between a node and its caption. */
export const RING_ROOM = 11;

// On the outer side of the ring of replicas: inside, the messages cross.
function captionAt(centre: Point, oval: Oval, radius: number): CaptionPlace {
  const away = radius + RING_ROOM + 8;
  const sine = (centre.y - oval.y) / oval.radiusY;
  if (Math.abs(sine) > 0.3) {
    const side = sine < 0 ? "above" : "below";
    return { x: centre.x, y: centre.y + Math.sign(sine) * away, anchor: "middle", side };
  }
  if (centre.x === oval.x) {
    return { x: centre.x, y: centre.y + away, anchor: "middle", side: "below" };
  }
  const right = centre.x > oval.x;
  return {
    x: centre.x + (right ? away : -away),
    y: centre.y - 16,
    anchor: right ? "start" : "end",
    side: "below",
  };
}

function clientPlaces(
  width: number,
  height: number,
  orientation: Layout["orientation"],
  count: number,
  oval: Oval,
): Place[] {
  const places: Place[] = [];
  const along = orientation === "wide" ? height : width;
  const spacing = along / (count + 1);
  const radius = Math.max(NODE_RADIUS_MIN, Math.min(32, spacing * (count === 1 ? 0.3 : 0.17)));
  for (let id = 0; id < count; id += 1) {
    const offset = spacing * (id + 1);
    const centre =
      orientation === "wide"
        ? { x: Math.min(84, width * 0.1 + 10), y: offset }
        : { x: count === 1 ? oval.x : offset, y: count === 1 ? 62 : 44 };
    const beside = orientation === "tall" && count === 1;
    places.push({
      ...centre,
      radius,
      caption: radius < 14 ? undefined : clientCaption(centre, radius, beside),
    });
  }
  return places;
}

function clientCaption({ x, y }: Point, radius: number, beside: boolean): CaptionPlace {
  return beside
    ? { x: x + radius + 22, y: y - 16, anchor: "start", side: "below" }
    : { x, y: y + radius + RING_ROOM + 8, anchor: "middle", side: "below" };
}

/** The lane from one node to another: a bow to the right of the direction of travel, so that the two directions of an
 *  edge do not lie on each other. It begins and ends at the nodes' rings. */
export interface Lane {
  readonly from: Point;
  readonly control: Point;
  readonly to: Point;
}

const BOW = 0.07;

export function lane(a: Place, b: Place): Lane {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.hypot(dx, dy) || 1;
  const ux = dx / length;
  const uy = dy / length;
  const bow = length * BOW;
  const rim = Math.min(RING_ROOM, length * 0.1);
  return {
    from: { x: a.x + ux * (a.radius + rim), y: a.y + uy * (a.radius + rim) },
    control: { x: a.x + dx / 2 - uy * bow, y: a.y + dy / 2 + ux * bow },
    to: { x: b.x - ux * (b.radius + rim), y: b.y - uy * (b.radius + rim) },
  };
}

/** The point of a lane at `share` of the way, from 0 to 1. */
export function along(path: Lane, share: number): Point {
  const t = Math.min(1, Math.max(0, share));
  const s = 1 - t;
  const a = s * s;
  const b = 2 * s * t;
  const c = t * t;
  return {
    x: a * path.from.x + b * path.control.x + c * path.to.x,
    y: a * path.from.y + b * path.control.y + c * path.to.y,
  };
}

/** The direction of travel at `share` of the way, in radians. */
export function heading(path: Lane, share: number): number {
  const t = Math.min(1, Math.max(0, share));
  const dx = (1 - t) * (path.control.x - path.from.x) + t * (path.to.x - path.control.x);
  const dy = (1 - t) * (path.control.y - path.from.y) + t * (path.to.y - path.control.y);
  return Math.atan2(dy, dx);
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
