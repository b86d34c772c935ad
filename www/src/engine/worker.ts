// The worker in which the engine runs, so that no computation of it ever holds up the page.

import { EngineHost, info } from "./host.ts";
import { loadEngine } from "./load.ts";
import type { WorkerRequest, WorkerResponse } from "./messages.ts";

/** About two frames: the page goes on painting what it has meanwhile. */
const BUDGET_MS = 30;

const post = (response: WorkerResponse, transfer: Transferable[] = []) =>
  self.postMessage(response, { transfer });

// Questions that come before the engine is there wait for it, in order.
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
