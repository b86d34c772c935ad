import "./engine-in-node.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";

// The page's own door to the engine, with the package that Node can start.

describe("the comparison that the engine's door makes", () => {
  let door: typeof Engine;

  beforeAll(async () => {
    door = (await import("../../src/engine/engine.ts")).Engine;
  });

  /** A request that was answered, and another future in which replica 1 crashed at step 5. */
  function forked(): Engine {
    const engine = door.open({ cluster: { seed: "3" } });
    engine.command({ do: "submit", client: 0, operation: "put a b" });
    engine.advance(400, 10_000);
    engine.seek(5, 10_000);
    engine.command({ do: "crash", replica: 1 });
    engine.advance(60.25, 10_000);
    return engine;
  }

  it("tells where they part, what each did, and how each ends", () => {
    const engine = forked();
    const { difference, before, sides } = engine.compare(0, 1);
    expect(difference.step).toBe(6);
    expect(before?.stepCount).toBe(5);
    const [first, second] = sides ?? [];
    expect(second?.facts[0]?.what).toEqual({ type: "command", command: { do: "crash", replica: 1 } });
    expect([first?.view.clients[0]?.answered, first?.view.replicas[1]?.health]).toEqual([1, "up"]);
    expect(second?.view.replicas[1]?.health).toBe("down");
    expect(first?.facts.some(({ what }) => what.type === "delivered")).toBe(false);
    engine.free();
  });

  it("leaves the run exactly as it was, in the middle of nothing and in the past", () => {
    const engine = forked();
    const stand = () => {
      const { nowMs, stepCount, lastStep, nextMs, recordCount } = engine;
      return { nowMs, stepCount, lastStep, nextMs, recordCount, digest: engine.view().digest };
    };
    for (const step of [undefined, 4, 7]) {
      if (step !== undefined) {
        engine.seek(step, 10_000);
      }
      const before = stand();
      const branches = engine.branches();
      engine.compare(0, 1);
      expect(stand()).toEqual(before);
      expect(engine.branches()).toEqual(branches);
    }
    engine.free();
  });

  it("has no sides of one branch with itself", () => {
    const engine = forked();
    expect(engine.compare(1, 1).sides).toBeUndefined();
    engine.free();
  });
});
