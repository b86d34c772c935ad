import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../../scripts/notices.mjs", import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "notices-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Crate {
  readonly license: string;
  readonly files: Readonly<Record<string, string>>;
  readonly kind?: string;
  /** Names of crates, and what they are needed for; null is for running. */
  readonly needs?: Readonly<Record<string, string | null>>;
}

/** What the script makes of crates, the first of which is the engine. */
function notices(crates: Readonly<Record<string, Crate>>) {
  const entries = Object.entries(crates);
  for (const [name, { files }] of entries) {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(folder, name, file), text);
    }
  }
  const metadata = {
    packages: entries.map(([name, { license, kind = "lib" }]) => ({
      id: name,
      name,
      version: "1.0.0",
      license,
      manifest_path: join(folder, name, "Cargo.toml"),
      targets: [{ kind: [kind] }],
    })),
    resolve: {
      root: entries[0]?.[0],
      nodes: entries.map(([name, { needs = {} }]) => ({
        id: name,
        deps: Object.entries(needs).map(([pkg, kind]) => ({ pkg, dep_kinds: [{ kind }] })),
      })),
    },
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], {
    input: JSON.stringify(metadata),
    encoding: "utf8",
  });
  return { status, text: stdout, complaint: stderr };
}

it("names what the engine contains, also through others, with its text, and nothing that only builds or tests it", () => {
  const { status, text } = notices({
    engine: { license: "MIT", files: {}, needs: { one: null, tests: "dev", builds: "build", macro: null } },
    one: { license: "BSD-3-Clause", files: { LICENSE: "the text of one" }, needs: { two: null } },
    two: {
      license: "MIT OR Apache-2.0",
      files: { "LICENSE-MIT": "two, MIT", "LICENSE-APACHE": "two, Apache" },
    },
    three: { license: "MIT", files: { LICENSE: "of nobody" } },
    tests: { license: "MIT", files: { LICENSE: "of tests" } },
    builds: { license: "MIT", files: { LICENSE: "of builds" } },
    macro: { license: "MIT", files: {}, kind: "proc-macro" },
  });
  expect(status).toBe(0);
  expect(text).toContain("one 1.0.0 (BSD-3-Clause)\n\nthe text of one\n");
  expect(text).toContain("two 1.0.0 (MIT OR Apache-2.0)\n\ntwo, MIT\n");
  expect(text).not.toMatch(/two, Apache|of nobody|of tests|of builds|macro/);
});

it("gives all texts where both licences hold, and a notice that has to stay", () => {
  const { text } = notices({
    engine: { license: "MIT", files: {}, needs: { both: null, noted: null } },
    both: {
      license: "(MIT OR Apache-2.0) AND Unicode-3.0",
      files: { "LICENSE-MIT": "m", "LICENSE-UNICODE": "uni" },
    },
    noted: { license: "MIT OR Apache-2.0", files: { "LICENSE-MIT": "n", NOTICE: "keep this" } },
  });
  expect(text).toContain("uni");
  expect(text).toContain("keep this");
});

it("fails where a crate has no text, and says which", () => {
  const { status, complaint } = notices({
    engine: { license: "MIT", files: {}, needs: { bare: null } },
    bare: { license: "MIT", files: { "README.md": "" } },
  });
  expect(status).toBe(1);
  expect(complaint).toContain("The crate bare (MIT) has no licence text");
});
