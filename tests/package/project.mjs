// Empty projects of other people, into which a package is installed from its tarball as they would do it.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A package as `npm pack` makes it, installed once; every project gets a copy. */
export class Packed {
  static async from(folder) {
    const workshop = await mkdtemp(join(tmpdir(), "pbft-lab-package-"));
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", workshop], { cwd: folder });
    const [{ name, filename }] = JSON.parse(stdout);
    const packed = new Packed(workshop, name, join(workshop, filename));
    await mkdir(packed.#empty);
    await writeFile(join(packed.#empty, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
    const quiet = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...quiet, packed.tarball], { cwd: packed.#empty });
    return packed;
  }

  #workshop;
  #name;

  constructor(workshop, name, tarball) {
    this.#workshop = workshop;
    this.#name = name;
    this.tarball = tarball;
  }

  get #empty() {
    return join(this.#workshop, "empty");
  }

  /** The installed package. */
  get folder() {
    return join(this.#empty, "node_modules", this.#name);
  }

  read(path) {
    return readFile(join(this.folder, path), "utf8");
  }

  /** A new project with the package and some files of its own. */
  async project(files) {
    const folder = await mkdtemp(join(this.#workshop, "project-"));
    await cp(this.#empty, folder, { recursive: true });
    await write(folder, files);
    return folder;
  }

  remove() {
    return rm(this.#workshop, { recursive: true, force: true });
  }
}

export async function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The examples of a text that name the file they are for: ```js main.js */
export function examples(markdown) {
  const blocks = markdown.matchAll(/^```\w+ (\S+)\n(.*?)^```/gms);
  return Object.fromEntries([...blocks].map(([, name, text]) => [name, text]));
}

/** What a program prints. */
export async function output(program, args, cwd) {
  const { stdout } = await run(program, args, { cwd });
  return stdout.trim();
}
