// The same names as for the web. In Node the engine is there already.
import engine from "./init-node.cjs";

export const { Simulation, init, lastPanic, version } = engine;
