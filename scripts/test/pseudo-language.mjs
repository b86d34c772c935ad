// Pseudo-language en-XA: each English catalogue of the engine with accents on its vowels, as a new file next to it. The argument is the
// root of the tree. Names of values, in braces, stay as they are.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VOWELS = { a: "å", e: "é", i: "î", o: "ö", u: "ü", A: "Å", E: "É", I: "Î", O: "Ö", U: "Û" };
const accented = (text) =>
  text.replace(/\{[^}]*\}|[aeiou]/gi, (found) => VOWELS[found] ?? found);

const source = join(process.argv[2] ?? ".", "src");
const folders = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name === "texts")
  .map((entry) => join(entry.parentPath, entry.name));
for (const folder of folders) {
  const target = join(folder, "en-XA.json");
  if (existsSync(target)) {
    throw new Error(`${target} is there already`);
  }
  const english = JSON.parse(readFileSync(join(folder, "en.json"), "utf8"));
  const translated = JSON.stringify(english, (_, value) => (typeof value === "string" ? accented(value) : value), 2);
  writeFileSync(target, `${translated}\n`);
}
console.log(folders.length);
