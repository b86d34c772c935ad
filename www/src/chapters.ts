// The captions of a scene: what a reader is told at which moment, and where the run waits for the reader.

import type { Scenario } from "./engine.ts";

export type Chapter = Required<Scenario>["captions"][number];

/** The chapter that a moment belongs to; undefined before the first. */
export function chapterAt(chapters: readonly Chapter[], nowMs: number): number | undefined {
  const index = chapters.findLastIndex((chapter) => chapter.atMs <= nowMs);
  return index < 0 ? undefined : index;
}

/** The next moment after one and up to another at which the run is to wait. */
export function pauseBetween(
  chapters: readonly Chapter[],
  afterMs: number,
  untilMs: number,
): number | undefined {
  return chapters.find(({ pause, atMs }) => pause && atMs > afterMs && atMs <= untilMs)?.atMs;
}

/** Virtual time from one moment to another, in whole microseconds: never so little that the moment is not reached. */
export function wayTo(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) * 1000 - ROUNDING) / 1000);
}

/** A difference of two times may be this much off a whole microsecond. */
const ROUNDING = 1e-3;
