// Loads the engine that the page sends first. Takes the place of load.ts in the worker of a page that is one file.

import { instantiate } from "./instantiate.ts";

const received = new Promise<ArrayBuffer>((resolve) => {
  const hear = (event: MessageEvent<{ readonly engine: ArrayBuffer }>) => {
    // What follows is for the engine.
    event.stopImmediatePropagation();
    self.removeEventListener("message", hear);
    resolve(event.data.engine);
  };
  self.addEventListener("message", hear);
});

/** Loads the engine, once. */
export async function loadEngine(): Promise<void> {
  return instantiate(await received);
}
