// Code blocks of the documents that no other test runs, with the engine's package.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { Packed } from "./project.mjs";

const DOCS = join(import.meta.dirname, "../../docs");

let engine;
let Simulation;

before(async () => {
  engine = await Packed.from(join(import.meta.dirname, "../../pkg"));
  ({ Simulation } = await import(pathToFileURL(join(engine.folder, "node.js")).href));
});

after(() => engine?.remove());

async function blocks(document, language) {
  const text = await readFile(join(DOCS, document), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}[^\\n]*\\n(.*?)^\`\`\``, "gms"))].map(([, block]) => block);
}

describe("the blocks of JSON", () => {
  it("can be read, and those that are scenarios open", async () => {
    let scenarios = 0;
    for (const document of (await readdir(DOCS)).filter((name) => name.endsWith(".md"))) {
      for (const block of await blocks(document, "json")) {
        const value = JSON.parse(block);
        if (value.commands) {
          new Simulation(block).free();
          scenarios += 1;
        }
      }
    }
    assert.ok(scenarios >= 3, String(scenarios));
  });

  it("has a strategy that a replica accepts", async () => {
    const strategy = (await blocks("scenario-format.md", "json")).map((block) => JSON.parse(block)).find(({ name }) => name);
    const simulation = new Simulation({ cluster: { replicas: 4, clients: 2, seed: "1" } });
    simulation.command({ do: "behave", replica: 0, strategy });
    simulation.free();
  });

  it("names the fields of an exported trace", async () => {
    const [block] = await blocks("exports.md", "json");
    const simulation = new Simulation({ cluster: { replicas: 4, seed: "1" } });
    const trace = JSON.parse(simulation.exportTrace("json"));
    simulation.free();
    assert.deepEqual(Object.keys(JSON.parse(block)).sort(), Object.keys(trace).sort());
  });
});

describe("the blocks of JavaScript", () => {
  it("print what they say behind their lines", async () => {
    const [block] = await blocks("errors.md", "js");
    const printed = [];
    new Function("Simulation", "console", block.replace(/^import .*$/m, ""))(Simulation, { log: (...values) => printed.push(values) });
    const promised = [...block.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, values]) => values);
    const shown = (value) => (typeof value === "string" ? JSON.stringify(value) : `{ ${Object.entries(value).map(([key, one]) => `${key}: ${one}`).join(", ")} }`);
    assert.deepEqual(printed.map((values) => values.map(shown).join(" ")), promised);
  });

  it("asks a question that has a kind and a sentence", async () => {
    const [block] = await blocks("why.md", "js");
    const simulation = new Simulation({ cluster: { replicas: 4, seed: "1" } });
    const [call, ...fields] = block.trim().split("\n");
    const explanation = new Function("simulation", `return ${call}`)(simulation);
    simulation.free();
    for (const [, field] of fields.map((line) => /^\/\/ (\w+):/.exec(line))) {
      assert.equal(typeof explanation[field], "string", field);
    }
  });
});
