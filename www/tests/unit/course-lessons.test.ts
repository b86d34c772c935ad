// @vitest-environment happy-dom

// Each lesson of the course in the whole element: predicted wrongly and rightly, its task done, and the explanation chosen wrongly and
// rightly, in each language. The solutions of the tasks are those of tests/course.rs. tests/page/course.spec.ts plays some in browsers.

import { afterEach, describe, expect, it } from "vitest";
import type { Command } from "../../src/engine/engine.ts";
import {
  type BuildStep,
  type Caption,
  CONTESTED,
  captionsOf,
  choicesOf,
  type Find,
  LANGUAGES,
  type Language,
  type QuizFile,
  type QuizTexts,
  stepsFor,
  textsOf,
  WORDS,
} from "../course-texts.ts";
import { courseSolutions, type Solution } from "../solutions.ts";
import { PageInNode, wordsOf } from "./page-in-node.ts";

const SOLUTIONS = courseSolutions();

const pages: PageInNode[] = [];
afterEach(() => {
  for (const page of pages.splice(0)) {
    page.close();
  }
});

it("each part of the twelve lessons has a solution", () => {
  expect(SOLUTIONS).toHaveLength(22);
});

describe.each(SOLUTIONS)("the lesson $name", ({ name, solution }) => {
  it.each(LANGUAGES)("is predicted, done and explained in %s", async (language) => {
    const reader = await Reader.open(name, language);
    for (const caption of captionsOf(name, language)) {
      await reader.readTo(caption);
    }
    await reader.doTask(solution);
    await reader.explain();
    await reader.seesTicks();
  });
});

/** A reader of one lesson. */
class Reader {
  readonly #page: PageInNode;
  readonly #name: string;
  readonly #language: Language;

  private constructor(page: PageInNode, name: string, language: Language) {
    [this.#page, this.#name, this.#language] = [page, name, language];
  }

  static async open(name: string, language: Language): Promise<Reader> {
    const page = await PageInNode.open({ scenario: name, lang: language, speed: "5" });
    pages.push(page);
    expect(page.text("pbft-lab-captions")).toContain(captionsOf(name, language)[0]?.text);
    return new Reader(page, name, language);
  }

  get #task(): string {
    return this.#page.text("pbft-lab-lesson .task");
  }

  get #playing(): boolean {
    const [transport] = this.#page.all("pbft-lab-transport");
    return transport !== undefined && "playing" in transport && transport.playing === true;
  }

  /** Goes on to a caption; answers its question wrongly, then rightly. */
  async readTo({ text, ask, file }: Caption): Promise<void> {
    await this.#goOnUntil(() =>
      this.#page.text("pbft-lab-captions [aria-current=step]").includes(plain(text)),
    );
    if (file.atMs > 0) {
      await this.#page.framesUntil(() => !this.#playing);
    }
    // The list of all chapters has none that the run has not reached.
    await this.#unfold();
    const later = captionsOf(this.#name, this.#language).filter((one) => one.file.atMs > file.atMs);
    for (const one of later) {
      expect(this.#page.text(".panel")).not.toContain(plain(one.text));
    }
    if (ask && file.ask) {
      // The run has not gone beyond the question, so no part of the page can show the outcome.
      expect(this.#page.text(".position .count")).toMatch(/(\d[\d,]*)\D+\1\D*$/);
      await this.#answer("ask", ask, file.ask);
    }
  }

  async #unfold(): Promise<void> {
    const [folded] = this.#page.all("pbft-lab-captions button[aria-expanded=false]");
    if (folded) {
      await this.#page.press(folded);
    }
  }

  // Continues where the page offers it, and plays where it does not.
  async #goOnUntil(holds: () => boolean): Promise<void> {
    await this.#page.settle();
    while (!holds()) {
      const ways = [
        "pbft-lab-lesson button.go",
        "pbft-lab-captions button.go",
        "pbft-lab-transport button.play",
      ];
      const way = ways.flatMap((selector) => this.#page.all(selector))[0];
      if (!this.#playing && way) {
        await this.#page.press(way);
      }
      await this.#page.framesUntil(() => holds() || !this.#playing);
    }
  }

  async #answer(asked: "ask" | "explain", texts: QuizTexts, file: QuizFile): Promise<void> {
    const card = `pbft-lab-lesson .${asked}`;
    expect(this.#page.text(card)).toContain(plain(texts.text));
    if (file.find) {
      await this.#find(card, texts, file.find);
      return;
    }
    const { wrong, right } = choicesOf(file);
    for (const choice of [wrong, right]) {
      const { text, why } = texts.choices?.[choice] ?? { text: "?", why: "?" };
      const button = this.#choice(card, text);
      await this.#page.press(button);
      expect(this.#page.text(`${card} [role=status]`)).toContain(plain(why));
      expect(this.#choice(card, text).getAttribute("aria-pressed")).toBe("true");
      if (choice === wrong) {
        await this.#page.press(WORDS[this.#language].retry);
        expect(this.#page.text(`${card} [role=status]`)).toBe("");
      }
    }
    expect(this.#page.button(WORDS[this.#language].retry)).toBeUndefined();
  }

  async #find(card: string, { why }: QuizTexts, find: Find): Promise<void> {
    const words = WORDS[this.#language];
    const { wrong, right } = stepsFor(find);
    await this.#build(wrong);
    expect(this.#page.text(`${card} .reply`)).toContain(words.wrong);
    await this.#page.press(words.retry);
    expect(this.#page.text(`${card} .reply`)).toBe("");
    await this.#build(right);
    expect(this.#page.text(`${card} .reply`)).toContain(plain(why ?? "?"));
    expect(this.#page.button(words.retry)).toBeUndefined();
  }

  async #build({ sliders = [0, 0], sets = [[], []], commits = [], nothing }: BuildStep): Promise<void> {
    const page = this.#page;
    for (const [place, by] of sliders.entries()) {
      const slider = page.all(".slider input")[place];
      if (slider instanceof HTMLInputElement) {
        slider.value = String(Number(slider.value) + by);
        slider.dispatchEvent(new Event("input"));
        await page.settle();
      }
    }
    for (const [set, replicas] of sets.entries()) {
      for (const replica of replicas) {
        await page.press(page.all(`.set-${set} button`)[replica] ?? "no replica");
      }
    }
    for (const [log, sender] of commits) {
      const [select] = page.all("select").filter(({ parentElement }) => parentElement?.matches("label"));
      if (select instanceof HTMLSelectElement) {
        select.value = CONTESTED;
        select.dispatchEvent(new Event("change"));
        await page.settle();
      }
      const row = page.all("table")[1]?.querySelectorAll("tbody tr")[log];
      const vote = row?.querySelectorAll("td.vote")[sender]?.querySelector<HTMLElement>("button");
      await page.press(vote ?? "no vote");
    }
    const { check, none } = WORDS[this.#language];
    await page.press(nothing ? none : check);
  }

  #choice(card: string, text: string): HTMLElement {
    const found = this.#page
      .all(`${card} .choices button`)
      .find((one) => plain(wordsOf(one)).replace(/[✓✗]$/, "").trim() === plain(text));
    if (!found) {
      throw new Error(`no choice says “${text}”: ${this.#page.text(card)}`);
    }
    return found;
  }

  /** Reads all hints, and does the task as its solution says. */
  async doTask(solution: Solution): Promise<void> {
    const texts = captionsOf(this.#name, this.#language).at(-1)?.task;
    expect(this.#task).toContain(plain(texts?.text ?? "?"));
    expect(this.#task).toContain(WORDS[this.#language].open);
    for (const hint of texts?.hints ?? []) {
      expect(this.#task).not.toContain(plain(hint));
      await this.#page.press(this.#page.all("pbft-lab-lesson .task button.hint")[0] ?? "no button");
      expect(this.#task).toContain(plain(hint));
    }
    const { simulation } = this.#page.lab;
    for (const [atMs, command] of solution) {
      await simulation.runUntil({ timeAtLeastMs: atMs }, atMs);
      await simulation.command(await this.#resolved(command));
      await this.#page.settle();
    }
    await this.#goOnUntil(() => this.#page.all("pbft-lab-lesson .task.reached").length > 0);
    expect(this.#task).toContain(WORDS[this.#language].done);
    expect(this.#task).toContain(plain(texts?.why ?? ""));
  }

  /** The command with the number of the packet that it names by its message and its ends. */
  async #resolved(command: Record<string, unknown>): Promise<Command> {
    const [kind, from, to] = Array.isArray(command["packet"]) ? command["packet"] : [];
    const { packets } = await this.#page.lab.simulation.view();
    const packet = packets.find((one) => one.message.kind === kind && one.from === from && one.to === to)?.id;
    return (kind ? { ...command, packet } : command) as Command;
  }

  async explain(): Promise<void> {
    const caption = captionsOf(this.#name, this.#language).at(-1);
    if (!caption?.explain || !caption.file.explain) {
      throw new Error(`${this.#name} has no question after its task`);
    }
    await this.#answer("explain", caption.explain, caption.file.explain);
  }

  /** The list of all lessons says that this one is predicted, done and explained, and no other is. */
  async seesTicks(): Promise<void> {
    const page = this.#page;
    await page.press(WORDS[this.#language].all);
    expect(page.all("pbft-lab-course .lessons > li")).toHaveLength(12);
    const parts = page.all("pbft-lab-course .part");
    expect(parts).toHaveLength(SOLUTIONS.length);
    const own = parts[SOLUTIONS.findIndex(({ name }) => name === this.#name)];
    const { title, objective } = textsOf(this.#name, this.#language);
    const words = own ? wordsOf(own) : "";
    expect(words).toContain(plain(title));
    expect(words).toContain(plain(objective));
    expect([...(own?.querySelectorAll(".tick") ?? [])].map(wordsOf)).toEqual(
      WORDS[this.#language].steps.map((step) => `✓ ${step}`),
    );
    expect(page.all("pbft-lab-course .part .tick")).toHaveLength(3);
  }
}

/** A text as the page has it: each run of white space is one space. */
const plain = (text: string) => text.replaceAll(/\s+/g, " ").trim();
