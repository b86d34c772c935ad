// How wall time becomes virtual time. Pure: the page hands in what its animation frames measured.

/** The speeds that the slider offers, in virtual milliseconds per real millisecond: each about double the one before. */
const SPEEDS = [
  1 / 1000,
  1 / 500,
  1 / 200,
  1 / 100,
  1 / 50,
  1 / 20,
  1 / 10,
  1 / 5,
  1 / 2,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
] as const;
export const SPEED_MIN = SPEEDS[0];
export const SPEED_MAX = 100;
/** Slow motion: a message that takes 20 ms is on its way for about two seconds, so that an eye can follow it and read on. */
export const SPEED_DEFAULT = 1 / 100;
/** The last position of the speed slider. */
export const SPEED_STEPS: number = SPEEDS.length - 1;

/** A longer frame is a page that was asleep; the run must not leap by the time it slept. */
const FRAME_MS_MAX = 100;
/** How long a quiet stretch may last on the screen when nothing is on its way. */
const QUIET_WALL_MS = 700;
/** How long the way to the next occurrence takes on the screen after a single step. */
const STEP_WALL_MS = 260;

/** A legal speed for any number, and the default for what is none. */
export function legalSpeed(speed: number): number {
  return Number.isFinite(speed) && speed > 0
    ? Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed))
    : SPEED_DEFAULT;
}

/** The slider's position, 0 to SPEED_STEPS, for a speed: the nearest that it has. */
export function sliderOf(speed: number): number {
  const wanted = Math.log(legalSpeed(speed));
  const distances = SPEEDS.map((offered) => Math.abs(Math.log(offered) - wanted));
  return distances.indexOf(Math.min(...distances));
}

/** The speed at a position of the slider. */
export function speedOf(slider: number): number {
  return SPEEDS[slider] ?? SPEED_DEFAULT;
}

export interface Frame {
  /** Real milliseconds since the last frame. */
  readonly wallMs: number;
  readonly speed: number;
  /** Virtual milliseconds until the next occurrence; undefined when nothing is scheduled any more. */
  readonly untilNextMs: number | undefined;
  /** Whether anything is on its way that an eye could follow. */
  readonly quiet: boolean;
}

/** Virtual milliseconds to advance in this frame. Waiting is shown, but not at length: when nothing is on its way, time
 *  runs faster, so that the next occurrence comes within QUIET_WALL_MS. */
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

/** So that a stretch that shrinks with each frame ends. */
const MIN_STRIDE_MS = 0.05;

/** The share of the way to the next occurrence that a single step has glided over, 0 to 1. */
export function stepShare(wallMs: number): number {
  return Math.min(1, Math.max(0, wallMs / STEP_WALL_MS));
}

/** A step that is being glided towards: when that began, and from which moment to which. */
export interface Stride {
  readonly sinceMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Virtual milliseconds to advance in this frame, in whole microseconds; undefined once only the step itself is left. */
export function strideOn(
  { sinceMs, fromMs, toMs }: Stride,
  nowMs: number,
  wallMs: number,
): number | undefined {
  const share = stepShare(wallMs - sinceMs);
  const wanted = fromMs + (toMs - fromMs) * share * 0.999;
  return share < 1 ? Math.floor((wanted - nowMs) * 1000) / 1000 : undefined;
}
