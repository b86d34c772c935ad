// The engine's package, packed and installed, with the tools of other people. Each project holds the examples of the package's README,
// and each must print the digest that the README promises.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { copyFile, cp, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { firstLine, openBrowser, serve } from "./browser.mjs";
import { examples, output, Packed, write } from "./project.mjs";

const HERE = import.meta.dirname;
const require = createRequire(import.meta.url);
// The npm package with the second one is for Linux only.
const NODES = { "this Node": process.execPath, "Node 22": join(HERE, "node_modules/node-22/bin/node") };
const PRESENT = Object.entries(NODES).filter(([, program]) => existsSync(program));
const PAGES = {
  "index.html": '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./main.js"></script>',
  "worker.html": '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>',
};

let packed;
let blocks;
let digest;
let browser;

before(async () => {
  packed = await Packed.from(join(HERE, "../../pkg"));
  blocks = examples(await packed.read("README.md"));
  digest = /simulation\.digest\); \/\/ ([0-9a-f]{64})/.exec(blocks["main.js"])[1];
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await packed?.remove();
});

/** Both pages of a site must print the digest, one of them from a worker. */
async function expectDigests(origin) {
  for (const page of Object.keys(PAGES)) {
    assert.equal(await firstLine(browser, `${origin}/${page}`), digest, page);
  }
}

async function expectDigestsIn(folder, mediaTypes) {
  const site = await serve(folder, mediaTypes);
  try {
    await expectDigests(site.origin);
  } finally {
    await site.close();
  }
}

describe("the package alone", () => {
  it("brings both licences, the notices and a README whose links stay in the package", async () => {
    for (const file of ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt", "scenario.schema.json"]) {
      assert.ok((await stat(join(packed.folder, file))).size > 0, file);
    }
    const links = [...(await packed.read("README.md")).matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target);
    for (const target of links) {
      assert.ok(target.includes("://") || (await stat(join(packed.folder, target))).isFile(), target);
    }
    const description = JSON.parse(await packed.read("package.json"));
    assert.deepEqual([description.license, description.engines], ["MIT OR Apache-2.0", { node: ">=20" }]);
  });

  it("satisfies publint", async () => {
    const { publint } = await import("publint");
    const { messages } = await publint({ pkgDir: packed.folder, strict: true });
    assert.deepEqual(messages, []);
  });

  it("has types that fit what is loaded, in each way to resolve them (attw)", async () => {
    const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
    const analysis = await checkPackage(createPackageFromTarballData(await readFile(packed.tarball)));
    assert.deepEqual(analysis.problems, []);
    assert.deepEqual(Object.keys(analysis.entrypoints).slice(0, 2), [".", "./init"]);
  });
});

describe("Node", () => {
  for (const [name, program] of PRESENT) {
    for (const file of ["main.js", "main.cjs"]) {
      it(`runs ${file} (${name})`, async () => {
        const project = await packed.project(blocks);
        assert.equal(await output(program, [file], project), digest);
      });
    }

    it(`has one engine for import and require, and an init() that waits for nothing (${name})`, async () => {
      const project = await packed.project({
        "both.mjs": `
          import { createRequire } from "node:module";
          import { Simulation } from "pbft-lab";
          import * as ready from "pbft-lab/init";
          const require = createRequire(import.meta.url);
          await ready.init();
          const classes = [require("pbft-lab").Simulation, ready.Simulation, require("pbft-lab/init").Simulation];
          console.log(classes.every((one) => one === Simulation), Object.keys(require("pbft-lab")).join(" "));`,
      });
      assert.equal(await output(program, ["both.mjs"], project), "true Hunt Simulation hunt lastPanic version");
    });
  }
});

describe("TypeScript, strict and with all declarations checked", () => {
  const common = { strict: true, noEmit: true, target: "es2022", lib: ["es2022"], types: [], skipLibCheck: false };
  const settings = {
    bundler: { module: "esnext", moduleResolution: "bundler" },
    node16: { module: "node16", moduleResolution: "node16" },
    nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  };
  const required = 'import lab = require("pbft-lab");\nexport const digest: string = new lab.Simulation().digest;\n';
  for (const version of ["typescript", "typescript-5"]) {
    for (const [name, setting] of Object.entries(settings)) {
      it(`compiles with ${version} and ${name}`, async () => {
        const project = await packed.project({
          "main.ts": blocks["main.ts"],
          ...(name === "bundler" ? {} : { "main.cts": required }),
          "tsconfig.json": JSON.stringify({ compilerOptions: { ...common, ...setting } }),
        });
        const tsc = join(HERE, "node_modules", version, "bin/tsc");
        const complaints = await output(process.execPath, [tsc, "--project", project], project).catch(({ stdout }) => stdout);
        assert.equal(complaints, "");
      });
    }
  }

  it("refuses what the types do not allow", async () => {
    const project = await packed.project({
      "main.ts": 'import { Simulation } from "pbft-lab";\nimport { init } from "pbft-lab/init";\ninit(7);\nnew Simulation(7);\n',
      "tsconfig.json": JSON.stringify({ compilerOptions: { ...common, ...settings.nodenext } }),
    });
    const tsc = join(HERE, "node_modules/typescript/bin/tsc");
    const { stdout } = await output(process.execPath, [tsc, "--project", project], project).catch((error) => error);
    assert.deepEqual([...stdout.matchAll(/main\.ts\((\d+)/g)].map(([, line]) => line), ["3", "4"]);
  });
});

describe("a page without a bundler", () => {
  /** Import maps do not apply in workers. */
  const site = async () => {
    const folder = await packed.project({
      ...blocks,
      "worker.html": PAGES["worker.html"],
      "worker.js": blocks["worker.js"].replace('"pbft-lab/init"', '"./pbft-lab/init.js"'),
    });
    await cp(packed.folder, join(folder, "pbft-lab"), { recursive: true });
    return folder;
  };

  it("runs in a module script and in a module worker", async () => {
    await expectDigestsIn(await site());
  });

  it("runs from a server that does not know the media type of WebAssembly", async () => {
    await expectDigestsIn(await site(), { ".wasm": "application/octet-stream" });
  });

  const printed = async (script) => {
    const folder = await site();
    await write(folder, { "main.js": script });
    const served = await serve(folder);
    try {
      return await firstLine(browser, `${served.origin}/`);
    } finally {
      await served.close();
    }
  };

  it("is told to wait for init()", async () => {
    const line = await printed(`
      import { Simulation } from "./pbft-lab/init.js";
      try { new Simulation(); } catch ({ name, message }) { console.log(name, message); }`);
    assert.equal(line, "EngineError The engine is not loaded yet: await init() before any other call.");
  });

  it("is told where the engine's file is missing, and can try again", async () => {
    const line = await printed(`
      import { init, version } from "./pbft-lab/init.js";
      const reason = (name) => init(name).catch(({ name, message }) => name + " " + message.replace(location.origin, ""));
      const reasons = [await reason("/missing.wasm"), await reason("/")];
      await init(fetch("./pbft-lab/pbft_lab_bg.wasm"));
      console.log([...reasons, version()].join("\\n"));`);
    const told = (address, found) =>
      `EngineError The engine's file was expected at ${address}, and the server answered with ${found}. Copy pbft_lab_bg.wasm beside the script, or give init() its address.`;
    assert.deepEqual(line.split("\n"), [
      told("/missing.wasm", "the status 404"),
      told("/", "a page of text"),
      JSON.parse(await packed.read("package.json")).version,
    ]);
  });
});

describe("bundlers", () => {
  for (const name of ["vite", "vite-7"]) {
    it(`${name} serves it in development, and builds it`, async () => {
      const root = await packed.project({ ...blocks, ...PAGES });
      const vite = await import(name);
      const common = { root, configFile: false, logLevel: "error" };
      const server = await vite.createServer({ ...common, server: { host: "127.0.0.1", port: 0, hmr: false } });
      await server.listen();
      try {
        await expectDigests(server.resolvedUrls.local[0].replace(/\/$/, ""));
      } finally {
        await server.close();
      }
      const input = Object.keys(PAGES).map((page) => join(root, page));
      await vite.build({ ...common, base: "./", build: { rollupOptions: { input } } });
      await expectDigestsIn(join(root, "dist"));
    });
  }

  for (const mode of ["development", "production"]) {
    it(`webpack bundles it for ${mode}`, async () => {
      const project = await packed.project(blocks);
      const webpack = require("webpack");
      const out = join(project, "out");
      const compiler = webpack({
        context: project,
        mode,
        entry: { main: "./main.js", page: "./page.js" },
        output: { path: out },
        performance: { hints: false },
      });
      const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
      await new Promise((resolve) => compiler.close(resolve));
      assert.deepEqual(stats.toJson({ all: false, errors: true, warnings: true }).errors, []);
      await write(out, PAGES);
      await expectDigestsIn(out);
    });
  }

  it("esbuild bundles it as the README says", async () => {
    const { build } = await import("esbuild");
    const project = await packed.project(blocks);
    const outdir = join(project, "out");
    const entryPoints = ["main.js", "page.js", "worker.js"].map((file) => join(project, file));
    const [command, copy] = blocks["esbuild"].split("\n");
    assert.equal(command, "esbuild main.js --bundle --format=esm --outdir=out");
    await build({ entryPoints, bundle: true, format: "esm", outdir, logLevel: "error" });
    await output("sh", ["-c", copy], project);
    await write(outdir, PAGES);
    await expectDigestsIn(outdir);
  });

  it("Rollup bundles it as the README says", async () => {
    const { rollup } = await import("rollup");
    const project = await packed.project(blocks);
    const config = join(HERE, "node_modules/.rollup.config.mjs");
    await copyFile(join(project, "rollup.config.js"), config);
    const { default: settings } = await import(config);
    const input = ["main.js", "page.js", "worker.js"].map((file) => join(project, file));
    const bundle = await rollup({ ...settings, input });
    const dir = join(project, settings.output.dir);
    await bundle.write({ ...settings.output, dir });
    await bundle.close();
    await copyFile(join(packed.folder, "pbft_lab_bg.wasm"), join(dir, "pbft_lab_bg.wasm"));
    await write(dir, PAGES);
    await expectDigestsIn(dir);
  });
});

it("each example of the README is tried", async () => {
  const readme = await packed.read("README.md");
  assert.equal([...readme.matchAll(/^```\w/gm)].length, Object.keys(blocks).length);
  const tried = await readFile(import.meta.filename, "utf8");
  const unnamed = Object.keys(blocks).filter((name) => !["worker.js", "page.js"].includes(name) && !tried.includes(name));
  assert.deepEqual(unnamed, []);
});
