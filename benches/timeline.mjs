// How long the timeline takes to paint a frame of a run of a million records, in Chromium: panned and zoomed at several depths.
// Build the package first (wasm-pack build); then `eval "$(scripts/browser-env.sh)"` and `node benches/timeline.mjs`. With a
// folder's name it also writes a picture of each depth there.
//
// Two figures for each: what the page's own thread does for a frame (looking up and drawing), and the time between frames, which
// a machine without a graphics card spends on filling pixels.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const www = join(import.meta.dirname, "../www");
const load = createRequire(join(www, "package.json"));
const { chromium } = load("@playwright/test");
const { createServer } = await import(load.resolve("vite"));
const pictures = process.argv[2];
const RECORDS = Number(process.env.RECORDS ?? 1_000_000);

// Runs in the page, so it stands alone.
async function prepare({ records, replicas }) {
  const { Engine } = await import("/src/engine.ts");
  const { Timeline } = await import("/src/timeline/timeline.ts");
  const { TimelineView } = await import("/src/timeline/view.ts");
  const { wordsOf } = await import("/src/timeline/words.ts");
  const { speaker } = await import("/src/text/catalogue.ts");
  const { NO_PACKETS } = await import("/src/stage/packets.ts");
  const { default: tokens } = await import("/src/styles/tokens.css?inline");
  const { default: probes } = await import("/src/styles/timeline.css?inline");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${tokens}\n${probes}`.replaceAll(":host", ":root"));
  document.adoptedStyleSheets = [sheet];

  const engine = Engine.open({
    version: 1,
    cluster: { replicas, clients: 1, seed: "7", crypto: "symbolic", checkpointInterval: 128 },
    network: { latencyMs: { uniform: [5, 25] }, loss: [1, 500] },
  });
  const began = performance.now();
  for (let request = 0; engine.recordCount < records; request += 1) {
    if (engine.nextMs === undefined || request % 50 !== 49) {
      engine.command({ do: "submit", client: 0, operation: `add x${request % 50} 1` });
    } else {
      engine.advance(2000, 1000);
    }
    if (request % 4000 === 2000) engine.command({ do: "crash", replica: 0 });
    if (request % 4000 === 2100) engine.command({ do: "restart", replica: 0, disk: "kept" });
  }
  const ranMs = performance.now() - began;
  const pieces = [];
  const read = performance.now();
  for (let from = engine.discardedCount; from < engine.recordCount; from += pieces.at(-1)[1].length / 8) {
    pieces.push([from, engine.timeline(from, engine.recordCount)]);
  }
  const readMs = performance.now() - read;
  const timeline = new Timeline(Engine.sorts(), Engine.kinds());
  const taken = performance.now();
  for (const [from, rows] of pieces) {
    timeline.absorb({
      nowMs: engine.nowMs,
      stepCount: engine.stepCount,
      packets: NO_PACKETS,
      replicas,
      clients: 1,
      rows,
      from,
    });
  }
  const takenMs = performance.now() - taken;

  const canvas = document.createElement("canvas");
  const probe = document.createElement("span");
  probe.className = "probe";
  document.body.append(canvas, probe);
  const [width, height] = [1340, replicas > 12 ? 576 : 352];
  canvas.style.cssText = `position: static; width: ${width}px; height: ${height}px`;
  const view = new TimelineView(canvas, probe);
  view.words = wordsOf(speaker("en"), "en", timeline);
  view.resize(width, height);
  view.show(timeline);
  Object.assign(window, { view, timeline });
  return { records: timeline.records.count, arrows: timeline.records.arrowCount, ranMs, readMs, takenMs };
}

/** Frames in a row, each of which does one thing to the view; how long the painting took and how far apart they were. */
async function frames({ act, count, spanMs }) {
  const { view, timeline } = window;
  const { startMs, endMs } = timeline.reach;
  view.fit();
  await new Promise(requestAnimationFrame);
  if (spanMs) {
    view.zoom((endMs - startMs) / spanMs, 0.5);
  }
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  const work = [];
  const apart = [];
  let last;
  for (let frame = 0; frame < count; frame += 1) {
    // Asked for before the painting, so that it is called before it in the same frame.
    let began = 0;
    const frameBegan = new Promise((resolve) => {
      requestAnimationFrame((at) => {
        began = performance.now();
        resolve(at);
      });
    });
    const painted = new Promise((resolve) => {
      view.onPainted = () => resolve(performance.now());
    });
    if (act === "pan") {
      view.panBy(frame % 60 < 30 ? 9 : -9);
    } else {
      view.zoom(frame % 60 < 30 ? 1.06 : 1 / 1.06, 0.5);
    }
    const at = await frameBegan;
    work.push((await painted) - began);
    if (last !== undefined) apart.push(at - last);
    last = at;
  }
  const sorted = (values) => values.toSorted((a, b) => a - b);
  const share = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];
  return {
    workMedian: share(work, 0.5),
    workWorst: share(work, 0.99),
    apartMedian: share(apart, 0.5),
    apartWorst: share(apart, 0.99),
  };
}

const server = await createServer({ root: www, configFile: join(www, "vite.config.ts"), logLevel: "error", server: { port: 0 } });
await server.listen();
const address = `http://127.0.0.1:${server.httpServer.address().port}/`;
const executablePath = process.env.PBFT_LAB_CHROMIUM;
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
try {
  for (const replicas of [4, 31]) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 700 } });
    page.on("pageerror", (error) => console.error(error));
    await page.route("**/bench", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>bench</title><body></body>" }),
    );
    await page.goto(`${address}bench`);
    const made = await page.evaluate(prepare, { records: RECORDS, replicas });
    console.log(`\nn = ${replicas}: ${made.records} records, ${made.arrows} messages`);
    console.log(`run ${made.ranMs.toFixed(0)} ms, rows read ${made.readMs.toFixed(0)} ms, taken in ${made.takenMs.toFixed(0)} ms`);
    console.log("\n| shown | act | work, median | work, 99 % | apart, median | apart, 99 % |\n|---|---|---|---|---|---|");
    for (const spanMs of [100, 2000, 40_000, undefined]) {
      for (const act of ["pan", "zoom"]) {
        const found = await page.evaluate(frames, { act, count: 120, spanMs });
        const numbers = Object.values(found).map((ms) => `${ms.toFixed(1)} ms`);
        console.log(`| ${spanMs ? `${spanMs} ms` : "whole run"} | ${act} | ${numbers.join(" | ")} |`);
      }
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        writeFileSync(join(pictures, `n${replicas}-${spanMs ?? "whole"}.png`), await page.screenshot());
      }
    }
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
