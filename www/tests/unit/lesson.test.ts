// @vitest-environment happy-dom

import "./engine-in-node.ts";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Course } from "../../src/app/course.ts";
import { pauseOf } from "../../src/app/pause.ts";
import type { CatalogEntry, Command, Scenario } from "../../src/engine/engine.ts";
import type { Action } from "../../src/model/actions.ts";
import { isWithin } from "../../src/model/controls.ts";
import {
  NO_PROGRESS,
  progressFrom,
  progressOf,
  scoreOf,
  ticksOf,
  withAll,
  withAnswer,
  withTask,
  withTest,
} from "../../src/model/course-progress.ts";
import {
  isAsking,
  isTry,
  keyOf,
  momentAt,
  partsOf,
  permitted,
  type QuestionKind,
  skipped,
  waitsFor,
  withoutCommandsByHand,
} from "../../src/model/lesson.ts";
import { TOOLS } from "../../src/model/tools.ts";
import { Run } from "../../src/run/run.ts";
import { CourseStore } from "../../src/share/course-store.ts";
import { courseSolutions } from "../solutions.ts";
import { foundFor } from "./found.ts";
import { loadEngine, Simulation } from "./wasm.ts";

let entries: readonly CatalogEntry[] = [];

beforeAll(async () => {
  await loadEngine();
  entries = Simulation.catalog();
});

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

const course = () => entries.filter(({ lesson }) => lesson !== undefined);

function scenarioOf(name: string): Scenario {
  const entry = entries.find((one) => one.name === name);
  if (!entry) {
    throw new Error(`there is no scene ${name}`);
  }
  return entry.scenario;
}

/** A run with the engine as the page has it, without a page. */
async function opened(name: string): Promise<Run> {
  const nothing = () => {};
  const run = new Run({ changed: nothing, wentOn: nothing, moved: nothing, began: nothing, heard: nothing });
  await run.start();
  expect(await run.open(scenarioOf(name))).toBe(true);
  run.isAnswered = () => true;
  return run;
}

/** The command with the number of the packet on its way that it names by its message and its ends. */
function resolved(command: Record<string, unknown>, { model }: Run): Command {
  const [kind, from, to] = Array.isArray(command["packet"]) ? command["packet"] : [];
  const found = model?.flying.find((one) => one.message.kind === kind && one.from === from && one.to === to);
  return (kind ? { ...command, packet: found?.id } : command) as Command;
}

const reliable: Command = { do: "restart", replica: 1 };
const forbidden: Command = { do: "crash", replica: 0 };

describe("the moment of a lesson", () => {
  it("is the last question or task that has begun, and its question waits until it is answered", async () => {
    const run = await opened("majority");
    expect(momentAt(run)).toBeUndefined();
    await run.goTo(5);
    const asked = momentAt(run);
    expect(skipped(run, () => false)).toBeUndefined();
    expect([asked?.part, asked?.isCurrent, isTry(asked)]).toEqual([0, true, false]);
    expect(isAsking(asked, new Map())).toBe(true);
    const reply = await run.query({ type: "answer", part: 0, question: "ask", choice: 1 });
    expect(reply?.right).toBe(false);
    expect(reply?.rightChoice).toBe(0);
    const answers = new Map(reply ? [[keyOf(0, "ask"), { ...reply, choice: 1 }]] : []);
    expect(isAsking(asked, answers)).toBe(false);
    expect(await run.query({ type: "answer", part: 0, question: "ask", choice: 9 })).toBeUndefined();
    expect(run.refused).toMatchObject({ field: "choice" });
    // A later caption: what was asked is not asked any more.
    await run.goTo(120);
    expect(momentAt(run)?.isCurrent).toBe(false);
    expect(isAsking(momentAt(run), new Map())).toBe(false);
    expect(skipped(run, () => false)?.atMs).toBe(5);
    expect(skipped(run, (key) => key === keyOf(0, "ask"))).toBeUndefined();
    run.close();
  });

  it("asks nothing in a run that is no longer the scene's", async () => {
    const run = await opened("majority");
    await run.command(forbidden);
    await run.goTo(300);
    expect(momentAt(run)).toBeUndefined();
    run.close();
  });

  it("is a try at the task after a command, and the task begins again without the commands", async () => {
    const run = await opened("majority");
    await run.goTo(900);
    expect(momentAt(run)?.progress?.state).toBe("open");
    expect([...(permitted(run.lesson, run.scenario) ?? [])]).toEqual(["restart"]);
    await run.command(forbidden);
    expect(momentAt(run)?.progress).toMatchObject({ state: "not-allowed", commands: 1, refused: "crash" });
    expect(permitted(run.lesson, run.scenario)).toBeUndefined();
    expect([isTry(momentAt(run)), momentAt(run)?.isCurrent]).toEqual([true, true]);
    await run.again(900);
    expect([run.nowMs, momentAt(run)?.progress]).toEqual([900, { state: "open", commands: 0 }]);
    await run.command(reliable);
    await run.goTo(3000);
    expect(momentAt(run)?.progress?.state).toBe("reached");
    expect(run.branches.length).toBeGreaterThan(1);
    run.close();
  });

  it("has in each lesson of the course what a reader needs to predict, to do and to explain", async () => {
    for (const { name, scenario } of course()) {
      const run = await opened(name);
      const last = scenario.captions?.at(-1)?.atMs ?? 0;
      await run.goTo(last);
      const moment = momentAt(run);
      expect([name, moment?.isCurrent, moment?.progress?.state]).toEqual([name, true, "open"]);
      expect(moment?.task?.hints?.length, name).toBeGreaterThan(0);
      expect(moment?.explain, name).toBeDefined();
      run.close();
    }
  });

  it("begins its task with the commands of the scenario only", () => {
    const commands = [
      { atMs: 0, do: "crash" as const, replica: 2 },
      { atMs: 9, afterStep: 3, do: "restart" as const, replica: 2 },
    ];
    expect(withoutCommandsByHand({ commands }).commands).toEqual(commands.slice(0, 1));
    expect(withoutCommandsByHand({})).toEqual({});
  });
});

describe("a question of a lesson", () => {
  it("is not passed by any way forward before it was asked", async () => {
    const ways: Readonly<Record<string, (run: Run) => unknown>> = {
      "a click at a later time": (run) => run.goTo(800),
      "a step": async (run) => {
        do {
          const before = run.nowMs + run.stepCount;
          run.step(0, false);
          await vi.waitFor(() => expect(run.nowMs + run.stepCount).toBeGreaterThan(before));
        } while (run.nowMs !== 5 && run.nowMs !== 210);
      },
      "a search": (run) => run.search("violation"),
    };
    for (const [name, go] of Object.entries(ways)) {
      const run = await opened("majority");
      run.isAnswered = () => false;
      await go(run);
      expect([name, run.nowMs]).toEqual([name, 5]);
      // The second time the reader wants to go on. The next question and the task are asked, too.
      await go(run);
      expect([name, run.nowMs]).toEqual([name, 210]);
      run.isAnswered = () => true;
      await run.goTo(5000);
      expect([name, run.nowMs]).toEqual([name, 900]);
      await run.goTo(5000);
      expect([name, run.nowMs]).toEqual([name, 5000]);
      run.close();
    }
    // A page where nothing can be answered does not wait.
    const run = await opened("majority");
    run.isAnswered = () => false;
    run.playback.waits = false;
    await run.goTo(5000);
    expect(run.nowMs).toBe(5000);
    run.close();
  });
});

describe("progress", () => {
  it("keeps the first answer to a question, and that a later one was right", () => {
    const wrong = withAnswer(NO_PROGRESS, "majority", "0.ask", { choice: 1, right: false });
    const right = withAnswer(wrong, "majority", "0.ask", { choice: 0, right: true });
    expect(right.lessons["majority"]).toEqual({ first: { "0.ask": 1 }, right: ["0.ask"], reached: [] });
  });

  it("ticks a lesson when all is predicted, done and explained", () => {
    const scenario = scenarioOf("majority");
    const none = { predicted: false, done: false, explained: false };
    expect(ticksOf(NO_PROGRESS, "majority", scenario)).toEqual(none);
    let progress = withAnswer(NO_PROGRESS, "majority", "0.ask", { choice: 1, right: false });
    expect(ticksOf(progress, "majority", scenario)).toEqual(none);
    progress = withAnswer(progress, "majority", "1.ask", { choice: 2, right: true });
    expect(ticksOf(progress, "majority", scenario)).toEqual({ ...none, predicted: true });
    progress = withAnswer(progress, "majority", "2.explain", { choice: 0, right: false });
    progress = withTask(progress, "majority", 2);
    expect(ticksOf(progress, "majority", scenario)).toEqual({ ...none, predicted: true, done: true });
    expect(withTask(progress, "majority", 2)).toBe(progress);
    progress = withAnswer(progress, "majority", "2.explain", { choice: 1, right: true });
    expect(ticksOf(progress, "majority", scenario)).toEqual({ predicted: true, done: true, explained: true });
    // A scene without questions is never ticked.
    expect(ticksOf(progress, "one-request", scenarioOf("one-request"))).toEqual(none);
  });

  it("counts the right choices of a test", () => {
    const test = Simulation.courseTest();
    expect(test).toHaveLength(6);
    const right = test.map(({ choices }) => choices.findIndex((choice) => choice.right));
    expect(scoreOf(test, right)).toBe(6);
    expect(scoreOf(test, [])).toBe(0);
  });

  it("is kept by the browser, and what is not progress is ignored", () => {
    const store = new CourseStore();
    const progress = withTest(withTask(NO_PROGRESS, "majority", 2), "before", [0, 1, 2]);
    expect(store.read()).toBeUndefined();
    store.write(progress);
    expect(new CourseStore().read()).toEqual(progress);
    store.clear();
    expect(store.read()).toBeUndefined();
    for (const wrong of [
      null,
      [],
      { ...progress, version: 2 },
      { ...progress, lessons: [] },
      { ...progress, tests: { before: ["0"] } },
      { ...progress, lessons: { majority: { first: { "0.ask": -1 }, right: [], reached: [] } } },
      { ...progress, lessons: { majority: { first: {}, right: [1], reached: [] } } },
      { ...progress, lessons: { majority: { first: {}, right: [], reached: [0.5] } } },
    ]) {
      expect(progressFrom(wrong), JSON.stringify(wrong)).toBeUndefined();
    }
  });

  it("lasts as long as the page where the browser denies storage", () => {
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    const run = new Run({ changed() {}, wentOn() {}, moved() {}, began() {}, heard() {} });
    const here = new Course(run, { keeps: () => true, lesson: () => "majority", ...REST });
    here.settle();
    here.handle({ type: "test", when: "before", choices: [1] });
    expect(here.progress.tests.before).toEqual([1]);
    here.handle({ type: "clear-progress" });
    expect(here.progress).toEqual(NO_PROGRESS);
  });
});

describe("progress from elsewhere", () => {
  it("of a file is added, and what the reader did here comes first", () => {
    const here = withTask(
      withAnswer(NO_PROGRESS, "majority", "0.ask", { choice: 1, right: false }),
      "majority",
      2,
    );
    const elsewhere = withTest(
      withAnswer(
        withAnswer(NO_PROGRESS, "majority", "0.ask", { choice: 0, right: true }),
        "one-liar",
        "0.ask",
        { choice: 2, right: false },
      ),
      "before",
      [1],
    );
    const both = withAll(here, progressOf(JSON.stringify(elsewhere)) ?? NO_PROGRESS);
    expect(both.lessons["majority"]).toEqual({ first: { "0.ask": 1 }, right: ["0.ask"], reached: [2] });
    expect(both.lessons["one-liar"]).toEqual(elsewhere.lessons["one-liar"]);
    expect(both.tests).toEqual({ before: [1] });
    expect(withAll(both, elsewhere)).toEqual(both);
    expect([progressOf("{"), progressOf("{}")]).toEqual([undefined, undefined]);
  });
});

/** What a page adds, where a test looks at something else. */
const REST = {
  sharing: () => ({
    link: () => Promise.resolve({ value: "1.abc" }),
    addressOf: (link: string) => `https://lab.example/#run=${link}`,
  }),
  answered() {},
  changed() {},
};

/** The right answer to a question. */
async function rightAction(run: Run, scenario: Scenario, part: number, asked: QuestionKind): Promise<Action> {
  const found = foundFor(scenario, part, asked, await run.query({ type: "view" }));
  if (found) {
    return { type: "found", part, asked, found };
  }
  const reply = await run.query({ type: "answer", part, question: asked, choice: 0 });
  return { type: "answer", part, asked, choice: reply?.rightChoice ?? -1 };
}

describe("the course on a page", () => {
  it("notes answers and tasks that the engine reports, for the open lesson only", async () => {
    const run = await opened("majority");
    let lesson: string | undefined = "majority";
    const here = new Course(run, { keeps: () => true, lesson: () => lesson, ...REST });
    await run.goTo(5);
    here.handle({ type: "answer", part: 0, asked: "ask", choice: 1 });
    await vi.waitFor(() => expect(here.answers.get("0.ask")?.right).toBe(false));
    here.handle({ type: "ask-again", part: 0, asked: "ask" });
    expect(here.answers.size).toBe(0);
    here.handle({ type: "answer", part: 0, asked: "ask", choice: 0 });
    await vi.waitFor(() => expect(here.answers.get("0.ask")?.right).toBe(true));
    await run.goTo(900);
    await run.command(reliable);
    await run.goTo(3000);
    lesson = undefined;
    here.settle();
    expect(here.progress.lessons["majority"]?.reached).toEqual([]);
    lesson = "majority";
    here.settle();
    expect(new CourseStore().read()?.lessons["majority"]).toEqual({
      first: { "0.ask": 1 },
      right: ["0.ask"],
      reached: [2],
    });
    here.forget();
    expect(here.answers.size).toBe(0);
    run.close();
  });

  it("is complete when each lesson is predicted, done and explained", async () => {
    const solutions = courseSolutions();
    expect(solutions.map(({ name }) => name)).toEqual(course().map(({ name }) => name));
    for (const { name, solution } of solutions) {
      const run = await opened(name);
      const here = new Course(run, { keeps: () => true, lesson: () => name, ...REST });
      const { asks, explains } = partsOf(scenarioOf(name));
      const answerRightly = async (keys: readonly string[], kind: QuestionKind) => {
        for (const key of keys) {
          const part = Number.parseInt(key, 10);
          here.handle(await rightAction(run, scenarioOf(name), part, kind));
          await vi.waitFor(() => expect(here.answers.get(key)?.right, `${name} ${key}`).toBe(true));
        }
      };
      await answerRightly(asks, "ask");
      for (const [atMs, command] of solution) {
        await run.goTo(atMs);
        expect(waitsFor(momentAt(run), here.answers), `${name} at ${atMs}`).toBe("task");
        expect(await run.command(resolved(command, run)), name).toBe(true);
      }
      await run.goTo(8000);
      here.settle();
      await answerRightly(explains, "explain");
      const all = { predicted: true, done: true, explained: true };
      expect([name, ticksOf(here.progress, name, scenarioOf(name))]).toEqual([name, all]);
      run.close();
    }
  });

  it("is not kept where the element keeps nothing", () => {
    const run = new Run({ changed() {}, wentOn() {}, moved() {}, began() {}, heard() {} });
    const here = new Course(run, { keeps: () => false, lesson: () => undefined, ...REST });
    here.handle({ type: "test", when: "after", choices: [0] });
    expect(here.progress.tests.after).toEqual([0]);
    expect(new CourseStore().read()).toBeUndefined();
  });
});

describe("the proof of a run", () => {
  it("reports answers to the page, and proves a run with them", async () => {
    const run = await opened("majority");
    const answered = vi.fn();
    const here = new Course(run, { keeps: () => false, lesson: () => undefined, ...REST, answered });
    await run.goTo(5);
    here.handle({ type: "answer", part: 0, asked: "ask", choice: 1 });
    await vi.waitFor(() => expect(here.answers.size).toBe(1));
    expect(answered.mock.calls).toEqual([[{ part: 0, question: "ask", choice: 1, right: false }]]);
    here.handle({ type: "proof" });
    const address = "https://lab.example/#run=1.abc&answers=0.ask.1";
    await vi.waitFor(() => expect(here.proof).toEqual({ address, copied: true }));
    here.forget();
    expect(here.proof).toBeUndefined();
    run.close();
  });
});

describe("the part of a lesson that waits for the reader", () => {
  it("is the question until it is answered, and then the task until it is done or lost", async () => {
    const run = await opened("majority");
    const none = new Map();
    expect(waitsFor(momentAt(run), none)).toBeUndefined();
    await run.goTo(5);
    expect(waitsFor(momentAt(run), none)).toBe("question");
    const reason = { run, answers: false, looks: false };
    run.playback.waits = true;
    expect(pauseOf({ ...reason, lesson: { waits: waitsFor(momentAt(run), none), atMs: 5 } })).toBe(
      "question",
    );
    expect(pauseOf({ ...reason, lesson: { waits: undefined, atMs: 5 } })).toBe("chapter");
    // At a time without a chapter, as a question of the scenario itself.
    expect(
      pauseOf({
        ...reason,
        run: Object.assign(Object.create(run), { chapters: [] }),
        lesson: { waits: "task", atMs: 5 },
      }),
    ).toBe("task");
    await run.goTo(120);
    expect(waitsFor(momentAt(run), none)).toBeUndefined();
    await run.goTo(900);
    expect(waitsFor(momentAt(run), none)).toBe("task");
    await run.command(forbidden);
    expect(waitsFor(momentAt(run), none)).toBeUndefined();
    run.close();
  });
});

describe("the commands that a task allows", () => {
  const commanded = (command: Command) => ({ type: "command" as const, command });

  it("is its commands, and the tools that lead to one of them", () => {
    const only = new Set(["link", "behave"] as const);
    expect(isWithin(undefined, commanded(forbidden))).toBe(true);
    expect(isWithin(only, commanded(forbidden))).toBe(false);
    expect(isWithin(only, commanded({ do: "link", from: 0, to: 1, up: false }))).toBe(true);
    const tools = TOOLS.filter((tool) => isWithin(only, { type: "tool", tool }));
    expect(tools).toEqual(["lie", "slow", "cut"]);
    expect(isWithin(only, { type: "tool", tool: undefined })).toBe(true);
    expect(isWithin(only, { type: "compose", client: 0 })).toBe(false);
    expect(isWithin(only, { type: "play" })).toBe(true);
  });
});
