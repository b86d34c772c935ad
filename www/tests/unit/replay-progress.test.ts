import { beforeEach, describe, expect, it } from "vitest";
import { Patience } from "../../src/engine/replay-progress.ts";

describe("a way that takes long", () => {
  let nowMs: number;
  let patience: Patience;
  let told: string[];
  let changes: number;

  beforeEach(() => {
    [nowMs, told, changes] = [0, [], 0];
    patience = new Patience(
      () => {
        changes += 1;
      },
      () => nowMs,
    );
  });

  const hear = (atMs: number, name = "") => {
    nowMs = atMs;
    patience.hear({ stepCount: atMs, goal: 1e6 }, (onward) => told.push(`${name}${onward}`));
  };

  it("is not spoken of at first, then shown with how far it is", () => {
    hear(0);
    hear(399);
    expect([patience.coming, changes]).toEqual([undefined, 0]);
    hear(400);
    expect(patience.coming).toEqual({ stepCount: 400, goal: 1e6 });
    expect([patience.asks, changes, told]).toEqual([false, 1, ["go", "go", "go"]]);
    patience.end();
    expect([patience.coming, changes]).toEqual([undefined, 2]);
  });

  it("waits after some seconds until the reader has answered, and again", () => {
    hear(0);
    hear(6000);
    expect([patience.asks, told]).toEqual([true, ["go"]]);
    patience.goOn();
    expect([patience.asks, told]).toEqual([false, ["go", "go"]]);
    hear(11_999);
    expect(patience.asks).toBe(false);
    hear(12_000);
    expect(patience.asks).toBe(true);
  });

  it("can be given up while it is gone and while it waits", () => {
    hear(0);
    hear(1000);
    patience.turnBack();
    expect(told).toEqual(["go", "go"]);
    hear(1001);
    expect(told.at(-1)).toBe("back");
    patience.end();
    hear(2000);
    expect(told.at(-1)).toBe("go");
    hear(8000);
    patience.turnBack();
    expect(told.slice(-2)).toEqual(["go", "back"]);
  });

  it("ends where another one takes its place or comes to its end", () => {
    hear(0, "first ");
    hear(6000, "first ");
    hear(6001, "second ");
    expect(told).toEqual(["first go", "first back"]);
    patience.end();
    expect(told).toEqual(["first go", "first back", "second back"]);
  });
});
