import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { loadEngine, Simulation } from "./wasm.ts";

const DOCUMENT = join(import.meta.dirname, "../../../docs/evidence.md");

beforeAll(loadEngine);

it("a reader checks a proof of guilt with its bytes alone, as docs/evidence.md describes", () => {
  const [, block = ""] = /^```js\n(.*?)^```/ms.exec(readFileSync(DOCUMENT, "utf8")) ?? [];
  const lines: string[] = [];
  const console = {
    log: (...values: unknown[]) => lines.push(values.map((value) => JSON.stringify(value)).join(" ")),
  };
  new Function("Simulation", "crypto", "console", block.replace(/^import .*$/gm, ""))(
    Simulation,
    crypto,
    console,
  );
  // The comment at the end of each line that prints is its output.
  const promised = [...block.matchAll(/^console\.log.*\/\/ (.*)$/gm)].map(([, text]) => text);
  expect(promised).toHaveLength(3);
  expect(lines).toEqual(promised);
});
