// Flags of the timeline: the chapters of the scene and the forks of the branches, as plain data. Pure arithmetic.

import type { Fork } from "../model/branches.ts";
import { type Chapter, chapterAt } from "../model/chapters.ts";
import { type TimelineLayout, xOf } from "./layout.ts";
import type { TimeWindow } from "./window.ts";

export interface Flag {
  readonly atMs: number;
  /** The number of the chapter. */
  readonly number: number;
  /** `now`: the last chapter that has begun. */
  readonly state: "past" | "now" | "later";
}

export interface PlacedFlag extends Flag {
  /** The position of its pole. */
  readonly x: number;
  /** The length of the pennant without its tip. */
  readonly length: number;
  /** Whether there is room for the pennant. */
  readonly shown: boolean;
}

export interface PlacedFork extends Fork {
  readonly x: number;
}

/** The flags of the chapters at a time. */
export function flagsAt(chapters: readonly Chapter[], nowMs: number): Flag[] {
  const now = chapterAt(chapters, nowMs) ?? -1;
  return chapters.map(({ atMs }, index) => ({
    atMs,
    number: index + 1,
    state: index === now ? "now" : index < now ? "past" : "later",
  }));
}

interface Placing {
  readonly layout: TimelineLayout;
  readonly window: TimeWindow;
}

/** The room of a pennant: its number, and its tip. */
const DIGIT_PX = 7.5;
const AROUND_PX = 7;
const APART_PX = 8;

/** The flags in the window, in the order of drawing. The one of this moment always has its pennant. */
export function flagsOf({ layout, window, flags }: Placing & { flags: readonly Flag[] }): PlacedFlag[] {
  const placed = flags
    .map((flag) => ({ ...flag, x: xOf(layout, window, flag.atMs), length: lengthOf(flag) }))
    .filter(({ x, length }) => x + length > layout.left && x < layout.right);
  const now = placed.find(({ state }) => state === "now");
  let free = Number.NEGATIVE_INFINITY;
  return placed
    .map((flag) => {
      const isApart =
        !now || flag.x >= now.x + now.length + APART_PX || flag.x + flag.length + APART_PX <= now.x;
      const shown = flag === now || (isApart && flag.x >= free);
      free = shown ? flag.x + flag.length + APART_PX : free;
      return { ...flag, shown };
    })
    .sort((a, b) => Number(a === now) - Number(b === now));
}

function lengthOf({ number }: Flag): number {
  return AROUND_PX + DIGIT_PX * String(number).length;
}

/** The forks in the window; of several at one time the first. */
export function forksAt({ layout, window, forks }: Placing & { forks: readonly Fork[] }): PlacedFork[] {
  const placed: PlacedFork[] = [];
  for (const fork of forks) {
    const x = xOf(layout, window, fork.atMs);
    const isFirst = placed.every((other) => Math.abs(other.x - x) >= 1);
    if (isFirst && x >= layout.left && x <= layout.right) {
      placed.push({ ...fork, x });
    }
  }
  return placed;
}
