// Starts the engine from its file.

import * as bindings from "../../../pkg/pbft_lab_bg.js";

/** Starts the engine from the answer of a server, or from the bytes of its file. */
export async function instantiate(source: Response | BufferSource): Promise<void> {
  const imports = { "./pbft_lab_bg.js": { ...bindings } };
  const { instance } = await (source instanceof Response
    ? compiled(source, imports)
    : WebAssembly.instantiate(source, imports));
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start === "function") {
    start();
  }
}

async function compiled(
  response: Response,
  imports: WebAssembly.Imports,
): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  // Compilation while the file arrives needs its media type, which not every server knows.
  return response.headers.get("Content-Type")?.startsWith("application/wasm")
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
