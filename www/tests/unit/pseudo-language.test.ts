import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentResource } from "@fluent/bundle";
import { describe, expect, it } from "vitest";
import { inLanguage, LANGUAGES } from "../../src/text/catalogue.ts";
import { Languages } from "../../src/text/languages.ts";
import { accented, PSEUDO, pseudoCatalogue } from "../pseudo-language.ts";
import { type Samples, sentencesIn } from "./sentences.ts";

const LOCALES = join(import.meta.dirname, "../../src/locales");
const english = readFileSync(join(LOCALES, "en.ftl"), "utf8");
const pseudo = pseudoCatalogue(english);
const languages = new Languages({ "locales/en.ftl": english, [`locales/${PSEUDO}.ftl`]: pseudo });

const SAMPLES: Samples = () => ["7"];
const sentences = (source: string) => sentencesIn(source, SAMPLES, (_, sample) => sample);

describe("a language that is added as a file", () => {
  it("is one of the languages, and found by its tag", () => {
    expect(languages.tags).toEqual(["en", PSEUDO]);
    expect(["en-XA", "en-xa", "en-GB", "en"].map((tag) => languages.match(tag))).toEqual([
      PSEUDO,
      PSEUDO,
      "en",
      "en",
    ]);
    expect(languages.translator(PSEUDO)("language-name")).toBe(accented("English"));
    expect(languages.direction(PSEUDO)).toBe("ltr");
    expect(LANGUAGES).not.toContain(PSEUDO);
  });

  it("says every key in its own words, in every variant", () => {
    const [own, original] = [sentences(pseudo), sentences(english)];
    expect(new FluentResource(pseudo).body.length).toBe(new FluentResource(english).body.length);
    expect(own.length).toBe(original.length);
    expect(own.length).toBeGreaterThan(1000);
    const same = own.filter(({ key, text }, index) => {
      const was = original[index];
      const isOwn = text !== was?.text || !/[a-z]/i.test(text) || key === "language-direction";
      return key !== was?.key || !isOwn;
    });
    expect(same).toEqual([]);
  });

  it("is that of a scene that has texts in it, whose other texts are in English", () => {
    const title: { en: string } & Record<string, string> = { en: "One", zh: "一" };
    expect(inLanguage(title, PSEUDO)).toBe("One");
    title[PSEUDO] = "Öñé";
    expect(inLanguage(title, PSEUDO)).toBe("Öñé");
  });

  it("is in English where a key is missing", () => {
    const partial = new Languages({
      "en.ftl": english,
      [`${PSEUDO}.ftl`]: pseudo.replace(/^play = .*$/m, ""),
    });
    const t = partial.translator(PSEUDO);
    expect([t("play"), t("pause"), t("no-such-key")]).toEqual(["Play", accented("Pause"), "no-such-key"]);
  });
});
