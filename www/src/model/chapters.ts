// Chapters of a scene: its captions, when they appear, and where the run waits for the reader.

import type { Scenario } from "../engine/engine.ts";

export type Chapter = Required<Scenario>["captions"][number];

/** The chapter at a time; undefined before the first. */
export function chapterAt(chapters: readonly Chapter[], nowMs: number): number | undefined {
  const index = chapters.findLastIndex((chapter) => chapter.atMs <= nowMs);
  return index < 0 ? undefined : index;
}

/** The chapters that have begun: a lesson that asks hides the later ones. */
export function begun(chapters: readonly Chapter[], nowMs: number): readonly Chapter[] {
  return chapters.filter(({ atMs }) => atMs <= nowMs);
}

/** The first time after one and up to another at which the run should wait. */
export function pauseBetween(
  chapters: readonly Chapter[],
  afterMs: number,
  untilMs: number,
): number | undefined {
  return chapters.find(({ pause, atMs }) => pause && atMs > afterMs && atMs <= untilMs)?.atMs;
}
