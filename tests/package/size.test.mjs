// The budgets of the engine and the page (scripts/size/budget.json), against the files that were just built.

import assert from "node:assert/strict";
import { test } from "node:test";
import { budget, bytesByFolder, excesses, filesOfThePage } from "../../scripts/size/files.mjs";
import { crateOf, genericOf, moduleOf } from "../../scripts/size/names.mjs";
import { readWasm } from "../../scripts/size/wasm.mjs";

const files = filesOfThePage();
const sizes = new Map(files.map(({ name, brotli }) => [name, brotli]));
const total = (names) => names.reduce((sum, name) => sum + (sizes.get(name) ?? Number.NaN), 0);
const { compressed, totals, scripts } = budget();

test("no file is over its budget", () => {
  assert.deepEqual(excesses(sizes, compressed, "bytes, compressed"), []);
});

test("no folder of the page's scripts is over its budget", () => {
  assert.deepEqual(excesses(bytesByFolder(files), scripts, "bytes, minified"), []);
});

test("the page in one language is not over its budget, in all and until the first message moves", () => {
  for (const [name, { files: loaded, limit }] of Object.entries(totals)) {
    assert.ok(total(loaded) <= limit, `${name}: ${total(loaded)} bytes, compressed; the budget is ${limit}`);
  }
});

test("a size over its budget is named, and what has no budget shares one", () => {
  const found = (sizes) => excesses(new Map(Object.entries(sizes)), { a: 1, "(others)": 3 }, "bytes");
  assert.deepEqual(found({ a: 1, b: 1, c: 2 }), []);
  assert.match(found({ a: 2 })[0], /^a has 2 bytes; its budget in \S+ is 1\.$/);
  assert.match(found({ a: 1, b: 2, c: 2 })[0], /^\(others\): b, c has 4 bytes/);
});

test("the functions of a WebAssembly file are read with their names", () => {
  const section = (id, ...bytes) => [id, bytes.length, ...bytes];
  const text = (letters) => [letters.length, ...new TextEncoder().encode(letters)];
  const bytes = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(2, 2, ...text("m"), ...text("f"), 0, 0, ...text("m"), ...text("t"), 1, 0x70, 0, 1),
    ...section(10, 2, 2, 0, 0x0b, 3, 0, 1, 0x0b),
    ...section(11, 0),
    ...section(0, ...text("name"), 1, 9, 2, 1, ...text("one"), 2, ...text("a")),
  ]);
  assert.deepEqual(readWasm(bytes), {
    code: 8,
    data: 1,
    functions: [
      { name: "one", size: 2 },
      { name: "a", size: 3 },
    ],
  });
});

test("a name of a function has a crate, a module and a generic function", () => {
  const named = (name) => [crateOf(name), moduleOf(name), genericOf(name)];
  assert.deepEqual(named("core[c5930c85a12de822]::slice::sort::stable::quicksort::<u32, f::{closure#0}>"), [
    "core",
    "core::slice::sort",
    "core::slice::sort::stable::quicksort",
  ]);
  assert.deepEqual(named("<pbft_lab[7268bf078e92a3a1]::pbft::replica::Replica>::receive"), [
    "pbft_lab",
    "pbft_lab::pbft::replica",
    "<pbft_lab::pbft::replica::Replica>::receive",
  ]);
  assert.deepEqual(named("<&T as core::fmt::Debug>::fmt::h00a6e860f822af23"), [
    "core",
    "core::fmt",
    "<&T as core::fmt::Debug>::fmt",
  ]);
});
