// Time to return to any step of a long run, in Node and in Chromium, through the facade as the page uses it:
// `node benches/history.mjs [STEPS] [CRYPTO...]` after `wasm-pack build`. docs/performance.md shows what it printed.
import { inChromium, inNode } from "./hosts.mjs";

// Runs in the page too, so it stands alone: nothing from outside of the function but its arguments.
async function measure({ Simulation }, memory, report, steps, crypto) {
  const sorted = (values) => values.sort((a, b) => a - b);
  const at = (values, share) =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))].toFixed(1);
  const now = () => performance.now();

  // The first pass: one client, one request after the other.
  function play(options) {
    const simulation = new Simulation({ cluster: { replicas: 4, crypto, seed: "7" } });
    simulation.keepHistory(options);
    const started = now();
    for (let asked = 0; simulation.stepCount < steps; ) {
      for (let request = 0; request < 1000; request += 1, asked += 1) {
        simulation.command({ do: "submit", client: 0, operation: `add x${asked % 50} 1` });
      }
      while (simulation.runUntil({ answered: { client: 0, count: asked } }, 1e9).stopped !== "goal");
    }
    return { simulation, seconds: (now() - started) / 1000 };
  }

  const bytes = () => memory.buffer.byteLength;
  const before = bytes();
  const bare = play({ spacing: 1_000_000, snapshots: 1 });
  bare.simulation.free();
  const withoutHistory = bytes() - before;
  const { simulation, seconds } = play({});
  const { snapshots, spacing, bytes: estimate } = simulation.keepHistory();
  const last = simulation.lastStep;
  const end = simulation.digest;

  let random = 12345;
  const seek = (step) => {
    const started = now();
    simulation.seek(step);
    const sought = now();
    simulation.view({ packets: 0 });
    return [sought - started, now() - sought];
  };
  const [seeks, views, backs] = [[], [], []];
  for (let count = 0; count < 200; count += 1) {
    random = (random * 1103515245 + 12345) % 2147483648;
    const [sought, viewed] = seek(random % last);
    seeks.push(sought);
    views.push(viewed);
  }
  for (let count = 0; count < 50; count += 1) backs.push(seek(simulation.stepCount - 1)[0]);
  simulation.seek(last);
  if (simulation.digest !== end) throw new Error("the end is not what it was");
  [seeks, views, backs].forEach(sorted);
  const mega = (count) => `${(count / 2 ** 20).toFixed(0)} MB`;
  report(
    `| ${crypto} | ${last} | ${(last / seconds / 1000).toFixed(0)} k/s | ${(seconds / bare.seconds).toFixed(2)} | ` +
      `${snapshots}, every ${spacing} steps | ${mega(estimate)} | ${mega(bytes() - before)} (${mega(withoutHistory)}) | ` +
      `${at(seeks, 0.5)} / ${at(seeks, 0.95)} / ${at(seeks, 1)} | ${at(views, 0.5)} / ${at(views, 1)} | ${at(backs, 0.5)} / ${at(backs, 1)} |`,
  );
  simulation.free();
}

const [steps = "1000000", ...settings] = process.argv.slice(2);
for (const [name, host] of [
  ["Node", inNode],
  ["Chromium", inChromium],
]) {
  console.log(
    `\n${name}: 200 seeks to random steps, then 50 single steps back; milliseconds: median / 95 % / longest\n`,
  );
  console.log(
    "| crypto | steps | first pass | of a pass without history | snapshots | their size, estimated | memory in all (without history) | seek | view | back |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|");
  for (const crypto of settings.length > 0 ? settings : ["symbolic", "once"]) {
    await host(measure, Number(steps), crypto);
  }
}
