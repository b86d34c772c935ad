import { beforeAll, describe, expect, it } from "vitest";
import type { TraceRecord } from "../../src/engine/engine.ts";
import { toViewModel } from "../../src/model/build-view-model.ts";
import type { ViewModel } from "../../src/model/view-model.ts";
import { EventLog } from "../../src/run/event-log.ts";
import { translator } from "../../src/text/catalogue.ts";
import { collectGarbage } from "./garbage.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

describe("the event log", () => {
  it("has what the replicas came to long after the messages of that time are gone", () => {
    const simulation = new Simulation({
      cluster: { replicas: 13, seed: "7", crypto: "symbolic", batchMax: 1 },
    });
    for (let request = 0; request < 20; request += 1) {
      simulation.command({ do: "submit", client: 0, operation: `add x ${request}` });
    }
    const log = new EventLog();
    let seen = 0;
    while (!simulation.idle && seen < 9000) {
      simulation.advance(5);
      const records: TraceRecord[] = simulation.records(seen, 400, {});
      seen += records.length;
      log.append(records, 0, toViewModel(simulation.view({ packets: 0 })));
    }
    simulation.free();
    const levels = log.lines.map(({ level }) => level);
    const details = levels.filter((level) => level === "detail").length;
    expect(seen).toBeGreaterThan(8000);
    expect([log.lines.length, log.dropped]).toEqual([4000, seen - 4000]);
    expect(log.lines[0]?.level).toBe("fact");
    expect(log.lines[0]?.id).toBeLessThan(100);
    expect(details).toBeGreaterThanOrEqual(1000);
    const ids = log.lines.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it("drops the oldest where there are only facts", () => {
    const simulation = new Simulation({ cluster: { replicas: 4, seed: "7", crypto: "symbolic" } });
    simulation.command({ do: "submit", client: 0, operation: "put x 1" });
    const [fact] = simulation.records(0, 1, {}) as TraceRecord[];
    const model = toViewModel(simulation.view({ packets: 0 }));
    simulation.free();
    const log = new EventLog();
    const many = Array.from({ length: 5000 }, (_, id) => ({ ...fact, id }) as TraceRecord);
    log.append(many, 0, model);
    expect([log.lines.length, log.dropped, log.lines[0]?.id]).toEqual([4000, 1000, 1000]);
    // So much happened at once, and nothing of it was a fact.
    log.append([], 700, model);
    expect([log.lines.length, log.dropped]).toEqual([4000, 1700]);
  });
});

describe("the sentence about the current step", () => {
  it("names the message that a command of the reader was about, and says what a reply held", () => {
    const simulation = new Simulation({ cluster: { replicas: 4, seed: "7", crypto: "symbolic" } });
    simulation.command({ do: "submit", client: 0, operation: "put x 1" });
    const log = new EventLog();
    let seen = 0;
    const hear = () => {
      const records: TraceRecord[] = simulation.records(seen, 4000, {});
      seen += records.length;
      log.append(records, 0, toViewModel(simulation.view({ packets: 100 })));
      return log.lines.map((line) => line.sentence(translator("en")));
    };
    const flying = (kind: string) =>
      toViewModel(simulation.view({ packets: 100 })).flying.find(({ message }) => message.kind === kind);
    while (!flying("COMMIT")) {
      simulation.step();
    }
    const commit = flying("COMMIT");
    const packet = commit?.id ?? -1;
    const name = `COMMIT (seq 1) from ${commit?.from} to ${commit?.to}`;
    hear();
    simulation.command({ do: "delay", packet, ms: 5 });
    expect(hear().at(-1)).toBe(`${name} is delayed by 5 ms.`);
    simulation.command({ do: "duplicate", packet });
    expect(hear()).toContain(`${name} was duplicated by hand.`);
    simulation.command({ do: "drop", packet });
    expect(hear()).toContain(`${name} was dropped by hand.`);
    while (!simulation.idle) {
      simulation.advance(1000);
    }
    expect(hear().some((line) => /^Replica \d replied “ok”; /.test(line))).toBe(true);
    simulation.free();
  });

  it("knows the sequence number that the sentence of the moment is about", () => {
    const log = new EventLog();
    const simulation = new Simulation({
      cluster: { replicas: 4, clients: 3, seed: "7", crypto: "symbolic", batchMax: 1 },
    });
    for (const client of [0, 1, 2]) {
      simulation.command({ do: "submit", client, operation: "add x 1" });
    }
    const numbers = new Set<number>();
    let seen = 0;
    let wallMs = 0;
    while (!simulation.idle) {
      simulation.step();
      const records: TraceRecord[] = simulation.records(seen, 4000, {});
      seen += records.length;
      log.append(records, 0, toViewModel(simulation.view({ packets: 0 })));
      wallMs += 10_000;
      log.updateHeadline(wallMs, false);
      const sentence = log.headline?.sentence(translator("en")) ?? "";
      const [, number] = /(?:sequence number|number|seq) (\d+)/.exec(sentence) ?? [];
      if (number !== undefined) {
        expect(log.seq, sentence).toBe(Number(number));
        numbers.add(Number(number));
      }
    }
    simulation.free();
    expect([...numbers]).toEqual(expect.arrayContaining([1, 2, 3]));
    log.clear();
    expect(log.seq).toBeUndefined();
  });
});

describe("the limit of the event log", () => {
  it("holds no picture of the past, and is no more at the end of a long run than at its half", async () => {
    const simulation = new Simulation({
      cluster: { replicas: 4, seed: "7", crypto: "symbolic", checkpointInterval: 16, logSize: 32 },
    });
    simulation.command({
      do: "clientBehave",
      client: 0,
      strategy: { name: "flood", parameters: { every: 5 } },
    });
    const log = new EventLog();
    const models: WeakRef<ViewModel>[] = [];
    let seen = 0;
    const hear = () => {
      simulation.advance(25);
      const records: TraceRecord[] = simulation.records(seen, 4000, { facts: true });
      seen = simulation.recordCount;
      const model = toViewModel(simulation.view({ packets: 0 }));
      models.push(new WeakRef(model));
      log.append(records.slice(-400), 0, model);
      log.updateHeadline(models.length * 1000, false);
    };
    const keptAfter = async (count: number) => {
      while (models.length < count) {
        hear();
      }
      await collectGarbage();
      return [log.lines.length, models.filter((model) => model.deref() !== undefined).length];
    };
    const half = await keptAfter(400);
    const end = await keptAfter(800);
    simulation.free();
    expect(half).toEqual([4000, 0]);
    expect(end).toEqual(half);
  });
});
