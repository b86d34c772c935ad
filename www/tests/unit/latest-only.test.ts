import { describe, expect, it } from "vitest";
import { LatestOnly } from "../../src/run/latest-only.ts";

/** Things that are done when the test says so. */
function bench() {
  const begun: number[] = [];
  const endings: (() => void)[] = [];
  const latest = new LatestOnly(
    (wanted) =>
      new Promise((resolve) => {
        begun.push(wanted);
        endings.push(resolve);
      }),
  );
  const end = async () => {
    endings.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { latest, begun, end };
}

describe("the latest wish", () => {
  it("waits for the one before, and those between are never done", async () => {
    const { latest, begun, end } = bench();
    for (const step of [1, 2, 3]) {
      void latest.want(step);
    }
    expect([begun, latest.wanted]).toEqual([[1], 3]);
    await end();
    expect(begun).toEqual([1, 3]);
    await end();
    expect([begun, latest.wanted]).toEqual([[1, 3], undefined]);
  });

  it("is done again when it is wished again later", async () => {
    const { latest, begun, end } = bench();
    void latest.want(5);
    await end();
    void latest.want(5);
    expect(begun).toEqual([5, 5]);
  });

  it("is forgotten when it fails, and the next one is done", async () => {
    let fails = true;
    const done: number[] = [];
    const latest = new LatestOnly(async (wanted) => {
      if (fails) {
        throw new Error("no");
      }
      done.push(wanted);
    });
    await expect(latest.want(1)).rejects.toThrow("no");
    expect(latest.wanted).toBeUndefined();
    fails = false;
    await latest.want(2);
    expect(done).toEqual([2]);
  });

  it("says that it is done when it is, also to a caller that asked while another was running", async () => {
    const { latest, end } = bench();
    const done: number[] = [];
    for (const step of [1, 2]) {
      void latest.want(step).then(() => done.push(step));
    }
    await end();
    expect(done).toEqual([]);
    await end();
    expect(done).toEqual([1, 2]);
  });
});
