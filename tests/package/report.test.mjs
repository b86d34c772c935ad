// Reports to course systems, against small imitations of the hosts' side of each protocol.
import assert from "node:assert/strict";
import { cp, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { openBrowser, STRICT, serve } from "./browser.mjs";
import { examples, Packed, write } from "./project.mjs";

const ROOT = join(import.meta.dirname, "../..");
const HEAD = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">';

let element;
let engine;
let blocks;
let exercise;
let browser;
let site;
let folder;
let verify;
let proofsIn;
let Simulation;

before(async () => {
  element = await Packed.from(join(ROOT, "www/dist"));
  engine = await Packed.from(join(ROOT, "pkg"));
  const docs = await readFile(join(ROOT, "docs/course-systems.md"), "utf8");
  blocks = examples(docs);
  exercise = await readFile(join(ROOT, "examples/lesson/exercise.json"), "utf8");
  const own = `${HEAD}<script type="module" src="lab/pbft-lab.js"></script><script type="module" src="own-here.js"></script><pbft-lab></pbft-lab><pbft-lab id="second"></pbft-lab>`;
  // The page around it has an origin of its own in each run of the tests.
  const here = blocks["own.js"].replace('origin: "https://course.example"', "origin: location.origin");
  folder = await element.project({ ...blocks, "own.html": own, "own-here.js": here, ...hosts(), "exercise.json": exercise });
  await cp(element.folder, join(folder, "lab"), { recursive: true });
  site = await serve(folder, {}, { "Content-Security-Policy": STRICT.replace("connect-src 'self'", "connect-src *") });
  ({ Simulation } = await import(pathToFileURL(join(engine.folder, "node.js")).href));
  ({ verify, proofsIn } = await import(pathToFileURL(join(ROOT, "examples/proofs.js")).href));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await site?.close();
  await element?.remove();
  await engine?.remove();
});

/** The pages around the activity: what a book of PreTeXt or Runestone, Canvas and a SCORM player do. */
function hosts() {
  const frame = (source) => `${HEAD}<title>Host</title><script src="${source}"></script><iframe width="1000" height="300"></iframe>`;
  return {
    "splice.html": frame("splice.js"),
    "splice.js": `
      const heard = [];
      addEventListener("message", ({ data, source }) => {
        const frame = document.querySelector("iframe");
        if (source !== frame.contentWindow) return;
        heard.push(data);
        if (data.subject === "SPLICE.reportScoreAndState") localStorage.setItem("state", JSON.stringify(data.state));
        if (data.subject === "lti.frameResize") frame.height = data.height;
        if (data.subject === "SPLICE.getState") {
          const state = JSON.parse(localStorage.getItem("state"));
          source.postMessage({ subject: "SPLICE.getState.response", message_id: data.message_id, state }, "*");
        }
      });`,
    "scorm12.html": frame("scorm12.js"),
    "scorm12.js": `
      const stored = JSON.parse(localStorage.getItem("cmi") ?? "{}");
      let open = false;
      window.API = {
        LMSInitialize: () => String((open = true)),
        LMSGetValue: (name) => stored[name] ?? "",
        LMSSetValue: (name, value) => (open ? ((stored[name] = value), "true") : "false"),
        LMSCommit: () => { localStorage.setItem("cmi", JSON.stringify(stored)); return "true"; },
        LMSFinish: () => { open = false; localStorage.setItem("finished", "true"); return "true"; },
      };`,
    "scorm2004.html": frame("scorm2004.js"),
    "scorm2004.js": `
      const stored = {};
      window.API_1484_11 = {
        Initialize: () => "true",
        GetValue: (name) => stored[name] ?? "",
        SetValue: (name, value) => ((stored[name] = value), "true"),
        Commit: () => "true",
        Terminate: () => "true",
      };`,
  };
}

/** Opens the activity in its host, and runs a test in it. */
async function within(host, address, test) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  try {
    await page.goto(`${site.origin}/${host}`);
    await page.locator("iframe").evaluate((frame, source) => {
      frame.src = source;
    }, address);
    await test(page, page.frameLocator("iframe"), page.frames().at(-1));
  } finally {
    await context.close();
  }
}

/** Answers the question, and does the task. */
async function solve(page, here) {
  await here.getByRole("button", { name: "No", exact: true }).click();
  await here.getByRole("button", { name: "Continue" }).first().click();
  await here.getByRole("button", { name: /^Replica 2, .* down/ }).waitFor();
  const inside = page.frames().find((frame) => frame.url().includes("activity.html"));
  await inside.evaluate(async () => {
    const { simulation } = document.querySelector("pbft-lab");
    await simulation.command({ do: "restart", replica: 2 });
    await simulation.runUntil({ answered: { client: 0, count: 1 } }, 20_000);
  });
  await here.getByText("Copy proof").waitFor();
}

/** What a teacher's verifier says of a stored state. */
const judged = (state) => verify(Simulation, exercise, proofsIn(JSON.stringify(state), "student")[0]);

/** Another origin of the same server. */
const foreign = () => site.origin.replace("127.0.0.1", "localhost");

describe("SPLICE and the frame size of LTI", () => {
  it("get score, state and size, and give the work of an earlier visit back", async () => {
    const [, path] = /iframe="https:\/\/lab\.example(\/[^"]+)"/.exec(blocks["pretext"]);
    await within("splice.html", `${foreign()}${path}`, async (page, here) => {
      await solve(page, here);
      const reports = () => page.evaluate(() => heard.filter(({ subject }) => subject === "SPLICE.reportScoreAndState"));
      await page.waitForFunction(() => heard.at(-1).score === 1 || heard.some(({ score }) => score === 1));
      const [first, ...others] = await reports();
      assert.deepEqual([first.score, others.at(-1).score], [0, 1]);
      const { verdict, answers } = await judged(others.at(-1).state);
      assert.deepEqual([verdict, answers], ["passed", "1 of 2"]);
      const height = await page.evaluate(() => Number(document.querySelector("iframe").height));
      assert.ok(height > 600, String(height));
      await page.locator("iframe").evaluate((frame) => {
        frame.src += "?again";
      });
      await here.getByText("Copy proof").waitFor();
    });
  });

  it("connect only what a module names, with its settings", async () => {
    await within("splice.html", "own.html", async (page) => {
      await page.waitForFunction(() => heard.some(({ subject }) => subject === "lti.frameResize"));
      const asked = await page.evaluate(() => heard.filter(({ subject }) => subject === "SPLICE.getState"));
      assert.deepEqual(asked, [{ subject: "SPLICE.getState", message_id: "https://course.example/second" }]);
    });
  });

  it("cannot be cheated by a forged receipt", async () => {
    const begun = new Simulation(exercise);
    const link = begun.link();
    begun.free();
    const easy = new Simulation(exercise.replace('"goal": { "answered": { "client": 0, "count": 1 } }', '"goal": { "timeAtLeastMs": 0 }'));
    const forged = easy.link();
    easy.free();
    const receipts = [{ proof: link }, { proof: forged }, { proof: `${link.slice(0, -4)}AAAA` }, { proof: "" }];
    const verdicts = [];
    for (const state of receipts) {
      const { verdict, reason } = await judged(state);
      assert.notEqual(reason, "");
      verdicts.push(verdict);
    }
    assert.deepEqual(verdicts, ["open", "refused", "refused", "refused"]);
  });
});

describe("SCORM", () => {
  it("1.2 gets the score and keeps the work", async () => {
    await within("scorm12.html", "activity.html", async (page, here) => {
      await solve(page, here);
      await page.waitForFunction(() => JSON.parse(localStorage.getItem("cmi") ?? "{}")["cmi.core.lesson_status"] === "passed");
      const stored = await page.evaluate(() => JSON.parse(localStorage.getItem("cmi")));
      assert.equal(stored["cmi.core.score.raw"], "100");
      // What version 1.2 holds.
      assert.ok(stored["cmi.suspend_data"].length <= 4096);
      assert.equal((await judged(stored["cmi.suspend_data"])).verdict, "passed");
      await page.locator("iframe").evaluate((frame) => {
        frame.src = "about:blank";
      });
      await page.waitForFunction(() => localStorage.getItem("finished") === "true");
    });
  });

  it("2004 gets the score and the status", async () => {
    await within("scorm2004.html", "activity.html", async (page, here) => {
      await solve(page, here);
      await page.waitForFunction(() => stored["cmi.success_status"] === "passed");
      const values = await page.evaluate(() => [stored["cmi.score.scaled"], stored["cmi.completion_status"]]);
      assert.deepEqual(values, ["1", "completed"]);
    });
  });
});

describe("xAPI", () => {
  it("gets statements with the link, at the address that came with the launch", async () => {
    const statements = [];
    const store = createServer(async (request, response) => {
      const allow = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*" };
      if (request.method === "POST") {
        const body = (await request.toArray()).join("");
        statements.push({ path: request.url, key: request.headers.authorization, version: request.headers["x-experience-api-version"], ...JSON.parse(body) });
      }
      response.writeHead(200, allow).end("[]");
    });
    await new Promise((resolve) => store.listen(0, "127.0.0.1", resolve));
    const actor = { mbox: "mailto:anna@school.example" };
    const launch = new URLSearchParams({
      endpoint: `http://127.0.0.1:${store.address().port}/xapi`,
      auth: "Basic a2V5",
      actor: JSON.stringify(actor),
      registration: "7b1f",
      activity_id: "https://course.example/two-down",
    });
    try {
      await within("splice.html", `activity.html?${launch}`, async (page, here) => {
        await solve(page, here);
        const isThere = () => statements.some(({ result }) => result.success);
        for (let look = 0; look < 600 && !isThere(); look += 1) {
          await page.waitForTimeout(50);
        }
      });
    } finally {
      store.closeAllConnections();
      store.close();
    }
    const [answered] = statements;
    const passed = statements.find(({ result }) => result.success);
    const base = { path: "/xapi/statements", key: "Basic a2V5", version: "1.0.3", actor };
    for (const [name, value] of Object.entries(base)) {
      assert.deepEqual([answered[name], passed[name]], [value, value]);
    }
    assert.deepEqual([answered.verb.id, passed.verb.id], ["answered", "passed"].map((verb) => `http://adlnet.gov/expapi/verbs/${verb}`));
    assert.deepEqual([passed.object.id, passed.context.registration], ["https://course.example/two-down", "7b1f"]);
    assert.match(passed.result.response, /^http:\/\/\S+\/lab\/#run=1\./);
    assert.equal((await judged(passed.result.response)).verdict, "passed");
  });
});

/** What Quarto and others make of a chapter with HTML in it. */
const asChapter = (html) =>
  `${HEAD}<title>Chapter</title><div id="quarto-content" class="page-columns"><main class="content" id="quarto-document-content"><section id="exercise" class="level2"><h2>Exercise</h2>\n${html}\n</section></main></div>`;

/** What LiaScript makes of an embedded resource: a frame. */
const asCourse = (markdown) =>
  `${HEAD}<title>Course</title>${markdown.replace(/^\?\?\[(.*)\]\((.*)\)$/gm, (_, title, address) => `<iframe title="${title}" src="${address.replaceAll("&", "&amp;").replace("https://lab.example", "/lab")}" width="1000" height="600" allowfullscreen></iframe>`)}`;

describe("books and courses", () => {
  const show = async (name, text, test) => {
    await write(folder, { [name]: text });
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    try {
      await page.goto(`${site.origin}/${name}`);
      await test(page);
    } finally {
      await page.close();
    }
  };

  it("show the exercise in a chapter", async () => {
    await show("book.html", asChapter(blocks["chapter.html"]), async (page) => {
      await page.getByRole("button", { name: "No", exact: true }).click();
      await page.locator("pbft-lab-lesson .task").waitFor();
    });
  });

  it("show a scene in a frame of LiaScript", async () => {
    await show("lia.html", asCourse(blocks["course.md"]), async (page) => {
      const lab = page.frameLocator('iframe[title="Two replicas down"]');
      await lab.getByRole("button", { name: /^Replica 0,/ }).waitFor();
      await lab.locator("[part=story]").waitFor();
    });
  });
});

it("each example of the documentation is tried", async () => {
  const tried = await readFile(import.meta.filename, "utf8");
  const blocksTried = Object.keys(blocks).filter((name) => tried.includes(`"${name}"`));
  assert.deepEqual(blocksTried, ["activity.html", "pretext", "chapter.html", "course.md", "own.js"]);
});

it("the script has at most four kilobytes and needs nothing else", async () => {
  const file = join(element.folder, "pbft-lab-report.js");
  assert.ok((await stat(file)).size <= 4096);
  assert.doesNotMatch(await readFile(file, "utf8"), /\bimport[ ("]/);
});
