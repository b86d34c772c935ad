// docs/embedding.md says what the element has: neither less nor more.

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ATTRIBUTES, lengthOf, startOf } from "../../src/embed/attributes.ts";
import { EVENTS } from "../../src/embed/events.ts";
import { FRAME_COMMANDS, FRAME_EVENTS, frameCommandOf, originOf } from "../../src/embed/frame-messages.ts";
import { type RemoteHost, remoteSimulation } from "../../src/embed/remote-simulation.ts";
import { allows, CONTROLS, controlsOf, PARTS, partsOf } from "../../src/model/controls.ts";

const WWW = join(import.meta.dirname, "../..");
const DOCS = readFileSync(join(WWW, "../docs/embedding.md"), "utf8");

/** The code in the first column of the table with this head. */
function column(head: string): string[] {
  const [, table = ""] = DOCS.split(`\n| ${head} |`);
  const rows = table.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  const cells = rows.map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "")).sort();
}

/** What a program printed; throws it where the program failed. */
function ran(program: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(program, args, { cwd: WWW, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(stdout);
  }
  return stdout;
}

const sorted = (names: readonly string[]) => [...names].sort();
const text = (path: string) => readFileSync(join(WWW, "src", path), "utf8");
const all = (source: string, pattern: RegExp) =>
  sorted([...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? ""))]);

describe("docs/embedding.md", () => {
  it("has every attribute, part, control and event, and no other", () => {
    expect(column("attribute")).toEqual(sorted(ATTRIBUTES));
    expect(column("part")).toEqual(sorted(PARTS));
    expect(column("group")).toEqual(sorted(CONTROLS));
    expect(column("event").filter((name) => name.startsWith("pbft-"))).toEqual(sorted(EVENTS));
  });

  it("has every message that a frame sends and receives", () => {
    expect(column("out: `type`")).toEqual(sorted(FRAME_EVENTS));
    expect(column("in: `do`")).toEqual(sorted(FRAME_COMMANDS));
  });

  it("has every method of the handle", () => {
    // The handle is made without a run: nothing is called.
    const handle = remoteSimulation({} as RemoteHost);
    const named = column("method of `simulation`").map((call) => call.replace(/\(.*/, ""));
    expect(named).toEqual(sorted(Object.keys(handle)));
  });

  it("has every custom property that a style sheet reads", () => {
    const sheets = readdirSync(join(WWW, "src"), { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".css") && !name.endsWith("frame.css"),
    );
    const read = sheets.map(text).join("\n");
    expect(column("custom property")).toEqual(all(read, /var\(\s*(--pbft-[\w-]+)/g));
  });

  it("has every part that can be styled", () => {
    const made = ["layout", "headline", "bar", "transport", "panel"]
      .map((name) => text(`app/${name}.ts`))
      .join("\n");
    expect(column("`::part`")).toEqual(all(made, /\bpart="([\w-]+)"/g));
  });
});

describe("values of attributes", () => {
  it("is nothing when it names nothing, and everything when it is absent or a mistake", () => {
    expect([...partsOf("")]).toEqual([]);
    expect([...partsOf("stage,\n Timeline nonsense")]).toEqual(["stage", "timeline"]);
    expect([...partsOf(undefined)]).toEqual([...PARTS]);
    expect([...partsOf(null)]).toEqual([...PARTS]);
    expect([...partsOf("nonsense")]).toEqual([...PARTS]);
  });

  it("removes the controls that change the run from a read-only element", () => {
    const looks = controlsOf(undefined, true);
    expect(CONTROLS.filter((name) => !looks.has(name))).toEqual(["settings", "request", "faults", "network"]);
    const command = (wished: Parameters<typeof allows>[1] & { type: "command" }) => allows(looks, wished);
    expect(command({ type: "command", command: { do: "submit", client: 0, operation: "get x" } })).toBe(
      false,
    );
    expect(command({ type: "command", command: { do: "crash", replica: 0 } })).toBe(false);
    expect(command({ type: "command", command: { do: "heal" } })).toBe(false);
    expect(allows(looks, { type: "seek", step: 1 })).toBe(true);
    expect(allows(looks, { type: "step" })).toBe(true);
    expect(allows(controlsOf("", true), { type: "step" })).toBe(false);
    expect(allows(controlsOf("faults", false), { type: "command", command: { do: "heal" } })).toBe(false);
    expect(allows(controlsOf("network", false), { type: "command", command: { do: "heal" } })).toBe(true);
  });

  it("is a step or a moment for start-at", () => {
    expect(startOf("17")).toEqual({ step: 17 });
    expect(startOf(" 412ms")).toEqual({ atMs: 412 });
    expect(startOf("1.5 s")).toEqual({ atMs: 1500 });
    for (const none of [undefined, null, "", "1.5", "-1", "17 steps", "2000001", "1e3", "ms", "90000s"]) {
      expect(startOf(none), String(none)).toBeUndefined();
    }
  });

  it("is a length for height, and never anything else of a style sheet", () => {
    expect(lengthOf("480px")).toBe("480px");
    expect(lengthOf("62.5VH")).toBe("62.5vh");
    for (const none of [
      undefined,
      null,
      "",
      "auto",
      "480",
      "-1px",
      "1px; color: red",
      "calc(1px)",
      "1px}",
      "100000000px",
    ]) {
      expect(lengthOf(none), String(none)).toBeUndefined();
    }
  });
});

describe("a message to a frame", () => {
  it("is heard when it is of this version and asks for something that there is", () => {
    expect(frameCommandOf({ pbftLab: 1, do: "play", more: 1 })).toEqual({ pbftLab: 1, do: "play" });
    expect(frameCommandOf({ pbftLab: 1, do: "report" })).toEqual({ pbftLab: 1, do: "report" });
    expect(frameCommandOf({ pbftLab: 1, do: "seek", step: 3 })).toEqual({ pbftLab: 1, do: "seek", step: 3 });
    for (const none of [
      null,
      "play",
      { do: "play" },
      { pbftLab: 2, do: "play" },
      { pbftLab: 1, do: "link" },
      { pbftLab: 1, do: "seek" },
    ]) {
      expect(frameCommandOf(none)).toBeUndefined();
    }
  });

  it("comes from an origin that is spelt as one", () => {
    expect(originOf("https://school.example")).toBe("https://school.example");
    expect(originOf("http://127.0.0.1:8080")).toBe("http://127.0.0.1:8080");
    for (const none of [
      null,
      "",
      "*",
      "null",
      "https://school.example/",
      "https://school.example/a",
      "school.example",
      "file:///",
      "javascript:1",
      "https://a.example https://b.example",
    ]) {
      expect(originOf(none), String(none)).toBeUndefined();
    }
  });
});

describe("the published types", () => {
  // The compiler runs three times.
  it("are enough for a foreign program, and strict", { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "pbft-lab-types-"));
    const tsc = (...args: string[]) =>
      ran(process.execPath, [join(WWW, "node_modules/typescript/bin/tsc"), ...args]);
    try {
      tsc("-p", "tsconfig.types.json", "--outDir", folder);
      mkdirSync(join(folder, "pkg"));
      copyFileSync(join(WWW, "../pkg/pbft_lab.d.ts"), join(folder, "pkg/pbft_lab.d.ts"));
      const compilerOptions = {
        noEmit: true,
        strict: true,
        allowImportingTsExtensions: true,
        module: "esnext",
        moduleResolution: "bundler",
        target: "es2022",
        lib: ["es2022", "dom", "esnext.disposable"],
        types: [],
      };
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["program.ts"] }),
      );
      const program = (right: boolean) => `
        import "./www/src/embed/public.ts";
        const lab = document.createElement("pbft-lab");
        lab.addEventListener("pbft-step", ({ detail }) => { const step: ${right ? "number" : "string"} = detail.step; void step; });
        void lab.simulation.runUntil({ answered: { client: 0, count: 1 } }, 100).then(({ stopped }) => stopped === "goal");
        const n: number | undefined = lab.view?.n;
        void n;`;
      const check = (right: boolean) => {
        writeFileSync(join(folder, "program.ts"), program(right));
        return tsc("-p", folder);
      };
      expect(check(true)).toBe("");
      expect(() => check(false)).toThrow(/is not assignable to type 'string'/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
