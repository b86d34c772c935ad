// The engine for `import` in Node, the same as for `require`.
import engine from "./node.cjs";

export const { Hunt, Simulation, hunt, lastPanic, version } = engine;
