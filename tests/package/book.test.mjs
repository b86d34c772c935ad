// The documentation site: every document is a chapter, links lead somewhere, elements run, and no other server is asked.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { after, before, describe, it } from "node:test";
import { collect, ROOT } from "../../book/build.mjs";
import { Site, summaryOf } from "../../book/chapters.mjs";
import { openBrowser, serve } from "./browser.mjs";

const HAS_MDBOOK = spawnSync("mdbook", ["--version"]).status === 0;
const WITHOUT_MDBOOK = HAS_MDBOOK ? false : "mdbook is not here: `make docs` brings it";

let folder;
let chapters;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "pbft-lab-book-"));
  chapters = await collect(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

const markdown = async (path) => (await readdir(join(ROOT, path))).filter((name) => name.endsWith(".md")).map((name) => join(path, name));

describe("the chapters", () => {
  it("are all documents of the repository and of the book, each once", async () => {
    const summary = await readFile(join(ROOT, "book/SUMMARY.md"), "utf8");
    const listed = [...summary.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => normalize(join("book", target)));
    const found = [...(await markdown(".")), ...(await markdown("docs")), ...(await markdown("book")), "examples/README.md"];
    assert.deepEqual(listed.sort(), found.filter((path) => path !== "book/SUMMARY.md").sort());
  });

  it("are where the list of the site says", async () => {
    const summary = await readFile(join(folder, "src/SUMMARY.md"), "utf8");
    const listed = [...summary.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
    assert.deepEqual(listed.sort(), [...chapters].sort());
    for (const path of listed) {
      assert.ok(existsSync(join(folder, "src", path)), path);
    }
    assert.ok(listed.includes("api/engine.md"));
  });

  it("have links to files of the site only, and the script of the element where there is one", async () => {
    for (const path of chapters) {
      const text = await readFile(join(folder, "src", path), "utf8");
      const prose = text.replaceAll(/^\s*```.*?^\s*```/gms, "").replaceAll(/`[^`]*`/g, "");
      const links = [...prose.matchAll(/\]\(([^()\s#]+)[^()\s]*\)/g), ...prose.matchAll(/ src="([^"]+)"/g)].map(([, target]) => target);
      for (const target of links.filter((link) => !link.includes("://"))) {
        assert.ok(existsSync(join(folder, "src", dirname(path), target)), `${path}: ${target}`);
      }
      assert.equal(links.some((target) => target.endsWith("lab/pbft-lab.js")), /^<pbft-lab /m.test(prose), path);
    }
  });
});

describe("links", () => {
  it("follow a README to the index of its folder, and become text when the site lacks the file", () => {
    const site = new Site(ROOT, ["README.md", "docs/why.md", "examples/README.md"], ["examples/lesson/index.html"]);
    const text = site.chapter("examples/README.md");
    assert.match(text, /\[lesson\]\(lesson\/index\.html\)/);
    assert.match(text, /\| grade\.mjs \|/);
    assert.match(site.chapter("README.md"), /`ARCHITECTURE\.md` is the map/);
    assert.equal(summaryOf("[a](../README.md)\n<!-- API reference -->\n", [{ title: "b", path: "api/b.md" }]), "[a](index.md)\n- [b](api/b.md)\n");
  });
});

/** The pages of the site, without those of rustdoc and of the examples. */
async function pagesOf(site) {
  const entries = await readdir(site, { recursive: true });
  return entries.filter((path) => path.endsWith(".html") && !/^(rust|lab|examples\/(?!index))/.test(path) && path !== "toc.html");
}

describe("the site", { skip: WITHOUT_MDBOOK }, () => {
  let site;
  let browser;
  let served;

  before(async () => {
    execFileSync("mdbook", ["build", folder], { stdio: "pipe" });
    site = join(folder, "site");
    served = await serve(site);
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await served?.close();
  });

  it("has no link to a page or a heading that is not there", async () => {
    const ids = new Map();
    const idsOf = async (path) => {
      const known = ids.get(path) ?? new Set([...(await readFile(join(site, path), "utf8")).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
      ids.set(path, known);
      return known;
    };
    const broken = [];
    const pages = await pagesOf(site);
    assert.ok(pages.length >= chapters.length);
    for (const page of pages) {
      const links = [...(await readFile(join(site, page), "utf8")).matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, target]) => target);
      for (const target of links.filter((link) => !/^(\w+:|\/)/.test(link))) {
        const [path, id] = decodeURI(target).split("#");
        const file = path === "" ? page : normalize(join(dirname(page), path));
        const there = existsSync(join(site, file)) && (!id || !file.endsWith(".html") || (await idsOf(file)).has(id));
        there || broken.push(`${page}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it("runs its elements and examples, finds words, and fits a phone, without another server", async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(served.origin) || complaints.push(request.url()));
    try {
      await page.goto(`${served.origin}/book/students.html`);
      const lab = page.locator("pbft-lab").first();
      await lab.scrollIntoViewIfNeeded();
      await lab.getByRole("button", { name: "Next step" }).or(lab.getByRole("button", { name: /^Play/ })).first().waitFor();
      await page.waitForFunction(() => document.querySelector("pbft-lab").view?.replicas.length === 4);
      await page.goto(`${served.origin}/book/developers.html`);
      const lines = [];
      page.on("console", (message) => message.type() === "log" && lines.push(message.text()));
      await page.evaluate(async () => {
        await customElements.whenDefined("pbft-lab");
        const AsyncFunction = (async () => {}).constructor;
        await new AsyncFunction(document.querySelector("main pre code").textContent)();
      });
      assert.deepEqual(lines, ["goal"]);
      for (const chapter of chapters) {
        await page.goto(`${served.origin}/${chapter.replace(/md$/, "html")}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, chapter);
      }
      await page.goto(`${served.origin}/examples/verify.html`);
      // The engine has offered its scenes.
      await page.locator("#scene option[value=one-request]").waitFor({ state: "attached" });
      await page.goto(`${served.origin}/index.html?search=equivocating`);
      await page.locator("#mdbook-searchresults li, #searchresults li").first().waitFor();
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
    }
  });
});
