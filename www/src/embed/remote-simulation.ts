// Remote simulation: the run of a <pbft-lab> for programs. The engine runs in a worker, so every call returns a promise. Calls
// are those of the package's class `Simulation`, answered in order.

import type { EngineClient } from "../engine/client.ts";
import type { Command } from "../engine/engine.ts";
import type { Query, QueryResult, RunRequest, Update } from "../engine/messages.ts";
import type { Run } from "../run/run.ts";
import type { Reached, RemoteSimulation } from "./public.ts";

export const OFF_THE_PAGE = "The element is off the page, and has no engine there.";

/** The access of a handle to the run. */
export interface RemoteHost {
  readonly run: Run;
  /** Resolves when a run is open, and starts the engine if necessary. Rejects if it cannot start. */
  opened(): Promise<void>;
  obeyed(command: Command): void;
}

export function remoteSimulation(reach: RemoteHost): RemoteSimulation {
  const { run } = reach;
  const client = async (): Promise<EngineClient> => {
    await reach.opened();
    if (!run.client) {
      throw new Error(OFF_THE_PAGE);
    }
    return run.client;
  };
  const query = async <I extends Query>(query: I): Promise<QueryResult<I>> => (await client()).query(query);
  const demand = async (request: RunRequest): Promise<Update> => {
    await client();
    const update = await run.demand(request);
    if (!update) {
      throw new Error(OFF_THE_PAGE);
    }
    return update;
  };
  const view = () => query({ type: "view" });
  return {
    command: async (command) => {
      const update = await demand({ type: "command", command });
      reach.obeyed(command);
      return reached(update);
    },
    step: async () => reached(await demand({ type: "step" })),
    seek: async (step) => {
      await client();
      run.pause();
      return reached(await demand({ type: "seek", step, from: run.log.from }));
    },
    runUntil: async (goal, limitMs) => {
      await client();
      run.pause();
      const endMs = run.nowMs + limitMs;
      for (;;) {
        const update = await demand({ type: "until", goal, ms: Math.max(0, endMs - run.nowMs) });
        const { stopped = "time" } = update;
        // A response takes at most a frame or two. The limit applies to all together.
        if (stopped !== "wall-time" && stopped !== "steps") {
          return { ...reached(update), stopped };
        }
      }
    },
    branches: async () => {
      await client();
      return run.branches;
    },
    switchTo: async (branch) => {
      await client();
      run.pause();
      return reached(await demand({ type: "switch", branch }));
    },
    compare: async (one, other) => (await query({ type: "compare", branches: [one, other] })).difference,
    view,
    records: (from, count, options = {}) =>
      query({ type: "records", from, count, facts: options.facts ?? false }),
    message: (packet) => query({ type: "message", packet }),
    why: async (question) => (await query({ type: "why", question })).explanation,
    violations: async () => (await view()).violations,
    scenario: () => query({ type: "scenario" }),
    link: () => query({ type: "link" }),
    exportTrace: (format) => query({ type: "trace", format }),
  };
}

function reached({ nowMs, stepCount, nextMs }: Update): Reached {
  return { nowMs, stepCount, idle: nextMs === undefined };
}
