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
  it("describes a step when the first replica takes it, with the numbers of this cluster", () => {
    expect(hear(new Headlines(), 0, [fact(2, "prepared")])).toMatch(
      /^Prepared: replica 2 has votes from 3 of 4 replicas for the request at sequence number 1/,
    );
  });

  it("does not describe the same step again when the next replica takes it", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(2, "prepared")]);
    hear(headlines, 10_000, [fact(3, "committed-local")]);
    expect(hear(headlines, 20_000, [fact(1, "prepared")])).toMatch(
      /^Committed: replica 3 has COMMITs from 3 of 4 replicas for the request at sequence number 1/,
    );
  });

  it("says how many replies may be false, however few there are", () => {
    const told: ProtocolEvent = { name: "reply-counted", replica: 2, timestamp: 1, have: 1, need: 3 };
    const counted: TraceRecord = { id: 0, atMs: 0, what: { type: "fact", node: 4, fact: told } };
    const seven = { ...model({ n: 7 }), f: 2, weak: 3 };
    expect(hear(new Headlines(), 0, [counted], seven)).toBe(
      "Replica 2 replied; 1 of 3 matching replies. Up to 2 replicas may lie, so one reply proves nothing.",
    );
  });

  it("describes the primary's order and the backups' consent as two steps", () => {
    const headlines = new Headlines();
    expect(hear(headlines, 0, [fact(0, "pre-prepared")])).toContain("But what if it told each backup");
    expect(hear(headlines, 10_000, [fact(3, "pre-prepared")])).toContain(
      "PREPARE: replica 3 accepted the request at sequence number 1 and multicasts that",
    );
  });

  it("shows a sentence long enough to be read, then the newest", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(0, "pre-prepared")]);
    expect(hear(headlines, 100, [fact(1, "pre-prepared"), fact(1, "prepared")])).toContain(
      "But what if it told each backup",
    );
    expect(hear(headlines, 5_000, [])).toMatch(/^Prepared: replica \d has votes from 3 of 4/);
  });

  it("calls no replica a liar whose checkpoint is refused, since a replica that catches up sends an old one", () => {
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
  it("describes a command at once", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(0, "pre-prepared")]);
    expect(hear(headlines, 10, [crash(3)], model({ down: [3] }))).toMatch(/^Replica 3 is down/);
  });
});

describe("the order of the sentences above the stage", () => {
  it("describes the last event at once where the run is paused", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(0, "pre-prepared")]);
    headlines.hear([fact(1, "prepared")], model(), CAST);
    expect(headlines.current(1, false)?.sentence(translator("en"))).toContain(
      "But what if it told each backup",
    );
    expect(headlines.current(1, true)?.sentence(translator("en"))).toMatch(
      /^Prepared: replica \d has votes from 3 of 4/,
    );
  });

  it("describes a new view before the proposals of its primary in the same step", () => {
    const entered: ProtocolEvent = { name: "view-entered", view: 1, minSeq: 0, maxSeq: 0 };
    const record: TraceRecord = {
      id: 0,
      atMs: 0,
      what: { type: "fact", node: 1, fact: entered, primary: 1 },
    };
    expect(hear(new Headlines(), 0, [record, fact(0, "pre-prepared")])).toContain("the primary of view 1");
    const headlines = new Headlines();
    const later = { ...fact(0, "pre-prepared"), atMs: 1 };
    expect(hear(headlines, 0, [record, later])).toContain("the primary of view 1");
    expect(hear(headlines, 2000, [])).toContain("But what if it told each backup");
    // Where the run is paused, the sentence describes the last moment.
    const still = new Headlines();
    still.hear([record, later], model(), CAST);
    expect(still.current(0, true)?.sentence(translator("en"))).toContain("But what if it told each backup");
  });

  it("describes every step again in a new run", () => {
    const headlines = new Headlines();
    hear(headlines, 0, [fact(2, "prepared")]);
    headlines.clear();
    expect(headlines.current(1)).toBeUndefined();
    expect(hear(headlines, 2, [fact(2, "prepared")])).toMatch(/^Prepared: replica \d has votes from 3 of 4/);
  });
});

describe("claims of the sentence above the stage", () => {
  it.each([
    [
      1,
      "Replica 0 replied; 1 of 2 matching replies. Up to one replica may lie, so one reply proves nothing.",
      "最多可能有 1 个",
    ],
    [
      2,
      "Replica 0 replied; 1 of 3 matching replies. Up to 2 replicas may lie, so one reply proves nothing.",
      "最多可能有 2 个",
    ],
    [
      33,
      "Replica 0 replied; 1 of 34 matching replies. Up to 33 replicas may lie, so one reply proves nothing.",
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

describe("faults in the sentence above the stage", () => {
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

describe("a lie in the sentence above the stage", () => {
  const lying = (...ids: number[]): ViewModel => {
    const seen = model();
    return { ...seen, replicas: seen.replicas.map((one) => ({ ...one, byzantine: ids.includes(one.id) })) };
  };
  const counted = (replica: number, result: string, have: number, atMs = 0): TraceRecord => ({
    id: 0,
    atMs,
    what: {
      type: "fact",
      node: 4,
      fact: { name: "reply-counted", replica, timestamp: 1, have, need: 2, result },
    },
  });

  it("names each reply that differs, in whichever order they come", () => {
    const headlines = new Headlines();
    expect(hear(headlines, 0, [counted(2, "fake", 1)])).toBe(
      "Replica 2 replied “fake”; 1 of 2 matching replies. Up to one replica may lie, so one reply proves nothing.",
    );
    expect(hear(headlines, 2000, [counted(1, "ok", 1)])).toBe(
      "Replica 1 replied “ok”; 1 of 2 matching replies. Replica 2 replied “fake”: the replies differ, so a replica is faulty.",
    );
    expect(hear(headlines, 4000, [counted(3, "ok", 2)])).toContain("Replica 1 replied");
  });

  it("keeps what shows a fault while the usual steps go on", () => {
    const headlines = new Headlines();
    const both = [1, 2].map((view) => ({ kind: "PRE-PREPARE", seq: 1, view }));
    const proof: TraceRecord = {
      id: 0,
      atMs: 0,
      what: {
        type: "fact",
        node: 2,
        fact: { name: "evidence-found", culprit: 0, offence: "conflicting-pre-prepares", statements: both },
      },
    };
    hear(headlines, 0, [fact(1, "pre-prepared")]);
    hear(headlines, 100, [proof, fact(1, "prepared"), fact(1, "committed-local")]);
    expect(hear(headlines, 2000, [])).toBe(
      "Replica 2 has signed evidence that replica 0 is faulty: two PRE-PREPAREs for one sequence number. No correct node signs both.",
    );
    expect(hear(headlines, 4000, [])).toMatch(/^Committed: replica 1/);
  });

  it("reports a lie that the first three nodes reject, then goes on", () => {
    const headlines = new Headlines();
    const reason = { code: "bad-batch", sentence: "", numbers: {} };
    const refused = (node: number): TraceRecord => ({
      id: 0,
      atMs: 0,
      what: {
        type: "fact",
        node,
        fact: { name: "message-refused", kind: "PRE-PREPARE", signer: 0, reason, provesFault: true },
      },
    });
    for (const [turn, node] of [3, 2, 1].entries()) {
      const told = hear(headlines, turn * 2000, [refused(node), refused(node)], model({ n: 7 }));
      expect(told).toMatch(new RegExp(`^Replica ${node} rejects PRE-PREPARE from replica 0: `));
    }
    expect(hear(headlines, 8000, [refused(5)], model({ n: 7 }))).toMatch(/^Replica 1 rejects/);
  });

  it("reports no step that a liar claims, and doubts what a lying primary proposes", () => {
    const headlines = new Headlines();
    const claimed = [fact(3, "pre-prepared"), fact(3, "prepared"), fact(3, "committed-local")];
    expect(hear(headlines, 0, claimed, lying(3))).toBe("");
    expect(hear(headlines, 0, [fact(1, "prepared")], lying(3))).toMatch(/^Prepared: replica 1/);
    expect(hear(new Headlines(), 0, [fact(0, "pre-prepared")], lying(0))).toBe(
      "Replica 0, the primary, assigns sequence number 1 to the request. But it is Byzantine: it may send the backups something else, or nothing.",
    );
  });
});

describe("the network in the sentence above the stage", () => {
  const command = (one: Extract<TraceRecord["what"], { type: "command" }>["command"]): TraceRecord => ({
    id: 0,
    atMs: 0,
    what: { type: "command", command: one },
  });

  it("names a link once where both of its directions change", () => {
    const slow = (from: number, to: number) =>
      command({ do: "link", from, to, latencyMs: { constant: 500 } });
    const headlines = new Headlines();
    expect(hear(headlines, 0, [slow(0, 1)])).toBe("The link 0 → 1 now takes 500 ms.");
    expect(hear(headlines, 0, [slow(1, 0)])).toBe("The link 0 ↔ 1 now takes 500 ms.");
    expect(hear(headlines, 0, [slow(1, 2)])).toBe("The link 1 → 2 now takes 500 ms.");
  });

  it("names a message that was dropped: what, from whom and to whom", () => {
    const message = { kind: "COMMIT", seq: 1 };
    const headlines = new Headlines();
    const packets = new Map([[0, { from: 3, to: 2, message }]]);
    headlines.hear([command({ do: "drop", packet: 7 })], model(), CAST, packets);
    expect(headlines.current(0)?.sentence(translator("en"))).toBe(
      "COMMIT (seq 1) from 3 to 2 was dropped by hand.",
    );
  });

  it("reports what a timer that was fired does, and the command alone where it does nothing", () => {
    const fired = command({ do: "timeout", node: 1, timer: "request" });
    const started: TraceRecord = {
      id: 0,
      atMs: 0,
      what: {
        type: "fact",
        node: 1,
        fact: { name: "view-change-started", view: 1, why: "request-timeout" },
      },
    };
    expect(hear(new Headlines(), 0, [fired, started])).toMatch(/^Replica 1 suspects the primary/);
    expect(hear(new Headlines(), 0, [fired])).toBe("Replica 1: the request timer is made to expire.");
  });
});

describe("liars in the sentence above the stage", () => {
  it("says of liars what is still guaranteed, also where they are more than f", () => {
    const behave: TraceRecord = {
      id: 0,
      atMs: 0,
      what: { type: "command", command: { do: "behave", replica: 1, strategy: { name: "silent" } } },
    };
    const seen = model();
    const verdict = { ...seen.verdict, byzantine: 2, answers: false, progress: false };
    expect(hear(new Headlines(), 0, [behave], { ...seen, n: 5, verdict })).toContain(
      "Clients may be deceived, but correct replicas cannot disagree.",
    );
    expect(
      hear(new Headlines(), 0, [behave], { ...seen, verdict: { ...verdict, agreement: false } }),
    ).toContain("With 2 Byzantine replicas nothing is guaranteed.");
  });

  it("promises nothing where too many have lied", () => {
    const split = model();
    const seen = { ...split, verdict: { ...split.verdict, byzantine: 2, agreement: false, answers: false } };
    expect(hear(new Headlines(), 0, [fact(2, "prepared")], seen)).toContain("that proves nothing");
    expect(hear(new Headlines(), 0, [fact(2, "committed-local")], seen)).not.toContain("safe");
  });
});
