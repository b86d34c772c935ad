// Playback: conversion of real time to virtual time. The page passes the times of its animation frames.

import { durationUntil, ROUNDING } from "../engine/time.ts";
import { type Chapter, chapterAt, pauseBetween } from "../model/chapters.ts";
import { SPEED_DEFAULT } from "../model/speed.ts";

/** A longer frame means that the page was suspended. The run must not jump by that time. */
const FRAME_MS_MAX = 100;
/** The maximum real time to the next occurrence while no messages are in transit. */
const QUIET_WALL_MS = 700;
/** The real time that a single step takes to the next occurrence. */
const STEP_WALL_MS = 260;

/** The state of a run that its playback depends on. */
export interface Played {
  readonly playing: boolean;
  readonly nowMs: number;
  readonly nextMs: number | undefined;
  readonly packets: { readonly count: number };
  readonly chapters: readonly Chapter[];
}

export class Playback {
  speed = SPEED_DEFAULT;
  /** Whether the run waits where its scene says so. It does not if no reader could continue it. */
  waits = true;
  #lastFrameMs: number | undefined;
  #stride: Stride | undefined;

  /** Whether a single step is in progress. */
  get glides(): boolean {
    return this.#stride !== undefined;
  }

  /** Starts a single step, in which the messages glide to their places. */
  glide(stride: Stride): void {
    this.#stride = stride;
  }

  halt(): void {
    this.#stride = undefined;
  }

  /** Resets the clock after a pause of the animation frames, so that it is not made up for. */
  rest(): void {
    this.#lastFrameMs = undefined;
  }

  /** The request for a frame: milliseconds of virtual time, possibly 0, or one step. */
  frame(wallMs: number, run: Played): number | "step" {
    const since = wallMs - (this.#lastFrameMs ?? wallMs);
    this.#lastFrameMs = wallMs;
    if (this.#stride) {
      return this.#glideOn(this.#stride, run.nowMs, wallMs);
    }
    return run.playing ? this.#playOn(since, run) : 0;
  }

  /** Whether the run waits at a time within this interval. */
  waitsBetween(chapters: readonly Chapter[], afterMs: number, untilMs: number): boolean {
    return this.waits && pauseBetween(chapters, afterMs, untilMs) !== undefined;
  }

  // Advances to just before the next occurrence, which is then one step of the engine.
  #glideOn(stride: Stride, nowMs: number, wallMs: number): number | "step" {
    const ms = strideOn(stride, nowMs, wallMs);
    if (ms === undefined) {
      this.#stride = undefined;
      return "step";
    }
    return ms;
  }

  #playOn(wallMs: number, { nowMs, nextMs, packets, chapters }: Played): number {
    const stops = this.waits ? chapters : [];
    const ms = dueIn({ wallMs, nowMs, nextMs, speed: this.speed, quiet: packets.count === 0 }, stops);
    const stop = ms > 0 ? pauseBetween(stops, nowMs, nowMs + ms) : undefined;
    return stop === undefined ? ms : durationUntil(stop, nowMs);
  }
}

export interface Frame {
  /** Real milliseconds since the last frame. */
  readonly wallMs: number;
  readonly speed: number;
  /** Virtual milliseconds to the next occurrence; undefined if nothing is scheduled. */
  readonly untilNextMs: number | undefined;
  /** Whether no message is in transit that a reader could follow. */
  readonly quiet: boolean;
}

/**
 * Virtual milliseconds to advance in this frame. Waiting is shown, but not at length: if no message is in transit, time runs
 * faster, so that the next occurrence comes within QUIET_WALL_MS.
 */
export function advanceBy(frame: Frame): number {
  const wall = Math.min(FRAME_MS_MAX, Math.max(0, frame.wallMs));
  const usual = wall * frame.speed;
  if (!frame.quiet || frame.untilNextMs === undefined) {
    return usual;
  }
  return Math.max(
    usual,
    Math.min(frame.untilNextMs, (frame.untilNextMs * wall) / QUIET_WALL_MS + MIN_STRIDE_MS),
  );
}

/** The minimum step, so that an interval that shrinks with each frame ends. */
const MIN_STRIDE_MS = 0.05;

/** The completed share of a single step's animation, from 0 to 1. */
export function stepShare(wallMs: number): number {
  return Math.min(1, Math.max(0, wallMs / STEP_WALL_MS));
}

/** A single step in progress: when it began, and its first and last virtual time. */
export interface Stride {
  readonly sinceMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Virtual milliseconds to advance in this frame, in whole microseconds; undefined if only the step itself is left. */
export function strideOn(
  { sinceMs, fromMs, toMs }: Stride,
  nowMs: number,
  wallMs: number,
): number | undefined {
  const share = stepShare(wallMs - sinceMs);
  const wanted = fromMs + (toMs - fromMs) * share * 0.999;
  return share < 1 ? Math.floor((wanted - nowMs) * 1000) / 1000 : undefined;
}

/** The position of a run that plays. */
export interface Playing {
  readonly wallMs: number;
  readonly nowMs: number;
  /** The time of the next occurrence; undefined if nothing is scheduled. */
  readonly nextMs: number | undefined;
  readonly speed: number;
  readonly quiet: boolean;
}

/** The virtual time for this much real time. A scene continues to its last caption, even if nothing happens any more. */
export function dueIn(playing: Playing, chapters: readonly Chapter[]): number {
  const { wallMs, nowMs, speed, quiet } = playing;
  const nextMs = playing.nextMs ?? chapters.find(({ atMs }) => atMs > nowMs)?.atMs;
  if (nextMs === undefined) {
    return 0;
  }
  const due = advanceBy({ wallMs, speed, untilNextMs: Math.max(0, nextMs - nowMs), quiet });
  return Math.min(due, readablePart(playing, chapters));
}

// The maximum virtual time to the next chapter, so that the current one can be read. At a higher speed the reader is assumed to
// read faster. Where the run waits, there is no limit.
function readablePart({ nowMs, wallMs, speed }: Playing, chapters: readonly Chapter[]): number {
  const index = chapterAt(chapters, nowMs);
  const [chapter, next] = index === undefined ? [] : [chapters[index], chapters[index + 1]];
  if (!chapter || !next || chapter.pause) {
    return Number.POSITIVE_INFINITY;
  }
  const readingMs = (chapter.text.en.length * LETTER_MS * SPEED_DEFAULT) / speed;
  return Math.max(ROUNDING, ((next.atMs - chapter.atMs) * wallMs) / readingMs);
}

/** Reading time per English character, while also watching the stage. */
const LETTER_MS = 30;
