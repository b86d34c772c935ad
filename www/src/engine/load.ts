// Loads the engine's file. It is awaited by calls, not by an import: other people's tools write the worker as a classic script, in which
// a module cannot wait.

import { instantiate } from "./instantiate.ts";

let loading: Promise<void> | undefined;

/** Loads the engine, once. */
export function loadEngine(): Promise<void> {
  loading ??= engineFile().then(instantiate);
  return loading;
}

/** The engine's file, as the server answers it, or the page that contains it. */
export async function engineFile(): Promise<Response> {
  const response = await fetch(new URL("../../../pkg/pbft_lab_bg.wasm", import.meta.url));
  if (!response.ok) {
    throw new Error(`the server answered with the status ${response.status} for ${response.url}`);
  }
  return response;
}
