// The engine for `require` in Node. Its file is read at once, so nothing is to be awaited.
const { Simulation, lastPanic, version } = require("./bindings-node.cjs");

module.exports = { Simulation, lastPanic, version };
