import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineClient } from "../../src/engine/client.ts";

it("a program receives the engine's own error name when the engine is gone", async () => {
  const client = new EngineClient();
  client.info.catch(() => {});
  client.close();
  await expect(client.send({ type: "look" })).rejects.toMatchObject({
    name: "EngineError",
    message: "the engine was closed",
  });
});

describe("a worker that ended or hangs without an error event", () => {
  /** A worker that says only what the test makes it say. */
  class SilentWorker extends EventTarget {
    static latest: SilentWorker | undefined;
    readonly questions: { readonly id: number }[] = [];
    terminated = false;

    constructor() {
      super();
      SilentWorker.latest = this;
    }

    postMessage(question: { readonly id: number }): void {
      this.questions.push(question);
    }

    terminate(): void {
      this.terminated = true;
    }

    t(data: unknown): void {
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
  }

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("Worker", SilentWorker);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function greeted() {
    const client = new EngineClient();
    const failures: string[] = [];
    client.onFailure = ({ why }) => failures.push(why ?? "");
    const worker = SilentWorker.latest;
    if (!worker) {
      throw new Error("no worker was started");
    }
    worker.t({ info: {} });
    await client.info;
    return { client, worker, failures };
  }

  it("is given up after half a minute, with the usual error for all that wait", async () => {
    const { client, worker, failures } = await greeted();
    const answer = client.send({ type: "look" });
    answer.catch(() => {});
    await vi.advanceTimersByTimeAsync(29_500);
    expect(failures).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(failures).toEqual(["silent"]);
    expect(worker.terminated).toBe(true);
    await expect(answer).rejects.toMatchObject({ name: "EngineError", why: "silent" });
  });

  it("has more time for a question about the run", async () => {
    const { client, failures } = await greeted();
    client.query({ type: "proofs" } as never).catch(() => {});
    await vi.advanceTimersByTimeAsync(100_000);
    expect(failures).toEqual([]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(failures).toEqual(["silent"]);
  });

  it("is not suspected while nothing is asked of it, nor while it answers", async () => {
    const { client, worker, failures } = await greeted();
    await vi.advanceTimersByTimeAsync(600_000);
    for (let asked = 0; asked < 5; asked += 1) {
      const answer = client.send({ type: "look" });
      await vi.advanceTimersByTimeAsync(20_000);
      worker.t({ id: worker.questions.at(-1)?.id, update: {} });
      await answer;
    }
    await vi.advanceTimersByTimeAsync(600_000);
    expect(failures).toEqual([]);
    client.close();
  });
});
