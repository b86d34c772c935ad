import "./engine-in-node.ts";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EngineClient } from "../../src/engine/client.ts";
import type { HuntProgress, HuntTask } from "../../src/engine/engine.ts";
import type { HuntRequest } from "../../src/engine/messages.ts";
import {
  boundOf,
  type HuntFinding,
  NO_COVERAGE,
  partOf,
  rateOf,
  sizesWith,
  totalOf,
  workersFor,
} from "../../src/model/hunt.ts";
import { isSeed, replicasFor, taskOf, USUAL } from "../../src/model/hunt-form.ts";
import { type HuntClient, ParallelHunt } from "../../src/run/parallel-hunt.ts";
import { hunt as huntAtOnce } from "./wasm.ts";

const TASK: HuntTask = { seed: "0", executions: 10 };

describe("a task in parts", () => {
  it("makes each execution once, whatever the number of workers", () => {
    for (const workers of [1, 2, 3, 7, 10]) {
      const made = Array.from({ length: workers }, (_, part) => partOf(TASK, part, workers)).flatMap(
        ({ firstExecution = 0, executions }) =>
          Array.from({ length: executions }, (_, place) => firstExecution + place),
      );
      expect(made).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
    expect(partOf({ ...TASK, firstExecution: 100 }, 1, 2).firstExecution).toBe(105);
  });

  it("leaves one processor to the page, and no worker without work", () => {
    expect([1, 2, 8].map((processors) => workersFor(processors, 1000))).toEqual([1, 1, 7]);
    expect(workersFor(8, 3)).toBe(3);
  });
});

describe("the numbers of a hunt", () => {
  const part = (executions: number, cuts: number): HuntProgress => ({
    executions,
    steps: 0,
    over: false,
    coverage: { ...NO_COVERAGE, actions: { cut: cuts } },
  });

  it("are added up over the workers", () => {
    const { executions, coverage } = totalOf([part(3, 1), part(4, 2)]);
    expect([executions, coverage.actions]).toEqual([7, { cut: 3 }]);
    expect(rateOf({ executions: 7, elapsedMs: 500 })).toBe(14);
    expect(rateOf({ executions: 0, elapsedMs: 0 })).toBe(0);
  });

  it("bound the probability of what was not seen, by about 3 / N", () => {
    expect(boundOf(0)).toBe(1);
    expect(boundOf(1)).toBeCloseTo(0.95);
    expect(boundOf(10_000)).toBeCloseTo(0.0003, 5);
  });

  it("keep each size of a finding once, from that before shrinking on", () => {
    const found = (commandsAfter: number) => ({ commandsBefore: 41, commandsAfter }) as HuntFinding;
    const first = sizesWith([], found(41));
    const sizes = [17, 17, 5].reduce<readonly number[]>((all, size) => sizesWith(all, found(size)), first);
    expect(sizes).toEqual([41, 17, 5]);
  });
});

describe("the settings of a search", () => {
  it("become a task for the cluster of the directed schedule", () => {
    const replicas = replicasFor({ cluster: { replicas: 7 } });
    expect(taskOf({ ...USUAL, faulty: 3, property: "agreement" }, replicas, ["M81"])).toEqual({
      seed: "0",
      executions: 10_000,
      cluster: { replicas: 7, mutants: ["M81"] },
      faulty: 3,
      properties: ["agreement"],
    });
    expect(taskOf(USUAL, replicasFor(undefined), [])).toEqual({
      seed: "0",
      executions: 10_000,
      cluster: { replicas: 4, mutants: [] },
    });
  });

  it("ask for answers where the missing rule protects liveness, unless one invariant is meant", () => {
    expect(taskOf(USUAL, 4, ["M63"], true)).toMatchObject({ liveness: true });
    expect(taskOf({ ...USUAL, property: "agreement" }, 4, ["M63"], true)).not.toHaveProperty("liveness");
  });

  it("take a seed of 64 bits", () => {
    expect(["0", "18446744073709551615"].map(isSeed)).toEqual([true, true]);
    expect(["", "-1", "1e3", "x", "18446744073709551616"].map(isSeed)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

/** A worker whose answers a test gives. */
class FakeClient implements HuntClient {
  readonly info = Promise.resolve({ catalog: [], kinds: [], sorts: [], strategies: [] });
  readonly isInPage: boolean;
  readonly close = vi.fn();
  readonly requests: HuntRequest[] = [];
  readonly #answers: readonly HuntProgress[];

  constructor(answers: readonly HuntProgress[], isInPage = false) {
    this.isInPage = isInPage;
    this.#answers = answers;
  }

  hunt(request: HuntRequest): Promise<HuntProgress> {
    const answer = this.#answers[this.requests.length];
    this.requests.push(request);
    // Without an answer the worker is still at work.
    return answer ? Promise.resolve(answer) : new Promise(() => {});
  }
}

const progress = (executions: number, more: Partial<HuntProgress> = {}): HuntProgress => ({
  executions,
  steps: 0,
  over: false,
  coverage: NO_COVERAGE,
  ...more,
});

const finding = (commandsAfter: number, minimal: boolean) =>
  ({ commandsBefore: 9, commandsAfter, minimal }) as HuntFinding;

describe("a hunt on several workers", () => {
  function hunting(...workers: (readonly HuntProgress[])[]) {
    const clients = workers.map((answers) => new FakeClient(answers));
    const left = [...clients];
    const hunt = new ParallelHunt(
      () => {},
      () => left.shift() ?? new FakeClient([]),
    );
    return { hunt, clients, done: hunt.begin(TASK, "M1", workers.length + 1) };
  }

  it("ends the others at the first finding, and makes it smaller", async () => {
    const { hunt, clients, done } = hunting(
      [progress(0), progress(2)],
      [
        progress(0),
        progress(1, { found: finding(9, false) }),
        progress(1, { found: finding(4, false) }),
        progress(1, { found: finding(2, true) }),
      ],
    );
    await vi.waitFor(() => expect(hunt.state?.status).toBe("found"));
    expect(hunt.state?.sizes).toEqual([9, 4, 2]);
    expect(clients.every(({ close }) => close.mock.calls.length > 0)).toBe(true);
    expect(clients[1]?.requests.map(({ type }) => type)).toEqual(["begin", "search", "shrink", "shrink"]);
    void done;
  });

  it("leaves no other worker at work while a finding becomes smaller", async () => {
    const found = [progress(0), progress(1, { found: finding(9, false) })];
    const { hunt, clients } = hunting([progress(0)], found);
    await vi.waitFor(() => expect(hunt.state?.status).toBe("shrinking"));
    expect(clients.map(({ close }) => close.mock.calls.length)).toEqual([1, 0]);
    // The finding stays when the reader stops there.
    hunt.stop();
    expect(hunt.state).toMatchObject({ status: "found", sizes: [9] });
  });

  it("is over when no worker has executions left", async () => {
    const over = { over: true };
    const { hunt, done } = hunting([progress(0), progress(5, over)], [progress(0), progress(5, over)]);
    await done;
    expect(hunt.state).toMatchObject({ status: "none", executions: 10, workers: 2, rule: "M1" });
  });

  it("uses one engine where no worker can start, because all would share the page's time", async () => {
    const clients = [1, 2, 3].map(() => new FakeClient([progress(0), progress(10, { over: true })], true));
    const left = [...clients];
    const hunt = new ParallelHunt(
      () => {},
      () => left.shift() ?? new FakeClient([]),
    );
    await hunt.begin(TASK, undefined, 4);
    expect(hunt.state).toMatchObject({ status: "none", executions: 10, workers: 1 });
    expect(clients.map(({ requests }) => requests.length)).toEqual([2, 0, 0]);
  });

  it("stops at once, and ignores later messages of its workers", async () => {
    const { hunt, clients } = hunting([progress(0), progress(3)], [progress(0)]);
    await vi.waitFor(() => expect(hunt.state?.executions).toBe(3));
    hunt.stop();
    expect(hunt.state?.status).toBe("stopped");
    expect(clients.every(({ close }) => close.mock.calls.length === 1)).toBe(true);
  });

  it("says why it failed", async () => {
    const client = new FakeClient([]);
    vi.spyOn(client, "hunt").mockRejectedValue(new Error("no memory"));
    const hunt = new ParallelHunt(
      () => {},
      () => client,
    );
    await hunt.begin(TASK, undefined, 2);
    expect(hunt.state).toMatchObject({ status: "failed", problem: "no memory" });
    expect(client.close).toHaveBeenCalled();
  });
});

describe("a hunt with the engine", () => {
  const hunt = new ParallelHunt(
    () => {},
    () => new EngineClient(false),
  );
  afterEach(() => hunt.stop());

  it("finds what the engine finds at once", async () => {
    const task = taskOf(USUAL, 4, ["M20"]);
    await hunt.begin(task, "M20", 2);
    const atOnce = huntAtOnce(task);
    expect(hunt.state?.found?.scenario).toEqual(atOnce.found?.scenario);
    expect(hunt.state?.sizes[0]).toBe(atOnce.found?.commandsBefore);
    expect(hunt.state?.sizes.at(-1)).toBe(atOnce.found?.commandsAfter);
  });

  it("says why the engine refused the task", async () => {
    await hunt.begin({ ...TASK, executions: 0 }, undefined, 2);
    expect(hunt.state?.status).toBe("failed");
    expect(hunt.state?.problem).toContain("executions");
  });
});
