import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { FluentBundle, FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language, languageOf, translator } from "../../src/text/catalogue.ts";
import { completed, headOf, Languages } from "../../src/text/languages.ts";

const SOURCE = join(import.meta.dirname, "../../src");

function catalogue(language: string): FluentBundle {
  const bundle = new FluentBundle(language, { useIsolating: false });
  const text = readFileSync(join(SOURCE, "locales", `${language}.ftl`), "utf8");
  expect(bundle.addResource(new FluentResource(text))).toEqual([]);
  return bundle;
}

/** The keys that a catalogue defines, read from its text, since a bundle drops what it could not parse. */
function keys(language: string): string[] {
  const text = readFileSync(join(SOURCE, "locales", `${language}.ftl`), "utf8");
  return [...text.matchAll(/^([a-z][\w-]*)\s*=/gm)].map((match) => match[1] ?? "").sort();
}

/** The variables that the message of each key uses. */
function variables(language: string): Map<string, string[]> {
  const text = readFileSync(join(SOURCE, "locales", `${language}.ftl`), "utf8");
  const written = text.split(/^(?=[a-z#])/m).filter((part) => /^[a-z]/.test(part));
  const messages = written.map((message): [string, string[]] => {
    const names = [...message.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? "");
    return [message.split(" =")[0] ?? "", [...new Set(names)].sort()];
  });
  return new Map(messages);
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : path.endsWith(".ts") ? [path] : [];
  });
}

describe("the count of a list", () => {
  it("mentions the last of them only where some are left out", () => {
    const told = (count: number, language: Language) =>
      translator(language)("timeline-text-count", {
        count,
        shown: Math.min(count, 60),
        left: Math.max(0, count - 60),
      });
    expect(told(60, "en")).toBe("60 events in this interval.");
    expect(told(61, "en")).toBe("61 events in this interval, the last 60 shown here.");
    expect(told(60, "zh")).not.toContain("最后");
    expect(told(61, "zh")).toContain("最后 60 个");
  });
});

describe("the catalogues", () => {
  it("have the same keys in every language, each once", () => {
    const english = keys("en");
    expect(new Set(english).size).toBe(english.length);
    for (const language of LANGUAGES) {
      expect(keys(language)).toEqual(english);
    }
  });

  it.each(LANGUAGES)("can be read without an error, and every message is there: %s", (language) => {
    const bundle = catalogue(language);
    for (const key of keys(language)) {
      expect(bundle.getMessage(key)?.value, key).toBeTruthy();
    }
  });

  it("use no variable that the English text does not know", () => {
    const known = variables("en");
    for (const language of LANGUAGES) {
      for (const [key, names] of variables(language)) {
        const allowed = known.get(key)?.map((name) => name.toLowerCase());
        const unknown = names.filter((name) => !allowed?.includes(name.toLowerCase()));
        expect(unknown, `${language}: ${key}`).toEqual([]);
      }
    }
    expect(known.get("clock")).toEqual(["time"]);
  });

  it("have every key that the page asks for by name", () => {
    const english = new Set(keys("en"));
    const asked = sources(SOURCE).flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/\bt\(\s*"([\w-]+)"/g)].map((match) => match[1] ?? ""),
    );
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((key) => !english.has(key))).toEqual([]);
  });

  it("have no key that the page never asks for", () => {
    const text = [...sources(SOURCE), join(SOURCE, "../index.html"), join(SOURCE, "../vite.config.ts")]
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    const families = [...text.matchAll(/`([a-z]+(?:-[a-z]+)*-)\$\{/g)].map((match) => match[1] ?? "");
    const unused = keys("en").filter(
      (key) => !text.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)),
    );
    expect(unused).toEqual([]);
  });

  it("answer a key that is missing with the key, so that the mistake is seen", () => {
    expect(translator("en")("no-such-key")).toBe("no-such-key");
  });

  it("has one voice for each language, so that nothing is rendered for a new one", () => {
    expect(translator("zh")).toBe(translator("zh"));
  });
});

describe("a catalogue that is loaded later", () => {
  const HEAD = "language-name = 中文\n";

  it("is known by its head until then, and loaded once", async () => {
    let count = 0;
    const languages = new Languages(
      { "en.ftl": "play = Play\nlanguage-name = English", "zh.ftl": HEAD },
      { "zh.ftl": async () => `${HEAD}play = ${"播放".repeat(++count)}` },
    );
    const t = languages.translator("zh");
    expect([languages.has("zh"), t("language-name"), t("play")]).toEqual([false, "中文", "Play"]);
    await Promise.all([languages.load("zh"), languages.load("zh")]);
    expect([languages.has("zh"), t("language-name"), t("play")]).toEqual([true, "中文", "播放"]);
    await languages.load("zh");
    await languages.load("en");
    expect(t("play")).toBe("播放");
  });

  it("is asked for again after a failure", async () => {
    let fails = true;
    const file = () => (fails ? Promise.reject(new Error("offline")) : Promise.resolve(`${HEAD}play = 播放`));
    const languages = new Languages({ "en.ftl": "", "zh.ftl": HEAD }, { "zh.ftl": file });
    await expect(languages.load("zh")).rejects.toThrow("offline");
    expect(languages.has("zh")).toBe(false);
    fails = false;
    await languages.load("zh");
    expect(languages.translator("zh")("play")).toBe("播放");
  });

  it("contains the English messages that it lacks", () => {
    const english =
      "# Play\nplay = Play\nstep =\n    One\n\n    step\nlast = { $n ->\n    [1] a\n   *[other] b\n}\n";
    const languages = new Languages({ "en.ftl": "", "ar.ftl": completed("play = تشغيل", english) });
    const t = languages.translator("ar");
    expect([t("play"), t("step"), t("last", { n: 1 })]).toEqual(["تشغيل", "One\n\nstep", "a"]);
    expect(completed(english, english).trim()).toBe(english.trim());
  });

  it("has its name in its head", () => {
    for (const language of LANGUAGES) {
      const text = readFileSync(join(SOURCE, "locales", `${language}.ftl`), "utf8");
      const heads = new Languages({ [`${language}.ftl`]: headOf(text) });
      for (const key of ["language-name", "title-changed"]) {
        const args = { title: "A" };
        expect(heads.translator(language)(key, args)).toBe(translator(language)(key, args));
      }
      expect(heads.translator(language)("play")).toBe("play");
    }
  });
});

/** Languages with empty catalogues. */
function filesOf(...tags: string[]) {
  const languages = new Languages(Object.fromEntries(tags.map((tag) => [`locales/${tag}.ftl`, ""])));
  return { tags: languages.tags, match: (wanted: string) => languages.match(wanted) };
}

describe("the language", () => {
  it("is taken from what a browser asks for", () => {
    expect(languageOf("zh-CN")).toBe("zh");
    expect(languageOf("ZH")).toBe("zh");
    expect(languageOf("en-GB")).toBe("en");
  });

  it("is the nearest one that has a catalogue", () => {
    const { match, tags } = filesOf("de", "pt-BR", "zh", "zh-Hant", "en");
    expect(tags).toEqual(["en", "de", "pt-BR", "zh", "zh-Hant"]);
    const wanted = ["de-AT", "pt", "PT-br", "pt-PT", "zh-CN", "zh-hant-TW", "en-XA", "fr", ""];
    const served = ["de", "pt-BR", "pt-BR", "pt-BR", "zh", "zh-Hant", "en", undefined, undefined];
    expect(wanted.map(match)).toEqual(served);
  });

  it("says in English what its catalogue lacks, and is written as its catalogue says", () => {
    const languages = new Languages({
      "../locales/en.ftl": "play = Play\nstep = Step\nlanguage-direction = ltr",
      "../locales/ar.ftl": "play = تشغيل\nlanguage-direction = rtl",
    });
    expect(["play", "step"].map((key) => languages.translator("ar")(key))).toEqual(["تشغيل", "Step"]);
    expect(["en", "ar"].map((tag) => languages.direction(tag))).toEqual(["ltr", "rtl"]);
  });

  it("is English where there is no catalogue", () => {
    expect(languageOf("tlh")).toBe("en");
    expect(languageOf(null)).toBe("en");
  });

  it("says the same thing with the same numbers", () => {
    const args = { phase: "prepare", have: 2, need: 3 };
    expect(translator("en")("stuck-votes", args)).toBe("Stalled at Prepare: 2 of the 3 votes needed.");
    expect(translator("zh")("stuck-votes", args)).toBe("卡在准备阶段：需要 3 票，只有 2 票。");
  });
});
