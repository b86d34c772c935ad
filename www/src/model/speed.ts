// Playback speed: virtual milliseconds per real millisecond, and the steps of its slider.

/** The speeds of the slider, in virtual milliseconds per real millisecond. Each is about double the one before. */
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
/** Slow motion: a message that takes 20 ms is in transit for about two real seconds, so that a reader can follow it. */
export const SPEED_DEFAULT = 1 / 100;
/** The last position of the speed slider. */
export const SPEED_STEPS: number = SPEEDS.length - 1;

/** A valid speed for any number; the default if it is not a valid number. */
export function legalSpeed(speed: number): number {
  return Number.isFinite(speed) && speed > 0
    ? Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed))
    : SPEED_DEFAULT;
}

/** The nearest position of the slider for a speed, from 0 to SPEED_STEPS. */
export function sliderOf(speed: number): number {
  const wanted = Math.log(legalSpeed(speed));
  const distances = SPEEDS.map((offered) => Math.abs(Math.log(offered) - wanted));
  return distances.indexOf(Math.min(...distances));
}

/** The speed at a position of the slider. */
export function speedOf(slider: number): number {
  return SPEEDS[slider] ?? SPEED_DEFAULT;
}
