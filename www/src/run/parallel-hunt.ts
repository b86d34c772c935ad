// Hunt on several workers: each searches its own executions. The first finding ends the others, and its worker makes it smaller.

import { EngineClient, FailedError } from "../engine/client.ts";
import type { HuntProgress, HuntTask } from "../engine/engine.ts";
import {
  type HuntFinding,
  type HuntState,
  isBusy,
  NO_COVERAGE,
  partOf,
  sizesWith,
  totalOf,
  workersFor,
} from "../model/hunt.ts";

/** The part of an engine's client that a hunt needs. */
export type HuntClient = Pick<EngineClient, "info" | "hunt" | "isInPage" | "close">;

/** No reader follows more changes than this. */
const NEWS_EVERY_MS = 200;

export class ParallelHunt {
  state: HuntState | undefined;

  readonly #changed: () => void;
  readonly #start: () => HuntClient;
  #clients: readonly HuntClient[] = [];
  #progress: readonly HuntProgress[] = [];
  #beganAtMs = 0;
  #newsAtMs = 0;
  /** Counts the hunts: what an earlier one still answers is ignored. */
  #hunts = 0;

  /** `start` starts a worker. */
  constructor(changed: () => void, start: () => HuntClient = () => new EngineClient()) {
    this.#changed = changed;
    this.#start = start;
  }

  /** Begins a hunt and ends the one before. Resolves when it is over. */
  async begin(task: HuntTask, rule: string | undefined, processors: number): Promise<void> {
    this.#end();
    const mine = this.#hunts;
    const workers = workersFor(processors, task.executions);
    this.#beganAtMs = performance.now();
    this.state = {
      status: "starting",
      task,
      rule,
      workers,
      executions: 0,
      elapsedMs: 0,
      coverage: NO_COVERAGE,
      found: undefined,
      sizes: [],
      problem: undefined,
    };
    this.#changed();
    try {
      await this.#search(task, workers, mine);
    } catch (error) {
      this.#fail(error, mine);
    }
  }

  /** Ends the hunt. What it has found so far stays. */
  stop(): void {
    if (this.state?.status === "running") {
      this.#count();
    }
    if (isBusy(this.state)) {
      this.#set({ status: this.state?.found ? "found" : "stopped" });
    }
    this.#end();
    this.#changed();
  }

  async #search(task: HuntTask, workers: number, mine: number): Promise<void> {
    const clients = Array.from({ length: workers }, () => this.#start());
    this.#clients = clients;
    await Promise.all(clients.map((client) => client.info));
    if (mine !== this.#hunts) {
      return;
    }
    // Without workers all would share the page's time.
    const used = clients.some((client) => client.isInPage) ? clients.slice(0, 1) : clients;
    this.#progress = used.map(() => NOTHING_YET);
    this.#beganAtMs = performance.now();
    this.#set({ status: "running", workers: used.length });
    const parts = used.map((client, part) => this.#searchPart(client, task, part, used.length, mine));
    await Promise.all(parts.map((part) => part.catch(ignoreClosed)));
    if (mine === this.#hunts && this.state?.status === "running") {
      this.#count();
      this.#set({ status: "none" });
      this.#end();
      this.#changed();
    }
  }

  async #searchPart(
    client: HuntClient,
    task: HuntTask,
    part: number,
    parts: number,
    mine: number,
  ): Promise<void> {
    let progress = await client.hunt({ type: "begin", task: partOf(task, part, parts) });
    while (this.#isSearching(mine) && !progress.over) {
      progress = await client.hunt({ type: "search" });
      if (!this.#isSearching(mine)) {
        return;
      }
      this.#progress = this.#progress.with(part, progress);
      if (progress.found) {
        this.#count();
        await this.#shrink(client, progress.found, mine);
        return;
      }
      this.#report();
    }
  }

  async #shrink(client: HuntClient, found: HuntFinding, mine: number): Promise<void> {
    for (const other of this.#clients.filter((one) => one !== client)) {
      other.close();
    }
    this.#set({ status: "shrinking" });
    this.#find(found);
    let now = found;
    while (!now.minimal) {
      const progress = await client.hunt({ type: "shrink" });
      if (mine !== this.#hunts) {
        return;
      }
      now = progress.found ?? now;
      this.#find(now);
    }
    this.#set({ status: "found" });
    this.#end();
    this.#changed();
  }

  #find(found: HuntFinding): void {
    this.#set({ found, sizes: sizesWith(this.state?.sizes ?? [], found) });
    this.#changed();
  }

  #isSearching(mine: number): boolean {
    return mine === this.#hunts && this.state?.status === "running";
  }

  /** Adds up the parts, which come more often than anything is shown. */
  #count(): void {
    this.#set({ ...totalOf(this.#progress), elapsedMs: performance.now() - this.#beganAtMs });
  }

  #report(): void {
    const nowMs = performance.now();
    if (nowMs - this.#newsAtMs >= NEWS_EVERY_MS) {
      this.#newsAtMs = nowMs;
      this.#count();
      this.#changed();
    }
  }

  #set(change: Partial<HuntState>): void {
    this.state = this.state && { ...this.state, ...change };
  }

  #fail(error: unknown, mine: number): void {
    if (mine !== this.#hunts) {
      return;
    }
    const problem = error instanceof Error ? error.message : String(error);
    this.#set({ status: "failed", problem });
    this.#end();
    this.#changed();
  }

  #end(): void {
    this.#hunts += 1;
    for (const client of this.#clients) {
      client.close();
    }
    this.#clients = [];
  }
}

/** A worker that is closed because another one was faster has nothing more to say. */
function ignoreClosed(error: unknown): void {
  if (!(error instanceof FailedError && error.why === "closed")) {
    throw error;
  }
}

const NOTHING_YET: HuntProgress = { executions: 0, steps: 0, over: false, coverage: NO_COVERAGE };
