// The pages of examples/, opened from the packed packages alone, under a strict policy and without another server.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBrowser, STRICT, serve } from "./browser.mjs";
import { Packed } from "./project.mjs";

const ROOT = join(import.meta.dirname, "../..");
const HAS_MDBOOK = spawnSync("mdbook", ["--version"]).status === 0;
const WITHOUT_MDBOOK = HAS_MDBOOK ? false : "mdbook is not here: `make docs` brings it";

let element;
let folder;
let site;
let browser;

before(async () => {
  element = await Packed.from(join(ROOT, "www/dist"));
  folder = await element.project({});
  await cp(join(ROOT, "examples"), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  await cp(join(ROOT, "www/node_modules/reveal.js"), join(folder, "node_modules/reveal.js"), { recursive: true });
  const { build } = await import("esbuild");
  const main = join(folder, "react/main");
  // As the first line of the example says.
  const options = { bundle: true, jsx: "automatic", format: "esm", define: { "process.env.NODE_ENV": '"production"' } };
  const nodePaths = [join(import.meta.dirname, "node_modules")];
  await build({ entryPoints: [`${main}.jsx`], outfile: `${main}.js`, nodePaths, logLevel: "error", ...options });
  site = await serve(folder, {}, { "Content-Security-Policy": STRICT });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await site?.close();
  await element?.remove();
});

/** The strict policy, and what a tool wrote into a page itself, by the digests of exactly that. */
function policyFor(html) {
  const digests = (pattern) => [...html.matchAll(pattern)].map(([, text]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`).join(" ");
  const scripts = digests(/<script>(.*?)<\/script>/gs);
  const styles = digests(/ style="([^"]*)"/g);
  return STRICT.replace("'wasm-unsafe-eval'", `$& ${scripts}`).replace("style-src 'self'", `$& 'unsafe-hashes' ${styles}; font-src 'self'`);
}

/** Opens an example, and runs a test in it. Nothing may be refused by the policy, and no other server asked. */
async function open(address, test, { origin } = site) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !/^(127\.0\.0\.1|localhost)$/.test(new URL(request.url()).hostname)) {
      complaints.push(request.url());
    }
  });
  try {
    await page.goto(`${origin}/${address}`);
    await test(page);
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
  }
}

/** The run of the book and of the notebook. */
async function hasReplicaDown(page) {
  const lab = page.locator("pbft-lab");
  await lab.getByRole("button", { name: /^Replica 3/ }).waitFor();
  await page.evaluate(() => document.querySelector("pbft-lab").simulation.runUntil({ answered: { client: 0, count: 1 } }, 5000));
  await lab.getByRole("button", { name: /^Replica 3, .*down/ }).waitFor();
}

describe("the example", () => {
  it("plain has two runs of its own", async () => {
    await open("plain/", async (page) => {
      const story = (id) => page.locator(`#${id} [part=story]`);
      await page.locator("#one").getByRole("button", { name: /^Replica 3, .*down/ }).waitFor();
      await page.locator("#two").scrollIntoViewIfNeeded();
      await page.locator("#two").getByRole("button", { name: /^Replica 2, .*down/ }).waitFor();
      assert.equal(await page.locator("#one").getByRole("button", { name: /^Replica 2, .*down/ }).count(), 0);
      await story("two").waitFor();
    });
  });

  it("frame has the height of its content, and hears of steps", async () => {
    await open("frame/", async (page) => {
      await page.waitForFunction(() => Number(document.querySelector("#steps").value) > 3);
      await page.waitForFunction(() => document.querySelector("iframe").height !== "300");
      const fits = () =>
        page.frames()[1].evaluate(() => document.documentElement.scrollHeight <= innerHeight + 1);
      for (let look = 0; look < 100 && !(await fits()); look += 1) {
        await page.waitForTimeout(100);
      }
      assert.ok(await fits());
    });
  });

  it("slides plays while its slide is shown", async () => {
    await open("slides/", async (page) => {
      await page.locator(".reveal.ready").waitFor();
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.querySelector("pbft-lab").view?.stepCount > 3);
      await page.locator("pbft-lab").getByRole("button", { name: "Pause" }).waitFor();
    });
  });

  it("react changes the scene of its element, and follows its steps", async () => {
    await open("react/", async (page) => {
      await page.getByRole("button", { name: /^Replica 3, .*down/ }).waitFor();
      await page.waitForFunction(() => Number(/\d+/.exec(document.querySelector("#step").textContent)) > 3);
      await page.getByRole("button", { name: "two-replicas-down" }).click();
      await page.getByRole("button", { name: /^Replica 2, .*down/ }).waitFor();
    });
  });

  it("mdbook is a chapter whose element runs", { skip: WITHOUT_MDBOOK }, async () => {
    const book = join(folder, "mdbook");
    await cp(join(folder, "node_modules/pbft-lab-element"), join(book, "src/lab"), { recursive: true });
    execFileSync("mdbook", ["build", book], { stdio: "pipe" });
    const policy = policyFor(await readFile(join(book, "book/chapter.html"), "utf8"));
    const served = await serve(join(book, "book"), {}, { "Content-Security-Policy": policy });
    try {
      await open("chapter.html", hasReplicaDown, served);
    } finally {
      await served.close();
    }
  });

  it("notebook is a page of Jupyter whose output runs", async () => {
    const { cells } = JSON.parse(await readFile(join(folder, "notebook/lesson.ipynb"), "utf8"));
    const [output] = cells.at(-1).outputs;
    const html = await readFile(join(folder, "notebook/lesson.html"), "utf8");
    const tags = (text) => [...text.matchAll(/<pbft-lab ([^>]*)>/g)].map(([, attributes]) => attributes.match(/\S+="[^"]*"/g).sort());
    assert.deepEqual(tags(html), tags(output.data["text/html"].join("")));
    await open("notebook/lesson.html", hasReplicaDown);
  });

  it("lesson shows the progress of the reader", async () => {
    await open("lesson/", async (page) => {
      await page.getByRole("button", { name: "No", exact: true }).click();
      await page.locator("#progress").filter({ hasText: "predicted rightly" }).waitFor();
      await page.getByRole("button", { name: "Continue" }).first().click();
      await page.getByRole("button", { name: /^Replica 2, .* down/ }).waitFor();
      await page.evaluate(async () => {
        const { simulation } = document.querySelector("pbft-lab");
        await simulation.command({ do: "restart", replica: 2 });
        await simulation.runUntil({ answered: { client: 0, count: 1 } }, 20_000);
      });
      await page.locator("#progress").filter({ hasText: "done" }).waitFor();
    });
  });
});
