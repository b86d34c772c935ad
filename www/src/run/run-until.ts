// Search for a milestone: runs as fast as the engine can, in parts between which the page stays responsive, up to a limit of
// virtual time.

import type { View } from "../engine/engine.ts";
import type { Update } from "../engine/messages.ts";
import { durationUntil } from "../engine/time.ts";
import {
  type FinishedSearch,
  goalOf,
  happened,
  LIMIT_MS,
  type Milestone,
  type Search,
  tellingOf,
} from "../model/milestones.ts";
import type { Run } from "./run.ts";

/** The maximum virtual time of one part, so that a run without scheduled events does not wait for the limit. */
const STRETCH_MS = 1000;

/** The run in which a milestone is searched. */
export type Searched = Pick<Run, "nowMs" | "nextMs" | "stopMs" | "query" | "runUntil" | "look"> & {
  readonly log: Pick<Run["log"], "repeat">;
};

export class Searches {
  now: Search | undefined;
  last: FinishedSearch | undefined;
  readonly #run: Searched;
  readonly #changed: () => void;

  constructor(run: Searched, changed: () => void) {
    this.#run = run;
    this.#changed = changed;
  }

  async begin(milestone: Milestone): Promise<void> {
    const mine: Search = { milestone, searchedMs: 0 };
    this.now = mine;
    this.last = undefined;
    this.#changed();
    const view = await this.#run.query({ type: "view" });
    if (view && this.now === mine) {
      await this.#follow(mine, view);
    } else if (this.now === mine) {
      this.drop();
    }
  }

  /** The reader stops the search. */
  stop(): void {
    if (this.now) {
      this.#end({ ...this.now, end: "stopped" });
      void this.#run.look();
    }
  }

  /** Drops the search without a message, because the run goes elsewhere. */
  drop(): void {
    this.now = undefined;
    this.last = undefined;
  }

  async #follow(first: Search, before: View): Promise<void> {
    const run = this.#run;
    const goal = goalOf(first.milestone, before);
    const sinceMs = run.nowMs;
    const way: Way = { limitMs: sinceMs + LIMIT_MS, stopMs: run.stopMs };
    for (let mine = first; this.now === mine; ) {
      const end = endOf(way, run);
      if (end) {
        this.#end({ ...mine, end });
        return run.look();
      }
      const update = await run.runUntil(goal, Math.min(leftOn(way, run), STRETCH_MS));
      if (this.now !== mine) {
        return;
      }
      if (!update) {
        this.drop();
        return;
      }
      const after: Search = { ...mine, searchedMs: run.nowMs - sinceMs };
      if (update.stopped === "goal") {
        this.#arrive(after, before, update);
        return;
      }
      mine = after;
      this.now = mine;
      this.#changed();
    }
  }

  #arrive(search: Search, before: View, { records, view }: Update): void {
    const found = view === undefined || happened(search.milestone, before, view);
    this.#run.log.repeat(found ? tellingOf(search.milestone, records)?.id : undefined);
    this.#end({ ...search, end: found ? "found" : "broken" });
  }

  #end(sought: FinishedSearch): void {
    this.now = undefined;
    this.last = sought;
    this.#changed();
  }
}

/** How far a search goes: to its limit, or to where the lesson waits for the reader. */
interface Way {
  readonly limitMs: number;
  readonly stopMs: number | undefined;
}

const leftOn = ({ limitMs, stopMs }: Way, { nowMs }: Pick<Searched, "nowMs">) =>
  durationUntil(Math.min(limitMs, stopMs ?? limitMs), nowMs);

/** Why a search ends before the next stretch; undefined if it goes on. */
function endOf(way: Way, run: Pick<Searched, "nowMs" | "nextMs">): FinishedSearch["end"] | undefined {
  if (leftOn(way, run) === 0) {
    return way.stopMs !== undefined && run.nowMs >= way.stopMs ? "lesson" : "limit";
  }
  return run.nextMs === undefined && way.stopMs === undefined ? "idle" : undefined;
}
