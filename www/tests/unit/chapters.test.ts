import { describe, expect, it } from "vitest";
import { type Chapter, chapterAt, pauseBetween, wayTo } from "../../src/chapters.ts";

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
      const way = wayTo(at, now);
      expect(Math.round(way * 1000) / 1000).toBe(way);
      expect(now + way).toBeGreaterThanOrEqual(at - 1e-9);
      expect(now + way).toBeLessThan(at + 0.002);
    }
    expect(wayTo(5, 9)).toBe(0);
  });
});
