// The engine for the web, loaded by `init()`: for pages and workers whose tools do not support top-level `await`.
import * as bindings from "./pbft_lab_bg.js";

export { Hunt, hunt, lastPanic, Simulation, version } from "./pbft_lab_bg.js";

const FILE = "pbft_lab_bg.wasm";
/** Vite's development server moves scripts here, and leaves the module where it was installed. */
const MOVED_BY_VITE = "/.vite/deps/";

let loading;

/** Loads the engine, once: later calls give the same promise. After a failure the next call tries again. */
export function init(source) {
  loading ??= load(source).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(source) {
  const { exports } = await instantiate(await source);
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
}

async function instantiate(source) {
  const imports = { "./pbft_lab_bg.js": bindings };
  if (source instanceof WebAssembly.Module) {
    return WebAssembly.instantiate(source, imports);
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return (await WebAssembly.instantiate(source, imports)).instance;
  }
  const response = await responseOf(source);
  // Streaming compilation needs the media type, which not every server sends.
  if (/^application\/wasm\b/.test(response.headers.get("Content-Type") ?? "")) {
    return (await WebAssembly.instantiateStreaming(response, imports)).instance;
  }
  return (await WebAssembly.instantiate(await response.arrayBuffer(), imports)).instance;
}

async function responseOf(source) {
  if (source instanceof Response) {
    return accepted(source);
  }
  if (source !== undefined) {
    return accepted(await fetch(source));
  }
  const response = await fetch(new URL("pbft_lab_bg.wasm", import.meta.url));
  const [modules, moved] = import.meta.url.split(MOVED_BY_VITE);
  if (moved === undefined || isModule(response)) {
    return accepted(response);
  }
  return accepted(await fetch(`${modules}/pbft-lab/${FILE}`));
}

function accepted(response) {
  if (isModule(response)) {
    return response;
  }
  const found = response.ok ? "a page of text" : `the status ${response.status}`;
  throw failure(
    `The engine's file was expected at ${response.url}, and the server answered with ${found}. Copy ${FILE} beside the script, or give init() its address.`,
  );
}

/** A server that does not know the file may answer with its start page. */
function isModule(response) {
  return response.ok && !/^text\/html\b/.test(response.headers.get("Content-Type") ?? "");
}

function failure(message) {
  const error = new Error(message);
  error.name = "EngineError";
  return Object.assign(error, { field: "", code: "engine-failed", values: {} });
}

bindings.__wbg_set_wasm(
  new Proxy(
    {},
    {
      get() {
        throw failure("The engine is not loaded yet: await init() before any other call.");
      },
    },
  ),
);
