import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Conversation, Refused } from "../../src/engine/connection.ts";
import type { Ask, Coming } from "../../src/engine/messages.ts";
import { Patience } from "../../src/engine/replay-progress.ts";

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
    readonly greeting = Promise.resolve({});
    onFailure = () => {};
    onComing: (coming: Coming, onward: (onward: "go" | "back") => void) => void = () => {};
    onArrived = () => {};
    #end: (error: Error) => void = () => {};

    constructor() {
      engines.push(this);
    }

    ask(ask: Ask): Promise<unknown> {
      const text = ask.ask === "open" ? ask.scenario : ask.ask === "open-link" ? ask.link : undefined;
      const said = typeof text === "string" ? text : ask.ask;
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
            this.onComing({ stepCount: 1, goal: 1e6 }, () => reject(new real.GivenUpError("given up")));
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
let talk: Conversation;
let patience: Patience;

beforeEach(async () => {
  engines.length = 0;
  told.length = 0;
  patience = new Patience(() => {});
  const { Conversation } = await import("../../src/engine/connection.ts");
  talk = new Conversation(
    {
      refused: (error) => told.push(`refused ${error.message}`),
      broke: (error) => told.push(`broke ${error.message}`),
    },
    patience,
  );
  await talk.greeting();
  await talk.ask({ ask: "open", scenario: {} }, "scene");
});

/** What is brought to the page: the text of a file, or a link. */
const BROUGHT: [string, (text: string) => Ask, Refused["at"]][] = [
  ["file", (scenario) => ({ ask: "open", scenario }), "file"],
  ["link", (link) => ({ ask: "open-link", link }), "link"],
];
const open = () => engines.map(({ closed }) => !closed);

describe.each(BROUGHT)("a %s", (_, brought, at) => {
  const bring = (text: string) => talk.ask(brought(text), at);

  it("gives back what a refused one took: the engine that read it ends, and the run goes on with its own", async () => {
    expect(await bring("wrong")).toBeUndefined();
    expect(told).toEqual(["refused wrong"]);
    expect(open()).toEqual([true, false]);
    await talk.ask({ ask: "step" }, "command");
    expect(engines[0]?.asked).toEqual(["open", "step"]);
  });

  it("goes on with the engine that has opened one, and ends the one before", async () => {
    expect(await bring("good")).toEqual({ said: "good" });
    expect(open()).toEqual([false, true]);
    await talk.ask({ ask: "step" }, "command");
    expect(engines[1]?.asked).toEqual(["good", "step"]);
    expect(talk.client).toBe(engines[1]);
  });

  it("follows the last wish, also where an earlier one is still being read", async () => {
    const first = bring("good");
    const second = bring("better");
    const third = talk.ask({ ask: "open", scenario: {} }, "scene");
    expect(await Promise.all([first, second, third])).toEqual([undefined, undefined, { said: "open" }]);
    expect(open()).toEqual([true, false, false]);
    expect(told).toEqual([]);
  });

  it("tells that an engine broke at one, and ends nothing twice", async () => {
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
    expect([patience.gaveUp, open(), told]).toEqual([true, [true, false], []]);
    await bring("wrong");
    expect(patience.gaveUp).toBe(false);
  });
});
