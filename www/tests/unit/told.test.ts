import { beforeAll, describe, expect, it } from "vitest";
import type { TraceRecord } from "../../src/engine.ts";
import { pictureOf } from "../../src/picture-of.ts";
import { Told } from "../../src/told.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

describe("what the reader was told", () => {
  it("has what the replicas came to long after the messages of that time are gone", () => {
    const simulation = new Simulation({
      cluster: { replicas: 13, seed: "7", crypto: "symbolic", batchMax: 1 },
    });
    for (let request = 0; request < 20; request += 1) {
      simulation.command({ do: "submit", client: 0, operation: `add x ${request}` });
    }
    const told = new Told();
    let seen = 0;
    while (!simulation.idle && seen < 9000) {
      simulation.advance(5);
      const records: TraceRecord[] = simulation.records(seen, 400, {});
      seen += records.length;
      told.hear(records, 0, pictureOf(simulation.view({ packets: 0 })));
    }
    simulation.free();
    const levels = told.lines.map(({ level }) => level);
    const details = levels.filter((level) => level === "detail").length;
    expect(seen).toBeGreaterThan(8000);
    expect([told.lines.length, told.dropped]).toEqual([4000, seen - 4000]);
    expect(told.lines[0]?.level).toBe("fact");
    expect(told.lines[0]?.id).toBeLessThan(100);
    expect(details).toBeGreaterThanOrEqual(1000);
    const ids = told.lines.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });

  it("lets the oldest go where there are nothing but facts", () => {
    const simulation = new Simulation({ cluster: { replicas: 4, seed: "7", crypto: "symbolic" } });
    simulation.command({ do: "submit", client: 0, operation: "put x 1" });
    const [fact] = simulation.records(0, 1, {}) as TraceRecord[];
    const picture = pictureOf(simulation.view({ packets: 0 }));
    simulation.free();
    const told = new Told();
    const many = Array.from({ length: 5000 }, (_, id) => ({ ...fact, id }) as TraceRecord);
    told.hear(many, 0, picture);
    expect([told.lines.length, told.dropped, told.lines[0]?.id]).toEqual([4000, 1000, 1000]);
    // So much happened at once, and nothing of it was a fact.
    told.hear([], 700, picture);
    expect([told.lines.length, told.dropped]).toEqual([4000, 1700]);
  });
});
