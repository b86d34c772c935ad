import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EngineConnection, Refused } from "../../src/engine/connection.ts";
import type { ReplayProgress, RunRequest } from "../../src/engine/messages.ts";
import { ReplayMonitor } from "../../src/engine/replay-monitor.ts";

interface Client {
  readonly asked: string[];
  closed: boolean;
}

/** Every engine that was begun. */
const engines: Client[] = [];

vi.mock("../../src/engine/client.ts", async (original) => {
  const real = await original<typeof import("../../src/engine/client.ts")>();
  /** Refuses what is called "wrong", breaks at what is called "trap", says of what is called "far" that it takes long until
   *  it is given up, and answers everything else. */
  class EngineClient implements Client {
    readonly asked: string[] = [];
    closed = false;
    readonly info = Promise.resolve({});
    onFailure = () => {};
    onProgress: (progress: ReplayProgress, decision: (decision: "go" | "back") => void) => void = () => {};
    onArrived = () => {};
    #end: (error: Error) => void = () => {};

    constructor() {
      engines.push(this);
    }

    send(request: RunRequest): Promise<unknown> {
      const text =
        request.type === "open" ? request.scenario : request.type === "open-link" ? request.link : undefined;
      const said = typeof text === "string" ? text : request.type;
      this.asked.push(said);
      return new Promise((resolve, reject) => {
        this.#end = reject;
        setTimeout(() => {
          const refusal = { name: "ScenarioError", message: said, field: "", code: "", values: {} };
          if (said === "wrong") {
            reject(new real.RefusedError(refusal));
          } else if (said === "trap") {
            reject(new real.FailedError("unreachable"));
          } else if (said === "far") {
            this.onProgress({ stepCount: 1, goal: 1e6 }, () => reject(new real.GivenUpError("given up")));
          } else {
            resolve({ said });
          }
        });
      });
    }

    close(): void {
      this.closed = true;
      this.#end(new real.FailedError("the engine was closed", "closed"));
    }
  }
  return { ...real, EngineClient };
});

const told: string[] = [];
let talk: EngineConnection;
let replayMonitor: ReplayMonitor;

beforeEach(async () => {
  engines.length = 0;
  told.length = 0;
  replayMonitor = new ReplayMonitor(() => {});
  const { EngineConnection } = await import("../../src/engine/connection.ts");
  talk = new EngineConnection(
    {
      refused: (error) => told.push(`refused ${error.message}`),
      broke: (error) => told.push(`broke ${error.message}`),
    },
    replayMonitor,
  );
  await talk.info();
  await talk.send({ type: "open", scenario: {} }, "scene");
});

/** What is brought to the page: the text of a file, or a link. */
const BROUGHT: [string, (text: string) => RunRequest, Refused["at"]][] = [
  ["file", (scenario) => ({ type: "open", scenario }), "file"],
  ["link", (link) => ({ type: "open-link", link }), "link"],
];
const open = () => engines.map(({ closed }) => !closed);

describe.each(BROUGHT)("a %s", (_, brought, at) => {
  const bring = (text: string) => talk.send(brought(text), at);

  it("gives back what a refused one took: the engine that read it ends, and the run goes on with its own", async () => {
    expect(await bring("wrong")).toBeUndefined();
    expect(told).toEqual(["refused wrong"]);
    expect(open()).toEqual([true, false]);
    await talk.send({ type: "step" }, "command");
    expect(engines[0]?.asked).toEqual(["open", "step"]);
  });

  it("goes on with the engine that has opened one, and ends the one before", async () => {
    expect(await bring("good")).toEqual({ said: "good" });
    expect(open()).toEqual([false, true]);
    await talk.send({ type: "step" }, "command");
    expect(engines[1]?.asked).toEqual(["good", "step"]);
    expect(talk.client).toBe(engines[1]);
  });

  it("follows the last wish, also where an earlier one is still being read", async () => {
    const first = bring("good");
    const second = bring("better");
    const third = talk.send({ type: "open", scenario: {} }, "scene");
    expect(await Promise.all([first, second, third])).toEqual([undefined, undefined, { said: "open" }]);
    expect(open()).toEqual([true, false, false]);
    expect(told).toEqual([]);
  });

  it("reports a broken engine for one request, and ends no request twice", async () => {
    expect(await bring("trap")).toBeUndefined();
    expect(told).toEqual(["broke unreachable"]);
    expect(talk.open).toBe(false);
  });

  it("ends the engine that reads one with the others", async () => {
    const reading = bring("good");
    talk.close();
    expect(await reading).toBeUndefined();
    expect(open()).toEqual([false, false]);
    expect(told).toEqual([]);
  });

  it("that is far is asked about, and what it took is given back when the reader gives it up", async () => {
    expect(await bring("far")).toBeUndefined();
    expect([replayMonitor.gaveUp, open(), told]).toEqual([true, [true, false], []]);
    await bring("wrong");
    expect(replayMonitor.gaveUp).toBe(false);
  });
});
