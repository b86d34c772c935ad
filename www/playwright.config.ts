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

// Firefox runs what a browser decides: layout and measuring, pointers, keys and focus, canvas, workers, storage, clipboard, files and
// policies, frames, fonts. These tests look at what no browser decides: words, content of the protocol, answers of the engine and rules
// of axe. Each entry is a spec with the beginnings of its titles; a test with another title runs in both browsers.
const SAME_IN_EVERY_BROWSER: Readonly<Record<string, RegExp>> = {
  access: /axe|the narration|nothing is wider .*(768|1024)/,
  attacks: /(?!three clicks .*en|the gallery opens)/,
  axe: /axe .*(frames|text version|menus|dark|zh)/,
  clients: /a choice|the menu|with one client|a reader|choice and button .*(1280 by 720, zh|1024 by 768, en)/,
  controls: /(?!a request)/,
  course: /a question is|the lesson .*zh/,
  details:
    /the visible|the question|with other|the votes are|the card|a partition|the hint|the votes of more .*zh/,
  drag: /axe|a line that separates|a partition that|each size/,
  "embed-docs": /there are|the policy|the element has/,
  "embed-life": /each violation|a program/,
  "embed-moved": /the inspected|a search|a resumed/,
  embed: /an invalid|scenario, seed|a read-only/,
  exercise: /an exercise has/,
  faults: /a replica is crashed by mouse|a crashed|a paused|the menu/,
  "first-screen": /the first screen of (360 by 740|360 by 640 .*en|768|1024 by 768 .*zh|1280|1440)/,
  guarantees: /./,
  help: /the help|every lesson/,
  input: /(?!2\.5|the seed 1e3|emoji)/,
  legend: /many values .*1024/,
  lies: /one liar|a second|two |all twenty|axe|the card|a strategy|where no panel|a lie|the lies .*1280/,
  "long-play": /./,
  "many-captions": /./,
  "many-nodes": /no ring .*(4|5) replicas/,
  network: /a message is delivered|time is|a link gets|a partition|a timer|axe/,
  "one-screen": /.*(1024 by 768|1440 by 900|1920 by 1080)/,
  "one-scrubber": /a lesson that|the branches|the number/,
  palette: /a tool|the lies|the stage|a link/,
  patience: /(?!a link)/,
  proof: /broken|the same|a broken/,
  protocol: /./,
  "pseudo-language": /./,
  reflow:
    /no caption of the stage is cut off at (320|768|1024|1180|1440)|everything .* at (360|768|.*zh)|no caption of a replica|with a finger/,
  refusals: /./,
  reload: /a broken|an element/,
  robust: /several|the licence|the page's policy/,
  scenes: /(?!the page opens|a word)/,
  "set-up": /faults|initial|a partition/,
  setup: /run until|a search without|settings that|a run begins|axe|a seed|what the engine|a scene whose/,
  share:
    /an address|a broken|time|the title of a file|a file that (is cut|is of|asks|is too)|a figure|each trace|the code|axe/,
  "share-embed": /the run of|an own|the dialog .*(1280|1024)/,
  "share-figure": /.*zh/,
  "small-embeds": /a frame of (800|480)/,
  tasks: /./,
  time: /playing on|a command|a restart|the element's|back/,
  timeline: /an event|the visible|axe|the timeline is|the small|the keyboard passes|plus|a press|Escape/,
  values: /(?!links|a Byzantine)/,
  why: /two of|time|an event|a replica|in Chinese|after|axe|an answer/,
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
      grepInvert: Object.entries(SAME_IN_EVERY_BROWSER).map(
        ([spec, titles]) => new RegExp(` ${spec}\\.spec\\.ts (${titles.source})`),
      ),
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
