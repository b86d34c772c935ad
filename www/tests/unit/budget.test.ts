import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadEngine, Simulation } from "./wasm.ts";

// The time limit of a call, with a clock that only a script advances.

beforeAll(loadEngine);

describe("the real time that a call takes", () => {
  const SCRIPT_MS = 300;
  let clockMs: number;

  beforeEach(() => {
    clockMs = 0;
    vi.stubGlobal("performance", { now: () => clockMs });
  });
  afterEach(() => vi.unstubAllGlobals());

  /** A run in which replica 1 follows a script that takes long. */
  function slow(spacing: number) {
    const run = new Simulation({ cluster: { seed: "7", crypto: "symbolic" } });
    run.keepHistory({ spacing });
    run.script(1, () => {
      clockMs += SCRIPT_MS;
    });
    run.command({ do: "behave", replica: 1, strategy: { name: "script" } });
    run.command({ do: "submit", client: 0, operation: "put x 1" });
    clockMs = 0;
    return run;
  }

  for (const spacing of [1, 2, 15, 16, 1024]) {
    it(`exceeds its budget by one step of a slow script at most, with a snapshot each ${spacing} steps`, () => {
      const run = slow(spacing);
      for (const call of [
        () => run.advance(60_000, 15),
        () => run.runUntil({ viewAtLeast: 99 }, 60_000, 15),
        () => run.seek(run.stepCount + 1000, 15),
      ]) {
        const beforeMs = clockMs;
        expect(call().stopped).toBe("wall-time");
        expect(clockMs - beforeMs).toBe(SCRIPT_MS);
      }
      run.free();
    });
  }

  it("has no bound for a seek unless it is said", () => {
    const run = slow(1);
    expect(run.seek(20).stopped).toBe("steps");
    expect(run.stepCount).toBe(20);
    expect(clockMs).toBeGreaterThan(SCRIPT_MS);
    run.free();
  });
});
