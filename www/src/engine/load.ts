// Loader of the engine's file. Callers await it instead of importing it: some bundlers emit the worker as a classic script, in
// which modules cannot use top-level await.

import * as bindings from "../../../pkg/pbft_lab_bg.js";

let loading: Promise<void> | undefined;

/** Loads the engine once. `bytes`: its file, if no server can deliver it. */
export function loadEngine(bytes?: BufferSource): Promise<void> {
  loading ??= load(bytes);
  return loading;
}

async function load(bytes: BufferSource | undefined): Promise<void> {
  const imports = { "./pbft_lab_bg.js": { ...bindings } };
  const { instance } = await (bytes ? WebAssembly.instantiate(bytes, imports) : fetched(imports));
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start === "function") {
    start();
  }
}

async function fetched(imports: WebAssembly.Imports): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  const response = await fetch(new URL("../../../pkg/pbft_lab_bg.wasm", import.meta.url));
  if (!response.ok) {
    throw new Error(`the server answered with the status ${response.status} for ${response.url}`);
  }
  // Streaming compilation needs the media type, which not every server sends.
  return response.headers.get("Content-Type")?.startsWith("application/wasm")
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
