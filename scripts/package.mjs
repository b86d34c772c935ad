// Completes pkg/ after `wasm-pack build`: entries for Node and for the web, an `exports` map, and a README that needs no other file.
//   node scripts/package.mjs FOLDER    FOLDER has the bindings that wasm-bindgen made for Node from the same build
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const PKG = join(ROOT, "pkg");
const ENTRIES = join(ROOT, "src/wasm/package");

const forNode = process.argv[2];
if (!readFileSync(join(forNode, "pbft_lab_bg.wasm")).equals(readFileSync(join(PKG, "pbft_lab_bg.wasm")))) {
  console.error("pbft-lab: pkg/ and the bindings for Node were not made from the same build; run `scripts/build.sh` again.");
  process.exit(1);
}

copyFileSync(join(forNode, "pbft_lab.js"), join(PKG, "bindings-node.cjs"));
const entries = readdirSync(ENTRIES);
for (const name of entries) {
  copyFileSync(join(ENTRIES, name), join(PKG, name));
}
copyFileSync(join(ROOT, "docs/package.md"), join(PKG, "README.md"));
copyFileSync(join(ROOT, "docs/scenario.schema.json"), join(PKG, "scenario.schema.json"));

// `free()` supports `using`, whose types are in this library only. A module for `require` has type declarations of its own.
const DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';
const types = readFileSync(join(PKG, "pbft_lab.d.ts"), "utf8");
const complete = types.startsWith(DISPOSABLE) ? types : DISPOSABLE + types;
writeFileSync(join(PKG, "pbft_lab.d.ts"), complete);
writeFileSync(join(PKG, "node.d.cts"), complete);
const init = readFileSync(join(ENTRIES, "init.d.ts"), "utf8");
writeFileSync(join(PKG, "init-node.d.cts"), init.replace("./pbft_lab.js", "./node.cjs"));

const node = (entry, types) => ({
  import: { types: `./${types}.d.ts`, default: `./${entry}.js` },
  require: { types: `./${entry}.d.cts`, default: `./${entry}.cjs` },
});
const web = (entry, types) => ({ types: `./${types}.d.ts`, default: `./${entry}.js` });

const description = JSON.parse(readFileSync(join(PKG, "package.json"), "utf8"));
const exports = {
  ".": { node: node("node", "pbft_lab"), default: web("web", "pbft_lab") },
  "./init": { node: node("init-node", "init"), default: web("init", "init") },
  // A pattern, because the file is an address for a bundler or a server, and no module with types.
  "./*.wasm": "./*.wasm",
  "./scenario.schema.json": "./scenario.schema.json",
  "./package.json": "./package.json",
};
const made = ["bindings-node.cjs", "node.d.cts", "init-node.d.cts", "scenario.schema.json"];
// wasm-pack copies the licences, but lists them only if they were there before the build.
const licences = ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES.txt"];
const complement = {
  files: [...new Set([...description.files, ...entries, ...made, ...licences])],
  // For tools that do not know `exports`.
  main: "./node.cjs",
  module: "./web.js",
  types: "./pbft_lab.d.ts",
  exports,
  sideEffects: ["./init.js", "./web.js", "./node.js", "./*.cjs", "./pbft_lab.js"],
  engines: { node: ">=20" },
};
writeFileSync(join(PKG, "package.json"), `${JSON.stringify({ ...description, ...complement }, null, 2)}\n`);
