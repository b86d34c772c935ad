// Lessons: the questions and the task of a moment, and the commands that the tasks allow. What is right, and what is reached, is
// said by the engine.

import type {
  Command,
  FindVerdict,
  LessonPart,
  LocalText,
  Quiz,
  Scenario,
  Task,
  TaskProgress,
} from "../engine/engine.ts";
import type { SceneDivergence } from "./scene-divergence.ts";

/** The place of a lesson in the course. */
export interface LessonPlace {
  /** The number, from 1. */
  readonly number: number;
  /** The part of the lesson, from 1. */
  readonly part: number;
}

/** The number that a reader sees: `6`, and `6.2` for a second part. */
export const labelOf = ({ number, part }: LessonPlace): string =>
  part > 1 ? `${number}.${part}` : String(number);

/** The question before the outcome, or the one after the task. */
export type QuestionKind = "ask" | "explain";

/** The reader's answer with the engine's reply. */
export interface Answer {
  readonly right: boolean;
  /** The explanation. Undefined for something wrong that was found: then the verdict explains it. */
  readonly why: LocalText | undefined;
  /** The choice. Of a question with `find`, 0 is what it asks for, and 1 something else. */
  readonly choice: number;
  /** The verdict on what was found. */
  readonly verdict?: FindVerdict;
}

/** The part of a lesson at a time of the run. */
export interface Moment {
  /** Its index in the view's `lesson`. */
  readonly part: number;
  readonly atMs: number;
  readonly ask: Quiz | undefined;
  readonly task: Task | undefined;
  readonly progress: TaskProgress | undefined;
  readonly explain: Quiz | undefined;
  /** Whether no later caption has begun, and the run is still the scene's or a try at the task. */
  readonly isCurrent: boolean;
  /** Whether the run has gone on since it began. */
  readonly isPast: boolean;
}

export interface LessonRun {
  /** The questions and tasks, from the view. */
  readonly lesson: readonly LessonPart[];
  readonly scenario: Scenario | undefined;
  readonly divergence: SceneDivergence | undefined;
  readonly nowMs: number;
}

/** The name of a question among all of a scenario. */
export const keyOf = (part: number, asked: QuestionKind): string => `${part}.${asked}`;

/** The last part that has begun; undefined before the first, or in a run about which the scene asks nothing. */
export function momentAt({ lesson, scenario, divergence, nowMs }: LessonRun): Moment | undefined {
  const until = trueUntil(divergence);
  const index = lesson.findLastIndex(({ atMs }) => atMs <= Math.min(nowMs, until));
  const part = lesson[index];
  if (!part || !scenario) {
    return undefined;
  }
  const captions = scenario.captions ?? [];
  const { ask, task, explain } = sourceOf(part, scenario);
  const isLast = !captions.some(({ atMs }) => atMs > part.atMs && atMs <= nowMs);
  return {
    part: index,
    atMs: part.atMs,
    ask,
    task,
    progress: part.task,
    explain,
    isCurrent: isLast && (task !== undefined || nowMs <= until),
    isPast: nowMs > part.atMs,
  };
}

/**
 * When the lesson next waits for the reader: at a question without an answer, or at a task that is not done. Undefined if it does
 * not, or the run is no longer the scene's.
 */
export function nextStop(
  { lesson, scenario, divergence, nowMs }: LessonRun,
  isAnswered: (key: string) => boolean,
): number | undefined {
  const until = trueUntil(divergence);
  const waits = (part: LessonPart, index: number) =>
    part.atMs > nowMs &&
    part.atMs <= until &&
    ((part.task && part.task.state !== "reached") ||
      (scenario && sourceOf(part, scenario).ask && !isAnswered(keyOf(index, "ask"))));
  return lesson.find(waits)?.atMs;
}

/** A question that the run has passed without an answer. */
export interface Skipped {
  readonly atMs: number;
  readonly ask: Quiz;
}

/** The first question that the run has passed without an answer. */
export function skipped(run: LessonRun, isAnswered: (key: string) => boolean): Skipped | undefined {
  const { lesson, scenario, divergence, nowMs } = run;
  const moment = momentAt(run);
  const until = Math.min(nowMs, trueUntil(divergence));
  const passed = lesson.map((part, index) => {
    const { ask } = scenario ? sourceOf(part, scenario) : {};
    const isOpen = moment?.part === index && moment.isCurrent;
    return ask && part.atMs <= until && !isOpen && !isAnswered(keyOf(index, "ask"))
      ? { atMs: part.atMs, ask }
      : undefined;
  });
  return passed.find((one) => one !== undefined);
}

/** The task of a part. */
export function taskOf(part: LessonPart, scenario: Scenario): Task | undefined {
  return sourceOf(part, scenario).task;
}

/** The time until which the run is the scene's. */
function trueUntil(divergence: SceneDivergence | undefined): number {
  return divergence ? (divergence.fromMs ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

/** Whether the run is a try at a task: then it differs from its scene because the reader does what the scene asks for. */
export function isTry(moment: Moment | undefined): boolean {
  return moment?.task !== undefined;
}

/** Whether a question of this moment waits for an answer. */
export function isAsking(moment: Moment | undefined, answers: ReadonlyMap<string, Answer>): boolean {
  return moment?.ask !== undefined && moment.isCurrent && !answers.has(keyOf(moment.part, "ask"));
}

/** What of a moment waits for the reader. */
export function waitsFor(
  moment: Moment | undefined,
  answers: ReadonlyMap<string, Answer>,
): "question" | "task" | undefined {
  return isAsking(moment, answers)
    ? "question"
    : moment?.isCurrent && moment.progress?.state === "open"
      ? "task"
      : undefined;
}

/** The names of the commands that the open tasks allow; undefined if they allow every command. */
export type Permitted = ReadonlySet<Command["do"]> | undefined;

/** Whether the open tasks allow at least one of these commands. */
export function isPermitted(permitted: Permitted, names: readonly Command["do"][]): boolean {
  return permitted === undefined || names.some((name) => permitted.has(name));
}

/** The commands that all open tasks allow. */
export function permitted(lesson: readonly LessonPart[], scenario: Scenario | undefined): Permitted {
  const lists = lesson
    .filter(({ task }) => task?.state === "open")
    .map((part) => scenario && sourceOf(part, scenario).task?.controls)
    .filter((controls) => controls !== undefined);
  const [first, ...others] = lists;
  return first && new Set(first.filter((name) => others.every((list) => list.includes(name))));
}

/** The numbers of the parts with each question or a task. */
export function partsOf(scenario: Scenario): {
  readonly asks: readonly string[];
  readonly tasks: readonly number[];
  readonly explains: readonly string[];
} {
  const sources = [scenario, ...(scenario.captions ?? [])].filter(
    ({ ask, task, explain }) => ask || task || explain,
  );
  const numbers = sources.map((source, part) => ({ ...source, part }));
  return {
    asks: numbers.filter(({ ask }) => ask).map(({ part }) => keyOf(part, "ask")),
    tasks: numbers.filter(({ task }) => task).map(({ part }) => part),
    explains: numbers.filter(({ explain }) => explain).map(({ part }) => keyOf(part, "explain")),
  };
}

/** The scenario as its task begins: without the commands that were given by hand. */
export function withoutCommandsByHand(scenario: Scenario): Scenario {
  const { commands } = scenario;
  return commands
    ? { ...scenario, commands: commands.filter(({ afterStep }) => afterStep === undefined) }
    : scenario;
}

function sourceOf({ caption }: LessonPart, scenario: Scenario): Pick<Scenario, "ask" | "task" | "explain"> {
  return (caption === undefined ? scenario : scenario.captions?.[caption]) ?? {};
}
