import { beforeEach, expect, it, vi } from "vitest";
import type { Conversation } from "../../src/conversation.ts";
import type { Ask } from "../../src/engine-protocol.ts";
import { Patience } from "../../src/patience.ts";

interface Client {
  readonly asked: string[];
  closed: boolean;
}

/** Every engine that was begun. */
const engines: Client[] = [];

vi.mock("../../src/engine-client.ts", async (original) => {
  const real = await original<typeof import("../../src/engine-client.ts")>();
  /** Refuses what is called "wrong", breaks at what is called "trap", and answers everything else. */
  class EngineClient implements Client {
    readonly asked: string[] = [];
    closed = false;
    readonly greeting = Promise.resolve({});
    onFailure = () => {};
    #end: (error: Error) => void = () => {};

    constructor() {
      engines.push(this);
    }

    ask(ask: Ask): Promise<unknown> {
      const said = ask.ask === "open" && typeof ask.scenario === "string" ? ask.scenario : ask.ask;
      this.asked.push(said);
      return new Promise((resolve, reject) => {
        this.#end = reject;
        setTimeout(() => {
          const refusal = { name: "ScenarioError", message: said, field: "", code: "", values: {} };
          if (said === "wrong") {
            reject(new real.RefusedError(refusal));
          } else if (said === "trap") {
            reject(new real.FailedError("unreachable"));
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

beforeEach(async () => {
  engines.length = 0;
  told.length = 0;
  const { Conversation } = await import("../../src/conversation.ts");
  talk = new Conversation(
    {
      refused: (error) => told.push(`refused ${error.message}`),
      broke: (error) => told.push(`broke ${error.message}`),
    },
    new Patience(() => {}),
  );
  await talk.greeting();
  await talk.ask({ ask: "open", scenario: {} }, "scene");
});

const file = (text: string) => talk.ask({ ask: "open", scenario: text }, "file");
const open = () => engines.map(({ closed }) => !closed);

it("gives back what a refused file took: the engine that read it ends, and the run goes on with its own", async () => {
  expect(await file("wrong")).toBeUndefined();
  expect(told).toEqual(["refused wrong"]);
  expect(open()).toEqual([true, false]);
  await talk.ask({ ask: "step" }, "command");
  expect(engines[0]?.asked).toEqual(["open", "step"]);
});

it("goes on with the engine that has opened a file, and ends the one before", async () => {
  expect(await file("good")).toEqual({ said: "good" });
  expect(open()).toEqual([false, true]);
  await talk.ask({ ask: "step" }, "command");
  expect(engines[1]?.asked).toEqual(["good", "step"]);
  expect(talk.client).toBe(engines[1]);
});

it("follows the last wish, also where an earlier file is still being read", async () => {
  const first = file("good");
  const second = file("better");
  const third = talk.ask({ ask: "open", scenario: {} }, "scene");
  expect(await Promise.all([first, second, third])).toEqual([undefined, undefined, { said: "open" }]);
  expect(open()).toEqual([true, false, false]);
  expect(told).toEqual([]);
});

it("tells that an engine broke at a file, and ends nothing twice", async () => {
  expect(await file("trap")).toBeUndefined();
  expect(told).toEqual(["broke unreachable"]);
  expect(talk.open).toBe(false);
});

it("ends the engine that reads a file with the others", async () => {
  const reading = file("good");
  talk.close();
  expect(await reading).toBeUndefined();
  expect(open()).toEqual([false, false]);
  expect(told).toEqual([]);
});
