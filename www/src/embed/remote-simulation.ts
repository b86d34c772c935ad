// The run of a <pbft-lab>, for programs. The engine works in a worker of its own, so that everything here is a promise: the same
// questions as those of the package's class `Simulation`, answered a moment later, in order.

import type { EngineClient } from "../engine/client.ts";
import type { Command } from "../engine/engine.ts";
import type { Query, QueryResult, RunRequest, Update } from "../engine/messages.ts";
import type { Run } from "../run/run.ts";
import type { Reached, RemoteSimulation } from "./public.ts";

export const OFF_THE_PAGE = "The element is off the page, and has no engine there.";

/** How a handle reaches the run: once it is open, and what a command is told to. */
export interface RemoteHost {
  readonly run: Run;
  /** Settles when a run is open; starts the engine if nobody has yet. Rejects when it cannot be started. */
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
        // One answer takes no longer than a frame or two; the limit is that of all together.
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
