import "./engine-in-node.ts";
import { beforeEach, expect, it } from "vitest";
import type { Explanations } from "../../src/app/explanations.ts";
import type { WhyQuestion } from "../../src/engine/engine.ts";
import type { Run } from "../../src/run/run.ts";

const question: WhyQuestion = { client: 0 };
const nonsense: WhyQuestion = { replica: 77, executed: 1 };

let run: Run;
let explanations: Explanations;

beforeEach(async () => {
  const { Run } = await import("../../src/run/run.ts");
  const { Explanations } = await import("../../src/app/explanations.ts");
  const nothing = () => {};
  run = new Run({ changed: nothing, wentOn: nothing, moved: nothing, began: nothing, heard: nothing });
  explanations = new Explanations(run, () => explanations.settle());
  await run.start();
  await run.open({ cluster: { seed: "3" } });
  await run.command({ do: "submit", client: 0, operation: "put a b" });
  return () => run.close();
});

/** Waits until what was asked before has been answered. */
async function answered(): Promise<void> {
  // A question may take several turns: its rows, the way to its moment, the answer.
  for (let turn = 0; turn < 6; turn += 1) {
    await run.look();
  }
}

it("shows the answer, and goes on when it has been read", async () => {
  run.play();
  explanations.handle({ type: "why", question });
  expect(run.playing).toBe(false);
  await answered();
  expect(explanations.answered?.question).toBe(question);
  explanations.handle({ type: "close-answer" });
  expect([explanations.open, run.playing]).toEqual([false, true]);
});

it("shows no answer in another run than the one that it was asked in", async () => {
  const other = run.open({ cluster: { seed: "4" } });
  explanations.handle({ type: "why", question });
  await other;
  await answered();
  expect(explanations.open).toBe(false);
});

it("goes on after a question that was refused", async () => {
  run.play();
  explanations.handle({ type: "why", question: nonsense });
  await answered();
  expect([run.refused?.at, explanations.open, run.playing]).toEqual(["command", false, true]);
});

it("keeps a run paused that its reader has paused, whatever became of an earlier question", async () => {
  run.play();
  explanations.handle({ type: "why", question: nonsense });
  await answered();
  run.pause();
  explanations.handle({ type: "why", question });
  await answered();
  explanations.handle({ type: "close-answer" });
  expect(run.playing).toBe(false);
});
