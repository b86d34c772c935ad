// Time to paint a frame of the timeline for a run of a million records, in Chromium: panned and zoomed at several depths.
// Build the package first (wasm-pack build); then `eval "$(scripts/browser-env.sh)"` and `node benches/timeline.mjs`. With a
// folder's name it also writes a picture of each depth there.
//
// What counts is the work of the page's own thread for a frame (looking up and drawing), as a ratio: of the long run against a short
// one, in turn in the same page, so that a busy machine slows both. The time between frames depends on the machine too: it is
// given beside that of frames in which nothing is done.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const www = join(import.meta.dirname, "../www");
const load = createRequire(join(www, "package.json"));
const { chromium } = load("@playwright/test");
const { createServer } = await import(load.resolve("vite"));
const pictures = process.argv[2];
const RECORDS = Number(process.env.RECORDS ?? 1_000_000);
const SHORT = 50_000;
const ROUNDS = 5;

// Runs in the page, so it stands alone.
async function prepare({ name, records, replicas }) {
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

  // The work of a frame is what its call takes.
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) =>
    request((at) => {
      window.callBegan = performance.now();
      call(at);
    });

  const engine = Engine.open({
    version: 1,
    cluster: { replicas, clients: 1, seed: "7", crypto: "symbolic", checkpointInterval: 128 },
    network: { latencyMs: { uniform: [5, 25] }, loss: [1, 500] },
  });
  // Fifty requests at a time, and now and then the primary of view 0 is away for a while.
  for (let round = 0; engine.recordCount < records; round += 1) {
    for (let request = 0; request < 50; request += 1) {
      engine.command({ do: "submit", client: 0, operation: `add x${request} 1` });
    }
    if (round % 80 === 40) engine.command({ do: "crash", replica: 0 });
    if (round % 80 === 42) engine.command({ do: "restart", replica: 0, disk: "kept" });
    engine.advance(5000, 10_000);
  }
  const timeline = new Timeline(Engine.sorts(), Engine.kinds());
  const began = performance.now();
  for (let from = engine.discardedCount; from < engine.recordCount; from = timeline.records.end) {
    const { nowMs, stepCount } = engine;
    const rows = engine.timeline(from, engine.recordCount);
    timeline.absorb({ nowMs, stepCount, packets: NO_PACKETS, replicas, clients: 1, rows, from });
  }
  const takenMs = performance.now() - began;
  engine.free();

  const canvas = document.createElement("canvas");
  const probe = document.createElement("span");
  probe.className = "probe";
  document.body.append(canvas, probe);
  const [width, height] = [1340, replicas > 12 ? 576 : 352];
  canvas.style.cssText = `position: static; display: block; width: ${width}px; height: ${height}px`;
  const view = new TimelineView(canvas, probe);
  view.words = wordsOf(speaker("en"), "en", timeline);
  view.resize(width, height);
  view.show(timeline);
  window.shown = { ...window.shown, [name]: { view, timeline } };
  return { records: timeline.records.count, messages: timeline.records.arrowCount, takenMs };
}

/** Frames in a row, each of which does one thing to a view: how long the painting took, and how far apart the frames were. */
async function frames({ name, act, count, spanMs }) {
  const { view, timeline } = window.shown[name];
  const { startMs, endMs } = timeline.reach;
  const nextFrame = () => new Promise(requestAnimationFrame);
  view.fit();
  if (spanMs) view.zoom((endMs - startMs) / spanMs, 0.5);
  await nextFrame();
  await nextFrame();
  const work = [];
  const apart = [];
  let last;
  for (let frame = 0; frame < count; frame += 1) {
    const frameBegan = new Promise(requestAnimationFrame);
    if (act !== "nothing") {
      const painted = new Promise((resolve) => {
        view.onPainted = () => resolve(performance.now() - window.callBegan);
      });
      if (act === "pan") {
        view.panBy(frame % 60 < 30 ? 9 : -9);
      } else {
        view.zoom(frame % 60 < 30 ? 1.06 : 1 / 1.06, 0.5);
      }
      work.push(await painted);
    }
    const at = await frameBegan;
    if (last !== undefined) apart.push(at - last);
    last = at;
  }
  return { work, apart };
}

const share = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];
const ms = (values, part) => `${share(values, part).toFixed(1)} ms`;

/** One line of the table: the long run and the short one in turn. */
async function compare(page, act, spanMs) {
  const found = { long: { work: [], apart: [] }, short: { work: [], apart: [] }, idle: { work: [], apart: [] } };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, task] of [
      ["long", { name: "long", act }],
      ["short", { name: "short", act }],
      ["idle", { name: "long", act: "nothing" }],
    ]) {
      const { work, apart } = await page.evaluate(frames, { ...task, count: 30, spanMs });
      found[place].work.push(...work);
      found[place].apart.push(...apart);
    }
  }
  const { long, short, idle } = found;
  const ratio = share(long.work, 0.5) / share(short.work, 0.5);
  const cells = [ms(long.work, 0.5), ms(long.work, 0.9), ms(short.work, 0.5), ratio.toFixed(2)];
  const apart = (values) => [0.5, 0.9, 0.99].map((part) => share(values, part).toFixed(1)).join(", ");
  cells.push(apart(long.apart), apart(idle.apart));
  console.log(`| ${spanMs ? `${spanMs} ms` : "whole run"} | ${act} | ${cells.join(" | ")} |`);
}

const server = await createServer({ root: www, configFile: join(www, "vite.config.ts"), logLevel: "error", server: { port: 0 } });
await server.listen();
const address = `http://127.0.0.1:${server.httpServer.address().port}/`;
const executablePath = process.env.PBFT_LAB_CHROMIUM;
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
try {
  for (const replicas of [4, 31]) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1200 } });
    page.on("pageerror", (error) => console.error(error));
    await page.route("**/bench", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>bench</title><body></body>" }),
    );
    await page.goto(`${address}bench`);
    const long = await page.evaluate(prepare, { name: "long", records: RECORDS, replicas });
    const short = await page.evaluate(prepare, { name: "short", records: SHORT, replicas });
    console.log(`\nn = ${replicas}: ${long.records} records with ${long.messages} messages, against ${short.records} records`);
    console.log(`rows read and taken in ${long.takenMs.toFixed(0)} ms\n`);
    console.log("| window | act | work, median | work, 90 % | of the short run | ratio | frames apart in ms: median, 90 %, 99 % | idle frames apart |");
    console.log("|---|---|---|---|---|---|---|---|");
    for (const spanMs of [100, 2000, 40_000, undefined]) {
      for (const act of ["pan", "zoom"]) await compare(page, act, spanMs);
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
