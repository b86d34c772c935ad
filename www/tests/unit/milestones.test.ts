import { beforeAll, describe, expect, it } from "vitest";
import type { Scenario, View } from "../../src/engine/engine.ts";
import { goalOf, happened, MILESTONES, type Milestone, tellingOf } from "../../src/model/milestones.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

const QUICK = { viewTimeoutMs: 250, clientTimeoutMs: 200 };
const submits = (count: number, clients = 1): Required<Scenario>["commands"] =>
  Array.from({ length: count }, (_, index) => ({
    atMs: index,
    do: "submit",
    client: index % clients,
    operation: `add x ${index}`,
  }));

/** Runs to the next of something, as the page does. */
function runTo(run: InstanceType<typeof Simulation>, milestone: Milestone): { before: View; after: View } {
  const before = run.view();
  const first = run.recordCount;
  const { stopped } = run.runUntil(goalOf(milestone, before), 10_000, 10_000);
  expect(stopped).toBe("goal");
  const after = run.view();
  expect(happened(milestone, before, after)).toBe(true);
  const telling = tellingOf(milestone, run.records(first, 10_000));
  if (milestone !== "violation") {
    // The step that reports it is the last one: the run went no further.
    const lastStep = run.records(run.recordCount - 1, 1)[0]?.atMs;
    expect(telling?.atMs).toBe(lastStep);
  }
  return { before, after };
}

describe("the next milestone, from now on", () => {
  it.each(["reply", "commit"] as const)("comes number after number: %s", (milestone) => {
    const run = new Simulation({ commands: submits(3) });
    for (let count = 1; count <= 3; count += 1) {
      const { after } = runTo(run, milestone);
      const reached =
        milestone === "reply"
          ? after.clients[0]?.answered
          : Math.max(...after.replicas.map(({ lastExecuted }) => lastExecuted));
      expect(reached).toBe(count);
    }
    run.free();
  });

  it("is the reply to whichever client has it first, of a hundred", () => {
    const run = new Simulation({
      cluster: { clients: 100, crypto: "symbolic" },
      commands: submits(100, 100),
    });
    const { after } = runTo(run, "reply");
    expect(after.clients.filter(({ answered }) => answered > 0)).toHaveLength(1);
    run.free();
  });

  it("is the view that begins after one that was skipped", () => {
    const run = new Simulation({
      cluster: QUICK,
      commands: [{ atMs: 0, do: "crash", replica: 0 }, ...submits(1)],
    });
    expect(runTo(run, "view-change").after.replicas.some(({ view, active }) => view === 1 && active)).toBe(
      true,
    );
    run.command({ do: "crash", replica: 1 });
    run.command({ do: "restart", replica: 0 });
    run.command({ do: "submit", client: 0, operation: "put y 1" });
    expect(runTo(run, "view-change").after.replicas.some(({ view, active }) => view === 2 && active)).toBe(
      true,
    );
    run.free();
  });

  it("is the next stable checkpoint, interval after interval", () => {
    const run = new Simulation({ cluster: { checkpointInterval: 2, logSize: 4 }, commands: submits(8) });
    const stable = (view: View) => Math.max(...view.replicas.map(({ lowWaterMark }) => lowWaterMark));
    expect(stable(runTo(run, "checkpoint").after)).toBe(2);
    expect(stable(runTo(run, "checkpoint").after)).toBe(4);
    run.free();
  });

  it("is a property that held so far, when another is broken already", () => {
    const scene = Simulation.catalog().find(({ name }) => name === "broken-agreement");
    const run = new Simulation(scene?.scenario);
    const { after } = runTo(run, "violation");
    const first = new Set(after.violations.map(({ property }) => property));
    const more = runTo(run, "violation").after.violations.map(({ property }) => property);
    expect(more.some((property) => !first.has(property))).toBe(true);
    run.free();
  });

  it("may not come: a violation on the way to it ends the search", () => {
    const scene = Simulation.catalog().find(({ name }) => name === "broken-agreement");
    const run = new Simulation(scene?.scenario);
    const before = run.view();
    expect(run.runUntil(goalOf("checkpoint", before), 10_000, 10_000).stopped).toBe("goal");
    expect(happened("checkpoint", before, run.view())).toBe(false);
    expect(happened("violation", before, run.view())).toBe(true);
    run.free();
  });
});

describe("a milestone as a goal", () => {
  it("is one that the engine takes, in every cluster", () => {
    for (const clients of [0, 1, 100]) {
      const run = new Simulation({ cluster: { replicas: 1, clients } });
      for (const milestone of MILESTONES) {
        expect(run.runUntil(goalOf(milestone, run.view()), 1).stopped, milestone).toBe("idle");
      }
      run.free();
    }
  });

  it("names all properties that the engine judges", () => {
    const run = new Simulation({});
    const known = () => run.runUntil({ violation: "nothing" }, 1);
    const watched = run.view().invariants.filter((one) => one.watched);
    expect(known).toThrow(`it must be any or one of ${watched.map(({ property }) => property).join(", ")}`);
    run.free();
  });
});
