import { defineConfig } from "vitest/config";
import { catalogueFiles } from "./vite.config.ts";

export default defineConfig({
  plugins: [catalogueFiles],
  test: {
    // Every language is loaded, so that tests can compare them.
    setupFiles: "tests/unit/load-languages.ts",
    // A test that needs a document says so in its first line: `// @vitest-environment happy-dom`.
    environment: "node",
    include: ["tests/unit/**/*.test.ts"],
    // An empty run is a failure: scripts/test.sh decides whether there is anything to run.
    passWithNoTests: false,
    // No test is about time: this one only ends what hangs, also on a machine that does a dozen other things.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
