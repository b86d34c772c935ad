// Scene: the visible contents of a window of the timeline, as plain data for all renderers. It looks up only records in the
// window, and computes a density if there are too many.

import type { Fork } from "../model/branches.ts";
import type { LaneHealth, LaneHistory } from "../model/lane-history.ts";
import { KINDS, type Kind } from "../model/message-kinds.ts";
import type { PacketRows } from "../model/packets.ts";
import { type MarkStyle, markStyleOf, type RecordKind } from "../model/record-kinds.ts";
import {
  type End,
  endOf,
  isArrow,
  isDropped,
  isSent,
  NOBODY,
  recordKindOf,
  type TimelineRecords,
} from "../model/timeline-records.ts";
import type { Look, ValueLooks } from "../model/values.ts";
import { type Tick, ticks } from "./axis.ts";
import { type Density, densityOf } from "./density.ts";
import { type Flag, flagsOf, forksAt, type PlacedFlag, type PlacedFork } from "./flags.ts";
import { laneOf, laneY, nodeAt, type TimelineLayout, xOf } from "./layout.ts";
import { type Phase, phasesOf, phasesOfMany } from "./phases.ts";
import type { TimeWindow } from "./window.ts";

/** The number of messages in one window from which a density is drawn. */
export const ARROWS_MAX = 4000;
/** The maximum number of messages with heads and glyphs. */
export const HEADS_MAX = 500;
const FLYING_MAX = 2500;
/** Marks closer than this fraction of their size are left out; the more important one stays. */
const CROWDED = 1.3;
const MARKS_MAX = 3000;
const STACK_MAX = 4;
/** A highlighted mark outweighs all others. */
const HIGHLIGHT_WEIGHT = 4;
const SMALLER = [
  { from: 700, size: 0.6, weight: 1 },
  { from: 220, size: 0.78, weight: 1 },
] as const;
const WHOLE = { size: 1, weight: 0 } as const;
/** The part of the path that is drawn for a message that was lost when it was sent. */
const STUB_SHARE = 0.42;
const STUB_PX = 16;

export interface Arrow {
  /** The number of the record, if it exists already. */
  readonly record: number | undefined;
  readonly kind: Kind;
  readonly number: number;
  readonly view: number;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly fate: End | "flying";
  /** The look of its value, where that is contested. */
  readonly look: Look | undefined;
}

export interface PlacedMark {
  readonly record: number;
  readonly sort: RecordKind;
  readonly markStyle: MarkStyle;
  readonly node: number;
  readonly x: number;
  readonly y: number;
}

export interface LanePiece {
  readonly lane: number;
  readonly x0: number;
  readonly x1: number;
  /** `ahead`: the future. */
  readonly health: LaneHealth | "ahead";
}

export interface Band {
  readonly lane: number;
  readonly x0: number;
  readonly x1: number;
  readonly view: number;
  readonly active: boolean;
}

/** A line through the whole drawing: a partition, or its end. */
export interface PartitionLine {
  readonly record: number;
  readonly x: number;
  readonly sort: RecordKind;
}

export interface Scene {
  readonly layout: TimelineLayout;
  readonly window: TimeWindow;
  readonly lanes: readonly LanePiece[];
  readonly bands: readonly Band[];
  readonly viewLabels: readonly { readonly x: number; readonly view: number }[];
  readonly partitionLines: readonly PartitionLine[];
  /** The chapters of the scene. */
  readonly flags: readonly PlacedFlag[];
  /** Where other branches leave the run. */
  readonly forks: readonly PlacedFork[];
  readonly phases: readonly Phase[];
  readonly arrows: readonly Arrow[];
  readonly density: Density | undefined;
  /** Where messages were lost, if they are too many to draw them. */
  readonly losses: readonly number[];
  readonly marks: readonly PlacedMark[];
  readonly markRadius: number;
  readonly ticks: readonly (Tick & { readonly x: number })[];
  /** The position of the current time. */
  readonly cursorX: number;
  /** Whether a future is known. */
  readonly future: boolean;
  readonly selected: number | undefined;
  readonly highlighted: ReadonlySet<number>;
}

export interface SceneInput {
  readonly records: TimelineRecords;
  readonly history: LaneHistory;
  readonly packets: PacketRows;
  readonly nowMs: number;
  readonly layout: TimelineLayout;
  readonly window: TimeWindow;
  readonly hiddenKinds: ReadonlySet<Kind>;
  readonly selected: number | undefined;
  readonly highlighted: ReadonlySet<number>;
  /** The values that compete. */
  readonly looks: ValueLooks;
  readonly flags: readonly Flag[];
  readonly forks: readonly Fork[];
}

export function sceneOf(input: SceneInput): Scene {
  const { layout, window, records, nowMs } = input;
  const toMs = window.fromMs + window.spanMs;
  const ranges: (readonly [number, number])[] = [];
  let candidates = 0;
  records.arrowRanges(window.fromMs, toMs, (from, to) => {
    ranges.push([from, to]);
    candidates += to - from;
  });
  const many = candidates > ARROWS_MAX;
  // Highlighted records are visible in any crowd.
  const arrows = many ? litArrows(input) : arrowsOf(input, ranges);
  const shown = (kind: number) => !input.hiddenKinds.has(KINDS[kind] ?? "other");
  const perPx = window.spanMs / Math.max(1, layout.right - layout.left);
  return {
    layout,
    window,
    lanes: lanePieces(input),
    ...bandsOf(input),
    partitionLines: partitionLinesOf(input),
    flags: flagsOf(input),
    forks: forksAt(input),
    phases: many ? phasesOfMany(records, layout, window, input.hiddenKinds) : phasesOf(arrows, layout),
    arrows: many ? arrows : [...arrows, ...flyingOf(input)],
    density: many ? densityOf(records, layout, window, shown) : undefined,
    losses: many ? lossesOf(input) : [],
    ...highlightsOf(input),
    ticks: ticks(window.fromMs, toMs, perPx * 88).map((tick) => ({
      ...tick,
      x: xOf(layout, window, tick.atMs),
    })),
    cursorX: xOf(layout, window, nowMs),
    future: records.endMs > nowMs,
    selected: input.selected,
    highlighted: input.highlighted,
  };
}

function arrowsOf(input: SceneInput, ranges: readonly (readonly [number, number])[]): Arrow[] {
  const { records, window } = input;
  const toMs = window.fromMs + window.spanMs;
  const arrows: Arrow[] = [];
  for (const [from, to] of ranges) {
    for (let index = from; index < to; index += 1) {
      const row = records.arrow(index);
      const arrow = records.sentAt(row) <= toMs ? arrowOf(input, row) : undefined;
      if (arrow && !input.hiddenKinds.has(arrow.kind)) {
        arrows.push(arrow);
      }
    }
  }
  return arrows;
}

/** Of the losses in one pixel, one. */
function lossesOf({ records, layout, window }: SceneInput): number[] {
  const places: number[] = [];
  const last = records.firstLossAfter(window.fromMs + window.spanMs);
  for (let index = records.firstLossAfter(window.fromMs); index < last; index += 1) {
    const x = Math.round(xOf(layout, window, records.at(records.loss(index))));
    if (places.at(-1) !== x) {
      places.push(x);
    }
  }
  return places;
}

function litArrows(input: SceneInput): Arrow[] {
  const { records, highlighted, hiddenKinds } = input;
  return [...highlighted].flatMap((record) => {
    const row = records.rowOf(record);
    const arrow = row !== undefined && isArrow(records, row) ? arrowOf(input, row) : undefined;
    return arrow && !hiddenKinds.has(arrow.kind) ? [arrow] : [];
  });
}

/** A message that arrived or was lost. */
function arrowOf({ records, layout, window, looks }: SceneInput, row: number): Arrow | undefined {
  const to = records.other(row);
  if (to === NOBODY) {
    return undefined;
  }
  const lost = isDropped(records, row);
  const sentMs = records.sentAt(row);
  const atMs = records.at(row);
  const [y0, y1] = [nodeY(layout, records.node(row)), nodeY(layout, to)];
  const x0 = xOf(layout, window, sentMs);
  // A message that is lost at once is still drawn as it leaves.
  const stub = lost && atMs === sentMs;
  return {
    record: records.first + row,
    kind: KINDS[records.kind(row)] ?? "other",
    number: records.number(row),
    view: records.view(row),
    x0,
    y0,
    x1: stub ? x0 + STUB_PX : xOf(layout, window, atMs),
    y1: stub ? y0 + (y1 - y0) * STUB_SHARE : y1,
    fate: endOf(records, row),
    look: looks.of(records.value(row))?.look,
  };
}

/** The messages on their way, as far as they have come. */
function flyingOf({ packets, layout, window, nowMs, hiddenKinds, looks }: SceneInput): Arrow[] {
  const arrows: Arrow[] = [];
  const count = Math.min(packets.count, FLYING_MAX);
  for (let row = 0; row < count; row += 1) {
    const kind = packets.kind(row);
    const [y0, y1] = [nodeY(layout, packets.from(row)), nodeY(layout, packets.to(row))];
    const x0 = xOf(layout, window, nowMs + packets.sentMs(row));
    const x1 = xOf(layout, window, nowMs);
    if (hiddenKinds.has(kind) || x1 < layout.left || x0 > layout.right) {
      continue;
    }
    const y = y0 + (y1 - y0) * packets.share(row);
    const number = packets.number(row);
    const look = looks.of(packets.value(row))?.look;
    arrows.push({ record: undefined, kind, number, view: 0, x0, y0, x1, y1: y, fate: "flying", look });
  }
  return arrows;
}

function nodeY(layout: TimelineLayout, node: number): number {
  return laneY(layout, laneOf(layout, node));
}

function highlightsOf(input: SceneInput): Pick<Scene, "marks" | "markRadius"> {
  const { records, window } = input;
  const toMs = window.fromMs + window.spanMs;
  let first = records.firstMarkAfter(window.fromMs);
  let last = records.firstMarkAfter(toMs);
  let rowAt = (index: number) => records.mark(index);
  if (last - first > MARKS_MAX) {
    first = records.firstNotableAfter(window.fromMs);
    last = records.firstNotableAfter(toMs);
    rowAt = (index) => records.notable(index);
  }
  // The more marks there are, the smaller they are, and the least important ones are left out.
  const small = SMALLER.find(({ from }) => last - first >= from) ?? WHOLE;
  const board = new MarkBoard(input, input.layout.markRadius * small.size, small.weight);
  // The newest are always placed. Of very many, the older ones have no room.
  for (let index = Math.max(first, last - 20 * MARKS_MAX); index < last; index += 1) {
    board.put(rowAt(index));
  }
  return { marks: board.marks, markRadius: board.radius };
}

/** Places marks on their lanes: those of one time below each other, none over another. */
class MarkBoard {
  readonly marks: PlacedMark[] = [];
  readonly radius: number;
  readonly #leastWeight: number;
  readonly #input: SceneInput;
  readonly #last: ({ readonly x: number; readonly stack: number; readonly place: number } | undefined)[] = [];

  constructor(input: SceneInput, radius: number, leastWeight: number) {
    this.#input = input;
    this.radius = radius;
    this.#leastWeight = leastWeight;
  }

  put(row: number): void {
    const { records, layout, window } = this.#input;
    const markStyle = markStyleOf(records.sort(row));
    const node = records.node(row);
    const weight = this.#rank(markStyle && { markStyle, record: records.first + row });
    if (!markStyle || weight < this.#leastWeight || node === NOBODY) {
      return;
    }
    const x = xOf(layout, window, records.at(row));
    const lane = laneOf(layout, node);
    const { radius } = this;
    const before = this.#last[lane];
    let stack = 0;
    if (before && x - before.x < radius * CROWDED) {
      const moment = x - before.x < 0.5;
      const room = (before.stack + 1.5) * radius * 2.2 < layout.spacing * 0.62;
      stack = moment && room && before.stack + 1 < STACK_MAX ? before.stack + 1 : 0;
      if (stack === 0 && this.#rank(this.marks[before.place]) >= weight) {
        return;
      }
    }
    const y = laneY(layout, lane) + stack * radius * 2.2;
    const mark = { record: records.first + row, sort: recordKindOf(records, row), markStyle, node, x, y };
    const replaces = before && stack === 0 && x - before.x < radius * CROWDED;
    const place = replaces ? before.place : this.marks.length;
    this.marks[place] = mark;
    this.#last[lane] = { x, stack, place };
  }

  /** Of two marks in one place, the one with the lower rank is removed. */
  #rank(mark: Pick<PlacedMark, "record" | "markStyle"> | undefined): number {
    return mark
      ? mark.markStyle.weight + (this.#input.highlighted.has(mark.record) ? HIGHLIGHT_WEIGHT : 0)
      : 0;
  }
}

function lanePieces({ history, layout, window, records, nowMs }: SceneInput): LanePiece[] {
  const pieces: LanePiece[] = [];
  const end = xOf(layout, window, Math.max(nowMs, records.endMs));
  for (let lane = 0; lane < layout.replicas + layout.clients; lane += 1) {
    const stretches = history.health(nodeAt(layout, lane));
    stretches.forEach(({ atMs, state }, index) => {
      const x0 = Math.max(layout.left, xOf(layout, window, atMs));
      const x1 = Math.min(layout.right, end, endX(layout, window, stretches[index + 1]?.atMs));
      if (x1 > x0) {
        pieces.push({ lane, x0, x1, health: state });
      }
    });
    if (end < layout.right) {
      pieces.push({ lane, x0: Math.max(layout.left, end), x1: layout.right, health: "ahead" });
    }
  }
  return pieces;
}

function endX(layout: TimelineLayout, window: TimeWindow, atMs: number | undefined): number {
  return atMs === undefined ? layout.right : xOf(layout, window, atMs);
}

function bandsOf({
  history,
  layout,
  window,
  nowMs,
  records,
}: SceneInput): Pick<Scene, "bands" | "viewLabels"> {
  const bands: Band[] = [];
  const begins = new Map<number, number>();
  const end = xOf(layout, window, Math.max(nowMs, records.endMs));
  for (let node = 0; node < layout.replicas; node += 1) {
    const stretches = history.views(node);
    stretches.forEach(({ atMs, state }, index) => {
      const x0 = Math.max(layout.left, xOf(layout, window, atMs));
      const x1 = Math.min(layout.right, end, endX(layout, window, stretches[index + 1]?.atMs));
      if (state && x1 > x0) {
        bands.push({ lane: laneOf(layout, node), x0, x1, ...state });
        if (state.active) {
          begins.set(state.view, Math.min(x0, begins.get(state.view) ?? x0));
        }
      }
    });
  }
  const viewLabels = [...begins].map(([view, x]) => ({ view, x })).sort((a, b) => a.x - b.x);
  return { bands, viewLabels };
}

function partitionLinesOf({ records, layout, window }: SceneInput): PartitionLine[] {
  const partitionLines: PartitionLine[] = [];
  const last = records.firstDivideAfter(window.fromMs + window.spanMs);
  for (let index = records.firstDivideAfter(window.fromMs); index < last; index += 1) {
    const row = records.partitionLine(index);
    const x = xOf(layout, window, records.at(row));
    const before = partitionLines.at(-1);
    if (!before || x - before.x >= 3) {
      partitionLines.push({ record: records.first + row, x, sort: recordKindOf(records, row) });
    }
  }
  return partitionLines;
}

/** The arrow or mark nearest to a point, within a distance. */
export function hit(scene: Scene, x: number, y: number, reachPx: number): Arrow | PlacedMark | undefined {
  const { left, right } = scene.layout;
  // Arrows are hidden behind the names of the lanes.
  if (x < left || x > right) {
    return undefined;
  }
  const reach = scene.markRadius + reachPx;
  let nearest: Arrow | PlacedMark | undefined;
  let least = reach;
  for (const mark of scene.marks) {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    if (distance < least) {
      [nearest, least] = [mark, distance];
    }
  }
  if (nearest) {
    return nearest;
  }
  least = reachPx;
  for (const arrow of scene.arrows) {
    const distance = arrow.record === undefined ? reach : distanceTo(arrow, x, y);
    if (distance < least) {
      [nearest, least] = [arrow, distance];
    }
  }
  return nearest;
}

function distanceTo({ x0, y0, x1, y1 }: Arrow, x: number, y: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const share = ((x - x0) * dx + (y - y0) * dy) / Math.max(1e-9, dx * dx + dy * dy);
  const at = Math.min(1, Math.max(0, share));
  return Math.hypot(x0 + dx * at - x, y0 + dy * at - y);
}

/** Whether a record is drawn while some kinds of messages are hidden. */
export function isSeen(records: TimelineRecords, row: number, hiddenKinds: ReadonlySet<Kind>): boolean {
  const isMessage = isArrow(records, row) || isSent(records, row);
  return isDrawn(records, row) && !(isMessage && hiddenKinds.has(KINDS[records.kind(row)] ?? "other"));
}

/** Whether a record is drawn as something that can be selected. */
export function isDrawn(records: TimelineRecords, row: number): boolean {
  return isArrow(records, row) || isSent(records, row) || markStyleOf(records.sort(row)) !== undefined;
}
