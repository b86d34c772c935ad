// Transcript of the whole run: events below the commands and the chapters of the scene.

import { type Chapter, chapterAt } from "../model/chapters.ts";
import { captionOf } from "./captions.ts";
import type { Language, Translate } from "./catalogue.ts";
import { milliseconds } from "./format.ts";
import type { Line } from "./narration.ts";

/** A part of the transcript with its heading. */
export interface TranscriptSection {
  readonly heading: string;
  /** The heading of a chapter is above those of commands in it. */
  readonly level: 1 | 2;
  readonly sentences: readonly string[];
}

interface Telling {
  readonly lines: readonly Line[];
  readonly chapters: readonly Chapter[];
  /** Whether it includes messages and timers. */
  readonly detailed: boolean;
  readonly t: Translate;
  readonly language: Language;
}

export function transcriptOf({ lines, chapters, detailed, t, language }: Telling): TranscriptSection[] {
  const sections: { heading: string; level: 1 | 2; sentences: string[] }[] = [];
  const begin = (heading: string, level: 1 | 2) => sections.push({ heading, level, sentences: [] });
  let told = -1;
  for (const line of lines.filter(({ level }) => detailed || level === "fact")) {
    const time = milliseconds(line.atMs, language);
    // Each chapter that has begun. One without events has its heading, too.
    for (const last = chapterAt(chapters, line.atMs) ?? -1; told < last; ) {
      told += 1;
      begin(chapterHeading(chapters, told, t, language), 1);
    }
    if (line.isCommand) {
      begin(t("text-version-command", { time, text: line.sentence(t) }), 2);
      continue;
    }
    if (sections.length === 0) {
      begin(t("text-version-begin"), 1);
    }
    sections
      .at(-1)
      ?.sentences.push(
        t("text-version-line", { time, text: line.sentence(t), section: line.section ?? "none" }),
      );
  }
  return sections;
}

function chapterHeading(
  chapters: readonly Chapter[],
  index: number,
  t: Translate,
  language: Language,
): string {
  const chapter = chapters[index];
  return t("text-version-chapter", {
    number: index + 1,
    count: chapters.length,
    time: milliseconds(chapter?.atMs ?? 0, language),
    text: captionOf(chapter, language),
  });
}

/** The transcript as plain text, for the clipboard. */
export function plainText(sections: readonly TranscriptSection[]): string {
  return sections
    .map(({ heading, sentences }) => [heading, ...sentences.map((one) => `  ${one}`)].join("\n"))
    .join("\n\n");
}
