// To be imported first: loads the engine as Node can. Without a worker it runs where its client is.

import { vi } from "vitest";
import { loadEngine } from "./wasm.ts";

vi.mock("../../src/engine/load.ts", () => import("./wasm.ts"));
await loadEngine();
