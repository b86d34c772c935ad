import { describe, expect, it } from "vitest";
import type { ProtocolEvent, TraceRecord } from "../../src/engine/engine.ts";
import type { Cast } from "../../src/model/cast.ts";
import type { ViewModel } from "../../src/model/view-model.ts";
import { translator } from "../../src/text/catalogue.ts";
import { Headlines } from "../../src/text/headline.ts";
import { model } from "./view-models.ts";

const CAST: Cast = { replicas: 4, clients: 1 };

function fact(node: number, name: "prepared" | "pre-prepared" | "committed-local", seq = 1): TraceRecord {
  const told: ProtocolEvent = { name, view: 0, seq, digest: "" };
  return { id: 0, atMs: 0, what: { type: "fact", node, fact: told, primary: 0 } };
}

function crash(replica: number): TraceRecord {
  return { id: 0, atMs: 0, what: { type: "command", command: { do: "crash", replica } } };
}

function hear(
  headlines: Headlines,
  wallMs: number,
  records: TraceRecord[],
  seen: ViewModel = model(),
): string {
  headlines.hear(records, seen, CAST);
  return headlines.current(wallMs)?.sentence(translator("en")) ?? "";
}

describe("the sentence above the stage", () => {
  it("tells a step when the first replica takes it, with the numbers of this cluster", () => {
    expect(hear(new Headlines(), 0, [fact(2, "prepared")])).toMatch(
      /^Prepared: 3 of 4 replicas vouch for the same request at sequence number 1/,
    );
  });

  it("does not tell the same step again when the next replica takes it", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(2, "prepared")]);
    hear(headlines, 10_000, [fact(3, "committed-local")]);
    expect(hear(headlines, 20_000, [fact(1, "prepared")])).toMatch(
      /^A quorum of COMMITs, 3 of 4: at least 2 correct replicas are prepared/,
    );
  });

  it("says how many replies may be false, however few there are", () => {
    const told: ProtocolEvent = { name: "reply-counted", replica: 2, timestamp: 1, have: 1, need: 3 };
    const counted: TraceRecord = { id: 0, atMs: 0, what: { type: "fact", node: 4, fact: told } };
    const seven = { ...model({ n: 7 }), f: 2, weak: 3 };
    expect(hear(new Headlines(), 0, [counted], seven)).toBe(
      "The client has one reply so far, but up to 2 replicas may lie. It waits for 3 matching replies.",
    );
  });

  it("tells the primary's order and the backups' consent as two steps", () => {
    const headlines = new Headlines();
    expect(hear(headlines, 0, [fact(0, "pre-prepared")])).toContain("But what if it told each backup");
    expect(hear(headlines, 10_000, [fact(3, "pre-prepared")])).toContain(
      "each backup multicasts which request",
    );
  });

  it("lets a sentence stand long enough to be read, then goes on with the newest", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(0, "pre-prepared")]);
    expect(hear(headlines, 100, [fact(1, "pre-prepared"), fact(1, "prepared")])).toContain(
      "But what if it told each backup",
    );
    expect(hear(headlines, 5_000, [])).toMatch(/^Prepared: 3 of 4/);
  });

  it("calls nobody a liar whose checkpoint is refused, since a replica that catches up sends an old one", () => {
    const refused = (code: string): TraceRecord => {
      const reason = { code, sentence: "", numbers: { seq: 8 } };
      const provesFault = code === "bad-signature";
      const told: ProtocolEvent = {
        name: "message-refused",
        kind: "CHECKPOINT",
        signer: 3,
        reason,
        provesFault,
      };
      return { id: 0, atMs: 0, what: { type: "fact", node: 2, fact: told } };
    };
    expect(hear(new Headlines(), 0, [refused("bad-signature")])).toContain(
      "A rejected message is not counted",
    );
    expect(hear(new Headlines(), 0, [refused("bad-checkpoint-number")])).toBe("");
  });

  it("says of a crash whether the rest is still enough", () => {
    const one = model({ down: [3] });
    const two = model({ down: [2, 3] });
    expect(hear(new Headlines(), 0, [crash(3)], one)).toBe(
      "Replica 3 is down. 3 of 4 replicas vote, and a quorum is 3: the cluster still makes progress.",
    );
    expect(hear(new Headlines(), 0, [crash(3)], two)).toContain("Only 2 of 4 replicas can vote");
  });
});

describe("the turn of sentences above the stage", () => {
  it("tells at once what was done to the cluster", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(0, "pre-prepared")]);
    expect(hear(headlines, 10, [crash(3)], model({ down: [3] }))).toMatch(/^Replica 3 is down/);
  });
});

describe("the order of the sentences above the stage", () => {
  it("tells where the run stands still what was last, at once: it describes what is seen", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(0, "pre-prepared")]);
    headlines.hear([fact(1, "prepared")], model(), CAST);
    expect(headlines.current(1, false)?.sentence(translator("en"))).toContain(
      "But what if it told each backup",
    );
    expect(headlines.current(1, true)?.sentence(translator("en"))).toMatch(/^Prepared: 3 of 4/);
  });

  it("tells a new view before what its primary proposes in the same step", () => {
    const entered: ProtocolEvent = { name: "view-entered", view: 1, minSeq: 0, maxSeq: 0 };
    const record: TraceRecord = {
      id: 0,
      atMs: 0,
      what: { type: "fact", node: 1, fact: entered, primary: 1 },
    };
    expect(hear(new Headlines(), 0, [record, fact(0, "pre-prepared")])).toContain("the primary of view 1");
    const later = { ...fact(0, "pre-prepared"), atMs: 1 };
    expect(hear(new Headlines(), 0, [record, later])).toContain("But what if it told each backup");
  });

  it("tells everything again in a new run", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(2, "prepared")]);
    headlines.clear();
    expect(headlines.current(1)).toBeUndefined();
    expect(hear(headlines, 2, [fact(2, "prepared")])).toMatch(/^Prepared: 3 of 4/);
  });
});

describe("what the sentence above the stage claims", () => {
  it.each([
    [
      1,
      "The client has one reply so far, but up to one replica may lie. It waits for 2 matching replies.",
      "最多可能有 1 个",
    ],
    [
      2,
      "The client has one reply so far, but up to 2 replicas may lie. It waits for 3 matching replies.",
      "最多可能有 2 个",
    ],
    [
      33,
      "The client has one reply so far, but up to 33 replicas may lie. It waits for 34 matching replies.",
      "33 个",
    ],
  ])("names as many liars as the cluster tolerates where a first reply is counted: %i", (f, en, zh) => {
    const headlines = new Headlines();
    const n = 3 * f + 1;
    const told: ProtocolEvent = { name: "reply-counted", replica: 0, timestamp: 1, have: 1, need: f + 1 };
    const record: TraceRecord = { id: 0, atMs: 0, what: { type: "fact", node: n, fact: told } };
    headlines.hear([record], { ...model({ n }), f }, { ...CAST, replicas: n });
    expect(headlines.current(0)?.sentence(translator("en"))).toBe(en);
    expect(headlines.current(0)?.sentence(translator("zh"))).toContain(zh);
  });
});

describe("what the sentence above the stage says of faults", () => {
  it("says why another view is wanted, with the section of the fact", () => {
    const wants = (why: string, section: string) => {
      const headlines = new Headlines();
      const told: ProtocolEvent = { name: "view-change-started", view: 1, why };
      headlines.hear(
        [{ id: 0, atMs: 0, what: { type: "fact", node: 2, fact: told, section } }],
        model(),
        CAST,
      );
      const headline = headlines.current(0);
      return `${headline?.sentence(translator("en"))} ${headline?.section}`;
    };
    expect(wants("request-timeout", "4.4")).toMatch(
      /suspects the primary, because its request timer expired.* 4\.4$/,
    );
    expect(wants("joined", "4.5.2")).toMatch(
      /f \+ 1 other replicas \(2\) have moved to a later view, so replica 2 joins them.* 4\.5\.2$/,
    );
    expect(wants("new-view-timeout", "4.5.2")).toMatch(/received no NEW-VIEW in time.* 4\.5\.2$/);
    expect(wants("invalid-new-view", "4.4")).toMatch(/finds the NEW-VIEW of the new primary invalid.* 4\.4$/);
  });

  it("promises no answer where enough can vote, and some of them lie or do not hear each other", () => {
    const down = model({ down: [3] });
    const liar = { ...down, verdict: { ...down.verdict, byzantine: 1, voting: 2, progress: false } };
    const parted = {
      ...down,
      partition: {
        groups: [
          [0, 1],
          [2, 3],
        ],
        oneWay: false,
      },
    };
    for (const seen of [liar, parted]) {
      expect(hear(new Headlines(), 0, [crash(3)], seen)).toBe(
        "Replica 3 is down. 3 of 4 replicas can vote, and a quorum is 3. But some of them may lie or be cut off, so progress may stop.",
      );
    }
  });

  it("counts no vote of a replica that lost its disk, and says so when it comes back", () => {
    const down = model({ down: [0] });
    const seen: ViewModel = {
      ...down,
      faults: [...down.faults, { replica: 3, kinds: ["no-vote"], votes: "no" }],
      verdict: { ...down.verdict, faulty: 2, voting: 2, mayVote: 2, progress: false },
    };
    expect(hear(new Headlines(), 0, [crash(0)], seen)).toBe(
      "Replica 0 is down. Only 2 of 4 replicas can vote, and a quorum is 3: the cluster stalls.",
    );
    const restart: TraceRecord = {
      id: 0,
      atMs: 0,
      what: { type: "command", command: { do: "restart", replica: 3, disk: "lost" } },
    };
    expect(hear(new Headlines(), 0, [restart], seen)).toBe(
      "Replica 3 is up again. It lost its disk, so it has no vote yet. 2 of 4 replicas can vote now, and a quorum is 3.",
    );
    const kept = { ...seen, faults: down.faults };
    expect(hear(new Headlines(), 0, [restart], kept)).toMatch(/^Replica 3 is up again\. 2 of 4/);
  });
});

describe("what the sentence above the stage says of liars", () => {
  it("says of liars what is still guaranteed, also where they are more than f", () => {
    const behave: TraceRecord = {
      id: 0,
      atMs: 0,
      what: { type: "command", command: { do: "behave", replica: 1, strategy: { name: "silent" } } },
    };
    const seen = model();
    const verdict = { ...seen.verdict, byzantine: 2, answers: false, progress: false };
    expect(hear(new Headlines(), 0, [behave], { ...seen, n: 5, verdict })).toContain(
      "Correct replicas still cannot disagree.",
    );
    expect(
      hear(new Headlines(), 0, [behave], { ...seen, verdict: { ...verdict, agreement: false } }),
    ).toContain("correct replicas may disagree");
  });

  it("promises nothing where too many have lied", () => {
    const split = model();
    const seen = { ...split, verdict: { ...split.verdict, byzantine: 2, agreement: false, answers: false } };
    expect(hear(new Headlines(), 0, [fact(2, "prepared")], seen)).toContain("that proves nothing");
    expect(hear(new Headlines(), 0, [fact(2, "committed-local")], seen)).not.toContain("safe");
  });
});
