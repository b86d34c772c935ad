// Worker in which the engine runs, so that its computations never block the page.

import { EngineHost, info } from "./host.ts";
import { loadEngine } from "./load.ts";
import type { WorkerRequest, WorkerResponse } from "./messages.ts";

/** About two frames: meanwhile the page keeps painting. */
const BUDGET_MS = 30;

const post = (response: WorkerResponse, transfer: Transferable[] = []) =>
  self.postMessage(response, { transfer });

// Requests that arrive before the engine is ready wait for it, in order.
const host = (async () => {
  try {
    await loadEngine();
    post({ info: info() });
    return new EngineHost(BUDGET_MS);
  } catch (error) {
    post({ failure: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
})();

self.addEventListener("message", async (event: MessageEvent<WorkerRequest>) => {
  const answered = (await host)?.response(event.data);
  if (answered) {
    post(answered.response, answered.transfer);
  }
});
