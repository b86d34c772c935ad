// The pages of examples/, opened from the packed packages alone, under a strict policy and without another server.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBrowser, STRICT, serve } from "./browser.mjs";
import { Packed } from "./project.mjs";

const ROOT = join(import.meta.dirname, "../..");

let element;
let site;
let browser;

before(async () => {
  element = await Packed.from(join(ROOT, "www/dist"));
  const folder = await element.project({});
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

/** Opens an example, and runs a test in it. Nothing may be refused by the policy, and no other server asked. */
async function open(address, test) {
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
    await page.goto(`${site.origin}/${address}`);
    await test(page);
    assert.deepEqual(complaints, []);
  } finally {
    await page.close();
  }
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
