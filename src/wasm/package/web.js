// The engine for the web, loaded before a module that imports this file continues.
import { init } from "./init.js";

export { Hunt, hunt, lastPanic, Simulation, version } from "./pbft_lab_bg.js";

await init();
