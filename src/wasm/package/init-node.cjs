// The same names as for the web. In Node the engine is there already.
const engine = require("./node.cjs");

module.exports = { ...engine, init: async () => {} };
