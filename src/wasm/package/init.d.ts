export * from "./pbft_lab.js";

/** The instance type of a class that is global where there is one, with or without the types of a browser. */
type Instance<Name extends string> = typeof globalThis extends { [name in Name]: { prototype: infer Type } } ? Type : never;

/** A compiled module, where the types of WebAssembly are known. */
type CompiledModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Type } } } ? Type : never;

/** The engine's file: its address, the answer of a server, its bytes, or the module compiled from it. */
export type EngineSource =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Instance<"URL">
  | Instance<"Request">
  | Instance<"Response">
  | CompiledModule;

/**
 * Loads the engine; everything else works when the promise is kept. Later calls give the same promise, and after a failure the next call
 * tries again. Without an argument the file `pbft_lab_bg.wasm` is loaded from beside the script. In Node the engine is always loaded.
 */
export function init(source?: EngineSource | Promise<EngineSource>): Promise<void>;
