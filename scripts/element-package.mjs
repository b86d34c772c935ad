// Completes www/dist to a package for npm, after `vite build` and the types: entries, types for JSX, a README that needs no other file.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "www/dist");
const ENTRIES = join(ROOT, "www/src/embed/package");

const entries = readdirSync(ENTRIES);
for (const name of entries) {
  copyFileSync(join(ENTRIES, name), join(DIST, name));
}
// Pages load this script beside the element, so it is small.
const REPORT = "pbft-lab-report.js";
const vite = createRequire(join(ROOT, "www/package.json")).resolve("vite");
const { minifySync } = await import(pathToFileURL(vite).href);
writeFileSync(join(DIST, REPORT), minifySync(REPORT, readFileSync(join(ENTRIES, REPORT), "utf8"), { module: true }).code);
copyFileSync(join(ROOT, "docs/element-package.md"), join(DIST, "README.md"));

const { version, license, keywords } = JSON.parse(readFileSync(join(ROOT, "pkg/package.json"), "utf8"));
const types = (name) => ({ types: `./${name}.d.ts`, default: "./types-only.js" });
const description = {
  name: "pbft-lab-element",
  version,
  description: "The custom element <pbft-lab>: a laboratory for Byzantine agreement in a web page",
  license,
  keywords,
  type: "module",
  types: "./pbft-lab.d.ts",
  exports: {
    ".": { types: "./pbft-lab.d.ts", node: "./server.js", default: "./pbft-lab.js" },
    "./report": { types: "./pbft-lab-report.d.ts", default: `./${REPORT}` },
    "./react": types("react"),
    "./vue": types("vue"),
    "./custom-elements.json": "./custom-elements.json",
    "./package.json": "./package.json",
  },
  customElements: "custom-elements.json",
  sideEffects: ["./pbft-lab.js", `./${REPORT}`, "./server.js"],
  engines: { node: ">=20" },
  files: [
    "pbft-lab.js",
    "pbft-lab.d.ts",
    "assets",
    "!assets/*.map",
    "types",
    "embed.html",
    "icon.svg",
    "boot.js",
    "custom-elements.json",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "THIRD-PARTY-NOTICES.txt",
    "THIRD-PARTY-NOTICES-page.md",
    ...entries,
  ],
};
writeFileSync(join(DIST, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
