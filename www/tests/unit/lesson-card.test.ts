// @vitest-environment happy-dom

import { afterEach, describe, expect, it } from "vitest";
import type { Quiz, Task, TaskProgress } from "../../src/engine/engine.ts";
import { type Action, ActionEvent } from "../../src/model/actions.ts";
import { NO_PROGRESS, withAnswer, withTask, withTest } from "../../src/model/course-progress.ts";
import type { Answer, Moment } from "../../src/model/lesson.ts";
import { LessonPart } from "../../src/panels/lesson.ts";
import { type SceneEntry, ScenesPart } from "../../src/panels/scenes.ts";
import { CoursePart } from "../../src/share/course-dialog.ts";
import { type Language, translator } from "../../src/text/catalogue.ts";

customElements.define("lesson-card", class extends LessonPart {});
customElements.define("scene-picker", class extends ScenesPart {});
customElements.define("course-card", class extends CoursePart {});

afterEach(() => document.body.replaceChildren());

const both = (en: string, zh = `${en} 中`) => ({ en, zh });

const quiz = (name: string): Quiz => ({
  text: both(`${name}?`),
  choices: [
    { text: both("no"), why: both("no, because") },
    { text: both("yes"), right: true, why: both("yes, because") },
  ],
});

const TASK: Task = {
  text: both("Crash one."),
  goal: { viewAtLeast: 1 },
  commandsMax: 2,
  controls: ["crash", "pause"],
  hints: [both("Think."), both("Replica 0.")],
};

const replied = (right: boolean): Answer => ({
  choice: right ? 1 : 0,
  right,
  why: both(right ? "yes, because" : "no, because"),
});

const moment = (more: Partial<Moment>): Moment => ({
  part: 3,
  atMs: 70,
  ask: undefined,
  task: undefined,
  progress: undefined,
  explain: undefined,
  isCurrent: true,
  isPast: false,
  ...more,
});

const inTask = (progress: TaskProgress): Moment => moment({ task: TASK, progress, explain: quiz("explain") });

/** A mounted part with what it dispatches. */
async function mounted<P extends LessonPart | CoursePart | ScenesPart>(
  tag: string,
  properties: Partial<P>,
  language: Language = "en",
) {
  const part = document.createElement(tag) as P;
  const actions: Action[] = [];
  part.addEventListener(ActionEvent.type, (event) => {
    if (event instanceof ActionEvent) {
      actions.push(event.action);
    }
  });
  part.locale = { language, t: translator(language) };
  Object.assign(part, properties);
  document.body.append(part);
  await part.updateComplete;
  const all = (selector: string) => [...part.renderRoot.querySelectorAll<HTMLElement>(selector)];
  const text = (selector: string) =>
    all(selector).map((one) => one.textContent?.replaceAll(/\s+/g, " ").trim());
  const press = (words: string) => {
    const button = all("button").find((one) => one.textContent?.includes(words));
    if (!button) {
      throw new Error(`no button says “${words}”`);
    }
    button.click();
    return part.updateComplete;
  };
  return { part, actions, all, text, press };
}

const card = (properties: Partial<LessonPart>, language?: Language) =>
  mounted<LessonPart>("lesson-card", properties, language);

describe("the question of a lesson", () => {
  it("asks, and the run does not go on before the answer", async () => {
    const { actions, text, press } = await card({ moment: moment({ ask: quiz("predict") }) });
    expect(text(".ask > p")).toEqual(["Predict. predict?"]);
    expect(text(".choices button")).toEqual(["no", "yes"]);
    expect(text(".go")).toEqual([]);
    await press("yes");
    expect(actions).toEqual([{ type: "answer", part: 3, asked: "ask", choice: 1 }]);
  });

  it("has a reply to a wrong answer, which may be given again or left", async () => {
    const answers = new Map([["3.ask", replied(false)]]);
    const { actions, all, text, press } = await card({ moment: moment({ ask: quiz("predict") }), answers });
    expect(text("[role=status]")).toEqual(["Not quite. no, because"]);
    expect(all(".choices button").map((one) => one.getAttribute("aria-pressed"))).toEqual(["true", "false"]);
    await press("yes");
    expect(actions).toEqual([]);
    await press("Try again");
    await press("Continue");
    expect(actions).toEqual([{ type: "ask-again", part: 3, asked: "ask" }, { type: "play" }]);
  });

  it("has a reply to a right answer, and none to try again", async () => {
    const answers = new Map([["3.ask", replied(true)]]);
    const { text } = await card({ moment: moment({ ask: quiz("predict") }), answers }, "zh");
    expect(text("[role=status]")).toEqual(["yes, because 中"]);
    expect(text(".retry")).toEqual([]);
    expect(text(".go")).toEqual(["继续"]);
  });

  it("is gone when the run went on without an answer", async () => {
    const { text } = await card({ moment: moment({ ask: quiz("predict"), isCurrent: false }) });
    expect(text("section, .go")).toEqual([]);
  });

  it("leaves the way on to the run while it plays, and to a page without playback", async () => {
    const answers = new Map([["3.ask", replied(true)]]);
    const asked = moment({ ask: quiz("predict") });
    expect((await card({ moment: asked, answers, playing: true })).text(".go")).toEqual([]);
    expect((await card({ moment: asked, answers, plays: false })).text(".go")).toEqual([]);
  });
});

describe("the proof of a task", () => {
  const done = inTask({ state: "reached", commands: 1 });

  it("is offered when the task is reached, and only then", async () => {
    const { actions, press } = await card({ moment: done });
    await press("Copy proof");
    expect(actions).toEqual([{ type: "proof" }]);
    for (const state of ["open", "over-limit"] as const) {
      expect((await card({ moment: inTask({ state, commands: 1 }) })).text(".prove")).toEqual([]);
    }
  });

  it("is offered in a run that was opened after its task, though the question has no answer there", async () => {
    const asked = { ...done, ask: quiz("predict") };
    expect((await card({ moment: asked })).text(".prove")).toEqual(["Copy proof"]);
    const open = { ...inTask({ state: "open", commands: 0 }), ask: quiz("predict") };
    expect((await card({ moment: open })).text(".task")).toEqual([]);
  });

  it("is shown after it was copied, or to be copied by hand", async () => {
    const address = "https://lab.example/#run=1.abc";
    const { all, text } = await card({ moment: done, proof: { address, copied: true } });
    expect(all("#proof").map((field) => Reflect.get(field, "value"))).toEqual([address]);
    expect(text(".proof [role=status]")).toEqual(["Copied."]);
    const denied = await card({ moment: done, proof: { address, copied: false } });
    expect(denied.text(".proof [role=status]").join()).toContain("The text is selected");
    expect((await card({ moment: done, refusal: "Too long." })).text(".proof [role=status]")).toEqual([
      "Too long.",
    ]);
  });
});

describe("a question without an answer", () => {
  it("can be skipped, where the run can go on", async () => {
    const asked = moment({ ask: quiz("predict") });
    const { actions, press } = await card({ moment: asked });
    await press("Skip this question");
    expect(actions).toEqual([{ type: "play" }]);
    const answers = new Map([["3.ask", replied(false)]]);
    for (const none of [{ answers }, { playing: true }, { plays: false }]) {
      expect((await card({ moment: asked, ...none })).text(".skip")).toEqual([]);
    }
  });

  it("is named after the run has passed it, with the way back, in any moment", async () => {
    const skipped = { atMs: 40, ask: quiz("earlier") };
    for (const now of [undefined, inTask({ state: "open", commands: 0 })]) {
      const { actions, text, press } = await card({ moment: now, skipped });
      expect(text(".skipped > p")).toEqual(["Not answered yet. earlier?"]);
      await press("Go back to the question");
      expect(actions).toEqual([{ type: "go", atMs: 40 }]);
    }
  });
});

describe("the task of a lesson", () => {
  it("can begin again once the run has passed it, whatever was done", async () => {
    const open = { ...inTask({ state: "open", commands: 0 }), isPast: true };
    const { actions, press } = await card({ moment: open });
    await press("Start the task again");
    expect(actions).toEqual([{ type: "again", atMs: 70 }]);
  });

  it("shows what is allowed, how much is used, and one hint after the other", async () => {
    const { part, actions, text, press } = await card({ moment: inTask({ state: "open", commands: 0 }) });
    expect(text(".task > p").join(" ")).toContain("Your turn. Crash one. Allowed here: crash, pause.");
    expect(text(".state")[0]).toContain("Not done yet. Commands: 0 of 2");
    expect(text(".hints li, .again, .explain")).toEqual([]);
    await press("Hint 1 of 2");
    expect(actions).toEqual([{ type: "hint", part: 3 }]);
    part.hints = 2;
    await part.updateComplete;
    expect(text(".hints li")).toEqual(["Think.", "Replica 0."]);
    expect(text(".hint")).toEqual([]);
  });

  it("says why it failed, and begins again", async () => {
    const over = await card({
      moment: inTask({ state: "over-limit", commands: 3, endedMs: 80, endedStep: 9 }),
    });
    expect(over.text(".state")[0]).toContain("Not done: more than 2 commands. Commands: 3 of 2");
    expect(over.text(".explain")).toEqual([]);
    await over.press("Start the task again");
    expect(over.actions).toEqual([{ type: "again", atMs: 70 }]);
    const progress = { state: "not-allowed", commands: 1, refused: "heal" } as const;
    const refused = await card({ moment: inTask(progress) });
    expect(refused.text(".state")[0]).toContain("Not done: not allowed here (heal).");
  });

  it("is followed by a question when it is done, and that by the next lesson", async () => {
    const done = inTask({ state: "reached", commands: 1, endedMs: 80, endedStep: 9 });
    const { part, actions, text, press } = await card({ moment: done, next: { name: "one-liar", part: 1 } });
    expect(text(".state")[0]).toContain("Done.");
    expect(text(".explain > p")).toEqual(["Explain. explain?"]);
    expect(text(".hint, .go")).toEqual([]);
    part.answers = new Map([["3.explain", replied(true)]]);
    await part.updateComplete;
    await press("Next lesson");
    expect(actions).toEqual([{ type: "scene", name: "one-liar" }]);
    part.next = { name: "second", part: 2 };
    await part.updateComplete;
    expect(text(".go")).toEqual(["Next part of this lesson"]);
    part.next = undefined;
    await part.updateComplete;
    expect(text(".go")).toEqual([]);
    expect(text("p").at(-1)).toContain("This was the last lesson.");
  });

  it("waits until the question of its moment is answered", async () => {
    const asks = { ...inTask({ state: "open", commands: 0 }), ask: quiz("predict") };
    const { part, text } = await card({ moment: asks });
    expect(text(".task")).toEqual([]);
    part.answers = new Map([["3.ask", replied(false)]]);
    await part.updateComplete;
    expect(text(".task")).toHaveLength(1);
  });
});

describe("the focus", () => {
  it("stays in the card when the button that had it is gone", async () => {
    const answers = new Map([["3.ask", replied(true)]]);
    const { part, all } = await card({ moment: moment({ ask: quiz("predict") }), answers });
    all(".go")[0]?.focus();
    part.playing = true;
    await part.updateComplete;
    expect(part.shadowRoot?.activeElement).toBe(all(".card")[0]);
  });
});

describe("a card below the edge of the panel", () => {
  /** A card from 300 to 420 in a panel from 0 to 200. */
  async function below(bottom: number) {
    const { part, all } = await card({ moment: moment({ ask: quiz("predict") }) });
    const box = part.parentElement as HTMLElement;
    box.scrollTop = 0;
    const rect = (top: number, end: number) => () => ({ top, bottom: end }) as DOMRect;
    box.getBoundingClientRect = rect(0, 200);
    part.getBoundingClientRect = rect(300, bottom);
    const first = all(".card")[0];
    if (first) {
      first.getBoundingClientRect = rect(300, bottom);
    }
    part.hints = 1;
    await part.updateComplete;
    return { part, box, all };
  }

  it("comes into sight, once, and never so far that its beginning is gone", async () => {
    const { part, box } = await below(420);
    expect(box.scrollTop).toBe(232);
    box.scrollTop = 0;
    part.moment = moment({ ask: quiz("predict") });
    await part.updateComplete;
    expect(box.scrollTop).toBe(0);
    expect((await below(2000)).box.scrollTop).toBe(288);
    // The reply to an answer comes up to its own beginning.
    const long = await below(2000);
    const reply = long.all(".reply")[0] as HTMLElement;
    reply.getBoundingClientRect = () => ({ top: 900, bottom: 950 }) as DOMRect;
    long.box.scrollTop = 0;
    long.part.answers = new Map([["3.ask", replied(true)]]);
    await long.part.updateComplete;
    expect(long.box.scrollTop).toBe(888);
    expect((await below(150)).box.scrollTop).toBe(0);
  });
});

const nothingDone = { predicted: false, done: false, explained: false };
const partsOfLessons = [
  {
    name: "a",
    number: 1,
    part: 1,
    title: "First",
    objective: "Say A.",
    ticks: { ...nothingDone, predicted: true, done: true },
  },
  { name: "b", number: 2, part: 1, title: "Second", objective: "Say B.", ticks: nothingDone },
  { name: "c", number: 2, part: 2, title: "Third", objective: "Say C.", ticks: nothingDone },
];

async function openList(properties: Partial<CoursePart> = {}) {
  const test = [quiz("one"), quiz("two")];
  const course = await mounted<CoursePart>("course-card", {
    bare: true,
    entries: partsOfLessons,
    scene: "b",
    testOf: async () => test,
    ...properties,
  });
  course.part.show();
  // The test arrives after the first rendering.
  await course.part.updateComplete;
  await new Promise((resolve) => setTimeout(resolve));
  await course.part.updateComplete;
  return course;
}

describe("the list of all lessons", () => {
  it("has number, objective and what is done of each, and opens one", async () => {
    const { actions, all, text, press } = await openList();
    expect(all(".lessons > li")).toHaveLength(2);
    expect(text(".lessons button")).toEqual(["1 First", "2 Second", "2.2 Third"]);
    expect(text(".objective")).toEqual(["Say A.", "Say B.", "Say C."]);
    expect(text(".tick")).toEqual(["✓ predicted", "✓ done"]);
    expect(all(".lessons [aria-current=true]")).toHaveLength(1);
    await press("First");
    expect(actions).toEqual([{ type: "scene", name: "a" }]);
  });

  it("has a test, which wants every answer, and replies to every choice at the end", async () => {
    const { part, actions, all, text, press } = await openList();
    expect(text(".row")[0]).toContain("not taken");
    all(".row button")[0]?.focus();
    await press("Take the test before the course");
    expect(part.shadowRoot?.activeElement).toBe(all("input")[0]);
    await press("Show the replies");
    await part.updateComplete;
    expect(text("[role=status]")).toEqual(["2 questions have no answer yet."]);
    expect(text(".reply")).toEqual([]);
    for (const index of [1, 2]) {
      all("input")[index]?.dispatchEvent(new Event("change"));
    }
    await press("Show the replies");
    expect(actions).toEqual([{ type: "test", when: "before", choices: [1, 0] }]);
    expect(text("[role=status]")).toEqual(["1 of 2 right"]);
    expect(text(".reply")).toEqual([
      "no, because",
      "Your answer: ✓ yes, because",
      "Your answer: no, because",
      "✓ yes, because",
    ]);
  });

  it("gives the progress as text, and lets the reader clear it", async () => {
    const { actions, all, text, press } = await openList({
      progress: withTest(NO_PROGRESS, "after", [1, 1]),
      keeps: true,
    });
    const report = all("textarea")[0] as HTMLTextAreaElement;
    expect(report.value.split("\n")).toEqual([
      "1. First: predicted, done",
      "2. Second: nothing yet",
      "2.2. Third: nothing yet",
      "Test before the course: not taken",
      "Test after the course: 2 of 2 right",
    ]);
    expect(text("p")).toContain("This browser keeps your progress. Nothing is sent.");
    await press("Clear the progress");
    expect(actions).toEqual([{ type: "clear-progress" }]);
  });
});

describe("the choice of a scene", () => {
  it("has the number of a lesson, and a tick for each of its steps that is done", async () => {
    const scenario = {
      captions: [{ atMs: 0, text: both("a"), task: TASK, ask: quiz("a"), explain: quiz("a") }],
    };
    const scene = (name: string, more: Partial<SceneEntry>): SceneEntry => ({
      ...{ name, shelf: "course", codes: [], title: name, about: "", scenario },
      ...more,
    });
    const scenes = [
      scene("one", { lesson: { number: 1, part: 1, objective: "" } }),
      scene("two", { lesson: { number: 2, part: 2, objective: "" } }),
      scene("library", { shelf: "attacks", codes: ["B2"] }),
    ];
    const predicted = withAnswer(NO_PROGRESS, "one", "0.ask", { choice: 0, right: false });
    const progress = withTask(predicted, "one", 0);
    const { text } = await mounted<ScenesPart>("scene-picker", { scenes, scene: "two", progress });
    expect(text("option")).toEqual(["1. one ✓✓", "2.2. two", "B2 · library"]);
  });
});
