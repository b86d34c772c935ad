import "./engine-in-node.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import { EngineHost } from "../../src/engine/host.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

describe("the updates to the page when a long run is resumed", () => {
  it("is what happened last, however much came before", () => {
    const submit = { atMs: 0, do: "submit" as const, client: 0, operation: "add x 1" };
    const scenario: Scenario = {
      cluster: { replicas: 13, seed: "7", crypto: "symbolic", batchMax: 1 },
      commands: Array.from({ length: 150 }, () => submit),
    };
    const simulation = new Simulation(scenario);
    while (!simulation.idle) {
      simulation.advance(1000);
    }
    const { stepCount, nowMs, lastStep, recordCount } = simulation;
    const facts = (from: number) => simulation.records(from, 10_000, { facts: true });
    expect(facts(0)).toHaveLength(10_000);
    const last = facts(recordCount - 1000).at(-1)?.id;
    simulation.free();
    const host = new EngineHost(1000);
    const until = { stepCount, nowMs, lastStep };
    let { response } = host.response({ id: 1, request: { type: "open", scenario, until } });
    // A slow machine needs several slices.
    while ("progress" in response) {
      response = host.response({ id: 1, decision: "go" }).response;
    }
    host.close();
    const update = "update" in response ? response.update : undefined;
    expect(update?.records).toHaveLength(400);
    expect(update?.records.at(-1)?.id).toBe(last);
    expect(update?.skipped).toBe(recordCount - 400);
  });
});
