import { describe, expect, it } from "vitest";
import type { View } from "../../src/engine/engine.ts";
import type { Update } from "../../src/engine/messages.ts";
import { LIMIT_MS } from "../../src/model/milestones.ts";
import { type Searched, Searches } from "../../src/run/run-until.ts";
import { client, replica } from "./views.ts";

type Stopped = NonNullable<Update["stopped"]>;

/** A run whose stretches end with the given results. */
class FakeRun implements Searched {
  nowMs = 5;
  nextMs: number | undefined = 6;
  stopMs: number | undefined;
  looks = 0;
  repeated: (number | undefined)[] = [];
  stretches: number[] = [];
  readonly log = { repeat: (record?: number) => void this.repeated.push(record) };
  readonly end: (stretch: number) => Stopped;
  answered = 0;

  constructor(end: (stretch: number) => Stopped) {
    this.end = end;
  }

  get view(): View {
    return {
      replicas: [replica(0)],
      clients: [client({ answered: this.answered })],
      violations: [],
    } as unknown as View;
  }

  query: Searched["query"] = () => Promise.resolve(this.view as never);

  async look(): Promise<void> {
    this.looks += 1;
  }

  async runUntil(_: unknown, ms: number): Promise<Update | undefined> {
    this.stretches.push(ms);
    const stopped = this.end(this.stretches.length);
    this.nowMs += stopped === "goal" ? ms / 2 : ms;
    this.nextMs = stopped === "idle" ? undefined : this.nowMs + 1;
    this.answered += stopped === "goal" ? 1 : 0;
    return { stopped, records: [], view: stopped === "goal" ? this.view : undefined } as unknown as Update;
  }
}

const started = (run: FakeRun) => {
  let changes = 0;
  const searches = new Searches(run, () => {
    changes += 1;
  });
  return { searches, changes: () => changes };
};

describe("a search", () => {
  it("goes on stretch after stretch and ends where the goal is reached", async () => {
    const run = new FakeRun((stretch) => (stretch === 3 ? "goal" : stretch === 2 ? "wall-time" : "time"));
    const { searches, changes } = started(run);
    await searches.begin("reply");
    expect(run.stretches).toHaveLength(3);
    expect(searches.now).toBeUndefined();
    expect(searches.last).toEqual({ milestone: "reply", end: "found", searchedMs: run.nowMs - 5 });
    expect(run.repeated).toHaveLength(1);
    expect(changes()).toBeGreaterThan(3);
  });

  it("ends at its limit, to the microsecond, and says so", async () => {
    const run = new FakeRun(() => "time");
    const { searches } = started(run);
    await searches.begin("view-change");
    expect(run.nowMs).toBe(5 + LIMIT_MS);
    expect(searches.last?.end).toBe("limit");
    expect(run.looks).toBe(1);
  });

  it("ends where nothing is scheduled any more, and does not wait for its limit", async () => {
    const run = new FakeRun((stretch) => (stretch === 2 ? "idle" : "time"));
    const { searches } = started(run);
    await searches.begin("checkpoint");
    expect(run.stretches).toHaveLength(2);
    expect(searches.last?.end).toBe("idle");
  });

  it("does not pass what the lesson asks, even if nothing is scheduled before it", async () => {
    const run = new FakeRun(() => "idle");
    run.stopMs = 1700;
    const { searches } = started(run);
    await searches.begin("reply");
    expect(run.stretches).toEqual([1000, 695]);
    expect(searches.last?.end).toBe("lesson");
    expect(run.looks).toBe(1);
  });

  it("distinguishes a violation on the way from the goal of the search", async () => {
    const run = new FakeRun(() => "goal");
    const { searches } = started(run);
    await searches.begin("checkpoint");
    expect(searches.last?.end).toBe("broken");
  });

  it("can be stopped after any stretch", async () => {
    const run = new FakeRun((stretch) => {
      if (stretch === 2) {
        searches.stop();
      }
      return "time";
    });
    const { searches } = started(run);
    await searches.begin("reply");
    expect(run.stretches).toHaveLength(2);
    expect(searches.last).toMatchObject({ end: "stopped", searchedMs: 1000 });
  });

  it("says nothing when the run is led elsewhere", async () => {
    const run = new FakeRun((stretch) => {
      if (stretch === 2) {
        searches.drop();
      }
      return "time";
    });
    const { searches } = started(run);
    await searches.begin("reply");
    expect(run.stretches).toHaveLength(2);
    expect([searches.now, searches.last]).toEqual([undefined, undefined]);
  });

  it("gives way to the next one", async () => {
    const run = new FakeRun((stretch) => (stretch > 6 ? "goal" : "time"));
    const { searches } = started(run);
    const first = searches.begin("checkpoint");
    await Promise.all([first, searches.begin("reply")]);
    expect(searches.last).toMatchObject({ milestone: "reply", end: "found" });
  });
});
