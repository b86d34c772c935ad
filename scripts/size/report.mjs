// Prints what the engine and the page weigh, and what in them. `make size` builds both and runs this.
//   node scripts/size/report.mjs ENGINE    ENGINE is the engine with the names of its functions

import { readFileSync } from "node:fs";
import { budget, bytesByFolder, excesses, filesOfThePage, mapped } from "./files.mjs";
import { crateOf, genericOf, moduleOf, plain } from "./names.mjs";
import { readWasm } from "./wasm.mjs";

const LONGEST = 110;

/** The sum of sizes by a key, the largest first. */
function sums(items, key) {
  const found = new Map();
  for (const item of items) {
    const of = found.get(key(item)) ?? { size: 0, count: 0 };
    found.set(key(item), { size: of.size + item.size, count: of.count + 1 });
  }
  return [...found].sort(([, a], [, b]) => b.size - a.size);
}

function table(title, rows, most) {
  console.log(`\n${title}\n`);
  for (const [name, { size, count }] of rows.slice(0, most)) {
    const text = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
    console.log(`${String(size).padStart(9)} ${count === undefined ? "" : String(count).padStart(5)} ${text}`);
  }
  if (rows.length > most) {
    console.log(`${" ".repeat(9)} and ${rows.length - most} more`);
  }
}

const engine = readWasm(readFileSync(process.argv[2]));
const files = filesOfThePage();
console.log("Files that the page loads: bytes, compressed (brotli)\n");
for (const { name, raw, brotli } of files) {
  console.log(`${String(raw).padStart(9)} ${String(brotli).padStart(8)} ${name}`);
}
console.log(`\nThe engine with names: code ${engine.code}, data ${engine.data}`);
table("Its code by crate: bytes, functions", sums(engine.functions, ({ name }) => crateOf(name)), 20);
const modules = sums(engine.functions, ({ name }) => moduleOf(name));
table("By module", modules, 60);
const generics = sums(engine.functions, ({ name }) => genericOf(name)).filter(([, { count }]) => count > 1);
table("Functions with several instances: bytes, instances", generics, 40);
table("The largest functions", sums(engine.functions, ({ name }) => plain(name)), 30);

const folders = bytesByFolder(files);
const weights = [...folders].map(([name, size]) => [name, { size }]).sort(([, a], [, b]) => b.size - a.size);
table("Scripts of the page by folder and package: bytes, minified", weights, 30);
const sources = files.flatMap(({ path }) => [...mapped(path)].map(([source, size]) => ({ source, size })));
table("By file", sums(sources, ({ source }) => source), 40);

/** What has a budget: a dependency, or a folder of the engine. */
const part = ({ name }) => moduleOf(name).split("::").slice(0, crateOf(name) === "pbft_lab" ? 2 : 1).join("::");
const sizes = new Map(sums(engine.functions, part).map(([name, { size }]) => [name, size]));
const faults = excesses(sizes, budget().engineModules, "bytes of code");
for (const fault of faults) {
  console.error(`pbft-lab: ${fault}`);
}
process.exitCode = faults.length > 0 ? 1 : 0;
