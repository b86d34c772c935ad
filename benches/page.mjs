// Frame rate of the whole page in Chromium: the built page with a run that plays, at several sizes and numbers of messages on
// their way. After `wasm-pack build` and `eval "$(scripts/browser-env.sh)"`: `node benches/page.mjs`. With a folder's name it also
// writes a picture of each run there.
//
// The time from one frame to the next is given beside that of the same page with the run paused, in turn, since without a graphics
// card and on a shared machine an idle page is late too. *Busy* is the share of the time in which the page's own thread
// worked; it has nothing of the engine, which runs in a worker, and nothing of the compositor.
//
// Before that: how long the page takes from its opening, with nothing in the browser's cache, until a message moves.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const www = join(import.meta.dirname, "../www");
const load = createRequire(join(www, "package.json"));
const { chromium } = load("@playwright/test");
const { build, preview } = await import(load.resolve("vite"));
const pictures = process.argv[2];
const ROUNDS = 5;
const FRAMES = 120;

/** Everybody asks all the time, one request a batch, on a slow network: many messages are on their way at once. */
function crowd(replicas, clients, latencyMs) {
  const commands = [];
  for (let atMs = 0; atMs < 60_000; atMs += 100) {
    for (let client = 0; client < clients; client += 1) {
      commands.push({ atMs, do: "submit", client, operation: `add x${client} 1` });
    }
  }
  return {
    version: 1,
    cluster: { replicas, clients, seed: "7", crypto: "symbolic", batchMax: 1, viewTimeoutMs: 60_000, clientTimeoutMs: 60_000 },
    network: { latencyMs: { uniform: latencyMs } },
    commands: commands.slice(0, 5000),
  };
}

const RUNS = [
  { name: "n = 4", scenario: crowd(4, 1, [400, 900]), speed: 0.2, warmMs: 4000 },
  { name: "n = 31, crowded", scenario: crowd(31, 2, [400, 900]), speed: 0.2, warmMs: 4000 },
  { name: "n = 31, more crowded", scenario: crowd(31, 8, [400, 900]), speed: 0.2, warmMs: 4000 },
  { name: "n = 100", scenario: crowd(100, 1, [400, 900]), speed: 0.2, warmMs: 4000 },
];

/** Milliseconds from the navigation to the first frame after which a message is on its way, in a browser that knows nothing of the page. */
async function opening(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "commit" });
  const moved = await page.waitForFunction(() => {
    const lab = document.querySelector("pbft-lab");
    return lab?.view?.inFlight > 0 && lab.view.nowMs > 0 ? performance.now() : false;
  });
  const { drawn, moving } = await page.evaluate(
    (moving) => ({ drawn: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0, moving }),
    await moved.jsonValue(),
  );
  await context.close();
  return { drawn, moving };
}

// The next two run in the page, so they stand alone.
async function frames(count) {
  const lab = document.querySelector("pbft-lab");
  const apart = [];
  const packets = [];
  let last;
  for (let frame = 0; frame <= count; frame += 1) {
    const at = await new Promise(requestAnimationFrame);
    if (last !== undefined) apart.push(at - last);
    last = at;
    packets.push(lab.view?.inFlight ?? 0);
  }
  return { apart, packets };
}

async function set(playing) {
  const lab = document.querySelector("pbft-lab");
  if (playing) lab.play();
  else lab.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
}

const share = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];
const three = (values) => [0.5, 0.9, 0.99].map((part) => share(values, part).toFixed(1)).join(", ");

async function busyOf(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (wanted) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  return { busy: of("TaskDuration"), at: of("Timestamp") };
}

async function measure(page, run) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const found = { playing: [], paused: [], packets: [], busy: [], idle: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const playing of [true, false]) {
      await page.evaluate(set, playing);
      const before = await busyOf(session);
      const { apart, packets } = await page.evaluate(frames, FRAMES);
      const after = await busyOf(session);
      const busy = (after.busy - before.busy) / (after.at - before.at);
      found[playing ? "playing" : "paused"].push(...apart);
      found[playing ? "busy" : "idle"].push(busy);
      if (playing) found.packets.push(...packets);
    }
  }
  const percent = (values) => `${(100 * share(values, 0.5)).toFixed(0)} %`;
  const cells = [run.name, share(found.packets, 0.5), three(found.playing), three(found.paused)];
  console.log(`| ${[...cells, percent(found.busy), percent(found.idle)].join(" | ")} |`);
}

await build({ root: www, configFile: join(www, "vite.config.ts"), logLevel: "error" });
const server = await preview({ root: www, configFile: join(www, "vite.config.ts"), logLevel: "error", preview: { port: 0, strictPort: false } });
const address = `http://127.0.0.1:${server.httpServer.address().port}/`;
const executablePath = process.env.PBFT_LAB_CHROMIUM;
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
try {
  const openings = [];
  for (let round = 0; round < ROUNDS; round += 1) openings.push(await opening(browser, address));
  const of = (name) => openings.map((one) => one[name]);
  console.log(
    `opened: first words after ${share(of("drawn"), 0.5).toFixed(0)} ms, a message moves after ${share(of("moving"), 0.5).toFixed(0)} ms (medians of ${ROUNDS})\n`,
  );
  console.log("| run | messages on their way | frames apart: median, 90 %, 99 % | the same, paused | busy | busy, paused |");
  console.log("|---|---|---|---|---|---|");
  for (const run of RUNS) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on("pageerror", (error) => console.error(error));
    const file = typeof run.scenario === "string" ? run.scenario : "./run.json";
    await page.route("**/run.json", (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(run.scenario) }));
    await page.route("**/bench", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!doctype html><title>bench</title><script type="module" src="./pbft-lab.js"></script><pbft-lab scenario="${file}" speed="${run.speed}" autoplay></pbft-lab>`,
      }),
    );
    await page.goto(`${address}bench`);
    await page.waitForFunction(() => (document.querySelector("pbft-lab")?.view?.nowMs ?? 0) > 0);
    await page.waitForTimeout(run.warmMs ?? 1000);
    await measure(page, run);
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${run.name.replaceAll(/\W+/g, "-")}.png`) });
    }
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
