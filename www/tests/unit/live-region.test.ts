import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LiveRegion } from "../../src/text/live-region.ts";

let spoken: string[];
let voice: LiveRegion;

beforeEach(() => {
  vi.useFakeTimers();
  spoken = [];
  voice = new LiveRegion((text) => spoken.push(text));
});

afterEach(() => {
  vi.useRealTimers();
});

it("says the first sentence at once", () => {
  voice.hear("one", true);
  expect(spoken).toEqual(["one"]);
});

it("says only the latest of what comes while it speaks", () => {
  for (const text of ["one", "two", "three"]) {
    voice.hear(text, true);
    vi.advanceTimersByTime(100);
  }
  expect(spoken).toEqual(["one"]);
  vi.advanceTimersByTime(10_000);
  expect(spoken).toEqual(["one", "three"]);
});

it("is limited, however fast the run plays", () => {
  for (let sentence = 0; sentence < 600; sentence += 1) {
    voice.hear(`sentence ${sentence}`, true);
    vi.advanceTimersByTime(100);
  }
  expect(spoken.length).toBeLessThanOrEqual(11);
});

it("says each sentence at once while the reader steps", () => {
  voice.hear("one", true);
  voice.hear("two", false);
  voice.hear("three", false);
  expect(spoken).toEqual(["one", "two", "three"]);
});

it("does not repeat itself, nor say what was taken back", () => {
  voice.hear("one", true);
  voice.hear("two", true);
  voice.hear("one", true);
  vi.advanceTimersByTime(10_000);
  expect(spoken).toEqual(["one"]);
  voice.hear("two", true);
  voice.hush();
  vi.advanceTimersByTime(10_000);
  expect(spoken).toEqual(["one", "two"]);
});

it("says what its chapter is once, before the sentence", () => {
  voice.hear("one", false, "Chapter 1.");
  voice.hear("two", false, "Chapter 1.");
  voice.hear("two", false, "Chapter 2.");
  voice.hear("three", false, "");
  expect(spoken).toEqual(["Chapter 1. one", "two", "Chapter 2. two", "three"]);
});

it("leaves no chapter out that began while it spoke", () => {
  voice.hear("one", true, "Chapter 1.");
  voice.hear("two", true, "Chapter 2.");
  voice.hear("three", true, "Chapter 2.");
  vi.advanceTimersByTime(10_000);
  expect(spoken).toEqual(["Chapter 1. one", "Chapter 2. three"]);
});
