// Names of the steps above the lanes: each as a bar from its first message to its last, as in the paper's figure.

import { KINDS, type Kind } from "../model/message-kinds.ts";
import type { TimelineRecords } from "../model/timeline-records.ts";
import { type TimelineLayout, xOf } from "./layout.ts";
import type { Arrow } from "./scene.ts";
import type { TimeWindow } from "./window.ts";

/** Kinds that are steps. Housekeeping has no name above the lanes. */
const NAMED: ReadonlySet<Kind> = new Set<Kind>([
  "request",
  "pre-prepare",
  "prepare",
  "commit",
  "reply",
  "checkpoint",
  "view-change",
  "new-view",
]);
/** Of more bars than this, those of one request are merged, and those of requests that are too short for a name. */
const PHASES_MAX = 60;
const APART_PX = 3;
/** The least length of merged requests, so that their numbers fit. */
const MERGED_PX = 72;
/** The least share of a step that is drawn: the beginning of one step lies under the end of another. */
const LEAST_SHARE = 0.75;
/** Messages of very many are counted in steps, always the same ones. */
const COUNTED_MAX = 8000;

/** The kinds whose numbers are sequence numbers. */
const AGREEMENT: ReadonlySet<Kind> = new Set<Kind>(["pre-prepare", "prepare", "commit"]);
/** The kinds that stay separate where requests are merged, the most important first. */
const SEPARATE: readonly Kind[] = ["new-view", "view-change", "checkpoint"];

export interface Phase {
  readonly kind: Kind;
  /** The sequence number; for a request and its reply the timestamp. */
  readonly number: number;
  /** The last sequence number, of several requests together. */
  readonly to?: number;
  readonly x0: number;
  readonly x1: number;
  readonly row: number;
}

type Extent = Omit<Phase, "row">;
type Growing = { -readonly [Name in keyof Extent]: Extent[Name] };

export function phasesOf(arrows: readonly Arrow[], layout: TimelineLayout): Phase[] {
  const extents = new Extents();
  for (const { kind, number, view, x0, x1, fate } of arrows) {
    if (fate !== "flying") {
      extents.add(kind, number, view, x0, x1);
    }
  }
  return inRows(extents.list, layout);
}

/** The same for more messages than are drawn: those that arrive in the window. */
export function phasesOfMany(
  records: TimelineRecords,
  layout: TimelineLayout,
  window: TimeWindow,
  hiddenKinds: ReadonlySet<Kind>,
): Phase[] {
  const extents = new Extents();
  const first = records.firstArrowAfter(window.fromMs);
  const last = records.firstArrowAfter(window.fromMs + window.spanMs);
  const stride = Math.max(1, Math.ceil((last - first) / COUNTED_MAX));
  for (let index = Math.ceil(first / stride) * stride; index < last; index += stride) {
    const row = records.arrow(index);
    const kind = KINDS[records.kind(row)] ?? "other";
    if (!hiddenKinds.has(kind)) {
      const x0 = xOf(layout, window, records.sentAt(row));
      const x1 = xOf(layout, window, records.at(row));
      extents.add(kind, records.number(row), records.view(row), x0, x1);
    }
  }
  return inRows(extents.list, layout);
}

/** Messages of one kind, number and view that are in transit together. Retransmissions are a separate step. */
class Extents {
  readonly list: Growing[] = [];
  readonly #last = new Map<number, number>();

  /** Messages are added in the order of arrival. */
  add(kind: Kind, number: number, view: number, x0: number, x1: number): void {
    if (!NAMED.has(kind)) {
      return;
    }
    const key = (number * VIEWS + (view % VIEWS)) * KINDS.length + KINDS.indexOf(kind);
    const place = this.#last.get(key) ?? -1;
    const known = this.list[place];
    if (!known || x0 > known.x1 + APART_PX) {
      this.#last.set(key, this.list.length);
      this.list.push({ kind, number, x0, x1 });
    } else {
      // In place: there are thousands of messages in every frame.
      known.x0 = Math.min(known.x0, x0);
      known.x1 = Math.max(known.x1, x1);
    }
  }
}

/** Two views of one number are this far apart at most. */
const VIEWS = 1024;

function inRows(extents: readonly Extent[], layout: TimelineLayout): Phase[] {
  const inSight = extents.filter(({ x0, x1 }) => x1 > layout.left && x0 < layout.right);
  const shown = inSight.length > PHASES_MAX ? merged(inSight) : inSight.sort((a, b) => a.x0 - b.x0);
  const rows: Extent[][] = Array.from({ length: layout.phaseRows }, () => []);
  const phases: Phase[] = [];
  for (const extent of shown) {
    const starts = rows.map((others) => freeFrom(others, extent));
    const x0 = Math.min(...starts);
    if (extent.x1 - x0 >= LEAST_SHARE * (extent.x1 - extent.x0)) {
      const row = starts.indexOf(x0);
      const placed = { ...extent, x0 };
      rows[row]?.push(placed);
      phases.push({ ...placed, row });
    }
  }
  return phases;
}

/** Where a step can begin in a row: later than it did, if another one ends there a little later. */
function freeFrom(row: readonly Extent[], { x0, x1 }: Extent): number {
  const inWay = row.filter((other) => other.x1 + APART_PX > x0 && x1 + APART_PX > other.x0);
  if (inWay.some((other) => other.x0 > x0)) {
    return Number.POSITIVE_INFINITY;
  }
  return Math.max(x0, ...inWay.map((other) => other.x1 + APART_PX));
}

/** View changes and checkpoints, then the requests, so that the important ones have a place. */
function merged(extents: readonly Extent[]): Extent[] {
  const separate = SEPARATE.flatMap((kind) => {
    const own = extents.filter((extent) => extent.kind === kind).sort((a, b) => a.x0 - b.x0);
    return own.reduce<Extent[]>(
      (joined, extent) => join(joined, extent, (last) => extent.x0 <= last.x1 + APART_PX),
      [],
    );
  });
  const requests = requestsOf(extents).reduce<Extent[]>(
    (joined, extent) =>
      join(joined, extent, (last) => last.x1 - last.x0 < MERGED_PX && extent.x0 <= last.x1 + APART_PX),
    [],
  );
  return [...separate, ...requests];
}

function join(joined: Extent[], extent: Extent, belongs: (last: Extent) => boolean): Extent[] {
  const last = joined.at(-1);
  if (!last || !belongs(last)) {
    return [...joined, extent];
  }
  const both = {
    ...last,
    to: Math.max(last.to ?? last.number, extent.to ?? extent.number),
    x0: Math.min(last.x0, extent.x0),
    x1: Math.max(last.x1, extent.x1),
  };
  return [...joined.slice(0, -1), both];
}

/** For each sequence number the time of its agreement, without what is retransmitted later. */
function requestsOf(extents: readonly Extent[]): Extent[] {
  const requests = new Map<number, Extent>();
  for (const { kind, number, x0, x1 } of [...extents].sort((a, b) => a.x0 - b.x0)) {
    const known = requests.get(number) ?? { x0, x1 };
    if (AGREEMENT.has(kind) && x0 <= known.x1 + APART_PX) {
      requests.set(number, {
        kind: "request",
        number,
        to: number,
        x0: Math.min(known.x0, x0),
        x1: Math.max(known.x1, x1),
      });
    }
  }
  return [...requests.values()].sort((a, b) => a.x0 - b.x0);
}
