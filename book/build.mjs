// Collects the documentation site in a folder, ready for mdBook: `node book/build.mjs FOLDER`. It needs pkg/ and www/dist.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { apiReference } from "./api.mjs";
import { chaptersOf, placeOf, Site, summaryOf } from "./chapters.mjs";

export const ROOT = join(import.meta.dirname, "..");

/** Where the site has what the examples find in node_modules. */
const PACKAGES = { "pbft-lab-element": "lab", "pbft-lab": "engine", "reveal.js": "reveal" };

/** Other files of the repository that chapters link to. */
function linkedFiles() {
  const under = (folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
  const examples = under("examples").filter((path) => !/node_modules|package(-lock)?\.json|\.md$/.test(path));
  return [...under("docs/images"), "docs/scenario.schema.json", ...examples];
}

/** An example that finds the packages in the folders of the site. */
function example(path) {
  const up = "../".repeat(path.split("/").length - 1);
  return readFileSync(join(ROOT, path), "utf8").replaceAll(
    /(?:\.\.?\/)+node_modules\/([\w.-]+)\//g,
    (whole, name) => (name in PACKAGES ? `${up}${PACKAGES[name]}/` : whole),
  );
}

/** Writes the chapters and all other files of the site. Returns the paths of the chapters in the site. */
export async function collect(folder) {
  const source = join(folder, "src");
  rmSync(folder, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  };
  const copy = (from, to, options) => cpSync(join(ROOT, from), join(source, to), { recursive: true, ...options });

  const summary = readFileSync(join(import.meta.dirname, "SUMMARY.md"), "utf8");
  const chapters = chaptersOf(summary);
  const files = linkedFiles();
  const site = new Site(ROOT, chapters, files);
  for (const path of chapters) {
    write(placeOf(path), site.chapter(path));
  }
  for (const path of files) {
    /^examples\/.*\.(html|js)$/.test(path) ? write(path, example(path)) : copy(path, path);
  }
  copy("www/dist", PACKAGES["pbft-lab-element"], { filter: (path) => !path.endsWith(".map") });
  copy("pkg", PACKAGES["pbft-lab"]);
  copy("www/node_modules/reveal.js/dist", join(PACKAGES["reveal.js"], "dist"));
  const hasRust = existsSync(join(ROOT, "target/doc/pbft_lab"));
  if (hasRust) {
    copy("target/doc", "rust");
  }
  const api = await apiReference(join(source, "api"), hasRust);
  write("SUMMARY.md", summaryOf(summary, api));
  for (const name of ["book.toml", "site.css"]) {
    cpSync(join(import.meta.dirname, name), join(folder, name));
  }
  return [...chapters.map(placeOf), ...api.map(({ path }) => path)];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await collect(process.argv[2]);
}
