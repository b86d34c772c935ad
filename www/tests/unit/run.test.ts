import "./engine-in-node.ts";
import { expect, it, vi } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import type { Run } from "../../src/run/run.ts";

const SHORT = { cluster: { seed: "3" } };
/** So much happens in it that no answer comes far. */
const LONG: Scenario = {
  ...SHORT,
  commands: Array.from({ length: 2000 }, () => ({ atMs: 0, do: "submit", client: 0, operation: "add n 1" })),
};
const OTHER: Scenario = { ...LONG, cluster: { seed: "4" } };
const FAR_MS = 20_000;

async function fresh(): Promise<Run> {
  const { Run } = await import("../../src/run/run.ts");
  const nothing = () => {};
  return new Run({ changed: nothing, wentOn: nothing, moved: nothing, began: nothing, heard: nothing });
}

async function opened(): Promise<Run> {
  const run = await fresh();
  await run.start();
  await run.open(LONG);
  return run;
}

it("takes nothing amiss that is asked before there is a run", async () => {
  const run = await fresh();
  const started = run.start();
  run.pause();
  run.step(0, false);
  const answers = await Promise.all([
    run.seek(3),
    run.back(),
    run.goTo(10),
    run.watch(1),
    run.command({ do: "crash", replica: 0 }),
    run.query({ type: "link" }),
    started,
  ]);
  expect(answers.at(-2)).toBeUndefined();
  expect(await run.open(SHORT)).toBe(true);
  expect([run.failure, run.model?.n]).toEqual([undefined, 4]);
  run.close();
});

it("cancels a replay when it is sent elsewhere", async () => {
  const leads: Readonly<Record<string, (run: Run) => unknown>> = {
    "back to a step": (run) => run.seek(2),
    "to a stop": (run) => run.pause(),
    "to another run": (run) => run.open(OTHER),
    "to an earlier moment": (run) => run.goTo(1),
  };
  for (const [where, lead] of Object.entries(leads)) {
    const run = await opened();
    const way = run.goTo(FAR_MS);
    await vi.waitFor(() => expect(run.nowMs, where).toBeGreaterThan(10), { timeout: 50_000, interval: 1 });
    await lead(run);
    const stood = run.nowMs;
    await way;
    expect(run.nowMs, where).toBeLessThan(stood + FAR_MS / 4);
    run.close();
  }
});

it("acts at the step that is shown, also while the engine is on its way there", async () => {
  const run = await fresh();
  await run.start();
  await run.open(SHORT);
  await run.command({ do: "submit", client: 0, operation: "put a b" });
  await run.goTo(300);
  const acts: Readonly<Record<string, (run: Run) => unknown>> = {
    command: (run) => run.command({ do: "crash", replica: 3 }),
    step: (run) => run.step(0, false),
    "gliding step": (run) => run.step(0, true),
  };
  for (const [name, act] of Object.entries(acts)) {
    // The second waits until the engine is done with the first.
    void run.seek(0);
    void run.seek(5);
    expect(run.cursor, name).toBe(5);
    await act(run);
    await vi.waitFor(() => expect(run.stepCount, name).toBe(6));
  }
  const sought = [run.seek(0), run.seek(4)];
  const text = await run.query({ type: "link" });
  await Promise.all(sought);
  expect(text).toEqual(await run.query({ type: "link" }));
  run.close();
});

it("counts a program's limit from where the run is opened for it", async () => {
  const { remoteSimulation } = await import("../../src/embed/remote-simulation.ts");
  const run = await fresh();
  const open = async () => {
    await run.start();
    await run.open(LONG);
    await run.goTo(30);
  };
  let opening: Promise<void> | undefined;
  const opened = () => {
    opening ??= open();
    return opening;
  };
  const simulation = remoteSimulation({ run, opened, obeyed: () => {} });
  const { nowMs, stopped } = await simulation.runUntil({ timeAtLeastMs: 100_000 }, 500);
  expect(stopped).toBe("time");
  // Piece by piece, each of whole microseconds: one may be lost.
  expect(nowMs).toBeCloseTo(530, 1);
  run.close();
});

it("keeps what was done when it restarts, also after it was resumed", async () => {
  const run = await fresh();
  await run.start();
  await run.open(SHORT);
  await run.command({ do: "submit", client: 0, operation: "put a b" });
  await run.goTo(300);
  await run.command({ do: "crash", replica: 3 });
  const done = run.stepCount;
  await run.reset();
  expect([run.stepCount, run.branches.map(({ lastStep, present }) => [lastStep, present])]).toEqual([
    0,
    [
      [done, false],
      [0, true],
    ],
  ]);
  expect([run.log.lines, run.model?.replicas[3]?.health]).toEqual([[], "up"]);
  await run.switchTo(0);
  expect([run.stepCount, run.model?.replicas[3]?.health]).toEqual([done, "down"]);
  const { kept } = run;
  run.close();
  const again = await fresh();
  await again.start();
  if (kept) {
    await again.takeUp(kept);
  }
  await again.reset();
  expect(again.branches.map(({ lastStep }) => lastStep)).toEqual([done, 0]);
  again.close();
});

it("reports no message that its reader has deselected", async () => {
  const run = await fresh();
  await run.start();
  await run.open(SHORT);
  await run.command({ do: "submit", client: 0, operation: "put a b" });
  await run.goTo(1);
  const [first = 0] = run.model?.flying.map(({ id }) => id) ?? [];
  await Promise.all([run.watch(first), run.watch(undefined)]);
  expect(run.message).toBeUndefined();
  await run.watch(first);
  expect(run.message?.packet).toBe(first);
  run.close();
});
