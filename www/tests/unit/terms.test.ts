import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LANGUAGES, translator } from "../../src/text/catalogue.ts";
import { TERMS } from "../../src/text/help-topics.ts";
import { FUNCTIONS } from "../../src/text/languages.ts";
import { formsOf, termsFor, termsIn } from "../../src/text/terms.ts";
import { sentencesOf } from "./sentences.ts";

const TEXTS = join(import.meta.dirname, "../../../src/scenario/catalog/texts");

/** All texts of scenes, in one language. */
function sceneTexts(language: string): string[] {
  return textsIn(JSON.parse(readFileSync(join(TEXTS, `${language}.json`), "utf8")));
}

/** All texts that the engine brings. */
const engineTexts = (language: string) =>
  ["scenario/catalog", "scenario/questions", "scenario/weakened", "hunt"].flatMap((folder) =>
    textsIn(
      JSON.parse(
        readFileSync(join(import.meta.dirname, "../../../src", folder, "texts", `${language}.json`), "utf8"),
      ),
    ),
  );

function textsIn(value: unknown): string[] {
  return typeof value === "string" ? [value] : Object.values(value as object).flatMap(textsIn);
}

const namesIn = (text: string, language: (typeof LANGUAGES)[number]) =>
  termsIn(text, translator(language)).map(({ name }) => name);

describe("the words of the glossary in a sentence", () => {
  it("are found in the order in which they are used, each once, the longest form first", () => {
    expect(namesIn("The primary sends PRE-PREPARE, each backup PREPARE; the primary waits.", "en")).toEqual([
      "primary",
      "pre-prepare",
      "backup",
      "prepare",
    ]);
    expect(namesIn("Two replies, f + 1, while f lie; 3f + 1 are needed.", "en")).toEqual([
      "weak-certificate",
      "f",
    ]);
    expect(namesIn("主节点发送 PRE-PREPARE，三票就是法定人数。", "zh")).toEqual([
      "primary",
      "pre-prepare",
      "quorum",
    ]);
    expect(namesIn("A preview of interviews.", "en")).toEqual([]);
  });

  it("lead to the same words in every language, and to words that the glossary has", () => {
    const terms = LANGUAGES.map((language) => new Set(formsOf(translator(language)).values()));
    expect(terms[0]?.size).toBeGreaterThan(20);
    expect(terms[1]).toEqual(terms[0]);
    for (const language of LANGUAGES) {
      const lines = translator(language)("terms-in-text").split("\n");
      expect(lines.length).toBe(terms[0]?.size);
      expect(lines.every((line) => TERMS.some(({ name }) => line.startsWith(`${name}:`)))).toBe(true);
    }
  });

  it("are found in the glossary by the other names that textbooks give them", () => {
    const found = (wanted: string, language: (typeof LANGUAGES)[number]) =>
      termsFor(wanted, translator(language)).map(({ name }) => name);
    expect(found("从节点", "zh")).toEqual(["backup"]);
    expect(found("视图变更", "zh")).toEqual(["view-change"]);
    expect(found("低水位", "zh")).toEqual(["water-marks"]);
    expect(found("序列号", "zh")).toEqual(["sequence-number"]);
    expect(found(" view-CHANGES", "en")).toContain("view-change");
    expect(found("", "zh")).toEqual(TERMS.map(({ name }) => name));
    expect(found("no such letters", "en")).toEqual([]);
  });

  it("are offered with the captions of most scenes", () => {
    for (const language of LANGUAGES) {
      const captions = sceneTexts(language);
      const offered = captions.filter((text) => namesIn(text, language).length > 0);
      expect(offered.length).toBeGreaterThan(captions.length / 2);
    }
  });
});

describe("Chinese", () => {
  // One word for each concept: these say the same as a word that is used everywhere else.
  const DOUBLES: Readonly<Record<string, string>> = {
    主副本: "主节点",
    备份副本: "备份节点",
    领导者: "主节点",
    崩溃: "宕机",
    应答: "回复",
    流水号: "序号",
    共识节点: "副本",
    客户机: "客户端",
    计时器: "定时器",
    哈希: "摘要",
    硬盘: "磁盘",
    撒谎: "作恶",
    被破坏: "被违反",
    空的一批: "空批次",
    重新投票: "恢复投票",
    答复: "回复",
    说谎: "作恶",
    谎言: "虚假消息",
    罪证: "作恶证据",
    说两套话: "发送矛盾消息",
    视图更换: "视图切换",
    更换视图: "切换视图",
    水位线: "水线",
    准备好: "已准备",
    准备票: "PREPARE",
    提交票: "COMMIT",
    耐心: "超时时间",
    忘掉: "清除",
    扣住: "暂扣",
    承诺: "保证",
    被打破: "被违反",
    诚实: "正确",
    重新启动: "重启",
    舞台: "集群图",
    索取: "拉取",
    不变量: "不变式",
  };

  // The one place for other names of a term, so that a reader who knows one of them finds the entry.
  const ALIASES = /^terms-in-text =\n(?: +.*\n)+/m;

  it("has one word for each concept", () => {
    const written = readFileSync(join(import.meta.dirname, "../../src/locales/zh.ftl"), "utf8");
    const catalogue = written.replace(ALIASES, "").split("\n");
    expect(catalogue.length).toBeLessThan(written.split("\n").length);
    for (const text of [...catalogue, ...engineTexts("zh")]) {
      for (const [double, word] of Object.entries(DOUBLES)) {
        expect(text.includes(double), `${double}, elsewhere ${word}: ${text}`).toBe(false);
      }
    }
  });
});

const wordsOf = (text: string) => new Set(text.split(" "));

describe("Chinese, as it is set", () => {
  // The allowed names of a node; an unknown word or number may be next to anything.
  const NAMES = ["副本 2", "副本 0、1 和 3", "客户端", "客户端 0", "所有副本"];
  const NAMED = wordsOf(
    "node name from to leader client culprit holder names signer voters missing sides groups a b",
  );
  const NUMBERS = wordsOf(
    "seq view number have need count id ids n quorum f step timestamp last left limit at up",
  );
  // Where these words mean something else.
  const NO_NODE =
    /^(?:safety-broken|head-broken|share-.*|inspect-votes|refused-not-from-primary|violation-.*-(?:later|back)|refusal-(?:duplicate|too)-.*)$/;

  function samples(variable: string, key: string): readonly string[] {
    const plain = variable.toLowerCase();
    if (NAMED.has(plain) && !NO_NODE.test(key)) {
      return NAMES;
    }
    if (key === "share-problem" && plain === "message") {
      // Why something was not opened: a sentence, after which the next one follows at once.
      return ["它无法读取。"];
    }
    return NUMBERS.has(plain) ? ["7"] : plain === "message" ? ["PREPARE"] : ["□"];
  }

  /** What is wrong with how a text is set. */
  function faultsOf(text: string): string[] {
    const rules: readonly (readonly [string, RegExp])[] = [
      ["two spaces", /\S {2}/],
      ["a space beside a Chinese mark", / [，。：；？！、”）]|[，。：；？！、“（] /],
      ["no space between Chinese and a letter or digit", /\p{sc=Han}[\w+]|[\w+]\p{sc=Han}/u],
      ["a space between Chinese and Chinese", /\p{sc=Han} \p{sc=Han}/u],
      ["the other form of a name", /号(?:副本|客户端|主节点|备份节点)/],
    ];
    return rules.filter(([, rule]) => rule.test(text)).map(([fault]) => fault);
  }

  it("has one space between Chinese and a letter or digit, and none beside Chinese marks", () => {
    const told = sentencesOf("zh", samples, (_, sample) => FUNCTIONS.SPACED([sample]));
    expect(told.length).toBeGreaterThan(1000);
    expect(
      told.filter(({ text }) => faultsOf(text).length > 0).map(({ key, text }) => `${key}: ${text}`),
    ).toEqual([]);
  });

  it("is set in the same way in scenes", () => {
    const texts = sceneTexts("zh");
    expect(texts.filter((text) => faultsOf(text).length > 0)).toEqual([]);
  });
});

describe("sections of the paper that scenes name", () => {
  // Castro and Liskov, OSDI 1999.
  const SECTIONS = new Set(["2", "3", "4.1", "4.2", "4.3", "4.4", "4.5.1", "4.5.2", "5.2"]);

  it("exist, and are the same in both languages", () => {
    const english = sceneTexts("en").map((text) =>
      [...text.matchAll(/sections? ([\d.]*\d)(?: and ([\d.]*\d))?/g)].flatMap(([, ...numbers]) => numbers),
    );
    const chinese = sceneTexts("zh").map((text) =>
      [...text.matchAll(/第 ([\d.]*\d) 节/g)].map(([, number]) => number),
    );
    const named = english.map((numbers) => numbers.filter((number) => number !== undefined));
    expect(named.flat().length).toBeGreaterThan(20);
    expect(chinese).toEqual(named);
    expect(named.flat().filter((number) => !SECTIONS.has(number))).toEqual([]);
  });
});
