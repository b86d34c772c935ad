// The captions of a scene: what a reader is told at which moment, and where the run waits for the reader.

import type { Scenario } from "../engine/engine.ts";
import { advanceBy, SPEED_DEFAULT } from "../run/playback.ts";
import type { Language } from "../text/catalogue.ts";
import { visible } from "../text/format.ts";

export type Chapter = Required<Scenario>["captions"][number];

/** What a chapter says in the reader's language. Its scene may be anybody's file. */
export function captionOf(chapter: Chapter | undefined, language: Language): string {
  return visible(chapter?.text[language] ?? chapter?.text.en ?? "");
}

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

/** Where a run that plays stands. */
export interface Playing {
  readonly wallMs: number;
  readonly nowMs: number;
  /** When the next occurrence is due; undefined when nothing is scheduled any more. */
  readonly nextMs: number | undefined;
  readonly speed: number;
  readonly quiet: boolean;
}

/** Virtual time for so much real time. A scene goes on to its last word although nothing may happen any more. */
export function dueIn(playing: Playing, chapters: readonly Chapter[]): number {
  const { wallMs, nowMs, speed, quiet } = playing;
  const nextMs = playing.nextMs ?? chapters.find(({ atMs }) => atMs > nowMs)?.atMs;
  if (nextMs === undefined) {
    return 0;
  }
  const due = advanceBy({ wallMs, speed, untilNextMs: Math.max(0, nextMs - nowMs), quiet });
  return Math.min(due, readablePart(playing, chapters));
}

// So much virtual time at most, for the chapter of this moment to be read before the next one takes its place. Whoever runs faster
// than usual reads faster; where the run waits, there is time enough.
function readablePart({ nowMs, wallMs, speed }: Playing, chapters: readonly Chapter[]): number {
  const index = chapterAt(chapters, nowMs);
  const [chapter, next] = index === undefined ? [] : [chapters[index], chapters[index + 1]];
  if (!chapter || !next || chapter.pause) {
    return Number.POSITIVE_INFINITY;
  }
  const readingMs = (chapter.text.en.length * LETTER_MS * SPEED_DEFAULT) / speed;
  return Math.max(ROUNDING, ((next.atMs - chapter.atMs) * wallMs) / readingMs);
}

/** So long takes a letter of English to be read, by somebody who looks at the picture too. */
const LETTER_MS = 30;

/** Virtual time from one moment to another, in whole microseconds: never so little that the moment is not reached. */
export function wayTo(atMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((atMs - nowMs) * 1000 - ROUNDING) / 1000);
}

/** A difference of two times may be this much off a whole microsecond; less than one is no time at all. */
const ROUNDING = 1e-3;
