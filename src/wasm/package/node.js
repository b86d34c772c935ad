// The engine for `import` in Node: the same one that `require` gives.
import engine from "./node.cjs";

export const { Simulation, lastPanic, version } = engine;
