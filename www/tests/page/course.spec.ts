// Lessons of the course in a browser: predicted wrongly and rightly, the task done, and the explanation chosen wrongly and rightly.
// tests/unit/course-lessons.test.ts does the same with every lesson in both languages, without a browser.

import { expect, type Locator, type Page, test } from "@playwright/test";
import {
  type BuildStep,
  type Caption,
  CONTESTED,
  captionsOf,
  choicesOf,
  type Find,
  type Language,
  type QuizFile,
  type QuizTexts,
  stepsFor,
  textsOf,
  WORDS,
} from "../course-texts.ts";
import { courseSolutions, type Solution } from "../solutions.ts";
import { Lab } from "./lab.ts";
import { savedFile } from "./sharing.ts";

const SOLUTIONS = courseSolutions();

for (const [name, language] of [
  ["same-order", "en"],
  ["one-liar-of-four", "en"],
  ["beyond-f", "en"],
  ["five-of-seven", "zh"],
] as const) {
  test(`the lesson ${name} is predicted, done and explained in ${language}`, async ({ page }) => {
    const reader = new Reader(page, name, language);
    await reader.open();
    for (const caption of captionsOf(name, language)) {
      await reader.readTo(caption);
    }
    await reader.doTask(SOLUTIONS.find((one) => one.name === name)?.solution ?? []);
    await reader.explain();
    await reader.seesTicks();
  });
}

test("a task allows only its commands, and can be restarted after too many", async ({ page }) => {
  const reader = new Reader(page, "why-commit", "en");
  await reader.open();
  for (const caption of captionsOf("why-commit", "en")) {
    await reader.readTo(caption);
  }
  const faults = page.getByRole("toolbar", { name: "Faults" });
  await expect(faults.locator("[data-tool=lie]")).toHaveAttribute("aria-disabled", "true");
  await expect(faults.locator("[data-tool=crash]")).toHaveAttribute("aria-disabled", "false");
  await expect(page.locator("pbft-lab-request button")).toBeDisabled();
  for (const replica of [0, 1, 3]) {
    await reader.command({ do: "pause", replica });
  }
  await expect(reader.task).toContainText("Commands: 3 of 3");
  await reader.command({ do: "pause", replica: 2 });
  await expect(reader.task).toContainText("Not done: more than 3 commands.");
  await expect(faults.locator("[data-tool=lie]")).toHaveAttribute("aria-disabled", "false");
  await reader.task.getByRole("button", { name: "Start the task again" }).click();
  await expect(reader.task).toContainText("Commands: 0 of 3");
  await expect(page.getByRole("button", { name: /^Replica 2, .* up/ })).toBeVisible();
});

test("a question is asked before the run passes it, and can be answered after it was skipped", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open("./?scenario=majority&lang=en&speed=5&autoplay=0");
  await lab.tab("Lesson");
  const card = page.locator("pbft-lab-lesson");
  const question = card.locator(".ask");
  await page.getByRole("button", { name: "Run until" }).click();
  await page.getByRole("button", { name: "the next result that a client accepts" }).click();
  await expect(page.locator("pbft-lab-until")).toContainText("Not yet: the lesson comes first.");
  await expect(question).toContainText("Will the client get its reply?");
  await expect(page.locator(".paused")).toContainText("a question waits for your answer");
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
  await question.getByRole("button", { name: "Skip this question" }).click();
  await expect(card.locator(".skipped")).toContainText("Not answered yet. Will the client get its reply?");
  await card.getByRole("button", { name: "Go back to the question" }).click();
  await question.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(question.getByRole("status")).toContainText("Right.");
  await expect(card.locator(".skipped")).toHaveCount(0);
  // So do the keys of the chapters: what was passed waits.
  await page.keyboard.press("]");
  await expect(page.locator("pbft-lab-captions")).toContainText("decided without replica 2");
  await page.keyboard.press("]");
  await expect(question).toContainText("What happens to this request?");
  await page.keyboard.press("]");
  await expect(card.locator(".task")).toContainText("Not done yet.");
  await expect(card.locator(".skipped")).toContainText("What happens to this request?");
});

test("a question that waits behind another tab is one click away", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 600 });
  await page.goto("./?scenario=majority&lang=en&speed=5&autoplay=1");
  const question = page.locator("pbft-lab-lesson .ask");
  await page.getByRole("button", { name: "Show the question" }).click();
  await expect(question).toBeVisible();
  await expect(page.getByRole("button", { name: "Show the question" })).toHaveCount(0);
  await question.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(question.getByRole("status")).toContainText("Right.");
  // What happens is seen: the lesson lay over the stage.
  await page.locator("pbft-lab-lesson").getByRole("button", { name: "Continue" }).click();
  await expect(page.locator("pbft-lab-lesson")).toHaveCount(0);
  await expect(page.getByRole("tab", { name: "Lesson" })).toBeFocused();
  await expect(page.locator(".paused")).toContainText("this chapter waits for you");
});

test("the tests before and after the course give the replies at the end, and the progress can be cleared", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open("./?scenario=majority&lang=en&autoplay=0");
  await lab.tab("Lesson");
  await page.getByRole("button", { name: "All lessons" }).click();
  const dialog = page.locator("pbft-lab-course dialog");
  await dialog.getByRole("button", { name: "Take the test before the course" }).click();
  await dialog.getByRole("button", { name: "Show the replies" }).click();
  await expect(dialog.getByRole("status")).toHaveText("6 questions have no answer yet.");
  const questions = dialog.getByRole("group");
  await expect(questions).toHaveCount(6);
  for (const question of await questions.all()) {
    await question.getByRole("radio").first().check();
  }
  await dialog.getByRole("button", { name: "Show the replies" }).click();
  await expect(dialog.getByRole("status")).toHaveText("1 of 6 right");
  await expect(dialog.locator(".reply")).toHaveCount(18);
  await dialog.getByRole("button", { name: "Back to the lessons" }).click();
  await expect(dialog.locator(".row").first()).toContainText("1 of 6 right");
  // A reload of the page, or another one of this server, has it too.
  await page.reload();
  await page.getByRole("button", { name: "All lessons" }).click();
  await expect(dialog.locator(".row").first()).toContainText("1 of 6 right");
  // What was saved comes back from the file.
  const save = dialog.getByRole("button", { name: "Save as a file" });
  const saved = await savedFile(page, () => save.click());
  await dialog.getByRole("button", { name: "Clear the progress" }).click();
  await expect(dialog.locator(".row").first()).toContainText("not taken");
  await dialog.locator("#file").setInputFiles({
    name: "none.json",
    mimeType: "application/json",
    buffer: Buffer.from("{}"),
  });
  await expect(dialog.getByRole("status")).toHaveText("“none.json” is not a progress file.");
  await dialog.locator("#file").setInputFiles({
    name: saved.name,
    mimeType: "application/json",
    buffer: saved.content,
  });
  await expect(dialog.locator(".row").first()).toContainText("1 of 6 right");
});

/** A reader of one lesson. */
class Reader {
  readonly page: Page;
  readonly lab: Lab;
  readonly #name: string;
  readonly #language: Language;

  constructor(page: Page, name: string, language: Language) {
    this.page = page;
    this.lab = new Lab(page);
    this.#name = name;
    this.#language = language;
  }

  get #words() {
    return WORDS[this.#language];
  }

  get task(): Locator {
    return this.page.locator("pbft-lab-lesson .task");
  }

  get #captions(): Locator {
    return this.page.locator("pbft-lab-captions");
  }

  async open(): Promise<void> {
    await this.page.goto(`./?scenario=${this.#name}&lang=${this.#language}&speed=5&autoplay=0`);
    await this.lab.tab("Lesson");
    await expect(this.#captions).toContainText(captionsOf(this.#name, this.#language)[0]?.text ?? "?");
  }

  /** Goes on to a caption; answers its question wrongly, then rightly. */
  async readTo({ text, ask, file }: Caption): Promise<void> {
    await this.#goOnTo(this.#captions.locator("[aria-current=step]").filter({ hasText: text }));
    if (file.atMs > 0) {
      await expect.poll(() => this.#isPlaying()).toBe(false);
    }
    await this.#laterIsHidden(file.atMs);
    if (ask && file.ask) {
      // The run has not gone beyond the question, so no part of the page can show the outcome.
      await expect(this.page.locator(".position .count")).toHaveText(/(\d[\d,]*)\D+\1\D*$/);
      await this.#answer("ask", ask, file.ask);
    }
  }

  async #goOnTo(wanted: Locator): Promise<void> {
    const onward = this.page.locator(":is(pbft-lab-lesson, pbft-lab-captions) button.go");
    await expect(async () => {
      if (!(await wanted.isVisible()) && !(await this.#isPlaying())) {
        const isOffered = (await onward.count()) > 0;
        const go = isOffered ? onward : this.page.locator("pbft-lab-transport button.play");
        await go.first().click({ timeout: 2000 });
      }
      await expect(wanted).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 60_000 });
  }

  #isPlaying(): Promise<boolean> {
    return this.page
      .locator("pbft-lab-transport")
      .first()
      .evaluate((transport) => "playing" in transport && transport.playing === true);
  }

  async #laterIsHidden(atMs: number): Promise<void> {
    const later = captionsOf(this.#name, this.#language).filter(({ file }) => file.atMs > atMs);
    for (const { text } of later) {
      await expect(this.page.locator(".panel")).not.toContainText(text);
    }
  }

  async #answer(asked: "ask" | "explain", texts: QuizTexts, file: QuizFile): Promise<void> {
    const card = this.page.locator(`pbft-lab-lesson .${asked}`);
    await expect(card).toContainText(texts.text);
    if (file.find) {
      await this.#find(card, texts, file.find);
      return;
    }
    const { wrong, right } = choicesOf(file);
    for (const choice of [wrong, right]) {
      const { text, why } = texts.choices?.[choice] ?? { text: "?", why: "?" };
      const button = card.locator(".choices").getByRole("button", { name: text, exact: true });
      await button.click();
      await expect(card.getByRole("status")).toContainText(why);
      await expect(button).toHaveAttribute("aria-pressed", "true");
      if (choice === wrong) {
        await card.getByRole("button", { name: this.#words.retry }).click();
        await expect(card.getByRole("status")).toBeEmpty();
      }
    }
    await expect(card.getByRole("button", { name: this.#words.retry })).toHaveCount(0);
  }

  /** Builds something wrong, then what the question asks for, by keys alone. */
  async #find(card: Locator, { why }: QuizTexts, find: Find): Promise<void> {
    const reply = card.locator(".reply");
    const retry = card.getByRole("button", { name: this.#words.retry });
    const { wrong, right } = stepsFor(find);
    await this.#build(card, wrong);
    await expect(reply).toContainText(this.#words.wrong);
    await retry.press("Enter");
    await expect(reply).toBeEmpty();
    await this.#build(card, right);
    await expect(reply).toContainText(why ?? "?");
    await expect(retry).toHaveCount(0);
  }

  async #build(card: Locator, { sliders, sets, commits, nothing }: BuildStep): Promise<void> {
    for (const [place, by] of (sliders ?? []).entries()) {
      for (let press = 0; press < by; press += 1) {
        await card.getByRole("slider").nth(place).press("ArrowRight");
      }
    }
    for (const [set, replicas] of (sets ?? []).entries()) {
      for (const replica of replicas) {
        await card.locator(`.sets .set-${set} button`).nth(replica).press("Space");
      }
    }
    for (const [log, sender] of commits ?? []) {
      await card.getByRole("combobox").selectOption(CONTESTED);
      const row = card.locator("pbft-lab-vote-matrix table").nth(1).locator("tbody tr").nth(log);
      const vote = row.locator("td.vote").nth(sender).getByRole("button");
      await vote.press("Space");
      await expect(vote).toHaveAttribute("aria-pressed", "true");
    }
    const name = nothing ? this.#words.none : this.#words.check;
    await card.getByRole("button", { name, exact: true }).press("Enter");
  }

  /** Reads all hints, and does the task as its solution says. */
  async doTask(solution: Solution): Promise<void> {
    const texts = captionsOf(this.#name, this.#language).at(-1)?.task;
    await expect(this.task).toContainText(texts?.text ?? "?");
    await expect(this.task).toContainText(this.#words.open);
    for (const hint of texts?.hints ?? []) {
      await expect(this.task).not.toContainText(hint);
      await this.task.locator("button.hint").click();
      await expect(this.task).toContainText(hint);
    }
    for (const [atMs, command] of solution) {
      await this.#wait(atMs);
      await this.command(command);
    }
    await this.#goOnTo(this.page.locator("pbft-lab-lesson .task.reached"));
    await expect(this.task).toContainText(this.#words.done);
  }

  async #wait(atMs: number): Promise<void> {
    await this.page.evaluate(async (timeAtLeastMs) => {
      const run = document.querySelector("pbft-lab")?.simulation;
      await run?.runUntil({ timeAtLeastMs }, timeAtLeastMs);
    }, atMs);
  }

  async command(command: Record<string, unknown>): Promise<void> {
    await this.page.evaluate(async (given) => {
      const run = document.querySelector("pbft-lab")?.simulation;
      const [kind, from, to] = Array.isArray(given["packet"]) ? given["packet"] : [];
      const packets = kind ? ((await run?.view())?.packets ?? []) : [];
      const packet = packets.find(
        (one) => one.message.kind === kind && one.from === from && one.to === to,
      )?.id;
      await run?.command((kind ? { ...given, packet } : given) as never);
    }, command);
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
    await this.page.getByRole("button", { name: this.#words.all }).click();
    await expect(this.page.locator("pbft-lab-course .lessons > li")).toHaveCount(12);
    const parts = this.page.locator("pbft-lab-course .part");
    await expect(parts).toHaveCount(SOLUTIONS.length);
    const own = parts.nth(SOLUTIONS.findIndex(({ name }) => name === this.#name));
    const { title, objective } = textsOf(this.#name, this.#language);
    await expect(own).toContainText(title);
    await expect(own).toContainText(objective);
    await expect(own.locator(".tick")).toHaveText(this.#words.steps.map((step) => `✓ ${step}`));
    await expect(parts.locator(".tick")).toHaveCount(3);
  }
}
