// API reference of the documentation site: chapters that TypeDoc makes from the types of the packages.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Application } from "typedoc";

const ROOT = join(import.meta.dirname, "..");
const PARTS = [
  { name: "engine", title: "API of the engine", types: "pkg/pbft_lab.d.ts" },
  { name: "element", title: "API of the element", types: "www/dist/pbft-lab.d.ts" },
];
const TABLES = ["parameters", "interfaceProperties", "classProperties", "enumMembers", "typeDeclaration", "propertyMembers"];

async function chapterOf({ title, types }) {
  const work = mkdtempSync(join(tmpdir(), "pbft-lab-api-"));
  const settings = join(work, "tsconfig.json");
  const compilerOptions = { strict: true, target: "esnext", module: "nodenext", allowImportingTsExtensions: true, noEmit: true, types: [] };
  writeFileSync(settings, JSON.stringify({ compilerOptions, files: [join(ROOT, types)] }));
  const application = await Application.bootstrapWithPlugins({
    entryPoints: [join(ROOT, types)],
    tsconfig: settings,
    plugin: ["typedoc-plugin-markdown"],
    name: title,
    out: join(work, "out"),
    readme: "none",
    router: "module",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    disableSources: true,
    excludeExternals: true,
    // The headings that it counts are not all in the text.
    useHTMLAnchors: true,
    sort: ["alphabetical"],
    logLevel: "Warn",
    ...Object.fromEntries(TABLES.map((table) => [`${table}Format`, "table"])),
  });
  try {
    const project = await application.convert();
    if (!project || application.logger.hasErrors()) {
      throw new Error(`TypeDoc refuses ${types}.`);
    }
    await application.generateOutputs(project);
    return readFileSync(join(work, "out/README.md"), "utf8");
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Writes the chapters into a folder, and returns their titles and paths. `hasRust`: whether the site has the documentation of the crate. */
export async function apiReference(folder, hasRust) {
  mkdirSync(folder, { recursive: true });
  const rust = hasRust ? "- [Rust documentation](../rust/pbft_lab/index.html): every item of the crate\n" : "";
  const index = `# API reference

- [The engine](engine.md): the class \`Simulation\` and the types of scenarios, views and errors
- [The element](element.md): properties, methods and events of \`<pbft-lab>\`
${rust}`;
  writeFileSync(join(folder, "index.md"), index);
  for (const part of PARTS) {
    writeFileSync(join(folder, `${part.name}.md`), await chapterOf(part));
  }
  return [{ title: "API reference", path: "api/index.md" }, ...PARTS.map(({ name, title }) => ({ title, path: `api/${name}.md` }))];
}
