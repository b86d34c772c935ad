// Whole numbers of 64 bits, on their way to JavaScript: exact up to 2^53 - 1, and as text above.

import { beforeAll, describe, expect, it } from "vitest";
import { loadEngine, Simulation } from "./wasm.ts";

const LAST = Number.MAX_SAFE_INTEGER;

/** Everything in plain data that JavaScript cannot hold exactly. */
function rounded(data: unknown): number[] {
  if (typeof data === "number") {
    return Number.isInteger(data) && !Number.isSafeInteger(data) ? [data] : [];
  }
  return typeof data === "object" && data !== null ? Object.values(data).flatMap(rounded) : [];
}

describe("views at the boundary", () => {
  beforeAll(loadEngine);

  // Two of four are f + 1: the others must follow them to whatever view they sign, and ask for the next one when it does not begin.
  it("cross exactly, below it as numbers and above it as text", () => {
    const run = new Simulation({ cluster: { crypto: "symbolic", viewTimeoutMs: 100 } }, {});
    for (const replica of [2, 3]) {
      run.script(replica, ({ outbox, sign, send }) => {
        outbox.length = 0;
        send(
          [0, 1],
          sign({
            kind: "VIEW-CHANGE",
            view: LAST,
            lowWaterMark: 0,
            checkpoints: [],
            prepared: [],
          }),
        );
      });
      run.command({ do: "behave", replica, strategy: { name: "script" } });
    }
    run.command({ do: "submit", client: 0, operation: "put x 1" });
    const views = new Set<unknown>();
    for (let part = 0; part < 60; part += 1) {
      run.advance(100, 60_000);
      const seen = run.view();
      views.add(seen.replicas[0]?.view);
      expect(rounded(seen)).toEqual([]);
    }
    expect(rounded(run.records(0, 10_000))).toEqual([]);
    expect(rounded(run.why({ replica: 0, executed: 1 }))).toEqual([]);
    expect([...views]).toEqual([LAST, "9007199254740992"]);
    run.free();
  });
});
