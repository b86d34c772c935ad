import { describe, expect, it } from "vitest";
import { durationUntil } from "../../src/engine/time.ts";
import { type Chapter, chapterAt, pauseBetween } from "../../src/model/chapters.ts";
import { SPEED_DEFAULT } from "../../src/model/speed.ts";
import { dueIn } from "../../src/run/playback.ts";

const chapter = (atMs: number, pause = false): Chapter => ({ atMs, pause, text: { en: `at ${atMs}` } });
const CHAPTERS = [chapter(5), chapter(200, true), chapter(230), chapter(480, true)];

describe("the chapters of a scene", () => {
  it("begin at their time and last until the next", () => {
    expect(chapterAt(CHAPTERS, 4.999)).toBeUndefined();
    expect(chapterAt(CHAPTERS, 5)).toBe(0);
    expect(chapterAt(CHAPTERS, 229.999)).toBe(1);
    expect(chapterAt(CHAPTERS, 9999)).toBe(3);
    expect(chapterAt([], 0)).toBeUndefined();
  });

  it("make the run wait at their pause points, once", () => {
    expect(pauseBetween(CHAPTERS, 0, 199.999)).toBeUndefined();
    expect(pauseBetween(CHAPTERS, 190, 200)).toBe(200);
    expect(pauseBetween(CHAPTERS, 200, 479)).toBeUndefined();
    expect(pauseBetween(CHAPTERS, 0, 1000)).toBe(200);
  });

  it("are reached exactly, in whole microseconds", () => {
    for (const [at, now] of [
      [480, 472.57],
      [0.3, 0.1],
      [593, 592.824],
      [250, 249.9999],
    ] as const) {
      const way = durationUntil(at, now);
      expect(Math.round(way * 1000) / 1000).toBe(way);
      expect(now + way).toBeGreaterThanOrEqual(at - 1e-9);
      expect(now + way).toBeLessThan(at + 0.002);
    }
    expect(durationUntil(5, 9)).toBe(0);
  });

  const playing = { wallMs: 16, nowMs: 5, nextMs: 6, speed: SPEED_DEFAULT, quiet: false };

  it("are shown long enough to be read before the next one, however near that is", () => {
    const text = { en: "a".repeat(100) };
    const near = [
      { atMs: 5, text },
      { atMs: 6, text },
    ].map((one) => ({ ...one, pause: false }));
    const frames = 1 / dueIn(playing, near);
    expect((frames * playing.wallMs) / 1000).toBeCloseTo(3);
    // At a higher speed a reader reads faster, and at a pause there is enough time.
    expect(dueIn({ ...playing, speed: 10 * SPEED_DEFAULT }, near)).toBeCloseTo(10 * dueIn(playing, near));
    expect(dueIn(playing, [{ atMs: 5, text, pause: true }, chapter(6)])).toBeCloseTo(0.16);
    // It only ever slows down.
    expect(dueIn(playing, CHAPTERS)).toBeCloseTo(0.16);
  });

  it("are shown to the last although the run is idle", () => {
    const idle = { ...playing, nowMs: 300, nextMs: undefined, quiet: true };
    expect(dueIn(idle, CHAPTERS)).toBeGreaterThan(0);
    expect(dueIn({ ...idle, nowMs: 480 }, CHAPTERS)).toBe(0);
  });
});
