import { expect, it } from "vitest";
import { EngineClient } from "../../src/engine-client.ts";

it("a program is told of an engine that is gone by the name that the engine itself gives it", async () => {
  const client = new EngineClient();
  client.greeting.catch(() => {});
  client.close();
  await expect(client.ask({ ask: "look" })).rejects.toMatchObject({
    name: "EngineError",
    message: "the engine was closed",
  });
});
