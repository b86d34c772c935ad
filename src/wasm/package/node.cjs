// The engine for `require` in Node, loaded synchronously.
const { Simulation, lastPanic, version } = require("./bindings-node.cjs");

module.exports = { Simulation, lastPanic, version };
