import { beforeAll, describe, expect, it } from "vitest";
import type { StrategyInfo } from "../../src/engine/engine.ts";
import {
  actingIn,
  behaviour,
  familiesFor,
  found,
  mostUseful,
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

describe("the most useful lies", () => {
  const roles = [
    ["replica", true],
    ["replica", false],
    ["client", false],
  ] as const;

  it.each(roles)("are five that the engine has: %s, primary %s", (whose, primary) => {
    const useful = mostUseful(Simulation.strategies(), whose, primary);
    expect(useful).toHaveLength(5);
    expect(useful.every(({ appliesTo }) => appliesTo === whose)).toBe(true);
    expect(new Set(useful).size).toBe(5);
  });

  it.each(LANGUAGES)("have a sentence that fits the card of a node: %s", (language) => {
    const sentences = roles.flatMap(([whose, primary]) =>
      mostUseful(Simulation.strategies(), whose, primary).map(({ about }) => translator(language)(about)),
    );
    expect(sentences.filter((sentence) => sentence.length > 120)).toEqual([]);
  });
});

describe("a search among the lies", () => {
  const families = () => familiesFor(Simulation.strategies(), "replica", false);
  const search = (text: string, language: (typeof LANGUAGES)[number] = "en") => {
    const t = translator(language);
    return found(families(), text, ({ name, about, family }) => [
      t(`strategy-${name}`),
      t(about),
      t(`lie-family-${family}`),
    ]).flatMap(({ strategies }) => strategies.map(({ name }) => name));
  };

  it("finds names, sentences, codes and families, in the language of the page", () => {
    expect(search("Withheld COMMIT")).toEqual(["withhold-commit"]);
    expect(search("b23")).toEqual(["garbage"]);
    expect(search("client’s signature")).toEqual(["tamper-request"]);
    expect(search("沉默", "zh")).toContain("silent");
    expect(search("colluding")).toHaveLength(6);
  });

  it("wants every word, in any order, with or without hyphens", () => {
    expect(search("commit never prepare")).toEqual(["withhold-commit"]);
    expect(search("view change storm")).toEqual(["view-change-storm"]);
    expect(search("VIEW-CHANGE storm")).toEqual(["view-change-storm"]);
    expect(search("commit zzz")).toEqual([]);
  });

  it("leaves all where nothing is typed", () => {
    const all = families().flatMap(({ strategies }) => strategies.map(({ name }) => name));
    expect(search("  ")).toEqual(all);
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
