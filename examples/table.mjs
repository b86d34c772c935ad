// Expected table of a lab sheet:  node table.mjs FOLDER [--seeds 5]
// Runs each scenario file of the folder to its goal, with its own seed and with others, and prints what a correct implementation shows at the
// end. A column that depends on the seed has its values separated by a slash.
import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { Simulation } from "pbft-lab";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seeds: { type: "string", default: "5" } } });
const [folder] = positionals;
if (folder === undefined) {
  console.error("Usage: node table.mjs FOLDER [--seeds 5]");
  process.exit(2);
}
/** The virtual time and the steps after which a set that cannot be completed ends. */
const LIMIT_MS = 60_000;
const STEPS = 200_000;

function played(scenario) {
  const run = new Simulation(scenario);
  const { stopped } = run.runUntil(scenario.goal, LIMIT_MS, null, STEPS);
  // What is still on its way arrives.
  run.advance(5_000, null, STEPS);
  const view = run.view({ slots: 1, packets: 0 });
  const up = view.replicas.filter(({ health, conduct }) => health === "up" && conduct === "honest");
  const stores = new Set(up.map(({ store }) => store.map(([key, value]) => `${key}=${value}`).join(" ")));
  const result = {
    done: stopped === "goal" ? "yes" : "no",
    answered: view.clients.reduce((sum, { answered }) => sum + answered, 0),
    failed: view.clients.flatMap(({ results }) => results).filter(({ result }) => result.startsWith("error")).length,
    view: Math.max(...up.map((replica) => replica.view)),
    "equal states": stores.size === 1 ? "yes" : "no",
    balances: [...stores].join(" | "),
    proven: [...new Set(view.proofs.map(({ culprit }) => culprit))].join(" ") || "-",
    violations: view.violations.length,
  };
  run.free();
  return result;
}

const files = (await readdir(folder)).filter((name) => extname(name) === ".json").sort();
const table = [];
for (const file of files) {
  const scenario = JSON.parse(await readFile(join(folder, file), "utf8"));
  const seeds = [scenario.cluster.seed, ...Array.from({ length: Number(values.seeds) - 1 }, (_, index) => String(index + 1))];
  const results = seeds.map((seed) => played({ ...scenario, cluster: { ...scenario.cluster, seed } }));
  const columns = Object.keys(results[0]);
  if (table.length === 0) {
    table.push(["set", ...columns]);
  }
  table.push([basename(file, ".json"), ...columns.map((name) => [...new Set(results.map((result) => String(result[name])))].join("/"))]);
}
const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column].length)));
for (const row of table) {
  console.log(row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
}
