// Progress in the course: the reader's first answers, the right ones, the tasks done, and the tests before and after it.

import type { Quiz, Scenario } from "../engine/engine.ts";
import { partsOf } from "./lesson.ts";

/** The version of the stored format. Data of other versions is ignored. */
const VERSION = 1;
/** The maximum number of entries in a list: what is stored may be from anywhere. */
const ENTRIES_MAX = 200;

export interface LessonProgress {
  /** The first choice of each question that was answered. */
  readonly first: Readonly<Record<string, number>>;
  /** The questions that were answered rightly, at once or later. */
  readonly right: readonly string[];
  /** The parts whose task was done. */
  readonly reached: readonly number[];
}

export const WHENS = ["before", "after"] as const;
/** Whether a test is taken before or after the course. */
export type When = (typeof WHENS)[number];

export interface CourseProgress {
  readonly version: typeof VERSION;
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  /** The choices in the tests that were taken. */
  readonly tests: Readonly<Partial<Record<When, readonly number[]>>>;
}

/** What a reader has done in a lesson. */
export interface Ticks {
  readonly predicted: boolean;
  readonly done: boolean;
  readonly explained: boolean;
}

export const TICKS = ["predicted", "done", "explained"] as const;

export const NO_PROGRESS: CourseProgress = { version: VERSION, lessons: {}, tests: {} };

const NO_LESSON: LessonProgress = { first: {}, right: [], reached: [] };

export function withAnswer(
  progress: CourseProgress,
  lesson: string,
  key: string,
  answer: { readonly choice: number; readonly right: boolean },
): CourseProgress {
  const before = progress.lessons[lesson] ?? NO_LESSON;
  return withLesson(progress, lesson, {
    ...before,
    first: { [key]: answer.choice, ...before.first },
    right: answer.right ? added(before.right, key) : before.right,
  });
}

/** The same progress if the task was done before. */
export function withTask(progress: CourseProgress, lesson: string, part: number): CourseProgress {
  const before = progress.lessons[lesson] ?? NO_LESSON;
  return before.reached.includes(part)
    ? progress
    : withLesson(progress, lesson, { ...before, reached: [...before.reached, part] });
}

export function withTest(progress: CourseProgress, when: When, choices: readonly number[]): CourseProgress {
  return { ...progress, tests: { ...progress.tests, [when]: choices } };
}

/** Both together. Where they differ, the first answers and the tests of the first one count. */
export function withAll(progress: CourseProgress, other: CourseProgress): CourseProgress {
  const lessons = Object.entries(other.lessons).map(([name, more]) => {
    const { first, right, reached } = progress.lessons[name] ?? NO_LESSON;
    const lesson: LessonProgress = {
      first: { ...more.first, ...first },
      right: more.right.reduce(added, right),
      reached: more.reached.reduce(added, reached),
    };
    return [name, lesson] as const;
  });
  return {
    version: VERSION,
    lessons: { ...progress.lessons, ...Object.fromEntries(lessons) },
    tests: { ...other.tests, ...progress.tests },
  };
}

/** A lesson is predicted when all its first questions have an answer, done with its tasks, explained with right answers. */
export function ticksOf(progress: CourseProgress, name: string, scenario: Scenario): Ticks {
  const { first, right, reached } = progress.lessons[name] ?? NO_LESSON;
  const { asks, tasks, explains } = partsOf(scenario);
  const all = <T>(wanted: readonly T[], has: (one: T) => boolean) => wanted.length > 0 && wanted.every(has);
  return {
    predicted: all(asks, (key) => first[key] !== undefined),
    done: all(tasks, (part) => reached.includes(part)),
    explained: all(explains, (key) => right.includes(key)),
  };
}

/** The number of right choices. */
export function scoreOf(test: readonly Quiz[], choices: readonly number[]): number {
  return test.filter((quiz, index) => quiz.choices[choices[index] ?? -1]?.right).length;
}

/** Reads stored progress; undefined if it is none. */
export function progressFrom(value: unknown): CourseProgress | undefined {
  if (!isRecord(value) || value["version"] !== VERSION) {
    return undefined;
  }
  const { lessons, tests } = value;
  if (!isRecord(lessons) || !isRecord(tests)) {
    return undefined;
  }
  const isWhole =
    Object.keys(lessons).length <= ENTRIES_MAX &&
    Object.values(lessons).every(isLesson) &&
    WHENS.every((when) => tests[when] === undefined || isListOf(tests[when], isIndex));
  return isWhole ? { version: VERSION, lessons: lessons as CourseProgress["lessons"], tests } : undefined;
}

/** Reads the text of a progress file; undefined if it is none. */
export function progressOf(text: string): CourseProgress | undefined {
  try {
    return progressFrom(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function withLesson(progress: CourseProgress, name: string, lesson: LessonProgress): CourseProgress {
  return { ...progress, lessons: { ...progress.lessons, [name]: lesson } };
}

function added<T>(list: readonly T[], one: T): readonly T[] {
  return list.includes(one) ? list : [...list, one];
}

function isLesson(value: unknown): value is LessonProgress {
  return (
    isRecord(value) &&
    isRecord(value["first"]) &&
    isListOf(Object.values(value["first"]), isIndex) &&
    isListOf(value["right"], (one) => typeof one === "string") &&
    isListOf(value["reached"], isIndex)
  );
}

const isIndex = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;

function isListOf(value: unknown, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= ENTRIES_MAX && value.every(is);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
