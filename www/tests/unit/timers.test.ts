import { describe, expect, it } from "vitest";
import { millisecondsLeft, shareLeft } from "../../src/model/timers.ts";
import type { TimerModel } from "../../src/model/view-model.ts";

const TIMER: TimerModel = { name: "request", sinceMs: 100, deadlineMs: 300, running: true };

describe("a timer", () => {
  it("is whole when it was just set, and gone when it runs out", () => {
    expect(shareLeft(TIMER, 100)).toBe(1);
    expect(shareLeft(TIMER, 150)).toBe(0.75);
    expect(shareLeft(TIMER, 300)).toBe(0);
  });

  it("stays between whole and gone, whatever the clock says", () => {
    expect(shareLeft(TIMER, 50)).toBe(1);
    expect(shareLeft(TIMER, 1000)).toBe(0);
    expect(shareLeft({ ...TIMER, deadlineMs: 100 }, 100)).toBe(0);
  });

  it("is whole to its end when its start is unknown", () => {
    expect(shareLeft({ ...TIMER, sinceMs: undefined }, 299)).toBe(1);
  });

  it("shows whole milliseconds, and none below zero", () => {
    expect(millisecondsLeft(300, 299.2)).toBe(1);
    expect(millisecondsLeft(300, 300)).toBe(0);
    expect(millisecondsLeft(300, 500)).toBe(0);
  });
});
