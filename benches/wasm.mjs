// Requests per second of a cluster as WebAssembly, in Node and in Chromium, as the page uses it: through the
// facade, with trace and oracles. `make bench` builds the package first and runs this.
//
// The machine's speed drifts: settings are run in turn, five rounds, and the ratios are what is worth keeping.
import { inChromium, inNode } from "./hosts.mjs";

// Runs in the page too, so it stands alone: nothing from outside of the function but its arguments.
async function measure(pkg, _memory, report, rounds) {
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

const HEAD = "| n | crypto | requests/s | deliveries/s | of symbolic |\n|---|---|---|---|---|";
console.log(`\nNode\n\n${HEAD}`);
await inNode(measure, 5);
console.log(`\nChromium\n\n${HEAD}`);
await inChromium(measure, 5);
