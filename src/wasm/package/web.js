// The engine for the web, loaded before a module that imports this file goes on.
import { init } from "./init.js";

export { lastPanic, Simulation, version } from "./pbft_lab_bg.js";

await init();
