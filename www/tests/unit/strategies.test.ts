import { beforeAll, describe, expect, it } from "vitest";
import type { StrategyInfo } from "../../src/engine/engine.ts";
import {
  actingIn,
  behaviour,
  familiesFor,
  nodesFor,
  numberIn,
  percentOf,
  told,
  withoutStrategy,
  withStrategy,
} from "../../src/model/strategies.ts";
import { LANGUAGES, translator } from "../../src/text/catalogue.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

function info(
  name: string,
  family: StrategyInfo["family"],
  appliesTo: StrategyInfo["appliesTo"] = "replica",
): StrategyInfo {
  return { name, code: "B1", family, appliesTo, parameters: [], about: `strategy-${name}-about` };
}

describe("the list of lies", () => {
  const all = [
    info("p", "primary"),
    info("q", "primary"),
    info("v", "votes"),
    info("n", "view-change"),
    info("c", "requests", "client"),
  ];

  it("offers a backup first what it can do as a backup, and a primary what only a primary can", () => {
    const names = (primary: boolean) =>
      familiesFor(all, "replica", primary).map(({ strategies }) => strategies.map(({ name }) => name));
    expect(names(false)).toEqual([["v"], ["p", "q"], ["n"]]);
    expect(names(true)).toEqual([["p", "q"], ["v"], ["n"]]);
  });

  it("offers a client only what clients can do, and leaves no strategy out", () => {
    expect(familiesFor(all, "client", false).map(({ family }) => family)).toEqual(["requests"]);
    const shown = familiesFor(all, "replica", true).flatMap(({ strategies }) => strategies);
    expect(shown).toHaveLength(4);
  });
});

describe("the words for lies", () => {
  it.each(LANGUAGES)(
    "are there for whatever the engine offers, settings and their values too: %s",
    (language) => {
      const t = translator(language);
      const isSaid = (key: string, parameter = "") => !["", key].includes(t(key, { parameter }));
      const offered = Simulation.strategies().flatMap(({ name, family, about, parameters }) => [
        [`lie-family-${family}`],
        [`strategy-${name}`],
        [about],
        ...parameters.flatMap((one) => [
          [one.about],
          ...(one.choices ?? []).map((choice) => [`strategy-choice-${choice}`, one.name]),
        ]),
      ]);
      expect(offered.length).toBeGreaterThan(100);
      expect(offered.filter(([key = "", parameter]) => !isSaid(key, parameter))).toEqual([]);
    },
  );

  it("say of each setting what the same value means there", () => {
    const none = (language: (typeof LANGUAGES)[number]) =>
      ["signature", "batch", "proof"].map((parameter) =>
        translator(language)("strategy-choice-none", { parameter }),
      );
    expect(none("en")).toEqual(["no signature", "no response", "no proof"]);
    expect(none("zh")).toEqual(["没有签名", "不回应", "没有证明"]);
  });
});

describe("a choice of lies", () => {
  it("adds to what the node does already, and changes what it does already", () => {
    const one = withStrategy([], { name: "a" });
    const two = withStrategy(one, { name: "b" });
    const changed = withStrategy(two, { name: "a", parameters: { percent: 5 } });
    expect(changed).toEqual([{ name: "a", parameters: { percent: 5 } }, { name: "b" }]);
    expect(withoutStrategy(changed, "a")).toEqual([{ name: "b" }]);
  });

  it("is a command for a replica or a client, and the end of all lies is one too", () => {
    expect(behaviour(2, 4, [{ name: "a" }])).toEqual({
      do: "behave",
      replica: 2,
      strategies: [{ name: "a" }],
      group: 1,
    });
    expect(behaviour(2, 4, [])).toEqual({ do: "honest", replica: 2 });
    expect(behaviour(5, 4, [{ name: "a" }])).toMatchObject({ do: "clientBehave", client: 1 });
    expect(behaviour(5, 4, [])).toEqual({ do: "clientBehave", client: 1, strategies: [] });
  });

  it("says only what differs from what holds anyhow", () => {
    const one = told({ name: "a" }, "percent", 7);
    expect(one.parameters).toEqual({ percent: 7 });
    expect(told(one, "percent", undefined).parameters).toEqual({});
  });

  it("acts always, or in a percentage of cases", () => {
    const sometimes = actingIn({ name: "a" }, 30);
    expect(sometimes.when).toEqual({ ratio: [30, 100] });
    expect(percentOf(sometimes)).toBe(30);
    expect(percentOf({ name: "a" })).toBe(100);
    expect(percentOf({ name: "a", when: "never" })).toBe(0);
    expect(actingIn(sometimes, 100)).toEqual({ name: "a" });
    expect(actingIn(sometimes, undefined)).toEqual({ name: "a" });
  });

  it("takes numbers as they are typed, and no text for a number", () => {
    expect([numberIn(" 12 "), numberIn("-3"), numberIn(""), numberIn("many")]).toEqual([
      12,
      -3,
      undefined,
      undefined,
    ]);
  });

  it("names replicas and clients by their own numbers, and nodes in one row", () => {
    expect(nodesFor("replica", 4, 2)).toEqual([0, 1, 2, 3]);
    expect(nodesFor("client", 4, 2)).toEqual([0, 1]);
    expect(nodesFor("nodes", 2, 1)).toEqual([0, 1, 2]);
  });
});
