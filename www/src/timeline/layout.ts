// Where the timeline's lanes, header and axis stand, in CSS pixels of its own box. Pure arithmetic.

import type { TimeWindow } from "./window.ts";

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Where the lanes begin: above it stands what the messages are called. */
  readonly top: number;
  /** Where the lanes end: below it stands the axis. */
  readonly bottom: number;
  readonly spacing: number;
  readonly replicas: number;
  readonly clients: number;
  /** Lane names are written in few letters. */
  readonly brief: boolean;
  readonly markRadius: number;
}

export const AXIS_HEIGHT = 26;
const HEADER_HEIGHT = 62;
const MARK_RADIUS_MAX = 5.5;
const MARKS_BELOW = 16;
const NARROW_PX = 560;

export function layOutTimeline(
  width: number,
  height: number,
  replicas: number,
  clients: number,
): TimelineLayout {
  const lanes = Math.max(1, replicas + clients);
  const brief = width < NARROW_PX;
  const top = HEADER_HEIGHT;
  const bottom = height - AXIS_HEIGHT;
  // Marks of one moment stand one below the other, under the last lane too.
  const below = Math.min(MARKS_BELOW, (bottom - top) / lanes / 4);
  const spacing = Math.max(1, (bottom - top - below) / lanes);
  return {
    width,
    height,
    left: brief ? 34 : 84,
    right: width - (brief ? 6 : 12),
    top,
    bottom,
    spacing,
    replicas,
    clients,
    brief,
    markRadius: Math.min(MARK_RADIUS_MAX, Math.max(1.4, spacing * 0.11)),
  };
}

/** Clients stand above the replicas, as in the paper. */
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

export function xOf(layout: TimelineLayout, window: TimeWindow, atMs: number): number {
  return layout.left + ((atMs - window.fromMs) / window.spanMs) * (layout.right - layout.left);
}

export function timeAt(layout: TimelineLayout, window: TimeWindow, x: number): number {
  return window.fromMs + ((x - layout.left) / (layout.right - layout.left)) * window.spanMs;
}
