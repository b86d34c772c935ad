// The worker in which the engine runs, so that no computation of it ever holds up the page.

import type { Question, Reply } from "./messages.ts";

/** About two frames: the page goes on painting what it has meanwhile. */
const BUDGET_MS = 30;

const post = (reply: Reply, transfer: Transferable[] = []) => self.postMessage(reply, { transfer });

// Questions that come before the engine is there wait for it, in order.
const host = (async () => {
  try {
    const { EngineHost, greeting } = await import("./host.ts");
    post({ greeting: greeting() });
    return new EngineHost(BUDGET_MS);
  } catch (error) {
    post({ failure: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
})();

self.addEventListener("message", async (event: MessageEvent<Question>) => {
  const answered = (await host)?.reply(event.data);
  if (answered) {
    post(answered.reply, answered.transfer);
  }
});
