// Completes www/dist to a package for npm, after `vite build` and the types: entries, types for JSX, a README that needs no other file.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const DIST = join(ROOT, "www/dist");
const ENTRIES = join(ROOT, "www/src/embed/package");

// The page's build has made the report smaller.
const REPORT = "pbft-lab-report.js";
const entries = readdirSync(ENTRIES).filter((name) => name !== REPORT);
for (const name of entries) {
  copyFileSync(join(ENTRIES, name), join(DIST, name));
}
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
    REPORT,
    "files.json",
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
