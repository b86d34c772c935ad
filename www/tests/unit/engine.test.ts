import "./engine-in-node.ts";
import { beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import type { ReplayOfBranches } from "../../src/engine/replay.ts";

// The page's own door to the engine, with the package that Node can start.

describe("the comparison of two branches", () => {
  let door: typeof Engine;
  let replay: typeof ReplayOfBranches;

  beforeAll(async () => {
    door = (await import("../../src/engine/engine.ts")).Engine;
    replay = (await import("../../src/engine/replay.ts")).ReplayOfBranches;
  });

  const forked = () => fork(door);

  function compared(engine: Engine, one: number, other: number) {
    const way = new replay(engine.fork(), [one, other]);
    // Each slice is one step.
    while (!way.go(0)) {
      expect(way.progress).toMatchObject({ goal: way.goal });
    }
    way.engine.free();
    return way.comparison;
  }

  it("reports where they differ first, the commands of each, and the end of each", () => {
    const engine = forked();
    const { difference, before, sides } = compared(engine, 0, 1);
    expect(difference.step).toBe(6);
    expect(before?.stepCount).toBe(5);
    const [first, second] = sides ?? [];
    expect(second?.facts[0]?.what).toEqual({ type: "command", command: { do: "crash", replica: 1 } });
    expect([first?.view.clients[0]?.answered, first?.view.replicas[1]?.health]).toEqual([1, "up"]);
    expect(second?.view.replicas[1]?.health).toBe("down");
    expect(first?.facts.some(({ what }) => what.type === "delivered")).toBe(false);
    engine.free();
  });

  it("plays the branch on that is known for a shorter time, so that their ends can be compared", () => {
    const engine = forked();
    engine.advance(1000, 10_000);
    const { sides, playedOn } = compared(engine, 0, 1);
    expect(playedOn).toBeUndefined();
    const longer = sides?.[1]?.view.nowMs ?? 0;
    engine.seek(7, 10_000);
    engine.command({ do: "crash", replica: 2 });
    const third = compared(engine, 1, 2);
    expect(third.playedOn).toBe(2);
    expect(third.sides?.map(({ view }) => view.nowMs)).toEqual([longer, longer]);
    expect(third.sides?.map(({ view }) => view.clients[0]?.answered)).toEqual([1, 1]);
    expect(third.difference.inB?.what).toEqual({ type: "command", command: { do: "crash", replica: 2 } });
    expect(engine.branches().map(({ id }) => id)).toEqual([0, 1, 2]);
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
      compared(engine, 0, 1);
      expect(stand()).toEqual(before);
      expect(engine.branches()).toEqual(branches);
    }
    engine.free();
  });

  it("has no sides of one branch with itself", () => {
    const engine = forked();
    expect(compared(engine, 1, 1).sides).toBeUndefined();
    engine.free();
  });
});

/** A request that was answered, and another future in which replica 1 crashed at step 5. */
function fork(door: typeof Engine): Engine {
  const engine = door.open({ cluster: { seed: "3" } });
  engine.command({ do: "submit", client: 0, operation: "put a b" });
  engine.advance(400, 10_000);
  engine.seek(5, 10_000);
  engine.command({ do: "crash", replica: 1 });
  engine.advance(60.25, 10_000);
  return engine;
}
