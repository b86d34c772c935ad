// The element's package, packed and installed, with the tools of other people.
import assert from "node:assert/strict";
import { copyFile, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { firstLine, openBrowser, openFirefox, serve } from "./browser.mjs";
import { examples, output, Packed, write } from "./project.mjs";

const HERE = import.meta.dirname;
const require = createRequire(import.meta.url);
/** What does not change how the files find each other. */
const QUICK = { performance: { hints: false }, optimization: { minimize: false } };

let packed;
let blocks;
let page;
let browser;

before(async () => {
  packed = await Packed.from(join(HERE, "../../www/dist"));
  blocks = examples(await packed.read("README.md"));
  page = blocks["index.html"].replace("<script", '<link rel="icon" href="data:,"><script');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await packed?.remove();
});

/** The page must print what its example promises, with the engine in a worker or in the page. */
async function expectGoal(address, workers) {
  let running;
  const line = await firstLine(browser, address, (page) => {
    running = page.workers().length;
  });
  assert.deepEqual({ line, running }, { line: "goal", running: workers });
}

async function expectGoalIn(folder, workers) {
  const site = await serve(folder);
  try {
    await expectGoal(`${site.origin}/`, workers);
  } finally {
    await site.close();
  }
}

describe("the element's package alone", () => {
  it("satisfies publint and brings the licences", async () => {
    const { publint } = await import("publint");
    const { messages } = await publint({ pkgDir: packed.folder, strict: true });
    assert.deepEqual(messages, []);
    for (const file of ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt", "THIRD-PARTY-NOTICES-page.md"]) {
      assert.ok((await stat(join(packed.folder, file))).size > 0, file);
    }
  });

  it("describes the element as its documentation does", async () => {
    const { modules } = JSON.parse(await packed.read("custom-elements.json"));
    const [{ declarations, exports }] = modules;
    const [{ tagName, attributes, events, members, slots, cssParts, cssProperties }] = declarations;
    assert.deepEqual([tagName, exports[0].name, exports[0].kind], ["pbft-lab", "pbft-lab", "custom-element-definition"]);
    const docs = await readFile(join(HERE, "../../docs/embedding.md"), "utf8");
    const rows = (heading) => [...docs.split(`\n## ${heading}\n`)[1].split("\n#")[0].matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    assert.deepEqual(attributes.map(({ name }) => name).sort(), rows("Attributes").sort());
    assert.deepEqual(events.map(({ name }) => name), rows("Events"));
    assert.deepEqual(slots.map(({ name }) => name), ["title"]);
    for (const { name } of [...cssParts, ...cssProperties]) {
      assert.ok(docs.includes(`\`${name}\``), name);
    }
    const silent = [...attributes, ...events, ...members, ...cssParts, ...cssProperties].filter(({ description }) => !description);
    assert.deepEqual(silent, []);
  });

  it("is imported on a server without a document", async () => {
    const project = await packed.project({ "server.mjs": 'import "pbft-lab-element";\nconsole.log("imported");\n' });
    assert.equal(await output(process.execPath, ["server.mjs"], project), "imported");
  });

  it("runs from the folder itself, without a bundler", async () => {
    const folder = packed.folder;
    const project = await packed.project({});
    await write(project, { "index.html": page, "main.js": blocks["main.js"].replace('"pbft-lab-element"', '"./lab/pbft-lab.js"') });
    await output("cp", ["-r", folder, join(project, "lab")], project);
    await expectGoalIn(project, 1);
  });
});

describe("TypeScript and JSX", () => {
  const lib = ["es2022", "dom", "dom.iterable"];
  const common = { strict: true, noEmit: true, target: "es2022", lib, types: [], skipLibCheck: false, module: "nodenext", jsx: "react-jsx" };
  const complaints = async (version, file, text, jsxImportSource) => {
    const compilerOptions = { ...common, jsxImportSource };
    const project = await packed.project({ [file]: text, "tsconfig.json": JSON.stringify({ compilerOptions }) });
    // React and Vue as the project's own dependencies.
    for (const name of ["@types", "csstype", "react", "vue", "@vue", "@babel"]) {
      await output("ln", ["-s", join(HERE, "node_modules", name), join(project, "node_modules", name)], project).catch(() => {});
    }
    const tsc = join(HERE, "node_modules", version, "bin/tsc");
    return output(process.execPath, [tsc, "--project", project], project).catch(({ stdout }) => stdout);
  };

  for (const version of ["typescript", "typescript-5"]) {
    for (const framework of ["react", "vue"]) {
      it(`${framework} knows the element (${version})`, async () => {
        assert.equal(await complaints(version, `${framework}.tsx`, blocks[`${framework}.tsx`], framework), "");
      });
    }
  }

  it("refuses what the element does not have", async () => {
    for (const framework of ["react", "vue"]) {
      const text = blocks[`${framework}.tsx`].replace("speed={0.02}", 'speed="fast"');
      assert.match(await complaints("typescript", "wrong.tsx", text, framework), /wrong\.tsx\(\d+,\d+\): error TS2322/, framework);
    }
  });

  it("types the element and its events in plain TypeScript", async () => {
    const text = `
      import "pbft-lab-element";
      import type { PbftLab } from "pbft-lab-element";
      const lab: PbftLab | null = document.querySelector("pbft-lab");
      lab?.addEventListener("pbft-step", ({ detail }) => { const step: number = detail.step; void step; });`;
    assert.equal(await complaints("typescript", "plain.ts", text, "react"), "");
    assert.match(await complaints("typescript", "plain.ts", text.replace("step: number", "step: string"), "react"), /TS2322/);
  });
});

describe("bundled once more", () => {
  for (const name of ["vite", "vite-7"]) {
    it(`${name} serves it in development, and builds it`, async () => {
      const root = await packed.project({ ...blocks, "index.html": page });
      const { createServer, build } = await import(name);
      const common = { root, configFile: join(root, "vite.config.js"), logLevel: "error" };
      const server = await createServer({ ...common, server: { host: "127.0.0.1", port: 0, hmr: false } });
      await server.listen();
      try {
        await expectGoal(server.resolvedUrls.local[0], 1);
      } finally {
        await server.close();
      }
      await build({ ...common, base: "./" });
      await expectGoalIn(join(root, "dist"), 1);
    });
  }

  const webpacked = async (mode) => {
    const project = await packed.project(blocks);
    const path = join(project, "out");
    const compiler = require("webpack")({ context: project, mode, entry: "./main.js", output: { path }, ...QUICK });
    const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
    await new Promise((resolve) => compiler.close(resolve));
    assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, []);
    await write(path, { "index.html": page });
    return path;
  };

  for (const mode of ["development", "production"]) {
    it(`webpack bundles it for ${mode}`, async () => {
      await expectGoalIn(await webpacked(mode), 1);
    });
  }

  it("runs in the page where the worker's file is missing", async () => {
    const root = await packed.project({ ...blocks, "index.html": page });
    await output("cp", ["-r", packed.folder, join(root, "lab")], root);
    await write(root, { "main.js": blocks["main.js"].replace('"pbft-lab-element"', '"./lab/pbft-lab.js"') });
    const assets = await output("ls", [join(root, "lab/assets")], root);
    await rm(join(root, "lab/assets", /worker-\S+\.js/.exec(assets)[0]));
    await expectGoalIn(root, 0);
  });
});

describe("the page in one file", () => {
  for (const name of ["chromium", "firefox"]) {
    it(`runs from a folder, without a server (${name})`, async () => {
      const folder = await packed.project({});
      const file = join(folder, "lab.html");
      await copyFile(join(HERE, "../../www/dist/pbft-lab.html"), file);
      const one = name === "chromium" ? browser : await openFirefox();
      const page = await one.newPage();
      const asked = [];
      page.on("request", (request) => asked.push(request.url().slice(0, 200)));
      try {
        await page.goto(pathToFileURL(file).href);
        await page.waitForFunction(() => document.querySelector("pbft-lab").view?.stepCount > 3);
        const licences = await page.locator("#licences").textContent();
        assert.match(licences, /MIT License|Permission is hereby granted/);
        assert.match(licences, /Apache License/);
        // What is loaded when it is needed is in the file too, and so are further workers.
        await page.keyboard.press("a");
        await page.locator("pbft-lab-attacks [data-code=M20]").click();
        await page.locator("pbft-lab-attacks .actions button").first().click();
        await page.locator(".attack [role=status]").getByText("M20").waitFor();
        const elsewhere = asked.filter((address) => !/^(data|blob):/.test(address) && address !== pathToFileURL(file).href);
        assert.deepEqual(elsewhere, []);
      } finally {
        await page.close();
        await (one === browser ? undefined : one.close());
      }
    });
  }
});
