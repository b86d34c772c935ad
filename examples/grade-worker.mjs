// Thread of the grader: runs a student's script with one seed after the other.
import { createContext, runInContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { Simulation } from "pbft-lab";

const { assignment, source } = workerData;

// The script has a world of its own, without Node's objects: only text passes between it and this thread, so that it reaches neither
// the judge nor files. This keeps honest people honest. Run scripts of strangers on a machine that has nothing to lose.
const BRIDGE = `(() => {
  "use strict";
  // Taken before the script can change them.
  const { parse, stringify } = JSON;
  const text = String;
  const Failure = Error;
  const told = (error) => text((error && error.message) || error);
  return (adversary, input, sign, send) => {
    const ask = (act) => {
      try {
        return act();
      } catch (error) {
        throw new Failure(told(error));
      }
    };
    try {
      const step = parse(input);
      step.sign = (statement, as) => parse(ask(() => sign(stringify(statement), as)));
      step.send = (to, message, afterMs) => ask(() => send(stringify(to), stringify(message), afterMs));
      const returned = adversary(step);
      if (typeof returned === "object" && returned !== null) {
        throw new Failure("it returned an object; it must return nothing");
      }
      return stringify({ outbox: step.outbox, memory: step.memory });
    } catch (error) {
      return stringify({ error: told(error) });
    }
  };
})()`;

let script;

function load() {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const bridge = runInContext(BRIDGE, context);
  runInContext(source, context, { filename: "adversary.js" });
  const adversary = runInContext("typeof adversary === 'function' ? adversary : undefined", context);
  if (adversary === undefined) {
    throw new Error("it defines no function adversary(step)");
  }
  script = (step) => {
    const { sign, send, ...input } = step;
    const output = JSON.parse(
      bridge(
        adversary,
        JSON.stringify(input),
        (statement, as) => JSON.stringify(sign(JSON.parse(statement), as)),
        (to, message, afterMs) => void send(JSON.parse(to), JSON.parse(message), afterMs),
      ),
    );
    if (output.error !== undefined) {
      throw new Error(output.error);
    }
    Object.assign(step, output);
  };
}

function played(seed) {
  const { scenario, replica, goal, limitMs, steps } = assignment;
  const run = new Simulation({ ...scenario, cluster: { ...scenario.cluster, seed: String(seed) } }, { [replica]: script });
  try {
    run.command({ do: "behave", replica, strategy: { name: "script" } });
    // No limit of time: it would depend on the machine.
    const { stopped } = run.runUntil(goal, limitMs, undefined, steps);
    const { scriptErrors = [], digest } = run.view({ slots: 1, packets: 0 });
    return { reached: stopped === "goal", error: scriptErrors.find(({ failed }) => failed > 0), digest };
  } finally {
    run.free();
  }
}

function graded(seed) {
  try {
    if (script === undefined) {
      load();
    }
    const [one, other] = [played(seed), played(seed)];
    if (one.error) {
      return { failure: `it failed in ${one.error.failed} steps, first at ${one.error.firstMs} ms: ${one.error.error}` };
    }
    return one.digest === other.digest ? { reached: one.reached } : { failure: "it acts differently in a second run" };
  } catch (error) {
    return { failure: String(error?.message ?? error) };
  }
}

parentPort.on("message", (seed) => parentPort.postMessage(graded(seed)));
