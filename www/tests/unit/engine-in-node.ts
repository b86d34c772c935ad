// To be imported first: where the page's code asks for the engine, it gets the package as Node can start it. Without a worker the
// engine runs where its client is.

import { vi } from "vitest";

vi.mock("../../../pkg/pbft_lab.js", async () => {
  const { loadEngine, Simulation } = await import("./wasm.ts");
  await loadEngine();
  return { Simulation };
});
