import { beforeAll, expect, it } from "vitest";
import { loadEngine, memoryBytes, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

it("a run of 100,000 requests with history takes no more memory than one of 50,000", {
  timeout: 600_000,
}, () => {
  const run = new Simulation({
    cluster: { replicas: 4, seed: "7", crypto: "symbolic", checkpointInterval: 16, logSize: 32 },
  });
  // A command for each request would be kept: it is part of the run.
  run.command({
    do: "clientBehave",
    client: 0,
    strategy: { name: "flood", parameters: { every: 5 } },
  });
  const bytesAfter = (requests: number): number => {
    while ((run.view({ slots: 0, packets: 0 }).replicas[0]?.lastExecuted ?? 0) < requests) {
      run.advance(1000, 1000);
    }
    return memoryBytes();
  };
  const early = bytesAfter(50_000);
  expect(run.discardedCount).toBeGreaterThan(0);
  const { spacing } = run.keepHistory();
  const late = bytesAfter(100_000);
  expect(run.keepHistory().spacing).toBeGreaterThan(spacing);
  // The allocator leaves gaps. What is not weighed shows as thirty parts in a hundred.
  expect(late / early).toBeLessThan(1.08);
  run.free();
});

it("an export of a long trace takes little more memory than its text", { timeout: 600_000 }, () => {
  const run = new Simulation({ cluster: { replicas: 4, seed: "7", crypto: "symbolic" } });
  run.command({ do: "clientBehave", client: 0, strategy: { name: "flood", parameters: { every: 5 } } });
  // As many records as an export holds.
  while (run.recordCount < 200_000) {
    run.advance(1000, 1000);
  }
  run.keepHistory();
  const before = memoryBytes();
  const text = run.exportTrace("json");
  expect((memoryBytes() - before) / text.length).toBeLessThan(2);
  run.free();
});
