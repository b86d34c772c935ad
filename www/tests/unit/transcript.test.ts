import { expect, it } from "vitest";
import { translator } from "../../src/text/catalogue.ts";
import type { Line } from "../../src/text/narration.ts";
import { plainText, transcriptOf } from "../../src/text/transcript.ts";

function line(id: number, atMs: number, text: string, part: Partial<Line> = {}): Line {
  return { id, atMs, level: "fact", isCommand: false, section: undefined, sentence: () => text, ...part };
}

const CHAPTERS = [
  { atMs: 0, text: { en: "It begins.", zh: "开始。" }, pause: false },
  { atMs: 10, text: { en: "Nothing here." }, pause: false },
  { atMs: 20, text: { en: "It ends." }, pause: true },
];
const LINES = [
  line(1, 0, "QuestionKind.", { isCommand: true }),
  line(2, 1, "Signed.", { section: "4.1" }),
  line(3, 2, "Sent.", { level: "detail" }),
  line(4, 25, "Done."),
];

const telling = {
  lines: LINES,
  chapters: CHAPTERS,
  detailed: false,
  t: translator("en"),
  language: "en" as const,
};

it("lists events under the chapters and commands, with time and section", () => {
  expect(plainText(transcriptOf(telling))).toBe(
    [
      "Chapter 1 of 3, 0.0 ms: It begins.",
      "",
      "0.0 ms: QuestionKind.",
      "  1.0 ms: Signed. (§ 4.1)",
      "",
      "Chapter 2 of 3, 10.0 ms: Nothing here.",
      "",
      "Chapter 3 of 3, 20.0 ms: It ends.",
      "  25.0 ms: Done.",
    ].join("\n"),
  );
});

it("includes messages and timers only on request", () => {
  const sentences = transcriptOf({ ...telling, detailed: true }).flatMap((section) => section.sentences);
  expect(sentences).toContain("2.0 ms: Sent.");
  expect(sentences).toHaveLength(3);
});

it("begins with a heading where a run has neither chapters nor commands", () => {
  const sections = transcriptOf({ ...telling, chapters: [], lines: [line(1, 0, "Done.")] });
  expect(sections).toEqual([{ heading: "Start", level: 1, sentences: ["0.0 ms: Done."] }]);
});

it("speaks the reader's language", () => {
  const [first] = transcriptOf({ ...telling, t: translator("zh"), language: "zh" });
  expect(first?.heading).toBe("第 1 章，共 3 章，0.0 毫秒：开始。");
});
