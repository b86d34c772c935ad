import { beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import { type Form, fieldOf, formOf, parsed, scenarioOf } from "../../src/model/settings-form.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

const base: Scenario = {
  cluster: { replicas: 7, clients: 2, seed: "9", viewTimeoutMs: 250.5 },
  network: { latencyMs: { constant: 3 }, loss: [1, 3] },
  commands: [{ atMs: 0, do: "crash", replica: 6 }],
  captions: [{ atMs: 0, text: { en: "One crashes." } }],
  goal: { holds: "all" },
};

function made(form: Form, from = base): Scenario {
  const result = scenarioOf(form, from);
  if (!("scenario" in result)) {
    throw new Error(`no numbers: ${[...result.faults]}`);
  }
  return result.scenario;
}

const typed = (form: Form, numbers: Partial<Form["numbers"]>): Form => ({
  ...form,
  numbers: { ...form.numbers, ...numbers },
});

/** What the engine says against a scenario. */
function refusal(scenario: Scenario): { message: string; field: string } {
  try {
    new Simulation(scenario).free();
  } catch (error) {
    return error as { message: string; field: string };
  }
  throw new Error("it was taken");
}

describe("the settings of a run", () => {
  it("that are unchanged are those of the scene, so that its captions still apply", () => {
    for (const { scenario } of Simulation.catalog()) {
      expect(made(formOf(scenario), scenario).network).toEqual(scenario.network);
    }
  });

  it("come back from the form as they went in, for every scene", () => {
    for (const { name, scenario } of Simulation.catalog()) {
      const back = made(formOf(scenario), scenario);
      const same = (one: Scenario) => {
        const run = new Simulation({ ...one, cluster: { ...one.cluster, crypto: "symbolic" } });
        run.advance(200, 1000);
        const { digest } = run;
        run.free();
        return digest;
      };
      expect(back.cluster, name).toEqual(scenario.cluster);
      expect(back.commands, name).toEqual(scenario.commands);
      if ((scenario.cluster?.replicas ?? 4) < 31) {
        expect(same(back), name).toBe(same(scenario));
      }
    }
  });

  it("keep fractions, ratios and every kind of latency exactly", () => {
    const back = made(formOf(base));
    expect(back.cluster).toEqual({ ...base.cluster, crypto: "once" });
    expect(back.network).toEqual({
      latencyMs: { constant: 3 },
      loss: [1, 3],
      duplicate: [0, 100],
      reorder: [0, 100],
    });
    for (const latencyMs of [
      { uniform: [1.25, 4] },
      { exponential: { min: 1, mean: 2, max: 30 } },
    ] as const) {
      const network = { latencyMs: structuredClone(latencyMs) } as Required<Scenario>["network"];
      expect(made(formOf({ ...base, network })).network?.latencyMs).toEqual(latencyMs);
    }
  });

  it("are what was typed, and leave to the engine what was left empty", () => {
    const form = typed(formOf(base), {
      replicas: " 10 ",
      checkpointInterval: "5",
      logSize: "",
      lossHits: "2",
    });
    const { cluster, network } = made({ ...form, crypto: "symbolic" });
    expect(cluster).toMatchObject({ replicas: 10, checkpointInterval: 5, crypto: "symbolic", seed: "9" });
    expect(cluster).not.toHaveProperty("logSize");
    expect(network?.loss).toEqual([2, 3]);
    new Simulation(made(form)).free();
  });

  it("are not asked for while something is no number, and each such field is named", () => {
    const form = typed(formOf(base), { replicas: "four", latencyMs: "", reorderOf: "1e3" });
    expect(scenarioOf(form, base)).toEqual({ faults: new Set(["replicas", "latencyMs", "reorderOf"]) });
    expect(["3", "+3", "3.", "-2.5", " 7"].map(parsed)).toEqual([3, 3, 3, -2.5, 7]);
    expect(["", "0x10", "1e3", "3,5", "Infinity", "٣"].map(parsed)).toEqual(Array(6).fill(undefined));
  });

  it("may leave out what the scene does", () => {
    expect(made({ ...formOf(base), keep: false })).toEqual({
      cluster: { ...base.cluster, crypto: "once" },
      network: expect.anything(),
    });
    expect(formOf({}).keep).toBe(false);
  });
});

describe("a refusal of the engine", () => {
  it.each<[string, Partial<Form["numbers"]>, string]>([
    ["replicas", { replicas: "101" }, "replicas"],
    ["replicas", { replicas: "2.5" }, "replicas"],
    ["clients", { clients: "-1" }, "clients"],
    ["logSize", { checkpointInterval: "10", logSize: "25" }, "logSize"],
    ["batchMax", { batchMax: "0" }, "batchMax"],
    ["viewTimeoutMs", { viewTimeoutMs: "0" }, "viewTimeoutMs"],
    ["lossHits", { lossHits: "4" }, "lossHits"],
    ["duplicateHits", { duplicateOf: "0" }, "duplicateHits"],
    ["latencyMs", { latencyMs: "1000000000" }, "latencyMs"],
  ])("is shown at its field: %s", (_, numbers, field) => {
    const form = typed(formOf(base), numbers);
    const { field: refused, message } = refusal(made(form));
    expect(fieldOf(refused, form), message).toBe(field);
  });

  it("is shown at the kind of latency that was chosen", () => {
    const form = {
      ...typed(formOf(base), { latencyMin: "9", latencyMax: "3" }),
      latency: "uniform",
    } as const;
    expect(fieldOf(refusal(made(form)).field, form)).toBe("latencyMin");
  });

  it("is shown at the scene's commands when those do not fit the new cluster", () => {
    const form = typed(formOf(base), { replicas: "4" });
    expect(fieldOf(refusal(made(form)).field, form)).toBe("keep");
    expect(fieldOf("goal.answered.client", form)).toBe("keep");
    expect(fieldOf("version", form)).toBeUndefined();
    expect(fieldOf(undefined, form)).toBeUndefined();
  });
});
