import { beforeAll, describe, expect, it } from "vitest";
import type { CatalogEntry, Command, Scenario } from "../../src/engine/engine.ts";
import { divergenceOf, hasDiverged, trueOf } from "../../src/model/scene-divergence.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

const sceneOf = (name: string): CatalogEntry => {
  const entry = Simulation.catalog().find((one) => one.name === name);
  if (!entry) {
    throw new Error(name);
  }
  return entry;
};

/** What the engine says of a run that was opened, played for a while and perhaps changed. */
function ran(base: Scenario, ms = 0, command?: Command): Scenario {
  const run = new Simulation(base);
  run.advance(ms, 1000);
  if (command) {
    run.command(command);
  }
  const scenario = run.scenario();
  run.free();
  return scenario;
}

const departed = (base: Scenario, run: Scenario) => divergenceOf(base, run, Simulation.catalog());

describe("a scene that the reader has changed", () => {
  it("is itself in every unchanged run, for each crypto setting", () => {
    for (const { scenario } of Simulation.catalog()) {
      expect(departed(scenario, ran(scenario))).toBeUndefined();
    }
    const { scenario } = sceneOf("one-request");
    const symbolic: Scenario = { ...scenario, cluster: { ...scenario.cluster, crypto: "symbolic" } };
    expect(departed(symbolic, ran(symbolic))).toBeUndefined();
  });

  it("is another from the beginning with another seed, number of replicas, time-out or network", () => {
    const { name, scenario } = sceneOf("silent-primary");
    for (const other of [
      { cluster: { ...scenario.cluster, seed: "2" } },
      { cluster: { ...scenario.cluster, replicas: 7 } },
      { cluster: { ...scenario.cluster, viewTimeoutMs: 900 } },
      { network: { latencyMs: { constant: 5 } } },
      { commands: (scenario.commands ?? []).slice(0, 1) },
    ]) {
      const base = { ...scenario, ...other };
      const divergence = departed(base, ran(base));
      expect(divergence?.scene).toBe(name);
      expect(divergence?.fromMs).toBe("commands" in other ? 5 : undefined);
    }
  });

  it("is another from the reader's first command on, and its captions are true until then", () => {
    const { name, scenario } = sceneOf("silent-primary");
    const divergence = departed(scenario, ran(scenario, 210, { do: "crash", replica: 3 }));
    expect(divergence).toEqual({ fromMs: 210, scene: name });
    const chapters = (scenario.captions ?? []).map((caption) => ({ pause: false, ...caption }));
    const left = trueOf(chapters, divergence);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(chapters.length);
    expect(left.every(({ atMs }) => atMs <= 210)).toBe(true);
    expect(trueOf(chapters, undefined)).toEqual(chapters);
    expect([209, 210, 211].map((nowMs) => hasDiverged(divergence, nowMs))).toEqual([false, false, true]);
  });

  it("leads back by a restart where the library does not have it", () => {
    const own: Scenario = { captions: [{ atMs: 0, text: { en: "Mine." }, pause: false }] };
    expect(departed(own, ran(own))).toBeUndefined();
    expect(departed(own, ran(own, 3, { do: "crash", replica: 3 }))).toEqual({ fromMs: 3, scene: undefined });
    expect(departed({}, ran({}, 3, { do: "crash", replica: 3 }))).toBeUndefined();
  });
});
