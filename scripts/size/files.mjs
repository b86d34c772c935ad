// The files that a browser loads, with their sizes, and the budgets for them (`budget.json`).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { bytesBySource, UNMAPPED } from "./source-map.mjs";

export const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "www/dist");
/** The name without the hash of the content. */
const HASH = /-[\w-]{8}(?=\.\w+$)/;
/** Pages load nothing else by themselves. The page in one file is for pages without a server. */
const LOADED = /\.(js|css|wasm|html)$/;
const LEFT_OUT = ["pbft-lab.html", "server.js", "types-only.js"];

export const budget = () => JSON.parse(readFileSync(join(import.meta.dirname, "budget.json"), "utf8"));

export function brotli(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}

/** The files of the built page, engine included: name without hash, bytes as they are and compressed. */
export function filesOfThePage() {
  const folder = (name) => readdirSync(join(DIST, name)).map((file) => join(name, file));
  const paths = [...folder(""), ...folder("assets")].filter((path) => LOADED.test(path) && !LEFT_OUT.includes(path));
  return paths
    .map((path) => {
      const bytes = readFileSync(join(DIST, path));
      return { name: path.replace(HASH, ""), path: join(DIST, path), raw: bytes.length, brotli: brotli(bytes) };
    })
    .sort((a, b) => b.brotli - a.brotli);
}

/** The bytes of all scripts of the page by folder of its sources, or by package. */
export function bytesByFolder(files) {
  const folders = new Map();
  for (const { path } of files.filter(({ name }) => name.endsWith(".js") && !name.includes("worker"))) {
    for (const [source, bytes] of mapped(path)) {
      const folder = folderOf(source);
      folders.set(folder, (folders.get(folder) ?? 0) + bytes);
    }
  }
  return folders;
}

/** The bytes by source; empty for a file without a map. */
export function mapped(path) {
  try {
    return bytesBySource(path);
  } catch (error) {
    if (error.code === "ENOENT") {
      return new Map();
    }
    throw error;
  }
}

function folderOf(source) {
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  if (dependency) {
    return dependency;
  }
  const [, folder] = /^src\/([^/]+)\//.exec(source) ?? [];
  return folder ?? (source === UNMAPPED ? UNMAPPED : "the entries");
}

/** What has no budget of its own. */
const OTHERS = "(others)";

/** One sentence for each size that is over its budget. What has none shares one, so that it gets its own when it grows. */
export function excesses(sizes, limits, unit) {
  const others = [...sizes].filter(([name]) => limits[name] === undefined);
  const shared = others.reduce((sum, [, size]) => sum + size, 0);
  const listed = [...sizes].filter(([name]) => limits[name] !== undefined);
  return [...listed, [`${OTHERS}: ${others.map(([name]) => name).join(", ")}`, shared]].flatMap(([name, size]) => {
    const limit = limits[name] ?? limits[OTHERS];
    return size > limit ? [`${name} has ${size} ${unit}; its budget in scripts/size/budget.json is ${limit}.`] : [];
  });
}
