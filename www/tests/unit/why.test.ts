import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Explanation, Scenario, WhyQuestion } from "../../src/engine/engine.ts";
import type { Cast } from "../../src/model/cast.ts";
import { LANGUAGES, type Language, translator } from "../../src/text/catalogue.ts";
import {
  partText,
  questionText,
  reasonsOf,
  type SentenceContext,
  sentenceContextOf,
  type WhyPart,
} from "../../src/text/why.ts";
import { loadEngine, Simulation } from "./wasm.ts";

const ROOT = join(import.meta.dirname, "../../..");
const CAST: Cast = { replicas: 4, clients: 1 };

/** Every code that docs/why.md lists: in the first column of its tables, and those of what will never happen. */
function documentedCodes(): string[] {
  const codes = readFileSync(join(ROOT, "docs/why.md"), "utf8").split("## Codes")[1] ?? "";
  const rows = [...codes.matchAll(/^\|([^|]*`[^|]*)\|/gm)].map((match) => match[1] ?? "");
  const last = (codes.split("For events that will never happen:")[1] ?? "").replace(/\([^)]*\)/g, "");
  return [...rows, last].flatMap((text) => [...text.matchAll(/`([a-z-]+)`/g)].map((match) => match[1] ?? ""));
}

/** Every code that the engine's source gives to a part. */
function codesOfTheEngine(): string[] {
  const folder = join(ROOT, "src/explain");
  const source = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const made = /\b(?:Part::new|part)\(\s*(?:index,\s*)?(?:"([a-z-]+)"|code\b)/g;
  const named = [...source.matchAll(made)].flatMap((match) => (match[1] ? [match[1]] : []));
  const chosen = [...source.matchAll(/^\s*(?:let code = .*|\(")"?([a-z]+-[a-z-]+)".*$/gm)].flatMap((match) =>
    [...match[0].matchAll(/"((?:message|sender)-[a-z-]+)"/g)].map((code) => code[1] ?? ""),
  );
  return [...new Set([...named, ...chosen])];
}

function context(language: Language, records: ReadonlyMap<number, string> = new Map()): SentenceContext {
  return { t: translator(language), language, cast: CAST, record: (record) => records.get(record) };
}

function part(code: string, given: Partial<WhyPart> = {}): WhyPart {
  return {
    code,
    sentence: "the engine's own words",
    numbers: {},
    words: {},
    replicas: [],
    records: [],
    ...given,
  };
}

/** With every value of any sentence. */
function whole(code: string): WhyPart {
  return part(code, {
    numbers: {
      ...{ replica: 2, node: 3, from: 1, primary: 0, have: 1, need: 3, seq: 5, view: 1, at: 2, lower: 4 },
      ...{
        high: 200,
        interval: 100,
        queued: 2,
        packet: 9,
        last: 4,
        timestamp: 6,
        record: 8,
        above: 400,
        wanted: 1,
        low: 0,
      },
    },
    words: { kind: "COMMIT", why: "bad-signature" },
    replicas: [1],
    atMs: 412,
    records: [7],
  });
}

describe("the parts of an explanation", () => {
  const codes = documentedCodes();

  it("are documented, each that the engine gives", () => {
    const given = codesOfTheEngine();
    expect(given.length).toBeGreaterThan(35);
    expect(given.filter((code) => !codes.includes(code))).toEqual([]);
  });

  for (const language of LANGUAGES) {
    it.each(codes)(`have a sentence in ${language}: %s`, (code) => {
      const told = new Map([[7, "Something happens."]]);
      const text = partText(whole(code), context(language, told)) ?? "";
      expect(text).toMatch(language === "en" ? /^[A-Z].*\.$/s : /[。.]$/);
      expect(text).not.toMatch(/\{|\}|undefined|NaN|why-part/);
    });
  }

  it("have the engine's words where there is no translation", () => {
    const reasons = reasonsOf(explanation("not-yet", [part("code-of-tomorrow")]), context("zh"));
    expect(partText(part("code-of-tomorrow"), context("zh"))).toBeUndefined();
    expect(reasons[0]?.causes[0]?.sentence).toBe("The engine's own words.");
  });

  it("count the primary's PRE-PREPARE as its vote, as all of the page does", () => {
    const votes = (have: number, replicas: number[]) =>
      partText(
        part("votes", {
          numbers: { replica: 1, have, need: 2, seq: 1, view: 0 },
          words: { kind: "PREPARE" },
          replicas,
        }),
        context("en"),
      );
    const begin = "votes to prepare sequence number 1 in view 0: ";
    expect(votes(1, [1])).toBe(
      `Replica 1 has 2 of the 3 ${begin}the primary’s PRE-PREPARE and the PREPARE from replica 1.`,
    );
    expect(votes(0, [])).toBe(`Replica 1 has 1 of the 3 ${begin}only the primary’s PRE-PREPARE.`);
  });

  it("say why a sender waits in its turn", () => {
    const because = part("message-dropped", {
      numbers: { from: 0, node: 3 },
      words: { kind: "PRE-PREPARE", why: "partitioned" },
    });
    const waits = part("sender-not-pre-prepared", { numbers: { node: 3, seq: 1, view: 0 }, because });
    expect(partText(waits, context("en"))).toBe(
      "Replica 3 has not accepted the PRE-PREPARE for sequence number 1 in view 0. The PRE-PREPARE from replica 0 to replica 3 was lost in the partition.",
    );
    expect(partText(waits, context("zh"))).toBe(
      "副本 3 还没有接受视图 0 中序号 1 的 PRE-PREPARE。副本 0 发给副本 3 的 PRE-PREPARE 丢失了：网络被分区。",
    );
  });

  it("name a refusal's reason in the reader's language", () => {
    const refused = part("message-refused", {
      numbers: { from: 1, node: 2, got: 0, at: 1 },
      words: { kind: "COMMIT", why: "wrong-view" },
    });
    expect(partText(refused, context("en"))).toBe(
      "Replica 2 rejected the COMMIT from replica 1: it is for view 0, but the replica is in view 1.",
    );
    expect(partText(refused, context("zh"))).toContain("它属于视图 0，而副本在视图 1");
  });
});

function explanation(kind: Explanation["kind"], parts: WhyPart[]): Explanation {
  return { kind, sentence: "", parts, slice: [], complete: true, discarded: 0 };
}

describe("an answer", () => {
  it("describes events in the order of time", () => {
    const parts = [
      part("record", { records: [9], atMs: 3 }),
      part("counted", { numbers: { have: 2 }, words: { kind: "COMMIT" }, replicas: [0, 1], records: [8, 7] }),
      part("record", { records: [4], atMs: 1 }),
    ];
    const told = new Map([
      [4, "First."],
      [9, "Last."],
    ]);
    const [story, ...others] = reasonsOf(explanation("happened", parts), context("en", told));
    expect(others).toEqual([]);
    expect(story?.causes).toEqual([
      { sentence: "First.", atMs: 1, record: 4 },
      { sentence: "Counted: the COMMITs from replicas 0 and 1.", atMs: undefined, record: 8 },
      { sentence: "Last.", atMs: 3, record: 9 },
    ]);
  });

  it("puts what became of each missing vote under what is there", () => {
    const votes = { numbers: { replica: 2, have: 2, need: 3, seq: 5, view: 0 }, words: { kind: "COMMIT" } };
    const dropped = { numbers: { from: 1, node: 2 }, words: { kind: "COMMIT", why: "by-hand" }, atMs: 412 };
    const parts = [
      part("node-paused", { numbers: { node: 2 } }),
      part("votes", { ...votes, replicas: [0, 2] }),
      part("message-dropped", { ...dropped, records: [30] }),
      part("node-down", { numbers: { node: 3 }, atMs: 100, records: [3] }),
    ];
    const [own, missing] = reasonsOf(explanation("not-yet", parts), context("en"));
    expect(own?.lead).toBeUndefined();
    expect(own?.causes.map(({ sentence }) => sentence)).toEqual(["Replica 2 is paused."]);
    expect(missing?.lead?.sentence).toBe(
      "Replica 2 has 2 of the 3 COMMITs for sequence number 5 in view 0, from replicas 0 and 2.",
    );
    expect(missing?.causes).toEqual([
      { sentence: "The COMMIT from replica 1 to replica 2 was dropped by hand.", atMs: 412, record: 30 },
      { sentence: "Replica 3 is down.", atMs: 100, record: 3 },
    ]);
  });
});

/** From one question to the next: through a request, and then through what comes of it. */
const MOMENTS_MS = [0, 12, 20, 25, 25, 40, 900, 1500, 3000];

describe("the answers in the scenes of the library", () => {
  /** What was checked need not be checked again. */
  const said = new Set<string>();

  beforeAll(loadEngine);

  /** Asks the engine as `engine.ts` does, and checks every sentence of the answer. */
  function check(run: InstanceType<typeof Simulation>, question: WhyQuestion, cast: Cast): string[] {
    const explained = run.why(question);
    const fresh = explained.parts.filter(({ sentence }) => !said.has(sentence));
    const told = fresh.filter(({ code }) => code === "record").flatMap(({ records }) => records);
    const about = "about" in question ? [question.about.fact] : [];
    const records = [...told, ...about].flatMap((number) => run.records(number, 1));
    for (const language of LANGUAGES) {
      const context = sentenceContextOf(
        { explanation: explained, records },
        cast,
        language,
        translator(language),
      );
      const texts = fresh.map((part) => {
        const text = partText(part, context);
        expect(text, `${language}: ${part.code} has no words: ${part.sentence}`).toBeDefined();
        return text ?? "";
      });
      texts.push(questionText(question, explained.kind, context));
      for (const text of texts) {
        expect(text).not.toMatch(/\{|\}|undefined|NaN|why-|(?:fact|event|command|refused)-/);
        if (language === "zh") {
          expect(text.replace(/“[^”]*”/g, ""), "English in a Chinese sentence").not.toMatch(/[a-z]{3,}/);
        }
      }
    }
    for (const { sentence } of fresh) {
      said.add(sentence);
    }
    return explained.parts.map(({ code }) => code);
  }

  it("need no English sentence of the engine", { timeout: 120_000 }, () => {
    const scenes = Simulation.catalog().filter(({ shelf, scenario }) => {
      // The attacks and questions need no words that the lessons do not, and of larger clusters there are no others, and too many.
      return !["attacks", "questions"].includes(shelf) && (scenario.cluster?.replicas ?? 4) <= 7;
    });
    const codes = new Set(scenes.flatMap(({ scenario }) => codesOf(scenario)));
    // Enough was asked to be worth something.
    expect([...codes].sort()).toEqual(
      expect.arrayContaining(["counted", "node-down", "record", "replies", "votes"]),
    );
    expect(codes.size).toBeGreaterThan(14);
  });

  function codesOf(scenario: Scenario): string[] {
    const run = new Simulation({ ...scenario, cluster: { ...scenario.cluster, crypto: "symbolic" } });
    const { n, clients } = run.view();
    const cast = { replicas: n, clients: clients.length };
    const codes = MOMENTS_MS.flatMap((ms) => {
      run.advance(ms, 10_000);
      return askAll(run, cast);
    });
    run.free();
    return codes;
  }

  function askAll(run: InstanceType<typeof Simulation>, cast: Cast): string[] {
    const questions: WhyQuestion[] = [];
    for (let client = 0; client < cast.clients; client += 1) {
      questions.push({ client });
    }
    for (let replica = 0; replica < cast.replicas; replica += 1) {
      questions.push({ replica, executed: 1 }, { replica, prepared: 2 }, { replica, viewEntered: 1 });
      questions.push({ replica, stable: 2 }, { replica, stable: 100 }, { replica, committedLocal: 1 });
    }
    const end = run.recordCount;
    for (let record = Math.max(0, end - 4); record < end; record += 1) {
      questions.push({ about: { fact: record } });
    }
    return questions.flatMap((question) => check(run, question, cast));
  }
});
