// Exports of wasm-pack's default output besides the package's own names.
declare module "*/pbft_lab_bg.js" {
  export type Hunt = import("../../../pkg/pbft_lab.js").Hunt;
  export const Hunt: typeof import("../../../pkg/pbft_lab.js").Hunt;
  export const hunt: typeof import("../../../pkg/pbft_lab.js").hunt;
  export type Simulation = import("../../../pkg/pbft_lab.js").Simulation;
  export const Simulation: typeof import("../../../pkg/pbft_lab.js").Simulation;
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}
