// The same exports as for the web. In Node the engine is loaded already.
const engine = require("./node.cjs");

module.exports = { ...engine, init: async () => {} };
