import { beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import { type SetUp, setUpOf, withFault, withSetUp } from "../../src/model/set-up.ts";
import { draftOf, faultOf } from "../../src/model/set-up-draft.ts";
import { LANGUAGES, translator } from "../../src/text/catalogue.ts";
import { hasSettingsOf } from "../../src/text/scene-title.ts";
import { setUpText } from "../../src/text/set-up.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

const CAST = { replicas: 4, clients: 1 };

const ALL: readonly SetUp[] = [
  { kind: "crash", replica: 3 },
  { kind: "pause", replica: 2 },
  { kind: "lie", whose: "replica", id: 0, strategy: { name: "equivocate" }, group: 1 },
  { kind: "lie", whose: "client", id: 0, strategy: { name: "flood" }, group: 1 },
  { kind: "slow", from: 0, to: 1, bothWays: true, ms: [200, 300] },
  { kind: "cut", from: 1, to: 2, bothWays: false },
  {
    kind: "partition",
    groups: [
      [0, 1],
      [2, 3],
    ],
    oneWay: false,
  },
];

const scenario: Scenario = {
  cluster: { replicas: 4 },
  commands: [
    { atMs: 0, do: "submit", client: 0, operation: "put x 1" },
    { atMs: 5, do: "crash", replica: 1 },
  ],
};

describe("initial faults of a run", () => {
  it("is read from the commands at its start, and written before all others", () => {
    const made = withSetUp(scenario, ALL);
    expect(setUpOf(made)).toEqual(ALL);
    expect(made.commands?.slice(-2)).toEqual(scenario.commands);
    expect(() => new Simulation(made).free()).not.toThrow();
  });

  it("leaves out later commands, commands given by hand, and what is no fault", () => {
    const commands: Scenario["commands"] = [
      { atMs: 1, do: "crash", replica: 3 },
      { atMs: 0, afterStep: 0, do: "crash", replica: 3 },
      { atMs: 0, do: "crash", replica: 3, afterPackets: 2 },
      { atMs: 0, do: "link", from: 0, to: 1, latencyMs: { constant: 9 }, hold: true },
      { atMs: 0, do: "submit", client: 0, operation: "put x 1" },
    ];
    expect(setUpOf({ commands })).toEqual([]);
    expect(withSetUp({ commands }, []).commands).toEqual(commands);
  });

  it("reads the strategies of a node one by one, and writes them as one command", () => {
    const lies = ["silent", "lying-reply"].map(
      (name): SetUp => ({ kind: "lie", whose: "replica", id: 1, strategy: { name }, group: 1 }),
    );
    const made = withSetUp(
      {},
      [lies[0], ALL[0], lies[1]].filter((one) => one !== undefined),
    );
    expect(made.commands).toEqual([
      {
        atMs: 0,
        do: "behave",
        replica: 1,
        strategies: [{ name: "silent" }, { name: "lying-reply" }],
        group: 1,
      },
      { atMs: 0, do: "crash", replica: 3 },
    ]);
  });

  it("leaves a scene of the catalog as it is where nothing was changed, and can be taken out and put back", () => {
    let withFaults = 0;
    for (const entry of Simulation.catalog()) {
      const wanted = setUpOf(entry.scenario);
      expect(withSetUp(entry.scenario, wanted)).toBe(entry.scenario);
      const without = withSetUp(entry.scenario, []);
      expect(setUpOf(without)).toEqual([]);
      expect(hasSettingsOf(without, entry.scenario)).toBe(wanted.length === 0);
      const again = withSetUp(without, wanted);
      expect(setUpOf(again)).toEqual(wanted);
      expect(() => new Simulation(again).free(), entry.name).not.toThrow();
      withFaults += wanted.length > 0 ? 1 : 0;
    }
    expect(withFaults).toBeGreaterThan(5);
  });
});

describe("a list of faults", () => {
  const names = (list: readonly SetUp[]) => list.map(({ kind }) => kind);

  it("has one state of each node, one change of each link and one partition", () => {
    expect(names(withFault(ALL, { kind: "pause", replica: 3 }))).toEqual([
      "pause",
      "lie",
      "lie",
      "slow",
      "cut",
      "partition",
      "pause",
    ]);
    expect(withFault(ALL, { kind: "cut", from: 1, to: 0, bothWays: false })).toHaveLength(ALL.length);
    expect(withFault(ALL, { kind: "cut", from: 2, to: 1, bothWays: false })).toHaveLength(ALL.length + 1);
    expect(withFault(ALL, { kind: "partition", groups: [[0], [1]], oneWay: true })).toHaveLength(ALL.length);
  });

  it("lets a node follow several strategies, but none while it is down", () => {
    const lie: SetUp = { kind: "lie", whose: "replica", id: 0, strategy: { name: "silent" }, group: 1 };
    expect(withFault(ALL, lie)).toHaveLength(ALL.length + 1);
    expect(withFault(ALL, { ...lie, id: 3 })).toHaveLength(ALL.length);
    expect(names(withFault([lie], { kind: "crash", replica: 0 }))).toEqual(["crash"]);
  });

  it("replaces what is edited in its place", () => {
    const changed = withFault(ALL, { kind: "crash", replica: 1 }, 0);
    expect(changed[0]).toEqual({ kind: "crash", replica: 1 });
    expect(changed.slice(1)).toEqual(ALL.slice(1));
  });
});

describe("the form for a fault", () => {
  it.each(ALL)("describes what it was filled from: $kind", (fault) => {
    expect(faultOf(draftOf(fault, CAST), CAST)).toEqual(fault);
  });

  it("keeps the parameters of a strategy until another is chosen", () => {
    const strategy = { name: "selective", parameters: { to: [1] } };
    const draft = draftOf({ kind: "lie", whose: "replica", id: 2, strategy, group: 4 }, CAST);
    expect(faultOf(draft, CAST)).toMatchObject({ strategy, group: 4 });
    expect(faultOf({ ...draft, strategy: "silent" }, CAST)).toMatchObject({ strategy: { name: "silent" } });
  });

  it("describes nothing while a number is missing, or a partition has one group", () => {
    const slow = draftOf({ kind: "slow", from: 0, to: 1, bothWays: true, ms: [1, 2] }, CAST);
    expect(faultOf({ ...slow, most: "soon" }, CAST)).toBeUndefined();
    expect(faultOf({ ...draftOf(undefined, CAST), kind: "partition" }, CAST)).toBeUndefined();
  });
});

it.each(LANGUAGES)("every fault has its sentence: %s", (language) => {
  const sentences = ALL.map((fault) => setUpText(fault, CAST, translator(language)));
  expect(new Set(sentences).size).toBe(ALL.length);
  expect(sentences.filter((sentence) => /set-up-|\{/.test(sentence))).toEqual([]);
});

it("says of a fault whom and what it concerns", () => {
  const told = ALL.map((fault) => setUpText(fault, CAST, translator("en")));
  expect(told).toEqual([
    "Replica 3 is down.",
    "Replica 2 is paused.",
    "Replica 0 lies: Two proposals for one sequence number.",
    "The client lies: Flood.",
    "Messages between replica 0 and replica 1 take 200 to 300 ms.",
    "The link from replica 1 to replica 2 is cut.",
    "The network is partitioned: replicas 0 and 1 · replicas 2 and 3.",
  ]);
});
