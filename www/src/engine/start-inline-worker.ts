// Starts the worker of a page that is one file: its script is in the page, and the page gives it the engine. Takes the place of
// start-worker.ts there.

import { engineFile } from "./load.ts";
import InlineWorker from "./worker.ts?worker&inline";

let bytes: Promise<ArrayBuffer> | undefined;

/** Throws where no worker may be started at all. */
export function startWorker(): Worker {
  const worker = new InlineWorker({ name: "pbft-lab" });
  bytes ??= engineFile().then((response) => response.arrayBuffer());
  void bytes.then((engine) => worker.postMessage({ engine }));
  return worker;
}
