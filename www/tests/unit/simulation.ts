// The engine itself, for tests of what is said of its answers: a bundler's work done by hand.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as bindings from "../../../pkg/pbft_lab_bg.js";

const PACKAGE = join(import.meta.dirname, "../../../pkg");

export async function startEngine(): Promise<typeof bindings.Simulation> {
  const module = await WebAssembly.compile(readFileSync(join(PACKAGE, "pbft_lab_bg.wasm")));
  const { exports } = await WebAssembly.instantiate(module, { "./pbft_lab_bg.js": { ...bindings } });
  bindings.__wbg_set_wasm(exports);
  const start = exports["__wbindgen_start"];
  if (typeof start === "function") start();
  return bindings.Simulation;
}
