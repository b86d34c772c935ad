import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadEngine, Simulation } from "./wasm.ts";

const root = join(import.meta.dirname, "../../..");

/** The README's examples in JavaScript, without the import that the test makes itself. */
function examples(): string[] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map((match) => match[1] ?? "");
  return blocks.map((block) => block.replace(/^import .*$/m, ""));
}

/** Runs an example and returns its output. The comment after `//` on the same line says what is expected. */
function printed(example: string): unknown[][] {
  const lines: unknown[][] = [];
  const console = { log: (...values: unknown[]) => lines.push(values) };
  new Function("Simulation", "console", example)(Simulation, console);
  return lines;
}

describe("the README's examples in JavaScript", () => {
  beforeAll(loadEngine);

  it("decide a request with one replica down", () => {
    const [result, slot] = printed(examples()[0] ?? "");
    expect(result).toEqual(["goal", "ok"]);
    expect(slot).toEqual(["executed", expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it("are refused by name and field", () => {
    expect(printed(examples()[1] ?? "")).toEqual([["ScenarioError", "cluster.replicas"]]);
  });
});
