// How many requests a second a cluster decides as WebAssembly, in Node and in Chromium, as the page uses it: through the
// facade, with trace and oracles. `make bench` builds the package first and runs this.
//
// The machine's speed drifts: settings are run in turn, five rounds, and the ratios are what is worth keeping.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";

const root = join(import.meta.dirname, "..");

// Runs in the page too, so it stands alone: nothing from outside of the function but its arguments.
async function measure(pkg, rounds, report) {
  const { Simulation } = pkg;
  const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

  function decide(replicas, crypto, requests) {
    const simulation = new Simulation({ cluster: { replicas, crypto, seed: "7" } });
    for (let request = 0; request < requests; request += 1) {
      simulation.command({ do: "submit", client: 0, operation: `add x${request % 50} 1` });
    }
    const started = performance.now();
    let stopped = "";
    while (stopped !== "goal" && stopped !== "idle") {
      stopped = simulation.runUntil({ answered: { client: 0, count: requests } }, 1e9).stopped;
    }
    const seconds = (performance.now() - started) / 1000;
    simulation.free();
    if (stopped !== "goal") throw new Error(`the run stopped with "${stopped}"`);
    return requests / seconds;
  }

  for (const replicas of [4, 7, 16, 31, 64, 100]) {
    const deliveries = 2 * replicas * replicas - replicas + 1;
    const sizes = { symbolic: 100_000, once: 3_000, every: 1_500 };
    const rates = { symbolic: [], once: [], every: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [crypto, size] of Object.entries(sizes)) {
        rates[crypto].push(decide(replicas, crypto, Math.max(2, Math.min(3000, Math.round(size / deliveries)))));
      }
    }
    for (const [crypto, values] of Object.entries(rates)) {
      const rate = median(values);
      const share = rate / median(rates.symbolic);
      report(`| ${replicas} | ${crypto} | ${rate.toFixed(1)} | ${(rate * deliveries).toFixed(0)} | ${share.toFixed(4)} |`);
    }
  }

  // Ten thousand packets in flight, read as the page reads them: one view over the engine's memory, no object for each.
  const crowd = new Simulation({ cluster: { replicas: 100, clients: 100, crypto: "symbolic", seed: "7" } });
  for (let client = 0; client < 100; client += 1) crowd.command({ do: "submit", client, operation: "put x 1" });
  while (crowd.packets().length / 8 < 10_000) crowd.advance(1);
  const frames = [];
  let sum = 0;
  for (let frame = 0; frame < 200; frame += 1) {
    const started = performance.now();
    const rows = crowd.packets();
    for (let row = 0; row < rows.length; row += 8) sum += rows[row + 2];
    frames.push(performance.now() - started);
  }
  const packets = crowd.packets().length / 8;
  crowd.free();
  report(`${packets} packets: ${(1000 * median(frames)).toFixed(0)} us a frame (sum ${sum > 0 ? "read" : "empty"})`);
}

async function inNode() {
  const bg = await import(join(root, "pkg/pbft_lab_bg.js"));
  const module = await WebAssembly.compile(readFileSync(join(root, "pkg/pbft_lab_bg.wasm")));
  const { exports } = await WebAssembly.instantiate(module, { "./pbft_lab_bg.js": bg });
  bg.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  console.log("\nNode\n\n| n | crypto | requests/s | deliveries/s | of symbolic |\n|---|---|---|---|---|");
  await measure(bg, 5, console.log);
}

function serve() {
  const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/") return response.setHeader("content-type", "text/html").end("<!doctype html><title>bench</title>");
    if (!path.startsWith("/pkg/") || path.includes("..")) return response.writeHead(404).end();
    response.setHeader("content-type", types[extname(path)] ?? "text/plain").end(readFileSync(join(root, path)));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

async function inChromium() {
  const executablePath = process.env.CHROMIUM ?? process.env.PBFT_LAB_CHROMIUM;
  const { chromium } = createRequire(join(root, "www/package.json"))("@playwright/test");
  const server = await serve();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    page.on("console", (message) => console.log(message.text()));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    console.log("\nChromium\n\n| n | crypto | requests/s | deliveries/s | of symbolic |\n|---|---|---|---|---|");
    await page.evaluate(`(async () => {
      const bg = await import("/pkg/pbft_lab_bg.js");
      const module = await WebAssembly.compileStreaming(fetch("/pkg/pbft_lab_bg.wasm"));
      const { exports } = await WebAssembly.instantiate(module, { "./pbft_lab_bg.js": bg });
      bg.__wbg_set_wasm(exports);
      exports.__wbindgen_start();
      await (${measure})(bg, 5, console.log);
    })()`);
  } finally {
    await browser.close();
    server.close();
  }
}

await inNode();
await inChromium();
