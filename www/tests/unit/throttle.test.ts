import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Throttle } from "../../src/ui/throttle.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("acts at once, and then once more for all requests that came within the interval", () => {
  const act = vi.fn();
  const throttle = new Throttle(act, () => 2000);
  throttle.request();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(500);
  throttle.request();
  throttle.request();
  expect(act).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1500);
  expect(act).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(2);
});

it("a request that waits is done by the next action, and can be dropped", () => {
  const act = vi.fn();
  const throttle = new Throttle(act, () => 2000);
  throttle.request();
  throttle.request();
  throttle.now();
  expect(act).toHaveBeenCalledTimes(2);
  throttle.request();
  throttle.cancel();
  vi.advanceTimersByTime(10_000);
  expect(act).toHaveBeenCalledTimes(2);
});
