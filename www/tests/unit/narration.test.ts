import { describe, expect, it } from "vitest";
import type {
  Command,
  MessageBrief,
  ProtocolEvent,
  TraceEvent,
  TraceRecord,
} from "../../src/engine/engine.ts";
import { castOf } from "../../src/model/build-view-model.ts";
import type { Cast } from "../../src/model/cast.ts";
import { Values } from "../../src/model/values.ts";
import { LANGUAGES, translator } from "../../src/text/catalogue.ts";
import { lineOf, nodeNames } from "../../src/text/narration.ts";
import { model } from "./view-models.ts";

const CAST: Cast = { replicas: 4, clients: 1 };
const DIGEST = "ab".repeat(32);
const message: MessageBrief = { kind: "PREPARE", signer: 1, view: 0, seq: 3 };

// One of each, so that a fact without words does not compile, and one with wrong words does not pass.
const FACTS: { [Name in ProtocolEvent["name"]]: Extract<ProtocolEvent, { name: Name }> } = {
  "request-sent": { name: "request-sent", timestamp: 1, toAll: false },
  "reply-counted": { name: "reply-counted", replica: 2, timestamp: 1, have: 1, need: 2 },
  "result-accepted": { name: "result-accepted", timestamp: 1, result: "ok" },
  "submit-refused": { name: "submit-refused", limit: 10000 },
  "request-accepted": { name: "request-accepted", client: 0, timestamp: 1 },
  "reply-resent": { name: "reply-resent", client: 0, timestamp: 1 },
  "pre-prepared": { name: "pre-prepared", view: 0, seq: 3, digest: DIGEST },
  prepared: { name: "prepared", view: 0, seq: 3, digest: DIGEST },
  "committed-local": { name: "committed-local", view: 0, seq: 3, digest: DIGEST },
  executed: {
    name: "executed",
    view: 0,
    seq: 3,
    digest: DIGEST,
    requests: [{ client: 0, timestamp: 1, operation: "put a b", result: "ok" }],
  },
  "checkpoint-taken": { name: "checkpoint-taken", seq: 100, digest: DIGEST },
  stable: { name: "stable", seq: 100, digest: DIGEST },
  "view-change-started": { name: "view-change-started", view: 1, why: "request-timeout" },
  "view-entered": { name: "view-entered", view: 1, minSeq: 0, maxSeq: 3 },
  "state-transfer-started": { name: "state-transfer-started", minSeq: 100 },
  "state-transferred": { name: "state-transferred", seq: 100, digest: DIGEST },
  restarted: { name: "restarted", lastExecuted: 3, amnesic: false },
  reintegrated: { name: "reintegrated", above: 100, fromView: 1 },
  "message-refused": {
    name: "message-refused",
    kind: "PREPARE",
    signer: 2,
    reason: {
      code: "wrong-view",
      sentence: "it is for view 1, the replica is in view 2",
      numbers: { got: 1, at: 2 },
    },
    provesFault: false,
  },
  "conflicting-replies": { name: "conflicting-replies", replica: 2, replies: [message, message] },
  "evidence-found": {
    name: "evidence-found",
    culprit: 2,
    offence: "conflicting-prepares",
    statements: [message],
  },
  alarm: { name: "alarm", alarm: "conflicting-decisions", number: 3 },
  "script-failed": { name: "script-failed", error: "TypeError: it is no list" },
  "script-refused": { name: "script-refused", error: "body needs the key of replica 1" },
};

const COMMANDS: { [Do in Command["do"]]: Extract<Command, { do: Do }> } = {
  submit: { do: "submit", client: 0, operation: "put a b" },
  crash: { do: "crash", replica: 3 },
  restart: { do: "restart", replica: 3, disk: "kept" },
  pause: { do: "pause", replica: 3 },
  resume: { do: "resume", replica: 3 },
  behave: { do: "behave", replica: 0, strategies: [{ name: "equivocate" }, { name: "selective" }] },
  honest: { do: "honest", replica: 0 },
  twin: { do: "twin", replica: 0, sides: [[1], [2, 3]] },
  clientBehave: { do: "clientBehave", client: 0, strategies: [] },
  partition: {
    do: "partition",
    groups: [
      [0, 1],
      [2, 3],
    ],
    oneWay: false,
  },
  heal: { do: "heal" },
  link: { do: "link", from: 0, to: 1, up: false },
  drop: { do: "drop", packet: 7 },
  deliver: { do: "deliver", packet: 7 },
  duplicate: { do: "duplicate", packet: 7 },
  delay: { do: "delay", packet: 7, ms: 5 },
  timeout: { do: "timeout", node: 1, timer: "status" },
};

const OTHERS: TraceEvent[] = [
  { type: "sent", from: 1, to: [0, 2, 3], toAll: true, message },
  { type: "delivered", packet: 7, from: 1, to: 2, message },
  { type: "duplicated", packet: 8, from: 1, to: 2, message },
  { type: "dropped", packet: 7, from: 1, to: 2, why: "recipient-down", message },
  { type: "timer", node: 1, timer: "status" },
  { type: "taken-up", node: 1, command: COMMANDS.submit },
  { type: "crashed", node: 1 },
  {
    type: "command",
    command: COMMANDS.crash,
    refused: { code: "already-down", sentence: "It is down.", numbers: {} },
  },
];

const HAPPENINGS: TraceEvent[] = [
  ...Object.values(FACTS).map((fact): TraceEvent => ({ type: "fact", node: 1, fact })),
  ...Object.values(COMMANDS).map((command): TraceEvent => ({ type: "command", command })),
  ...OTHERS,
];

function record(what: TraceEvent): TraceRecord {
  return { id: 5, atMs: 1.5, what };
}

function sentence(what: TraceEvent, language = "en"): string {
  return lineOf(record(what), CAST).sentence(translator(language));
}

describe("the event list", () => {
  for (const language of LANGUAGES) {
    it.each(HAPPENINGS.map((what) => [JSON.stringify(what).slice(0, 70), what] as const))(
      `has a sentence in ${language} for %s`,
      (_, what) => {
        const said = sentence(what, language);
        expect(said).toMatch(language === "en" ? /^[A-Z].*[.!?)]$/ : /[。）.]$/);
        expect(said).not.toMatch(/undefined|NaN|\{|\}|\bfact-|\bcommand-|\bevent-/);
      },
    );
  }

  it("names timers and alarms in words, not by the engine's codes", () => {
    const timer: TraceEvent = { type: "timer", node: 1, timer: "fetch-batch" };
    expect(sentence(timer)).toBe("Replica 1: the batch fetch timer expires.");
    expect(sentence(timer, "zh")).toBe("副本 1：定时器“拉取批次”超时。");
    const command: Command = { do: "timeout", node: 1, timer: "new-view" };
    const numbers = { node: 1 };
    const refused = { code: "timer-not-running", sentence: "No such timer runs.", numbers };
    expect(sentence({ type: "command", command, refused }, "zh")).toBe(
      "副本 1：手动让定时器“新视图”超时。被拒绝：副本 1 没有正在运行的定时器“新视图”。",
    );
    const alarm: TraceEvent = { type: "fact", node: 1, fact: FACTS.alarm };
    expect(sentence(alarm)).toMatch(/faulty replicas: two batches have committed at sequence number 3\.$/);
    expect(sentence(alarm, "zh")).toMatch(/的情况：序号 3 有两个批次已提交。$/);
  });

  it("distinguishes the primary's order from a backup's consent", () => {
    const fact = FACTS["pre-prepared"];
    expect(sentence({ type: "fact", node: 0, fact, primary: 0 })).toBe(
      "Replica 0, the primary, assigns sequence number 3 in view 0.",
    );
    expect(sentence({ type: "fact", node: 2, fact, primary: 0 })).toBe(
      "Replica 2 accepts the PRE-PREPARE for sequence number 3.",
    );
  });

  it("names the primary at the time of the event, not the current one", () => {
    const fact: ProtocolEvent = { name: "pre-prepared", view: 6, seq: 3, digest: DIGEST };
    const by = (node: number) =>
      lineOf(record({ type: "fact", node, fact, primary: 2 }), castOf(model())).sentence(translator("en"));
    expect(by(2)).toContain("Replica 2, the primary, assigns");
    expect(by(3)).toBe("Replica 3 accepts the PRE-PREPARE for sequence number 3.");
  });

  it("names the section of the paper where there is one", () => {
    const what: TraceEvent = { type: "fact", node: 1, fact: FACTS.prepared, section: "4.2" };
    expect(lineOf(record(what), CAST).section).toBe("4.2");
    expect(lineOf(record({ type: "command", command: COMMANDS.crash }), CAST).section).toBeUndefined();
  });

  it("omits messages and timers by default", () => {
    const levels = OTHERS.map((what) => [what.type, lineOf(record(what), CAST).level]);
    expect(levels.filter(([, level]) => level === "fact").map(([type]) => type)).toEqual([
      "taken-up",
      "crashed",
      "command",
    ]);
  });

  it("names the client by number only when there are several", () => {
    const fact = FACTS["result-accepted"];
    const many = lineOf(record({ type: "fact", node: 5, fact }), { ...CAST, clients: 3 });
    expect(sentence({ type: "fact", node: 4, fact })).toMatch(/^The client accepts/);
    expect(many.sentence(translator("en"))).toMatch(/^Client 1 accepts/);
  });

  it("shows what a reader typed as text, its control characters made visible", () => {
    const operation = "put x <img src=x onerror=alert(1)>\u0007\u202e";
    expect(sentence({ type: "command", command: { do: "submit", client: 0, operation } })).toBe(
      "The client submits “put x <img src=x onerror=alert(1)>␇⟨U+202E⟩”.",
    );
  });
});

describe("a sentence of the event list", () => {
  it("gives the engine's reason for what it refused", () => {
    expect(sentence(OTHERS[7] as TraceEvent)).toBe("Replica 3 crashes. It was rejected: It is down.");
  });

  it("calls no request what a new view proposes to fill a gap, nor one what are several", () => {
    // The fact does not say what the batch holds.
    expect(sentence({ type: "fact", node: 0, fact: FACTS["pre-prepared"] })).not.toContain("request");
    expect(sentence({ type: "fact", node: 0, fact: FACTS["pre-prepared"] }, "zh")).not.toContain("请求");
  });

  it("counts the requests of a batch that it leaves out", () => {
    const requests = [1, 2, 3, 4].map((timestamp) => ({
      client: 0,
      timestamp,
      operation: `get ${timestamp}`,
      result: "",
    }));
    const executed = (count: number): TraceEvent => ({
      type: "fact",
      node: 1,
      fact: { ...FACTS.executed, requests: requests.slice(0, count) },
    });
    expect(sentence(executed(3))).toMatch(/“get 3” returns “”\.$/);
    expect(sentence(executed(4))).toMatch(/“get 3” returns “”, and more\.$/);
    expect(sentence(executed(4), "zh")).toMatch(/等。$/);
  });

  it("says of a replica that restarts what its disk holds, and not that it had executed no more", () => {
    const told = (lastExecuted: number, language = "en") =>
      sentence(
        { type: "fact", node: 1, fact: { name: "restarted", lastExecuted, amnesic: false } },
        language,
      );
    expect(told(8)).toBe("Replica 1 is up again; its disk has the state at sequence number 8.");
    expect(told(0)).toBe("Replica 1 is up again; its disk has the initial state.");
    expect(told(8, "zh")).not.toContain("曾执行到");
  });

  it("does not deny that a checkpoint was due whose vote comes when it is stable", () => {
    const reason = { code: "bad-checkpoint-number", sentence: "", numbers: { seq: 8 } };
    const fact: ProtocolEvent = {
      name: "message-refused",
      kind: "CHECKPOINT",
      signer: 3,
      reason,
      provesFault: false,
    };
    expect(sentence({ type: "fact", node: 1, fact })).toMatch(
      /: checkpoint 8 is already stable, or no checkpoint is due there\.$/,
    );
    expect(sentence({ type: "fact", node: 1, fact }, "zh")).toContain("已经稳定");
  });
});

describe("commands of the reader", () => {
  const commit = { ...message, kind: "COMMIT", seq: 1 };
  const said = (command: Command, language = "en", cast: Cast = CAST) =>
    lineOf(record({ type: "command", command }), cast).sentence(translator(language));

  it("names the message, from whom and to whom", () => {
    const cast: Cast = { ...CAST, packet: { from: 3, to: 2, message: commit } };
    const named = "COMMIT (seq 1) from 3 to 2";
    expect(said(COMMANDS.drop, "en", cast)).toBe(`${named} was dropped by hand.`);
    expect(said(COMMANDS.deliver, "en", cast)).toBe(`${named} was delivered by hand.`);
    expect(said(COMMANDS.duplicate, "en", cast)).toBe(`${named} was duplicated by hand.`);
    expect(said(COMMANDS.delay, "en", cast)).toBe(`${named} is delayed by 5 ms.`);
    expect(said(COMMANDS.drop, "zh", cast)).toContain("副本 3 发给副本 2 的 COMMIT（序号 1）");
    expect(said(COMMANDS.drop)).toBe("Message 7 was dropped by hand.");
  });

  it("names what a link does from now on", () => {
    const link = (change: object, language = "en") =>
      said({ do: "link", from: 0, to: 1, ...change }, language);
    const lead = "The link 0 → 1 now";
    expect(link({ latencyMs: { constant: 500 } })).toBe(`${lead} takes 500 ms.`);
    expect(link({ latencyMs: { uniform: [10, 30] } })).toBe(`${lead} takes 10 to 30 ms.`);
    expect(link({ latencyMs: { exponential: { min: 5, mean: 20, max: 100 } } })).toBe(
      `${lead} takes 5 to 100 ms, 20 ms on average.`,
    );
    expect(link({ up: false })).toBe(`${lead} is cut.`);
    expect(link({ up: true, hold: false, loss: [1, 2] })).toBe(
      `${lead} delivers messages, releases its messages and loses 1 of 2 messages.`,
    );
    expect(link({ hold: true, duplicate: [1, 3], reorder: [2, 3] })).toBe(
      `${lead} holds its messages, duplicates 1 of 3 messages and reorders 2 of 3 messages.`,
    );
    expect(link({ latencyMs: { constant: 500 } }, "zh")).toContain("现在需要 500 毫秒");
  });
});

describe("the content of a message", () => {
  it("is described with its value where it has no sequence number", () => {
    const reply = { kind: "REPLY", client: 0, timestamp: 1, result: "fake" };
    const request = { kind: "REQUEST", client: 0, timestamp: 1, operation: "put x 1" };
    expect(sentence({ type: "sent", from: 2, to: [4], toAll: false, message: reply })).toBe(
      "Replica 2 sends REPLY “fake” to the client.",
    );
    expect(sentence({ type: "delivered", packet: 1, from: 4, to: 0, message: request })).toBe(
      "Replica 0 receives REQUEST “put x 1” from the client.",
    );
    const dropped = { type: "dropped", packet: 7, why: "lost" } as const;
    expect(sentence({ ...dropped, from: 2, to: 4, message: reply })).toMatch(
      /^REPLY “fake” from 2 to the client was dropped/,
    );
    const commit = { ...message, kind: "COMMIT", seq: 1 };
    expect(sentence({ ...dropped, from: 3, to: 2, message: commit })).toMatch(
      /^COMMIT \(seq 1\) from 3 to 2 was dropped/,
    );
  });

  it("is in the sentence of the reply that is counted", () => {
    const fact: ProtocolEvent = { ...FACTS["reply-counted"], result: "fake" };
    expect(sentence({ type: "fact", node: 4, fact })).toBe(
      "Replica 2 replied “fake”; 1 of 2 matching replies.",
    );
    expect(sentence({ type: "fact", node: 4, fact }, "zh")).toContain("“fake”");
  });
});

describe("replies beyond those that were needed", () => {
  const counted = (have: number) =>
    lineOf(
      {
        id: 0,
        atMs: 0,
        what: {
          type: "fact",
          node: 4,
          fact: { name: "reply-counted", replica: 2, timestamp: 1, have, need: 2 },
        },
      },
      CAST,
    );

  it("are no part of them", () => {
    for (const language of LANGUAGES) {
      const [enough, over] = [2, 3].map((have) => counted(have).sentence(translator(language)));
      expect(enough).toMatch(language === "en" ? /; 2 of 2 matching replies\.$/ : /2 \/ 2/);
      expect(over).not.toMatch(/3 (of|\/) 2/);
      expect(over).toMatch(
        language === "en" ? /3 matching replies, and 2 were needed/ : /已有 3 条，而只需要 2 条/,
      );
    }
  });
});

describe("several nodes in a sentence", () => {
  const cast = { replicas: 20, clients: 1 };
  const told = (nodes: number[], clients = 1) =>
    LANGUAGES.map((language) => nodeNames(nodes, { ...cast, clients }, translator(language)));

  it("are named by their numbers, and the only client has none", () => {
    expect(told([2])).toEqual(["replica 2", "副本 2"]);
    expect(told([3, 1, 2])).toEqual(["replicas 1, 2 and 3", "副本 1、2 和 3"]);
    expect(told([0, 20])).toEqual(["replica 0 and the client", "副本 0 和客户端"]);
    expect(told([0, 20, 21], 2)).toEqual(["replica 0 and clients 0 and 1", "副本 0 和客户端 0 和 1"]);
    expect(told([])).toEqual(["", ""]);
  });

  it("are abbreviated where they are many", () => {
    expect(told([0, 1, 2, 3, 4, 9])).toEqual(["replicas 0–4 and 9", "副本 0–4 和 9"]);
    expect(told([0, 2, 4, 6, 8, 10, 12, 14])).toEqual([
      "replicas 0, 2, 4, 6, 8, 10 and 2 more",
      "副本 0、2、4、6、8、10 等，另有 2 个",
    ]);
  });
});

describe("the value that a sentence names", () => {
  const values = new Values();
  const digest = "ab".repeat(32);
  values.learn([
    { value: 1, digest, null: false, message: { kind: "PRE-PREPARE", digest, operation: "put x 1" } },
    { value: 2, digest: `${DIGEST.slice(0, 62)}00`, null: true, message: { kind: "PREPARE" } },
  ]);
  const cast: Cast = { ...CAST, values };
  const told = (what: TraceEvent, language = "en", more: Partial<Cast> = {}) =>
    lineOf(record(what), { ...cast, ...more }).sentence(translator(language));
  const commit: MessageBrief = { kind: "COMMIT", signer: 3, view: 0, seq: 1, digest };
  const dropped = { type: "dropped", packet: 7, from: 3, to: 2, why: "by-hand", message: commit } as const;

  it("is that of the message, in both languages", () => {
    expect(told(dropped)).toBe("COMMIT (seq 1, x=1) from 3 to 2 was dropped: you dropped it.");
    expect(told(dropped, "zh")).toContain("COMMIT（序号 1，x=1）");
    expect(told({ type: "sent", from: 3, to: [2], toAll: false, message: commit })).toBe(
      "Replica 3 sends COMMIT (seq 1, x=1) to replica 2.",
    );
  });

  it("is that of what a replica reports", () => {
    const fact: ProtocolEvent = { name: "pre-prepared", view: 0, seq: 1, digest };
    expect(told({ type: "fact", node: 2, fact })).toBe(
      "Replica 2 accepts the PRE-PREPARE for sequence number 1 (x=1).",
    );
    const unheard: ProtocolEvent = { ...fact, digest: "cd".repeat(32) };
    expect(told({ type: "fact", node: 2, fact: unheard })).toBe(
      "Replica 2 accepts the PRE-PREPARE for sequence number 1.",
    );
  });

  it("is that of a refused message, and both of those that are evidence", () => {
    const refused = { type: "fact", node: 2, fact: FACTS["message-refused"] } as const;
    const { signer = 0 } = refused.fact;
    const sentBy = (from: number) => told(refused, "en", { packet: { from, to: 2, message: commit } });
    const lead = `Replica 2 rejects COMMIT (seq 1, x=1) from replica ${signer}`;
    expect(sentBy(signer)).toContain(`${lead}: `);
    // Forged or relayed: its sender is another node.
    expect(sentBy(3)).toContain(`${lead}, sent by replica 3: `);
    const null_ = { ...commit, digest: `${DIGEST.slice(0, 62)}00` };
    const found: ProtocolEvent = { ...FACTS["evidence-found"], statements: [commit, null_] };
    expect(told({ type: "fact", node: 1, fact: found })).toMatch(/ \(x=1 and null\)\.$/);
    expect(lineOf(record({ type: "fact", node: 1, fact: found }), cast).values).toEqual([
      digest,
      null_.digest,
    ]);
  });
});
