import { beforeEach, describe, expect, it } from "vitest";
import { ReplayMonitor } from "../../src/engine/replay-monitor.ts";

describe("a way that takes long", () => {
  let nowMs: number;
  let replayMonitor: ReplayMonitor;
  let told: string[];
  let changes: number;

  beforeEach(() => {
    [nowMs, told, changes] = [0, [], 0];
    replayMonitor = new ReplayMonitor(
      () => {
        changes += 1;
      },
      () => nowMs,
    );
  });

  const hear = (atMs: number, name = "") => {
    nowMs = atMs;
    replayMonitor.hear({ stepCount: atMs, goal: 1e6 }, (decision) => told.push(`${name}${decision}`));
  };

  it("is not spoken of at first, then shown with how far it is", () => {
    hear(0);
    hear(399);
    expect([replayMonitor.progress, changes]).toEqual([undefined, 0]);
    hear(400);
    expect(replayMonitor.progress).toEqual({ stepCount: 400, goal: 1e6 });
    expect([replayMonitor.asks, changes, told]).toEqual([false, 1, ["go", "go", "go"]]);
    replayMonitor.end();
    expect([replayMonitor.progress, changes]).toEqual([undefined, 2]);
  });

  it("waits after some seconds until the reader has answered, and again", () => {
    hear(0);
    hear(6000);
    expect([replayMonitor.asks, told]).toEqual([true, ["go"]]);
    replayMonitor.goOn();
    expect([replayMonitor.asks, told]).toEqual([false, ["go", "go"]]);
    hear(11_999);
    expect(replayMonitor.asks).toBe(false);
    hear(12_000);
    expect(replayMonitor.asks).toBe(true);
  });

  it("can be given up while it is gone and while it waits", () => {
    hear(0);
    hear(1000);
    replayMonitor.turnBack();
    expect(told).toEqual(["go", "go"]);
    hear(1001);
    expect(told.at(-1)).toBe("back");
    replayMonitor.end();
    hear(2000);
    expect(told.at(-1)).toBe("go");
    hear(8000);
    replayMonitor.turnBack();
    expect(told.slice(-2)).toEqual(["go", "back"]);
  });

  it("ends where another one takes its place or comes to its end", () => {
    hear(0, "first ");
    hear(6000, "first ");
    hear(6001, "second ");
    expect(told).toEqual(["first go", "first back"]);
    replayMonitor.end();
    expect(told).toEqual(["first go", "first back", "second back"]);
  });
});
