// The same exports as for the web. In Node the engine is loaded already.
import engine from "./init-node.cjs";

export const { Hunt, Simulation, hunt, init, lastPanic, version } = engine;
