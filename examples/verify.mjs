// Verifier of proofs:  node verify.mjs EXERCISE PROOFS... [--csv]
// EXERCISE is a scenario file or the name of a scene. PROOFS are files or folders of files with links, one link in a file or one in each
// line behind the name of a student. Prints a table. Ends with 1 if a proof is refused.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Simulation } from "pbft-lab";
import { COLUMNS, csvOf, namesOf, proofsIn, verify, withNotes } from "./proofs.js";

const args = process.argv.slice(2).filter((arg) => arg !== "--csv");
const [wanted, ...places] = args;
if (wanted === undefined || places.length === 0) {
  console.error("Usage: node verify.mjs EXERCISE PROOFS... [--csv]");
  process.exit(2);
}

async function exerciseOf(name) {
  const scene = Simulation.catalog().find((entry) => entry.name === name);
  return scene ? scene.scenario : readFile(name, "utf8");
}

async function filesIn(place) {
  if (!(await stat(place)).isDirectory()) {
    return [place];
  }
  const inside = await readdir(place, { withFileTypes: true, recursive: true });
  return inside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

const exercise = await exerciseOf(wanted);
const results = [];
const files = (await Promise.all(places.map(filesIn))).flat();
const names = namesOf(files);
for (const [index, file] of files.entries()) {
  for (const proof of proofsIn(await readFile(file, "utf8"), names[index])) {
    results.push(await verify(Simulation, exercise, proof));
  }
}
const noted = withNotes(results);
if (process.argv.includes("--csv")) {
  process.stdout.write(csvOf(noted));
} else {
  const rows = [COLUMNS, ...noted.map((result) => COLUMNS.map((column) => String(result[column])))];
  const widths = COLUMNS.map((_, index) => Math.max(...rows.map((row) => row[index].length)));
  for (const row of rows) {
    console.log(row.map((cell, index) => cell.padEnd(widths[index])).join("  ").trimEnd());
  }
}
process.exitCode = noted.some(({ verdict }) => verdict === "refused") ? 1 : 0;
