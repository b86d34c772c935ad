// The run of a <pbft-lab>, for programs. The engine works in a worker of its own, so that everything here is a promise: the same
// questions as those of the package's class `Simulation`, answered a moment later, in order.

import type { EngineClient } from "../engine/client.ts";
import type { Command } from "../engine/engine.ts";
import type { AnswerTo, Ask, Inquiry, Moment } from "../engine/messages.ts";
import type { Run } from "../run/run.ts";
import type { Reached, RemoteSimulation } from "./public.ts";

export const OFF_THE_PAGE = "The element is off the page, and has no engine there.";

/** How a handle reaches the run: once it is open, and what a command is told to. */
export interface Reach {
  readonly run: Run;
  /** Settles when a run is open; starts the engine if nobody has yet. Rejects when it cannot be started. */
  opened(): Promise<void>;
  obeyed(command: Command): void;
}

export function remote(reach: Reach): RemoteSimulation {
  const { run } = reach;
  const client = async (): Promise<EngineClient> => {
    await reach.opened();
    if (!run.client) {
      throw new Error(OFF_THE_PAGE);
    }
    return run.client;
  };
  const inquire = async <I extends Inquiry>(inquiry: I): Promise<AnswerTo<I>> =>
    (await client()).inquire(inquiry);
  const demand = async (ask: Ask): Promise<Moment> => {
    await client();
    const moment = await run.demand(ask);
    if (!moment) {
      throw new Error(OFF_THE_PAGE);
    }
    return moment;
  };
  const view = () => inquire({ inquire: "view" });
  return {
    command: async (command) => {
      const moment = await demand({ ask: "command", command });
      reach.obeyed(command);
      return reached(moment);
    },
    step: async () => reached(await demand({ ask: "step" })),
    seek: async (step) => {
      await client();
      run.pause();
      return reached(await demand({ ask: "seek", step, from: run.told.from }));
    },
    runUntil: async (goal, limitMs) => {
      await client();
      run.pause();
      const endMs = run.nowMs + limitMs;
      for (;;) {
        const moment = await demand({ ask: "until", goal, ms: Math.max(0, endMs - run.nowMs) });
        const { stopped = "time" } = moment;
        // One answer takes no longer than a frame or two; the limit is that of all together.
        if (stopped !== "wall-time" && stopped !== "steps") {
          return { ...reached(moment), stopped };
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
      return reached(await demand({ ask: "switch", branch }));
    },
    compare: async (one, other) => (await inquire({ inquire: "compare", branches: [one, other] })).difference,
    view,
    records: (from, count, options = {}) =>
      inquire({ inquire: "records", from, count, facts: options.facts ?? false }),
    message: (packet) => inquire({ inquire: "message", packet }),
    why: async (question) => (await inquire({ inquire: "why", question })).explanation,
    violations: async () => (await view()).violations,
    scenario: () => inquire({ inquire: "scenario" }),
    link: () => inquire({ inquire: "link" }),
    exportTrace: (format) => inquire({ inquire: "trace", format }),
  };
}

function reached({ nowMs, stepCount, nextMs }: Moment): Reached {
  return { nowMs, stepCount, idle: nextMs === undefined };
}
