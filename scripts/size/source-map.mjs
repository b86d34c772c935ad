// Bytes of a minified script by source file, from its source map.

import { readFileSync } from "node:fs";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** What no source has: style sheets and other files that are inserted as text, and what the bundler adds. */
export const UNMAPPED = "(style sheets and other text)";

/** The bytes of the script at a path by the path of the source, relative to the page's folder. */
export function bytesBySource(path) {
  const map = JSON.parse(readFileSync(`${path}.map`, "utf8"));
  const lines = readFileSync(path, "utf8").split("\n");
  const bytes = new Map();
  const add = (source, text) => bytes.set(source, (bytes.get(source) ?? 0) + Buffer.byteLength(text));
  let source = 0;
  map.mappings.split(";").forEach((mappings, index) => {
    const line = lines[index] ?? "";
    let owner = UNMAPPED;
    let start = 0;
    let column = 0;
    for (const [columns, sources] of segments(mappings)) {
      column += columns;
      add(owner, line.slice(start, column));
      start = column;
      source += sources ?? 0;
      owner = sources === undefined ? UNMAPPED : map.sources[source].replace(/^(\.\.\/)+/, "");
    }
    add(owner, line.slice(start));
  });
  return bytes;
}

/** The segments of a line, each as its numbers (base 64 VLQ). */
function segments(mappings) {
  return mappings.split(",").filter((text) => text !== "").map(numbers);
}

function numbers(text) {
  const found = [];
  let value = 0;
  let scale = 1;
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    value += (digit % 32) * scale;
    scale *= 32;
    if (digit < 32) {
      found.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
      value = 0;
      scale = 1;
    }
  }
  return found;
}
