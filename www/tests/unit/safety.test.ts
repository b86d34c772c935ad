import { beforeAll, describe, expect, it } from "vitest";
import {
  brokenAnew,
  firstOfEach,
  firstProofs,
  guaranteesOf,
  levelOf,
  numberOf,
  rowsOf,
  safetyLevelOf,
  shownSafetyLevel,
  type Violation,
  verdictKey,
} from "../../src/model/safety.ts";
import type { ViewModel } from "../../src/model/view-model.ts";
import { LANGUAGES, type Language, translator } from "../../src/text/catalogue.ts";
import { faultsText } from "../../src/text/faults.ts";
import { certificateText, overlapText, violationText } from "../../src/text/violations.ts";
import { model } from "./view-models.ts";
import { verdictOf } from "./views.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

function violation(id: string, part: Partial<Violation> = {}): Violation {
  return {
    id,
    property: "",
    code: "",
    sentence: "",
    numbers: {},
    atMs: 1,
    step: 1,
    records: [],
    certificates: [],
    intersection: [],
    beyondF: true,
    weakened: false,
    guilty: [],
    proofs: [],
    ...part,
  };
}

describe("the verdict on a broken promise", () => {
  it.each([
    [[], "safety-guarantees"],
    [[violation("I1")], "safety-foretold"],
    [[violation("I1", { weakened: true })], "safety-foretold"],
    [[violation("I1"), violation("I6", { beyondF: false, weakened: true })], "safety-weakened"],
    [[violation("I1", { beyondF: false })], "safety-bug"],
  ] as const)("blames the liars, a missing rule or the simulator", (broken, key) => {
    expect(verdictKey(broken)).toBe(key);
  });
});

describe("guarantees", () => {
  it.each([
    [{}, "all"],
    [{ faulty: 2, voting: 2, progress: false }, "safety"],
    [{ faulty: 2, byzantine: 2, answers: false, progress: false }, "safety"],
    [{ faulty: 2, byzantine: 2, agreement: false, answers: false, progress: false }, "none"],
    // More than f are down, and a quorum is left all the same.
    [{ faulty: 2, allowed: 1 }, "all"],
  ] as const)("is the engine's word: %j", (part, level) => {
    expect(levelOf(verdictOf(part))).toBe(level);
  });

  it.each([
    [{}, {}, "safe"],
    // More than f are down, and a quorum is left all the same.
    [{ faulty: 2, allowed: 1 }, {}, "safe"],
    [{ faulty: 2, voting: 2, mayVote: 3, progress: false }, {}, "doubtful"],
    [{}, { partition: { groups: [[0], [1, 2, 3]], oneWay: false } }, "doubtful"],
    [{ faulty: 2, voting: 2, mayVote: 2, progress: false }, {}, "stalled"],
    [{}, { obstacle: { kind: "primary", primary: 0, fault: "down" } }, "stalled"],
    [{ byzantine: 2, answers: false, progress: false }, {}, "deceived"],
    [{ byzantine: 2, agreement: false, answers: false, progress: false }, {}, "unsure"],
    [{ byzantine: 2, agreement: false }, { violations: [violation("I1")] }, "violated"],
  ] as const)("is one standing: %j, %j", (verdict, part, standing) => {
    expect(safetyLevelOf({ ...model(), verdict: verdictOf(verdict), ...(part as Partial<ViewModel>) })).toBe(
      standing,
    );
  });

  it.each([
    ["en", "Safe and live · 1 faulty, f = 0", "Safe, progress not guaranteed · 2 faulty, f = 1"],
    ["zh", "安全且活跃 · 故障 1 个，f = 0", "安全，不保证推进 · 故障 2 个，f = 1"],
  ] as const)("is named beside both counts (%s)", (language, none, some) => {
    const t = translator(language);
    expect(t("safety-chip", { state: "safe", name: "", faulty: 1, allowed: 0 })).toBe(none);
    expect(t("safety-chip", { state: "doubtful", name: "", faulty: 2, allowed: 1 })).toBe(some);
  });

  const told = (part: Partial<ViewModel["verdict"]>, language: Language, n = 4, quorum = 3) =>
    translator(language)("safety-guarantees", guaranteesOf({ n, quorum, verdict: verdictOf(part) }));

  it("is stated in both languages, as far as it holds", () => {
    const silent = { faulty: 2, voting: 2, progress: false };
    expect(told(silent, "en")).toBe(
      "Progress may stop: only 2 of 4 replicas are certain to vote, and a quorum is 3. Correct replicas still cannot disagree, and clients are not deceived.",
    );
    expect(told(silent, "zh")).toMatch(/^集群可能停滞：4 个副本中只有 2 个必定投票，而法定人数是 3。/);
    const five = { faulty: 2, byzantine: 2, overlap: 3, voting: 3, answers: false, progress: false };
    expect(told(five, "en", 5, 4)).toBe(
      "With 2 Byzantine replicas clients may be deceived, and progress may stop. Correct replicas still cannot disagree.",
    );
    expect(told(five, "zh", 5, 4)).toBe(
      "有 2 个拜占庭副本，客户端可能受骗，集群可能停滞。正确的副本仍不会产生分歧。",
    );
    const four = { ...five, agreement: false };
    expect(told(four, "en")).toMatch(
      /^Nothing is guaranteed with 2 Byzantine replicas: correct replicas may disagree/,
    );
    expect(told({}, "en")).toMatch(/^Safety is guaranteed\. Liveness/);
  });

  it("names the faulty replicas by the kinds of their faults", () => {
    const faults: ViewModel["faults"] = [
      { replica: 0, kinds: ["down"], votes: "no" },
      { replica: 1, kinds: ["paused", "lying"], votes: "no" },
      { replica: 3, kinds: ["no-vote"], votes: "no" },
      { replica: 4, kinds: ["down"], votes: "no" },
      { replica: 5, kinds: ["lied"], votes: "yes" },
      { replica: 6, kinds: ["twinned"], votes: "perhaps" },
    ];
    expect(faultsText(faults, { n: 7 }, translator("en"))).toBe(
      "down: replicas 0 and 4; paused: replica 1; Byzantine: replica 1; disk lost, no vote: replica 3; Byzantine before: replica 5; two copies: replica 6",
    );
    expect(faultsText(faults.slice(0, 3), { n: 7 }, translator("zh"))).toBe(
      "宕机：副本 0；暂停：副本 1；作恶：副本 1；丢失磁盘、不能投票：副本 3",
    );
  });
});

describe("a cluster without a rule", () => {
  it("says that a rule is missing, until something is violated", () => {
    const safe = { ...model(), verdict: verdictOf({}) };
    const broken = { ...safe, violations: [violation("I1")] };
    expect([shownSafetyLevel(safe, []), shownSafetyLevel(safe, ["M20"])]).toEqual(["safe", "weakened"]);
    expect(shownSafetyLevel(broken, ["M20"])).toBe("violated");
    const name = (language: "en" | "zh") =>
      translator(language)("safety-chip", {
        state: "weakened",
        rules: "M20",
        name: "",
        faulty: 0,
        allowed: 1,
      });
    expect(name("en")).toBe("Weakened, without M20 · 0 faulty, f = 1");
    expect(name("zh")).toBe("已削弱，缺少 M20 · 故障 0 个，f = 1");
  });
});

describe("the invariants", () => {
  it.each(LANGUAGES)("have a name and a sentence each in %s", (language) => {
    const t = translator(language);
    const run = new Simulation({});
    const numbers = run.view().invariants.map(({ id }) => numberOf(id));
    run.free();
    expect(numbers).toHaveLength(20);
    for (const number of numbers) {
      expect(t(`invariant-${number}`)).not.toBe(`invariant-${number}`);
      expect(t(`invariant-about-${number}`)).not.toBe(`invariant-about-${number}`);
    }
  });
});

describe("violations", () => {
  const first = violation("I6", { step: 3 });
  const again = violation("I6", { step: 5 });
  const other = violation("I1", { step: 6 });

  it("are reported once for each property, the first of each", () => {
    expect(firstOfEach([first, again, other])).toEqual([first, other]);
    expect(numberOf("I15")).toBe(15);
  });

  it("stop the run when a property breaks that had held, and not again for the same one", () => {
    const whole = model();
    const broken = { ...whole, violations: [first] };
    expect(brokenAnew(whole, broken)).toBe(first);
    expect(brokenAnew(undefined, broken)).toBe(first);
    expect(brokenAnew(broken, { ...whole, violations: [first, again] })).toBeUndefined();
    expect(brokenAnew(broken, { ...whole, violations: [first, again, other] })).toBe(other);
  });
});

describe("proofs of guilt", () => {
  it("are shown once for each action", () => {
    const proof = (id: number, culprit: number, offence: string) => ({
      id,
      culprit,
      offence,
      sentence: "",
      atMs: 1,
      records: [],
      statements: [],
    });
    const all = [proof(0, 1, "a"), proof(1, 1, "a"), proof(2, 1, "b"), proof(3, 2, "a")];
    expect(firstProofs(all).map(({ id }) => id)).toEqual([0, 2, 3]);
  });
});

describe("violations in words", () => {
  const cast = { replicas: 4, clients: 1 };
  const broken = violation("I1", {
    code: "other-batch",
    sentence: "The engine says so.",
    numbers: { replica: 3, seq: 2 },
  });

  it("is written in the reader's language, with the numbers", () => {
    expect(violationText(broken, cast, translator("en"))).toEqual({
      text: "Replica 3 executed a different batch at sequence number 2 than an earlier correct replica.",
    });
    const { text, lang } = violationText(broken, cast, translator("zh"));
    expect(text).toMatch(/^副本 3 在序号 2 /);
    expect(lang).toBeUndefined();
  });

  it("calls the only client so, as the whole page does, and one of several by its number", () => {
    const unanswered = { ...broken, code: "unanswered", numbers: { client: 0 } };
    const told = (clients: number) =>
      LANGUAGES.map((one) => violationText(unanswered, { replicas: 4, clients }, translator(one)).text);
    expect(told(1)).toEqual([
      "The client has no result within the time limit.",
      "客户端没有在限期之内得到结果。",
    ]);
    expect(told(2)).toEqual([
      "Client 0 has no result within the time limit.",
      "客户端 0 没有在限期之内得到结果。",
    ]);
  });

  it("has the engine's words where there is no translation", () => {
    const fresh = { ...broken, code: "not-thought-of" };
    expect(violationText(fresh, cast, translator("zh"))).toEqual({ text: "The engine says so.", lang: "en" });
  });
});

describe("the certificates behind a violation", () => {
  const commit = (holder: number, digest: string, signers: number[]) => ({
    kind: "commit" as const,
    holder,
    view: 0,
    seq: 2,
    digest,
    signers,
    records: signers.map((signer) => signer + 10),
  });
  const fork = violation("I1", {
    certificates: [commit(2, "aaaaaaaaaaaa", [0, 1, 2]), commit(3, "bbbbbbbbbbbb", [0, 1, 3])],
    intersection: [0, 1],
  });
  const cast = { replicas: 4, clients: 1 };

  it("are rows over all signers, with those that signed both marked in each", () => {
    const { columns, rows } = rowsOf(fork);
    expect(columns).toEqual([0, 1, 2, 3]);
    expect(rows.map(({ votes }) => votes)).toEqual([
      ["both", "both", "one", "none"],
      ["both", "both", "none", "one"],
    ]);
  });

  it("are none where the engine gives none, and one alone has no overlap", () => {
    expect(rowsOf(violation("I3"))).toEqual({ columns: [], rows: [] });
    const alone = rowsOf(violation("I15", { certificates: [commit(2, "a", [2, 0])] }));
    expect(alone.columns).toEqual([0, 2]);
    expect(alone.rows.map(({ votes }) => votes)).toEqual([["one", "one"]]);
  });

  it("are described in both languages, each kind", () => {
    const [first] = fork.certificates;
    if (!first) {
      throw new Error("the fork has certificates");
    }
    expect(certificateText(first, cast, translator("en"))).toBe(
      "Replica 2 has committed sequence number 2 in view 0: aaaaaaaa…",
    );
    expect(certificateText(first, cast, translator("zh"))).toBe("副本 2 在视图 0 中提交了序号 2：aaaaaaaa…");
    expect(overlapText([0, 1], cast, translator("en"))).toBe("Replicas 0 and 1 signed both.");
    expect(overlapText([0, 1], cast, translator("zh"))).toBe("副本 0 和 1 在两份上都签了名。");
    expect(overlapText([], cast, translator("en"))).toBe("No replica signed both.");
    for (const language of LANGUAGES) {
      for (const kind of ["prepared", "checkpoint", "new-view", "replies"] as const) {
        const text = certificateText(
          { ...first, kind, timestamp: 7, result: "fake" },
          cast,
          translator(language),
        );
        expect(text, `${language}: ${kind}`).not.toContain("certificate-");
      }
    }
  });
});
