// Texts of the course in each language, read from its files: captions, questions, choices, replies, tasks and hints.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface QuizTexts {
  readonly text: string;
  /** The reply to what was found. */
  readonly why?: string;
  readonly choices?: readonly { readonly text: string; readonly why: string }[];
}

interface CaptionTexts {
  readonly text: string;
  readonly ask?: QuizTexts;
  readonly task?: { readonly text: string; readonly hints: readonly string[]; readonly why?: string };
  readonly explain?: QuizTexts;
}

interface LessonTexts {
  readonly title: string;
  readonly objective: string;
  readonly captions: readonly (string | CaptionTexts)[];
}

export interface QuizFile {
  readonly choices?: readonly { readonly right?: boolean }[];
  readonly find?: Find;
}

/** What the reader builds instead of choosing. */
export interface Find {
  readonly cluster?: { readonly faulty: number };
  readonly quorums?: { readonly quorum: number };
  readonly proof?: { readonly culprits: readonly number[] };
}

/** A step of a reader who builds something: by how much the sliders move, which replicas are coloured, which COMMITs are chosen in whose log. */
export interface BuildStep {
  readonly sliders?: readonly [number, number];
  readonly sets?: readonly [readonly number[], readonly number[]];
  readonly commits?: readonly (readonly [log: number, sender: number])[];
  /** Says that there is nothing to find. */
  readonly nothing?: boolean;
}

/** Something wrong, and the step from there to what the question asks for. */
export function stepsFor({ cluster, quorums }: Find): {
  readonly wrong: BuildStep;
  readonly right: BuildStep;
} {
  if (cluster) {
    return { wrong: { sliders: [1, 0] }, right: { sliders: [2, 3] } };
  }
  if (quorums) {
    return quorums.quorum === 4
      ? {
          wrong: {
            sets: [
              [0, 1, 2, 3],
              [0, 1, 3, 4],
            ],
          },
          right: { sets: [[], [3, 5]] },
        }
      : {
          wrong: {
            sets: [
              [0, 1, 2, 3, 4],
              [0, 1, 4, 5, 6],
            ],
          },
          right: { nothing: true },
        };
  }
  return {
    wrong: {
      commits: [
        [2, 0],
        [3, 0],
      ],
    },
    right: {
      commits: [
        [2, 1],
        [3, 1],
      ],
    },
  };
}

/** The sequence number at which the liars of the last lesson contradict themselves. */
export const CONTESTED = "4";

interface CaptionFile {
  readonly atMs: number;
  readonly ask?: QuizFile;
  readonly explain?: QuizFile;
}

/** The texts of a caption in a language, with what its file says about it. */
export type Caption = CaptionTexts & { readonly file: CaptionFile };

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of the page around the lessons. */
export const WORDS = {
  en: {
    retry: "Try again",
    wrong: "Not quite.",
    check: "Check",
    none: "There are none",
    open: "Not done yet.",
    done: "Done.",
    all: "All lessons",
    steps: ["predicted", "done", "explained"],
  },
  zh: {
    retry: "再试一次",
    wrong: "不对。",
    check: "检查",
    none: "不存在",
    open: "尚未完成。",
    done: "已完成。",
    all: "全部课程",
    steps: ["已预测", "已完成", "已解释"],
  },
} as const;

const CATALOG = join(import.meta.dirname, "../../src/scenario/catalog");
const fromJson = (path: string): unknown => JSON.parse(readFileSync(join(CATALOG, path), "utf8"));

const TEXTS = Object.fromEntries(
  LANGUAGES.map((language) => [language, fromJson(`texts/${language}.json`)]),
) as Record<Language, Record<string, LessonTexts>>;

export function textsOf(name: string, language: Language): LessonTexts {
  const texts = TEXTS[language][name];
  if (!texts) {
    throw new Error(`the lesson ${name} has no texts in ${language}`);
  }
  return texts;
}

export function captionsOf(name: string, language: Language): readonly Caption[] {
  const { captions: files } = fromJson(`course/${name}.json`) as { captions: readonly CaptionFile[] };
  return files.map((file, index) => {
    const texts = textsOf(name, language).captions[index] ?? "";
    return { ...(typeof texts === "string" ? { text: texts } : texts), file };
  });
}

/** A wrong choice of a question, and the right one. */
export function choicesOf({ choices = [] }: QuizFile): { readonly wrong: number; readonly right: number } {
  const right = choices.findIndex((choice) => choice.right);
  return { wrong: right === 0 ? 1 : 0, right };
}
