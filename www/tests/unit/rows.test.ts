import "./engine-in-node.ts";
import { expect, it, vi } from "vitest";

async function played() {
  const { Run } = await import("../../src/run/run.ts");
  const nothing = () => {};
  const run = new Run({ changed: nothing, wentOn: nothing, moved: nothing, began: nothing, heard: nothing });
  await run.start();
  await run.open({ cluster: { seed: "3" } });
  await run.command({ do: "submit", client: 0, operation: "put a b" });
  await run.goTo(200);
  return run;
}

it("sends rows only once they are wanted, and then from the beginning", async () => {
  const run = await played();
  const rows = () => run.timeline?.records.count ?? 0;
  expect(rows()).toBe(0);
  await run.wantRows();
  const all = rows();
  expect(all).toBeGreaterThan(50);
  await run.command({ do: "crash", replica: 3 });
  expect(rows()).toBeGreaterThan(all);
  // Another run, and another engine, have them from their beginning.
  await run.reset();
  await run.command({ do: "submit", client: 0, operation: "put a b" });
  await run.goTo(200);
  expect(rows()).toBe(all);
  await run.recover();
  expect(rows()).toBe(all);
  run.close();
});

it("has the rows that an answer names", async () => {
  const { Explanations } = await import("../../src/app/explanations.ts");
  const run = await played();
  const explanations = new Explanations(run, () => {});
  explanations.handle({ type: "why", question: { client: 0 } });
  await vi.waitFor(() => expect(explanations.answered).toBeDefined(), { timeout: 50_000 });
  expect(explanations.highlights.nodes.size).toBe(5);
  run.close();
});
