import { describe, expect, it } from "vitest";
import { type Frames, PaintThrottle } from "../../src/ui/paint-throttle.ts";

/** Frames that come when the test says so, 16 ms apart; one in which something was painted takes as long as that costs. */
function screen(costMs: number) {
  const waiting = new Map<number, (atMs: number) => void>();
  let asked = 0;
  let nowMs = 0;
  const painted: number[] = [];
  const frames: Frames = {
    request: (call) => {
      asked += 1;
      waiting.set(asked, call);
      return asked;
    },
    cancel: (frame) => waiting.delete(frame),
  };
  const throttle = new PaintThrottle(() => painted.push(nowMs), frames);
  const frame = () => {
    const before = painted.length;
    const calls = [...waiting.values()];
    waiting.clear();
    for (const call of calls) {
      call(nowMs);
    }
    nowMs += painted.length > before ? Math.max(16, costMs) : 16;
  };
  const goOn = (count: number) => {
    for (let turn = 0; turn < count; turn += 1) {
      throttle.news();
      frame();
    }
  };
  const sleep = (ms: number) => {
    nowMs += ms;
  };
  return { throttle, frame, painted, goOn, sleep, idle: () => waiting.size === 0 };
}

describe("the pace of a picture", () => {
  it("keeps up with the run in each frame where painting fits into one", () => {
    const { painted, goOn } = screen(5);
    goOn(5);
    expect(painted).toEqual([0, 16, 32, 48, 64]);
  });

  it("takes a fifth of the time where painting takes longer than a frame", () => {
    const { painted, goOn } = screen(100);
    goOn(200);
    const gaps = painted.slice(1).map((atMs, index) => atMs - (painted[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...gaps)).toBeLessThan(532);
  });

  it("shows the last news when no more come, and then asks for no more frames", () => {
    const { throttle, frame, painted, goOn, idle } = screen(100);
    goOn(20);
    const before = painted.length;
    throttle.news();
    for (let count = 0; count < 50; count += 1) {
      frame();
    }
    expect([painted.length, idle()]).toEqual([before + 1, true]);
  });

  it("is not held up by a page that was asleep", () => {
    const { frame, painted, goOn, sleep } = screen(5);
    goOn(1);
    sleep(600_000);
    frame();
    const before = painted.length;
    goOn(150);
    expect(painted.length - before).toBeGreaterThan(10);
  });

  it("never lets its reader wait", () => {
    const { throttle, frame, painted, goOn } = screen(100);
    goOn(20);
    const before = painted.length;
    for (let count = 0; count < 3; count += 1) {
      throttle.soon();
      frame();
    }
    expect(painted.length).toBe(before + 3);
  });

  it("paints nothing any more after it was laid to rest", () => {
    const { throttle, frame, painted } = screen(5);
    throttle.soon();
    throttle.rest();
    frame();
    expect(painted).toEqual([]);
  });
});
