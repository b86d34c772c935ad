import { describe, expect, it } from "vitest";
import {
  legalSpeed,
  SPEED_DEFAULT,
  SPEED_MAX,
  SPEED_MIN,
  SPEED_STEPS,
  sliderOf,
  speedOf,
} from "../../src/model/speed.ts";
import { advanceBy, Playback, type Played, stepShare } from "../../src/run/playback.ts";

describe("the speed", () => {
  it("is kept within its bounds, and is the default for what is no number", () => {
    expect(legalSpeed(1e9)).toBe(SPEED_MAX);
    expect(legalSpeed(1e-9)).toBe(SPEED_MIN);
    expect(legalSpeed(Number.NaN)).toBe(SPEED_DEFAULT);
    expect(legalSpeed(-1)).toBe(SPEED_DEFAULT);
  });

  it("survives the way to the slider and back", () => {
    for (let slider = 0; slider <= SPEED_STEPS; slider += 1) {
      expect(sliderOf(speedOf(slider))).toBe(slider);
    }
  });

  it("shows the nearest notch for a speed between two", () => {
    expect(sliderOf(0.9)).toBe(sliderOf(1));
    expect(sliderOf(1e9)).toBe(SPEED_STEPS);
  });

  it("reaches both ends of the slider and real time on the way", () => {
    expect(speedOf(0)).toBe(SPEED_MIN);
    expect(speedOf(SPEED_STEPS)).toBe(SPEED_MAX);
    expect(speedOf(sliderOf(1))).toBe(1);
  });

  it("rises with the slider, and by no more than three times at a notch", () => {
    for (let slider = 1; slider <= SPEED_STEPS; slider += 1) {
      expect(speedOf(slider)).toBeGreaterThan(speedOf(slider - 1));
      expect(speedOf(slider)).toBeLessThanOrEqual(3 * speedOf(slider - 1));
    }
  });
});

describe("a frame", () => {
  it("takes the time of the wall times the speed", () => {
    expect(advanceBy({ wallMs: 16, speed: 0.5, untilNextMs: 4, quiet: false })).toBe(8);
  });

  it("does not make up for a page that slept", () => {
    expect(advanceBy({ wallMs: 3_600_000, speed: 1, untilNextMs: 4, quiet: false })).toBe(100);
  });

  it("never goes backwards", () => {
    expect(advanceBy({ wallMs: -5, speed: 1, untilNextMs: 4, quiet: false })).toBe(0);
  });

  it("passes a quiet second of virtual time in about a second, even in slow motion", () => {
    let left = 1000;
    let wall = 0;
    while (left > 0 && wall < 60_000) {
      left -= advanceBy({ wallMs: 16, speed: 0.01, untilNextMs: left, quiet: true });
      wall += 16;
    }
    expect(wall).toBeGreaterThan(500);
    expect(wall).toBeLessThan(10_000);
  });

  it("does not leap over the next occurrence in a quiet stretch", () => {
    expect(advanceBy({ wallMs: 16, speed: 0.01, untilNextMs: 0.2, quiet: true })).toBeLessThanOrEqual(0.2);
  });
});

describe("a single step", () => {
  it("glides from the beginning to the end of its way", () => {
    expect(stepShare(0)).toBe(0);
    expect(stepShare(1e6)).toBe(1);
    expect(stepShare(100)).toBeGreaterThan(0);
    expect(stepShare(100)).toBeLessThan(1);
  });
});

describe("the frames of a run", () => {
  const run = (some: Partial<Played> = {}): Played => ({
    playing: true,
    nowMs: 10,
    nextMs: 20,
    packets: { count: 1 },
    chapters: [],
    ...some,
  });

  it("ask for nothing in the first one, and after a pause of the frames", () => {
    const playback = new Playback();
    playback.speed = 1;
    expect([playback.frame(1000, run()), playback.frame(1005, run())]).toEqual([0, 5]);
    playback.rest();
    expect([playback.frame(9000, run()), playback.frame(9002, run())]).toEqual([0, 2]);
  });

  it("request nothing while the run is paused", () => {
    const playback = new Playback();
    expect([1000, 1010].map((wallMs) => playback.frame(wallMs, run({ playing: false })))).toEqual([0, 0]);
  });

  it("end at a pause of the scene, unless no reader could resume the run", () => {
    const chapters = [{ atMs: 12, text: { en: "" }, pause: true }];
    const playback = new Playback();
    playback.speed = 1;
    playback.frame(1000, run({ chapters }));
    expect(playback.frame(1005, run({ chapters }))).toBe(2);
    expect(playback.waitsBetween(chapters, 10, 12)).toBe(true);
    playback.waits = false;
    expect(playback.frame(1010, run({ chapters }))).toBe(5);
    expect(playback.waitsBetween(chapters, 10, 12)).toBe(false);
  });

  it("glide to a single step, and take it at the end", () => {
    const playback = new Playback();
    playback.glide({ sinceMs: 1000, fromMs: 10, toMs: 20 });
    const half = playback.frame(1130, run({ playing: false }));
    expect(half).toBeGreaterThan(4);
    expect(half).toBeLessThan(6);
    expect([playback.frame(2000, run({ playing: false })), playback.glides]).toEqual(["step", false]);
  });
});
