// The engine for `require` in Node, loaded synchronously.
const { Hunt, Simulation, hunt, lastPanic, version } = require("./bindings-node.cjs");

module.exports = { Hunt, Simulation, hunt, lastPanic, version };
