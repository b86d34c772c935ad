import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Command, Scenario } from "../../src/engine/engine.ts";
import type { Refusal } from "../../src/engine/messages.ts";
import { type Language, translator } from "../../src/text/catalogue.ts";
import { failureText, refusalText } from "../../src/text/refusal.ts";
import { loadEngine, Simulation } from "./wasm.ts";

const ROOT = join(import.meta.dirname, "../../..");

interface Row {
  readonly code: string;
  readonly values: readonly string[];
  /** As the engine says it, with the names of the values in braces. */
  readonly sentence: string;
}

/** The table of docs/errors.md, which a test of the engine writes. */
function table(): Row[] {
  const text = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  return [...text.matchAll(/^\| `([a-z-]+)` \| [^|]* \| ([^|]*) \| (.*) \|$/gm)].map(
    ([, code = "", values = "", sentence = ""]) => ({
      code,
      values: [...values.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ""),
      sentence,
    }),
  );
}

/** The codes of what the page itself finds wrong with the attribute `scenario`. */
function codesOfThePage(): string[] {
  const source = readFileSync(join(ROOT, "www/src/embed/source.ts"), "utf8");
  return [...source.matchAll(/new SourceError\(\s*"([a-z-]+)"/g)].map((match) => match[1] ?? "");
}

function keys(language: Language): string[] {
  const text = readFileSync(join(ROOT, `www/src/locales/${language}.ftl`), "utf8");
  return [...text.matchAll(/^refusal-([\w-]+) =/gm)].map((match) => match[1] ?? "");
}

/** A refusal with something unmistakable for each value. */
function sample({ code, values }: Row): Refusal {
  const of = (name: string) => (name === "node" ? 4 : name === "kind" ? "client" : `<${name}>`);
  return {
    name: "LinkError",
    message: "the engine's own words",
    field: undefined,
    code,
    values: Object.fromEntries(values.map((name) => [name, of(name)])),
  };
}

function refusalOf(act: () => unknown): Refusal {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return error as Error & Refusal;
    }
  }
  throw new Error("nothing was refused");
}

const nameOf = (language: Language) => (node: number) => translator(language)("node-replica", { id: node });

beforeAll(loadEngine);

describe("a refusal", () => {
  it("has a text for each code of the engine and of the page, and for no other", () => {
    const codes = [...table().map(({ code }) => code), ...codesOfThePage()];
    expect(codes.length).toBeGreaterThan(90);
    for (const language of ["en", "zh"] as const) {
      expect(keys(language).sort(), language).toEqual([...codes].sort());
    }
  });

  it.each(table())("$code has the engine's words in English", (row) => {
    const told = refusalText(sample(row), translator("en"), nameOf("en"));
    const said = row.sentence.replace(/\{(\w+)\}/g, (braces, name: string) =>
      !row.values.includes(name) ? braces : name === "kind" ? "client" : `<${name}>`,
    );
    const whole = said.startsWith("… ") ? `the link${said.slice(1)}.` : `${said}.`;
    const plain = told.replace(/\b[Rr]eplica 4\b|\b4\b/, "<node>");
    expect(plain.toLowerCase()).toBe(whole.toLowerCase().replace("{{", "{").replace("}}", "}"));
  });

  it.each(table())("$code is written in Chinese with all its values", (row) => {
    const told = refusalText(sample(row), translator("zh"), nameOf("zh"));
    for (const name of row.values.filter((name) => !["node", "kind", "detail"].includes(name))) {
      expect(told).toContain(`<${name}>`);
    }
    expect(told).toMatch(/[\u4e00-\u9fff].*。$/);
    expect(told).not.toMatch(/\{ ?\$|undefined|refusal-/);
  });

  it("of the engine itself names field and value in either language", () => {
    const scenario = (scenario: Scenario) => refusalOf(() => new Simulation(scenario));
    const many = scenario({ cluster: { replicas: 101 } });
    expect(refusalText(many, translator("en"))).toBe(many.message);
    expect(refusalText(many, translator("zh"))).toBe("“cluster.replicas”为 101，应为 1 到 100 之间的整数。");
    const unknown = scenario({ network: { jitter: 1 } } as Scenario);
    expect(refusalText(unknown, translator("en"))).toBe(unknown.message);
    expect(refusalText(unknown, translator("zh"))).toBe(
      "未知字段“network.jitter”；可用的字段有：latencyMs、loss、duplicate、reorder。",
    );
    const list = scenario([] as Scenario);
    expect(refusalText(list, translator("zh"))).toBe("场景为 […]，应为对象。");
    const link = refusalOf(() => Simulation.fromLink("2.AAAA"));
    expect(refusalText(link, translator("zh"))).toBe(
      "链接是版本 2 的，而本引擎只读取版本 1：请用更新的发行版打开。",
    );
  });

  it("of a command names the node as the run has it", () => {
    const simulation = new Simulation({});
    const twice: Command = { do: "crash", replica: 2 };
    simulation.command(twice);
    const down = refusalOf(() => simulation.command(twice));
    simulation.free();
    expect(refusalText(down, translator("en"), nameOf("en"))).toBe("Replica 2 is down: restart it first.");
    expect(refusalText(down, translator("zh"), nameOf("zh"))).toBe("副本 2 已宕机：请先让它重启。");
  });

  it("offers the choices in quotes", () => {
    const simulation = new Simulation({});
    const command = { do: "restart", replica: 0, disk: "new" } as unknown as Command;
    const wrong = refusalOf(() => simulation.command(command));
    simulation.free();
    expect(refusalText(wrong, translator("en"))).toBe(wrong.message);
    expect(refusalText(wrong, translator("zh"))).toBe('“disk”为 "new"，应为 "kept" 或 "lost"。');
  });

  it("without a translation has the engine's words", () => {
    const later = { ...sample({ code: "of-a-later-engine", values: [], sentence: "" }) };
    expect(refusalText(later, translator("zh"))).toBe("the engine's own words");
  });
});

describe("the end of the engine", () => {
  it("is in the reader's language where the page found the error, otherwise in the engine's words", () => {
    expect(failureText({ message: "it gave no sign of life", why: "silent" }, translator("zh"))).toBe(
      "它没有响应。",
    );
    expect(failureText({ message: "out of memory" }, translator("en"))).toBe(
      "Message of the engine: out of memory",
    );
  });
});
