// Layout of the timeline's lanes, header and axis, in CSS pixels of its box. Pure arithmetic.

import type { TimeWindow } from "./window.ts";

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  /** Whether flags are above the names of the steps. */
  readonly flagged: boolean;
  readonly left: number;
  readonly right: number;
  /** The top of the lanes, below the names of the steps. */
  readonly top: number;
  /** The bottom of the lanes, above the axis. */
  readonly bottom: number;
  readonly spacing: number;
  readonly replicas: number;
  readonly clients: number;
  /** Whether lane names are short. */
  readonly brief: boolean;
  readonly markRadius: number;
  /** Rows of names above the lanes. */
  readonly phaseRows: number;
  /** The top of the first row. */
  readonly phaseTop: number;
}

export const AXIS_HEIGHT = 26;
/** Room for the names of the phases above the lanes: for three rows of them, or for two or one in a low box. */
const HEADER_HEIGHT = { tall: 62, low: 44, lowest: 28 };
const PHASE_ROWS = { tall: 3, low: 2, lowest: 1 };
/** Room for the head of the line of the current time, or for the flags of the chapters. */
const PHASE_TOP = { plain: 12, flagged: 20 };
const LOW_PX = 260;
/** In a lower box than this the lanes need the room of a row. */
const LOWEST_PX = 150;
const MARK_RADIUS_MAX = 5.5;
const MARKS_BELOW = 16;
const NARROW_PX = 560;

export function layOutTimeline(
  width: number,
  height: number,
  replicas: number,
  clients: number,
  flagged = false,
): TimelineLayout {
  const lanes = Math.max(1, replicas + clients);
  const brief = width < NARROW_PX;
  const room = height < LOWEST_PX ? "lowest" : height < LOW_PX ? "low" : "tall";
  const phaseTop = PHASE_TOP[flagged ? "flagged" : "plain"];
  const top = HEADER_HEIGHT[room] + phaseTop - PHASE_TOP.plain;
  const bottom = height - AXIS_HEIGHT;
  // Marks of one time are below each other, also under the last lane.
  const below = Math.min(MARKS_BELOW, (bottom - top) / lanes / 4);
  const spacing = Math.max(1, (bottom - top - below) / lanes);
  return {
    width,
    height,
    flagged,
    phaseTop,
    left: brief ? 34 : 84,
    right: width - (brief ? 6 : 12),
    top,
    bottom,
    spacing,
    replicas,
    clients,
    brief,
    phaseRows: PHASE_ROWS[room],
    markRadius: Math.min(MARK_RADIUS_MAX, Math.max(1.4, spacing * 0.11)),
  };
}

/** Clients are above the replicas, as in the paper. */
export function laneOf(layout: TimelineLayout, node: number): number {
  return node >= layout.replicas ? node - layout.replicas : layout.clients + node;
}

/** The node of a lane. */
export function nodeAt(layout: TimelineLayout, lane: number): number {
  return lane < layout.clients ? layout.replicas + lane : lane - layout.clients;
}

export function laneY(layout: TimelineLayout, lane: number): number {
  return layout.top + (lane + 0.5) * layout.spacing;
}

/** The minimum distance between two names. */
const NAME_HEIGHT = 13;

/** The lanes whose names fit. If lanes are close, every fifth, tenth, ... client and replica has its name. */
export function namedLanes(layout: TimelineLayout): number[] {
  const { clients, replicas, spacing } = layout;
  const every = [1, 2, 5, 10, 20, 50].find((step) => step * spacing >= NAME_HEIGHT) ?? 100;
  const named = (from: number, count: number) =>
    Array.from({ length: Math.ceil(count / every) }, (_, place) => from + place * every);
  const isApart = (lane: number, other: number | undefined) =>
    other === undefined || Math.abs(lane - other) * spacing >= NAME_HEIGHT;
  const first = named(0, clients);
  // Between the two groups, the only client keeps its name; of several, the last one loses it.
  const kept = first.filter((lane) => lane === 0 || replicas === 0 || isApart(lane, clients));
  return [...kept, ...named(clients, replicas).filter((lane) => isApart(lane, kept.at(-1)))];
}

export function xOf(layout: TimelineLayout, window: TimeWindow, atMs: number): number {
  return layout.left + ((atMs - window.fromMs) / window.spanMs) * (layout.right - layout.left);
}

export function timeAt(layout: TimelineLayout, window: TimeWindow, x: number): number {
  return window.fromMs + ((x - layout.left) / (layout.right - layout.left)) * window.spanMs;
}
