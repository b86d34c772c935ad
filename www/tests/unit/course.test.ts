import { beforeAll, expect, it } from "vitest";
import type { Run } from "./arguments.ts";
import { loadEngine, Simulation } from "./wasm.ts";

beforeAll(loadEngine);

const lesson = () => Simulation.catalog().find(({ lesson }) => lesson?.number === 1)?.scenario;

/** The part of the lesson that begins with a question, and the choices of that question. */
function firstQuestion(run: Run): { part: number; choices: number } {
  const part = run.view().lesson?.findIndex(({ caption }) => {
    return caption !== undefined && run.scenario().captions?.[caption]?.ask !== undefined;
  });
  const caption = run.view().lesson?.[part ?? -1]?.caption ?? -1;
  return { part: part ?? -1, choices: run.scenario().captions?.[caption]?.ask?.choices.length ?? 0 };
}

it("an answer is checked: one choice is right, and each has a reply", () => {
  const run = new Simulation(lesson());
  const { part, choices } = firstQuestion(run);
  const replies = Array.from({ length: choices }, (_, choice) => run.answer(part, "ask", choice));
  expect(replies.filter(({ right }) => right)).toHaveLength(1);
  expect(replies.map(({ right }) => right).indexOf(true)).toBe(replies[0]?.rightChoice);
  expect(replies.every(({ why }) => (why?.["en"] ?? "") !== "")).toBe(true);
});

it("an answer to no question and a choice that is not there are refused with their field", () => {
  const run = new Simulation(lesson());
  const { part, choices } = firstQuestion(run);
  expect(() => run.answer(part, "ask", choices)).toThrow(/choice/);
  expect(() => run.answer(1000, "ask", 0)).toThrow(/part/);
});
