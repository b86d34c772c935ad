import { readFileSync } from "node:fs";
import { join } from "node:path";
import "./engine-in-node.ts";
import { describe, expect, it } from "vitest";
import {
  attackersOf,
  endOf,
  filtered,
  type OpenAttack,
  outcomeOf,
  repaired,
  stagesOf,
} from "../../src/model/attacks.ts";
import { benchmarkOf, isHopeless } from "../../src/model/benchmark.ts";
import { attackersText, goalText, stageTexts } from "../../src/text/attacks.ts";
import { translator } from "../../src/text/catalogue.ts";
import { Simulation } from "./wasm.ts";

const RULES = Simulation.mutants();
const rule = (code: string) => {
  const found = RULES.find((one) => one.code === code);
  if (!found?.scenario) {
    throw new Error(`there is no schedule for ${code}`);
  }
  return { ...found, scenario: found.scenario };
};
const t = translator("en");
const TABLE = readFileSync(join(import.meta.dirname, "../../../docs/mutants.md"), "utf8");

function attackOn(code: string, isRemoved = true): OpenAttack {
  const known = rule(code);
  const { scenario } = known;
  return {
    rule: known,
    scenario,
    origin: "directed",
    atMs: undefined,
    sizes: [],
    isRemoved,
    brokenAtMs: undefined,
    question: undefined,
  };
}

describe("the list of rules", () => {
  const codes = (search: string, shown?: (typeof RULES)[number]["class"]) =>
    filtered(RULES, { search, shown }, ({ en }) => en).map(({ code }) => code);

  it("has all rules without a filter", () => {
    expect(codes("")).toEqual(RULES.map(({ code }) => code));
  });

  it("finds a rule by code, by name and by several words in any order", () => {
    expect(codes("m20")).toEqual(["M20"]);
    expect(codes("prepared-quorum")).toEqual(["M1"]);
    expect(codes("executes committed prepared")).toContain("M20");
    expect(codes("no rule has these words")).toEqual([]);
  });

  it("shows one class", () => {
    expect(codes("", "no-effect")).toEqual(["M5", "M36"]);
    expect(codes("commit", "no-effect")).toEqual(["M5"]);
  });
});

describe("an attack", () => {
  it("names its liars, its failing replicas and the network", () => {
    expect(attackersOf(rule("M40").scenario)).toEqual({ liars: [2], failing: [], network: true });
    expect(attackersOf(rule("M22").scenario)).toEqual({ liars: [], failing: [4, 5], network: false });
    expect(attackersText(rule("M22").scenario, t)).toBe("Replicas 4 and 5 crash or pause");
  });

  it("has a stage for each time, which counts many links", () => {
    const { scenario } = rule("M20");
    const times = stagesOf(scenario).map(({ atMs }) => atMs);
    expect(times).toEqual([0, 5, 20, 30, 36, 100, 1500]);
    expect(stageTexts(scenario, t, "en")[2]).toEqual({
      time: "20.0 ms",
      sentences: ["9 links are cut."],
    });
  });

  it("says what it is to achieve", () => {
    const invariants = new Simulation().view().invariants;
    const goal = (code: string) => goalText(rule(code), rule(code).scenario, invariants, t);
    expect(goal("M20")).toBe("Goal: violate “Agreement”.");
    expect(goal("M22")).toBe("Goal: a request never gets its result.");
    expect(goal("M5")).toBe("Goal: nothing is violated, although the rule is missing.");
  });
});

describe("the outcome of an attack", () => {
  const run = (attack: OpenAttack, untilMs: number) => {
    const scenario = attack.isRemoved ? attack.scenario : repaired(attack.scenario);
    const simulation = new Simulation(scenario);
    // A slow machine needs several slices.
    while (simulation.nowMs < untilMs) {
      simulation.advance(untilMs - simulation.nowMs);
    }
    const view = simulation.view();
    simulation.free();
    return outcomeOf(attack, view);
  };

  it("is pending, then early, then violated without the rule", () => {
    const attack = attackOn("M20");
    expect(run(attack, 10)).toBe("pending");
    expect(run(attack, 40)).toBe("early");
    expect(run(attack, 400)).toBe("violated");
  });

  it("is pending, then harmless with the rule", () => {
    const attack = { ...attackOn("M20", false), brokenAtMs: 365 };
    expect(endOf(attack)).toBe(365);
    expect(run(attack, 300)).toBe("pending");
    expect(run(attack, 400)).toBe("harmless");
  });

  it("is that a request waits, for a rule that protects liveness", () => {
    expect(run(attackOn("M22"), 3000)).toBe("waiting");
    expect(run(attackOn("M22", false), 3000)).toBe("harmless");
  });
});

describe("the benchmark", () => {
  it("adds up the schedulers of each mutant", () => {
    const scores = benchmarkOf(TABLE);
    const codes = RULES.map(({ code }) => code);
    expect([...scores.keys()].filter((code) => !codes.includes(code))).toEqual([]);
    expect(scores.size).toBeGreaterThan(50);
    expect(isHopeless(scores.get("M20"))).toBe(false);
    expect(isHopeless({ hits: 0, executions: 1200 })).toBe(true);
    expect([undefined, { hits: 0, executions: 0 }].map(isHopeless)).toEqual([false, false]);
  });

  it("reads the hits and executions of a row", () => {
    const rows = [
      "| M7 | safety | yes | views | 20 / 148 | 6 | order | 86 | 8 | 2 |",
      "| M7 | safety | yes | random | 1 / 64 | 3 | monotone | 53 | 6 | 2 |",
    ].join("\n");
    expect(benchmarkOf(rows).get("M7")).toEqual({ hits: 21, executions: 212 });
  });
});
