// Runs every command that README.md shows in a block marked `sh`, in a fresh copy of this tree, line after line as a reader
// would. A command that starts a server is visited and then stopped with Ctrl-C. What is not run is named here with the reason.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NOT_RUN = [
  [/^git clone /, "the fresh copy replaces the clone"],
  [/^cd pbft-lab$/, "the fresh copy replaces the clone"],
  [/^make test$/, "it is what runs this"],
  [/^make dist\b/, "the stage package runs it; that make knows it is checked", (line) => line.replace("make", "make -n")],
  [/^make (docs|bench|soak|screenshots)\b/, "it takes long; that make knows it is checked", (line) => line.replace("make", "make -n")],
];
const SERVERS = /^(make serve|npx vite( preview)?)$/;
const SECONDS_TO_START = 600;

const root = join(import.meta.dirname, "..", "..");

function commandsOf(markdown) {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map((match) => match[1]);
  // A block is one visit to a shell, so that its `cd` holds for its later lines only.
  return blocks.map((block) =>
    block
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
}

function freshCopy() {
  const copy = mkdtempSync(join(tmpdir(), "pbft-lab-readme-"));
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  const present = list.toString().split("\0").filter((path) => path !== "");
  const archive = execFileSync("tar", ["-c", "--ignore-failed-read", "-T", "-"], {
    cwd: root,
    input: present.join("\n"),
    maxBuffer: 1 << 30,
    stdio: ["pipe", "pipe", "ignore"],
  });
  execFileSync("tar", ["-x"], { cwd: copy, input: archive });
  return copy;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function start(line, cwd, env) {
  // A group of its own, so that the Ctrl-C below reaches all of it, as it does from a terminal.
  return spawn("bash", ["-c", line], { cwd, env, stdio: ["ignore", "inherit", "inherit"], detached: true });
}

function run(line, cwd, env) {
  return new Promise((resolve, reject) => {
    start(line, cwd, env).on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`README.md's command \`${line}\` ended with ${code}.`)),
    );
  });
}

async function visit(line, cwd, env) {
  const port = await freePort();
  const child = start(line, cwd, { ...env, PORT: String(port) });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  try {
    const page = await pageAt(`http://127.0.0.1:${port}/`, child, line);
    if (!page.includes("<pbft-lab")) throw new Error(`README.md's command \`${line}\` served a page without <pbft-lab>.`);
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, "SIGINT");
  }
  const late = new Promise((resolve) => setTimeout(resolve, 10_000, "late").unref());
  if ((await Promise.race([ended, late])) === "late") {
    process.kill(-child.pid, "SIGKILL");
    throw new Error(`README.md's command \`${line}\` did not stop at Ctrl-C.`);
  }
}

async function pageAt(address, child, line) {
  for (let second = 0; second < SECONDS_TO_START; second += 1) {
    if (child.exitCode !== null) throw new Error(`README.md's command \`${line}\` ended with ${child.exitCode} and serves nothing.`);
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) return answer.text();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`README.md's command \`${line}\` served nothing within ${SECONDS_TO_START} seconds.`);
}

async function main() {
  const blocks = commandsOf(readFileSync(join(root, "README.md"), "utf8"));
  if (blocks.flat().length === 0) throw new Error("README.md shows no command in a block marked `sh`; it should show two at least.");
  const copy = freshCopy();
  // The dependencies that are built already serve the copy too; only the crate itself is built again.
  const env = { ...process.env, CARGO_TARGET_DIR: join(root, "target") };
  let ran = 0;
  try {
    for (const block of blocks) {
      let cwd = copy;
      for (const line of block) {
        const exception = NOT_RUN.find(([pattern]) => pattern.test(line));
        console.log(exception ? `not run, ${exception[1]}: ${line}` : `running: ${line}`);
        if (exception) {
          if (exception[2]) await run(exception[2](line), cwd, env);
        } else if (/^cd \S+$/.test(line)) {
          cwd = join(cwd, line.slice(3));
        } else {
          await (SERVERS.test(line) ? visit : run)(line, cwd, env);
          ran += 1;
        }
      }
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`  ${ran} passed (commands of README.md)`);
}

await main();
