// Exercises and marking: what docs/exercises.md promises a teacher, with the examples and the packed packages alone.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { openBrowser, STRICT, serve } from "./browser.mjs";
import { examples, Packed, write } from "./project.mjs";

const ROOT = join(import.meta.dirname, "../..");
const run = promisify(execFile);

let engine;
let element;
let folder;
let docs;
let tables;
let browser;
let Simulation;
let exercise;

before(async () => {
  engine = await Packed.from(join(ROOT, "pkg"));
  element = await Packed.from(join(ROOT, "www/dist"));
  folder = await engine.project({});
  await cp(join(ROOT, "examples"), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  await cp(element.folder, join(folder, "node_modules/pbft-lab-element"), { recursive: true });
  docs = await readFile(join(ROOT, "docs/exercises.md"), "utf8");
  tables = [...docs.matchAll(/^```text\n(.*?)^```/gms)].map(([, text]) => text);
  ({ Simulation } = await import(pathToFileURL(join(folder, "node_modules/pbft-lab/node.js")).href));
  exercise = await readFile(join(folder, "lesson/exercise.json"), "utf8");
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await engine?.remove();
  await element?.remove();
});

/** The link of a student who waits, and then gives these commands. */
function linkOf({ waitMs = 300, commands = [{ do: "restart", replica: 2 }], thenMs = 20_000, scenario = exercise } = {}) {
  const run = new Simulation(scenario);
  run.advance(waitMs, null, 10_000);
  for (const command of commands) {
    run.command(command);
  }
  run.runUntil({ answered: { client: 0, count: 1 } }, thenMs, null, 10_000);
  const link = run.link();
  run.free();
  return link;
}

const address = (link, answers = "") => `https://course.example/lab/#run=${link}${answers && `&answers=${answers}`}\n`;

/** A link with another content and a correct checksum, as a student who knows the format would write it. */
function forged(link, change) {
  const bytes = Buffer.from(link.slice(2), "base64url");
  const content = JSON.parse(inflateRawSync(bytes.subarray(6)).toString());
  change(content);
  const packed = deflateRawSync(JSON.stringify(content));
  const sum = createHash("sha256").update("pbft-lab link 1").update(packed).digest().subarray(0, 6);
  return `1.${Buffer.concat([sum, packed]).toString("base64url")}`;
}

const OTHER_RUN = "The run does not end as the link claims: the link was changed, or made by another version of the lab.";

/** A link whose solution is in the scenario instead of a command of the student, which would not count. */
function scheduled() {
  const whole = JSON.parse(exercise);
  whole.commands.push({ atMs: 200, do: "restart", replica: 2 });
  return linkOf({ scenario: JSON.stringify(whole), commands: [] });
}

/** What the verifier prints for these files. */
async function verified(files, args = [], file = "lesson/exercise.json") {
  const proofs = join(folder, "proofs");
  await run("rm", ["-rf", proofs]);
  await mkdir(proofs);
  await write(proofs, files);
  const options = { cwd: folder };
  const done = await run(process.execPath, ["verify.mjs", file, "proofs", ...args], options).catch((error) => error);
  assert.equal(done.stderr, "");
  return { text: done.stdout, code: done.code ?? 0 };
}

/** The verdict and the reason for one link. */
async function judged(link) {
  const { text } = await verified({ "one.txt": address(link) }, ["--csv"]);
  const [, verdict, , , , reason] = /^one,([^,]*),([^,]*),([^,]*),([^,]*),("[^"]*"|[^,]*),/m.exec(text).slice(0);
  return { verdict, reason: reason.replaceAll('"', "") };
}

describe("the verifier in Node", () => {
  it("prints the table of the documentation", async () => {
    // With the exercise and the command of the documentation, as a teacher would.
    const scenario = examples(docs)["exercise.json"];
    await writeFile(join(folder, "exercise.json"), scenario);
    const [, file] = /^node verify\.mjs (\S+) proofs$/m.exec(docs);
    const link = linkOf({ scenario });
    const files = {
      "anna.txt": address(link, "0.ask.1"),
      "ben.txt": address(linkOf({ scenario, waitMs: 500, commands: [], thenMs: 0 }), "0.ask.1"),
      "cleo.txt": address(link.replace(/.$/, (last) => (last === "A" ? "B" : "A"))),
    };
    const { text, code } = await verified(files, [], file);
    assert.deepEqual([text, code], [tables[0], 1]);
  });

  it("takes a file with a line for each student, and notes equal runs", async () => {
    const link = address(linkOf());
    const { text, code } = await verified({ "export.csv": `name,answer\n"Anna Arendt",${link}=Ben;${link}` }, ["--csv"]);
    const rows = text.split("\n").slice(1, 3);
    assert.deepEqual(rows, ["Anna Arendt,passed,1 of 1,1,0 of 2,,", "'=Ben,passed,1 of 1,1,0 of 2,,the same run as Anna Arendt"]);
    assert.equal(code, 0);
  });

  it("refuses a forged proof, with the reason", async () => {
    const link = linkOf();
    const cases = [
      [forged(link, (content) => Object.assign(content.scenario.task, { commandsMax: 9 })), "It is another exercise: task."],
      [forged(link, ({ scenario }) => Object.assign(scenario.cluster ??= {}, { seed: "8" })), OTHER_RUN],
      [forged(link, (content) => delete content.scenario.commands.at(-1).afterStep), "It is another exercise: commands."],
      [forged(link, (content) => Object.assign(content, { digest: "0".repeat(16) })), OTHER_RUN],
      [forged(link, (content) => Object.assign(content, { step: content.step + 1 })), OTHER_RUN],
      [scheduled(), "It is another exercise: commands."],
      [linkOf({ scenario: exercise.replace('"commandsMax": 1', '"commandsMax": 2') }), "It is another exercise: task."],
      [linkOf({ scenario: exercise.replace('"seed": "7"', '"seed": "8"') }), "It is another exercise: cluster.seed."],
      ["1.nothing-of-the-kind-at-all", /altered|damaged/],
    ];
    for (const [link, expected] of cases) {
      const { verdict, reason } = await judged(link);
      assert.equal(verdict, "refused", reason);
      assert.match(reason, expected instanceof RegExp ? expected : new RegExp(expected.replaceAll(".", "\\.")));
    }
  });

  it("reads what Moodle and Canvas export: pages, in a folder for each student or with the name in the file", async () => {
    const shown = address(linkOf(), "0.ask.1").trim().replace("&", "&amp;");
    const text = `<html><body><p><a href="${shown}">${shown}</a></p></body></html>`;
    const { text: table } = await verified(
      {
        "Anna Smith_4711_assignsubmission_onlinetext/onlinetext.html": text,
        "Ben Lee_4712_assignsubmission_onlinetext/onlinetext.html": text,
        "leecleo_815_4713_text.html": text,
      },
      ["--csv"],
    );
    const rows = table.trim().split("\n").slice(1).map((row) => row.split(",").slice(0, 5));
    const fields = ["passed", "1 of 1", "1", "1 of 2"];
    assert.deepEqual(rows, [["Anna Smith", ...fields], ["Ben Lee", ...fields], ["leecleo_815_4713_text", ...fields]]);
  });

  it("does not mind a title and a description that the student wrote for the run", async () => {
    const titled = exercise.replace('"en": "Two replicas down"', '"en": "My solution"').replace('"en": "Four replicas', '"en": "I restarted. Four replicas');
    assert.deepEqual(await judged(linkOf({ scenario: titled })), { verdict: "passed", reason: "" });
  });

  it("finds a task open after too many commands, and after one that is not allowed", async () => {
    const two = [{ do: "restart", replica: 2 }, { do: "restart", replica: 3 }];
    assert.deepEqual(await judged(linkOf({ commands: two })).then(({ verdict, reason }) => [verdict, reason.replace(/.*: /, "")]), [
      "open",
      "too many commands.",
    ]);
    const { verdict, reason } = await judged(linkOf({ commands: [{ do: "heal" }] }));
    assert.deepEqual([verdict, reason.replace(/.*: /, "")], ["open", "a command that is not allowed (heal)."]);
  });
});

describe("the verifier in a page", () => {
  it("gives a table of a hundred proofs, under a strict policy and without another file", async () => {
    const site = await serve(folder, {}, { "Content-Security-Policy": STRICT });
    const page = await browser.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    try {
      await page.goto(`${site.origin}/verify.html`);
      const link = linkOf();
      await page.locator("#file").setInputFiles({ name: "exercise.json", mimeType: "application/json", buffer: Buffer.from(exercise) });
      await page.locator("#exercise").filter({ hasText: "Two replicas down" }).waitFor();
      const files = Array.from({ length: 100 }, (_, index) => ({
        name: `student ${index}.txt`,
        mimeType: "text/plain",
        buffer: Buffer.from(index % 10 === 0 ? address(link.slice(0, -9)) : address(link, "0.ask.1,0.explain.0")),
      }));
      // Anywhere on the page, as teachers do it.
      const dropped = await page.evaluateHandle((named) => {
        const data = new DataTransfer();
        for (const { name, text } of named) {
          data.items.add(new File([text], name, { type: "text/plain" }));
        }
        return data;
      }, files.map(({ name, buffer }) => ({ name, text: buffer.toString() })));
      await page.locator("h1").dispatchEvent("drop", { dataTransfer: dropped });
      await page.locator("#status").filter({ hasText: "100 checked, 90 passed." }).waitFor({ timeout: 120_000 });
      const rows = page.locator("tbody tr");
      assert.equal(await rows.count(), 100);
      assert.match(await rows.nth(0).innerText(), /student 0\s+refused/);
      assert.match(await rows.nth(1).innerText(), /student 1\s+passed\s+1 of 1\s+1\s+2 of 2/);
      const saved = page.waitForEvent("download");
      await page.getByRole("link", { name: "Save the table" }).click();
      const csv = await readFile(await (await saved).path(), "utf8");
      assert.equal(csv.split("\n").length, 102);
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
      await site.close();
    }
  });
});

describe("the grader", () => {
  it("prints the table of the documentation", async () => {
    const { stdout } = await run(process.execPath, ["grade.mjs", "grader/assignment.json", "grader/submissions"], { cwd: folder });
    assert.equal(stdout, tables[1]);
  });

  it("gives 0 for what is no script, and for one that counts its calls outside of its memory", async () => {
    const scripts = {
      "counting.js": "let calls = 0;\nfunction adversary({ outbox }) {\n  calls += 1;\n  if (calls % 7 < 3) outbox.length = 0;\n}\n",
      "empty.js": "\n",
      "escaping.js": "function adversary({ sign }) {\n  sign.constructor('return process')().exit(0);\n}\n",
      "promise.js": "async function adversary() {}\n",
      "syntax.js": "function adversary( {\n",
    };
    await write(join(folder, "wrong"), scripts);
    const args = ["grade.mjs", "grader/assignment.json", "wrong", "--seeds", "2"];
    const { stdout } = await run(process.execPath, args, { cwd: folder });
    const rows = stdout.trim().split("\n").slice(1);
    const reasons = rows.map((row) => row.replace(/^(\w+) +0 +seed \d: /, "$1: "));
    const expected = [
      /^counting: it acts differently in a second run$/,
      /^empty: it defines no function adversary\(step\)$/,
      /^escaping: it failed in \d+ steps.*Code generation from strings disallowed/,
      /^promise: it failed in \d+ steps.*it returned an object/,
      /^syntax: Unexpected/,
    ];
    assert.equal(reasons.length, expected.length);
    for (const [index, pattern] of expected.entries()) {
      assert.match(reasons[index], pattern);
    }
  });
});

describe("the lab sheet", () => {
  it("has the table of the documentation", async () => {
    const { stdout } = await run(process.execPath, ["table.mjs", "lab-sheet"], { cwd: folder });
    assert.equal(stdout, tables[2]);
    assert.doesNotMatch(stdout, /\//);
  });
});

describe("the pages of the documentation", () => {
  for (const name of ["lesson.html", "frame.html"]) {
    it(`${name} shows the exercise`, async () => {
      const blocks = examples(docs);
      const site = await engine.project({ "exercise.json": blocks["exercise.json"], [name]: `<!doctype html><link rel="icon" href="data:,">${blocks[name]}` });
      await cp(element.folder, join(site, "lab"), { recursive: true });
      const served = await serve(site, {}, { "Content-Security-Policy": STRICT });
      const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
      try {
        await page.goto(`${served.origin}/${name}`);
        const here = name === "frame.html" ? page.frameLocator("iframe") : page;
        await here.getByRole("button", { name: "No", exact: true }).click();
        await here.locator("pbft-lab-lesson .task").getByText("Get the client its reply with one command.").waitFor();
      } finally {
        await page.close();
        await served.close();
      }
    });
  }

  it("are all tried, and the exercise of the documentation is the one of the example in brief", async () => {
    const blocks = examples(docs);
    assert.deepEqual(Object.keys(blocks).sort(), ["exercise.json", "frame.html", "lesson.html", "silent.js"]);
    const submitted = await readFile(join(folder, "grader/submissions/silent.js"), "utf8");
    assert.ok(submitted.endsWith(blocks["silent.js"]));
    const [brief, whole] = [JSON.parse(blocks["exercise.json"]), JSON.parse(exercise)];
    assert.deepEqual(brief.commands, whole.commands);
    await writeFile(join(folder, "brief.json"), blocks["exercise.json"]);
    new Simulation(blocks["exercise.json"]).free();
  });
});
