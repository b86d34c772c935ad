// The engine itself, for tests that are about what it accepts. It is put together by hand, without a bundler.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as bindings from "../../../pkg/pbft_lab_bg.js";

export const Hunt = bindings.Hunt;
export const hunt = bindings.hunt;
export const Simulation = bindings.Simulation;

let memory: WebAssembly.Memory | undefined;

/** How many bytes the engine has taken; it never gives any back. */
export function memoryBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

let loading: Promise<void> | undefined;

/** To be awaited before anything else is done with it. However often it is called, there is one engine: its bindings hold on to the
 *  memory of the first. */
export function loadEngine(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const file = join(import.meta.dirname, "../../../pkg/pbft_lab_bg.wasm");
  const module = await WebAssembly.compile(readFileSync(file));
  const { exports } = await WebAssembly.instantiate(module, { "./pbft_lab_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(exports);
  memory = exports["memory"] instanceof WebAssembly.Memory ? exports["memory"] : undefined;
  const start = exports["__wbindgen_start"];
  if (typeof start === "function") {
    start();
  }
}
