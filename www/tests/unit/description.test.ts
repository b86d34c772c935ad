import { describe, expect, it } from "vitest";
import { described, withDescription, wordsOf } from "../../src/share/description.ts";

const before = { title: { en: "One request", zh: "一个请求" }, about: { en: "Four are up." } };

describe("the description of a run", () => {
  it("is edited in the reader's language", () => {
    expect(wordsOf(before, "zh")).toEqual({ title: "一个请求", about: "Four are up." });
    expect(wordsOf({}, "en")).toEqual({ title: "", about: "" });
  });

  it("keeps the translations of a text that is as it was", () => {
    const words = { title: "一个请求 ", about: "四个副本都在运行。" };
    expect(described(before, words, "zh")).toEqual({
      title: before.title,
      about: { en: "四个副本都在运行。", zh: "四个副本都在运行。" },
    });
  });

  it("has no text where the reader left none", () => {
    expect(described(before, { title: " ", about: "" }, "en")).toEqual({});
  });

  it("replaces that of a scenario, in the order of a file", () => {
    const scenario = { version: 1, title: { en: "Old" }, about: { en: "Old" }, cluster: { seed: "7" } };
    const written = withDescription(scenario, { title: { en: "Mine" } });
    expect(JSON.stringify(written)).toBe('{"version":1,"title":{"en":"Mine"},"cluster":{"seed":"7"}}');
  });
});
