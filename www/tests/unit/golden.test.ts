// The golden digests in the engine as it is published: optimised WebAssembly. tests/golden.rs compares them natively, and
// tests/web_golden.rs without optimisation in browsers.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { loadEngine, Simulation } from "./wasm.ts";

const GOLDEN = join(import.meta.dirname, "../../../tests/golden");
const RUNS = readFileSync(join(GOLDEN, "runs.rs"), "utf8");

beforeAll(loadEngine);

/** More than any of the runs has. */
const STEPS_MAX = 2_000_000;

interface Run {
  readonly name: string;
  readonly forMs: number;
  readonly scenario: string;
}

/** The runs that tests/golden/runs.rs lists by their scenarios, and every scene of the catalog. */
function allRuns(): Run[] {
  const listed = RUNS.matchAll(
    /name: "([\w-]+)",\s+for_ms: ([\d_]+),\s+scenario: Cow::Borrowed\(\s*r#"([^#]*)"#/g,
  );
  const own = [...listed].map(([, name = "", forMs = "", scenario = ""]) => ({
    name,
    forMs: milliseconds(forMs),
    scenario,
  }));
  const forMs = milliseconds(/SCENES_FOR_MS: u64 = ([\d_]+)/.exec(RUNS)?.[1] ?? "");
  // The two runs of each question are no scenes.
  const scenes = Simulation.catalog()
    .filter(({ shelf }) => shelf !== "questions")
    .map(({ name, scenario }) => ({
      name,
      forMs,
      scenario: JSON.stringify(scenario),
    }));
  return [...own, ...scenes];
}

const milliseconds = (digits: string) => Number(digits.replaceAll("_", ""));

it("every run ends with its golden digest, in the published engine", () => {
  const lines = allRuns().map(({ name, forMs, scenario }) => {
    const run = new Simulation(scenario);
    // With a maximum of steps there is no limit in real time.
    run.advance(forMs, undefined, STEPS_MAX);
    const { digest, stepCount, nowMs } = run.view();
    run.free();
    return `${name} ${digest} ${stepCount} steps ${nowMs} ms`;
  });
  expect(`${lines.join("\n")}\n`).toBe(readFileSync(join(GOLDEN, "digests.txt"), "utf8"));
});
