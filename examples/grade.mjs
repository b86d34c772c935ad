// Grader:  node grade.mjs ASSIGNMENT SCRIPTS... [--seeds 100] [--seconds 10]
// ASSIGNMENT is a JSON file as grader/assignment.json. SCRIPTS are files or folders; each file defines `function adversary(step)`.
// Each script runs twice with each seed, in threads. The mark is the share of the seeds in which the goal is reached. The mark is 0 if the
// script fails, never returns, or acts differently in the second run.
import { readdir, readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: "string", default: "100" }, seconds: { type: "string", default: "10" } },
});
const [wanted, ...places] = positionals;
if (wanted === undefined || places.length === 0) {
  console.error("Usage: node grade.mjs ASSIGNMENT SCRIPTS... [--seeds 100] [--seconds 10]");
  process.exit(2);
}
const assignment = JSON.parse(await readFile(wanted, "utf8"));
const SEEDS = Number(values.seeds);
/** Ends only what never returns: what a script may do is limited by steps, so that the mark is the same on every machine. */
const LIMIT_MS = Number(values.seconds) * 1000;

/** A thread that runs one seed after the other. */
class Grader {
  #worker;
  #replies = [];

  constructor(source) {
    this.#worker = new Worker(new URL("grade-worker.mjs", import.meta.url), {
      workerData: { assignment, source },
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    this.#worker.on("message", (message) => this.#replies.shift()?.(message));
    this.#worker.on("error", ({ message }) => this.#replies.shift()?.({ failure: message }));
  }

  /** Runs one seed, or loads the script. Resolves to `{ reached }` or `{ failure }`. */
  async run(seed) {
    const reply = new Promise((resolve) => this.#replies.push(resolve));
    this.#worker.postMessage(seed);
    const late = Promise.withResolvers?.() ?? withResolvers();
    const timer = setTimeout(() => late.resolve({ failure: `it did not return within ${values.seconds} s` }), LIMIT_MS);
    try {
      return await Promise.race([reply, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  end() {
    return this.#worker.terminate();
  }
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The mark of one script. */
async function markOf(source) {
  let next = 1;
  let reached = 0;
  const failures = [];
  const thread = async () => {
    const grader = new Grader(source);
    while (next <= SEEDS && failures.length === 0) {
      const seed = next;
      next += 1;
      const result = await grader.run(seed);
      reached += result.reached ? 1 : 0;
      if (result.failure !== undefined) {
        failures.push({ seed, failure: result.failure });
      }
    }
    await grader.end();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), SEEDS, 8) }, thread));
  // The lowest seed, so that the reason does not depend on which thread was faster.
  failures.sort((a, b) => a.seed - b.seed);
  const [first] = failures;
  return first
    ? { mark: 0, seeds: "", reason: `seed ${first.seed}: ${first.failure}` }
    : { mark: Math.round((100 * reached) / SEEDS), seeds: `${reached} of ${SEEDS}`, reason: "" };
}

async function filesIn(place) {
  const isFolder = (await stat(place)).isDirectory();
  return isFolder ? (await readdir(place)).filter((name) => extname(name) === ".js").sort().map((name) => join(place, name)) : [place];
}

const COLUMNS = ["name", "mark", "seeds", "reason"];
const rows = [COLUMNS];
for (const file of (await Promise.all(places.map(filesIn))).flat()) {
  const result = { name: basename(file, extname(file)), ...(await markOf(await readFile(file, "utf8"))) };
  rows.push(COLUMNS.map((column) => String(result[column])));
}
const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index].length)));
for (const row of rows) {
  console.log(row.map((cell, index) => cell.padEnd(widths[index])).join("  ").trimEnd());
}
