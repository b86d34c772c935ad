import { defineConfig, devices } from "@playwright/test";

// scripts/browser-env.sh finds the browsers of this machine and names them in these variables. Without them Playwright uses
// the browsers of its own (`npx playwright install`).
const chromium = process.env["PBFT_LAB_CHROMIUM"];
const firefox = process.env["PBFT_LAB_FIREFOX"];
const port = Number(process.env["PBFT_LAB_TEST_PORT"] ?? 4180);
// Chromium refuses its sandbox to the administrator, who runs the tests on most build machines.
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

const inChromium = {
  ...devices["Desktop Chrome"],
  launchOptions: { args: sandbox, ...(chromium ? { executablePath: chromium } : {}) },
};

export default defineConfig({
  testDir: "tests/page",
  outputDir: "test-results",
  reporter: process.env["CI"] ? [["line"]] : [["list"]],
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // No test is about time. These end what hangs, on a machine that may do a dozen other things and has no graphics card; a test
  // that fails on a stalled machine is tried at most twice more and reported as flaky.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 2,
  use: { baseURL: `http://127.0.0.1:${port}/`, trace: "off" },
  // The tests see what a visitor gets: the built page, under its Content-Security-Policy.
  webServer: {
    command: `npx vite build --logLevel warn && npx vite preview --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 120_000,
  },
  projects: [
    { name: "chromium", use: inChromium },
    {
      name: "firefox",
      use: {
        ...devices["Desktop Firefox"],
        // A Firefox that Playwright did not build is driven over WebDriver BiDi; 1.64.1 is the last release that can.
        ...(firefox ? { channel: "moz-firefox", launchOptions: { executablePath: firefox } } : {}),
      },
    },
    // Not a test: takes the pictures of the docs (scripts/screenshots.sh).
    ...(process.env["PBFT_LAB_PICTURES"]
      ? [{ name: "pictures", testDir: "tests/pictures", use: { ...inChromium, deviceScaleFactor: 2 } }]
      : []),
  ],
});
