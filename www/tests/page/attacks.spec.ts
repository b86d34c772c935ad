// Attacks on a protocol with a missing rule: the gallery, the directed schedules, and the rule put back.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const WORDS = {
  en: {
    open: "Find an attack",
    remove: "Remove this rule",
    rules: "All rules",
    directed: "Watch the directed schedule",
    end: "Go to the violation",
    back: "Put it back",
    go: /^Go to 365/,
    time: /^Go to \d/,
    caption: "submits",
    found: "Without M20: “Prepared before committed” is violated",
    broken: "Without M20: “Agreement” is violated",
    harmless: "With M20, the same schedule does no harm",
    why: /^Why did this happen\?/,
  },
  zh: {
    open: "寻找攻击",
    remove: "去掉这条规则",
    rules: "全部规则",
    directed: "观看定向调度",
    end: "跳到违反的时刻",
    back: "放回规则",
    go: /^跳到 365/,
    time: /^跳到 \d/,
    caption: "提交",
    found: "去掉 M20：“先准备后提交”在",
    broken: "去掉 M20：“一致性”在",
    harmless: "有了 M20，同样的调度不再有害",
    why: /为什么/,
  },
} as const;
type Language = keyof typeof WORDS;

class Gallery {
  readonly #page: Page;
  readonly #words: (typeof WORDS)[Language];

  constructor(page: Page, language: Language = "en") {
    this.#page = page;
    this.#words = WORDS[language];
  }

  get dialog() {
    return this.#page.locator("pbft-lab-attacks dialog");
  }

  get strip() {
    return this.#page.locator(".attack");
  }

  async open(query = "") {
    await this.#page.goto(`./?autoplay=0&speed=0.001${query}`);
    await expect(this.#page.locator("pbft-lab-stage [data-node]").first()).toBeVisible();
    await this.#page.getByRole("button", { name: this.#words.open }).click();
    await expect(this.dialog).toBeVisible();
  }

  async remove(code: string) {
    await this.dialog.locator(`[data-code=${code}]`).click();
    await expect(this.dialog.getByRole("switch")).not.toBeChecked();
  }

  async watch() {
    await this.dialog.getByRole("button", { name: this.#words.directed }).click();
    await expect(this.dialog).toBeHidden();
    await expect(this.strip).toBeVisible();
  }
}

/** A student's way: three clicks from the first screen to an attack that plays. */
for (const language of ["en", "zh"] as const) {
  const words = WORDS[language];
  test(`three clicks find an attack and replay it, and the rule stops it, ${language}`, async ({ page }) => {
    const gallery = new Gallery(page, language);
    await gallery.open(`&lang=${language}`);
    await gallery.remove("M20");
    await gallery.dialog.getByRole("button", { name: words.open, exact: true }).click();
    // It opens by itself when it is as small as it can be.
    await expect(gallery.dialog).toBeHidden();
    await expect(gallery.strip.getByRole("status")).toContainText("M20");
    // Each command has a caption that says what it does.
    await expect(page.locator("pbft-lab-captions")).toContainText(words.caption);
    await page.getByRole("button", { name: words.end }).click();
    await expect(gallery.strip.getByRole("status")).toContainText(words.found);
    await expect(page.locator("pbft-lab-why").getByRole("heading")).toHaveText(words.why);
    await gallery.strip.getByRole("button", { name: words.back }).click();
    await gallery.strip.getByRole("button", { name: words.time }).click();
    await expect(gallery.strip.getByRole("status")).toContainText(words.harmless);
    await expect(page.locator("pbft-lab-why")).toBeHidden();
    await gallery.strip.getByRole("button", { name: words.rules }).click();
    await expect(gallery.dialog.locator(".sizes")).toContainText(/^\d+ → .*1 /);
  });
}

test("a search of the whole protocol says how little it can miss", async ({ page }) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  const { dialog } = gallery;
  await dialog.getByRole("button", { name: "Search the whole protocol" }).click();
  await dialog.getByText("Search settings").click();
  await dialog.locator(".fields select").first().selectOption("1,000 executions");
  await dialog.getByRole("button", { name: "Find an attack" }).click();
  await expect(dialog.locator(".result")).toContainText("No violation in 1,000 executions.", {
    timeout: 120_000,
  });
  await expect(dialog.locator(".result")).toContainText("at most 0.3%");
  await dialog.getByText(/^What the executions touched: 16 of/).click();
  await expect(dialog.locator(".lists")).toContainText("Agreement: ");
});

test("a search stops at any moment, and begins again", async ({ page }) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  const { dialog } = gallery;
  await dialog.getByRole("button", { name: "Search the whole protocol" }).click();
  await dialog.getByRole("button", { name: "Find an attack" }).click();
  await expect(dialog.locator(".counts")).toContainText(/^[1-9]/);
  await dialog.getByRole("button", { name: "Stop" }).click();
  await expect(dialog.locator(".result")).toContainText(/^Stopped\. No violation in [\d,]+ executions\.$/);
  await expect(dialog.getByRole("button", { name: "Find an attack" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.locator(".result")).toHaveText("Searching…");
  // Who closes the gallery ends the search.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Find an attack" }).click();
  await expect(dialog.locator(".result")).toContainText("Stopped.");
});

test("with more than f Byzantine replicas a search finds a violation, and the evidence", async ({ page }) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  const { dialog } = gallery;
  await dialog.getByRole("button", { name: "Search the whole protocol" }).click();
  await dialog.getByText("Search settings").click();
  await dialog.getByLabel("Byzantine replicas at most").selectOption("2 (more than f)");
  await dialog.getByRole("button", { name: "Find an attack" }).click();
  await expect(dialog).toBeHidden({ timeout: 120_000 });
  await page.getByRole("button", { name: "Go to the violation" }).click();
  await expect(gallery.strip.getByRole("status")).toContainText("More than f replicas are Byzantine");
  await page.getByRole("button", { name: "Evidence" }).click();
  await expect(page.locator("pbft-lab-safety")).toContainText("Byzantine");
});

for (const language of ["en", "zh"] as const) {
  const words = WORDS[language];
  test(`a directed schedule breaks the protocol without its rule, and fails with it, ${language}`, async ({
    page,
  }) => {
    const gallery = new Gallery(page, language);
    await gallery.open(`&lang=${language}`);
    await gallery.remove("M20");
    await gallery.watch();
    await page.getByRole("button", { name: words.end }).click();
    await expect(gallery.strip.getByRole("status")).toContainText(words.broken);
    await expect(page.locator("pbft-lab-why").getByRole("heading")).toHaveText(words.why);
    await gallery.strip.getByRole("button", { name: words.back }).click();
    await gallery.strip.getByRole("button", { name: words.go }).click();
    await expect(gallery.strip.getByRole("status")).toContainText(words.harmless);
  });
}

test("the gallery lists every rule with class and section, and finds some by class and by words", async ({
  page,
}) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  const { dialog } = gallery;
  const rows = dialog.locator(".rules li:not(.whole)");
  const count = dialog.locator(".filter").getByRole("status");
  // All of them, however many there are.
  await expect(count).toHaveText(/^([1-9]\d+) of \1 rules$/);
  await expect(async () => {
    await expect(rows).toHaveCount(Number.parseInt((await count.textContent()) ?? "", 10));
  }).toPass();
  await expect(rows.first()).toContainText("Prepared needs 2f matching PREPAREs");
  await expect(rows.first().locator(".facts")).toContainText("safety prepared-quorum § 4.2");
  await dialog.getByRole("combobox").selectOption("no effect");
  await expect(rows).toHaveCount(2);
  await dialog.getByRole("combobox").selectOption("all classes");
  await dialog.getByRole("searchbox").fill("checkpoint stable");
  await expect(rows.first()).toContainText(/checkpoint/i);
  await expect.poll(() => rows.count()).toBeLessThan(20);
});

test("a rule whose attack no search finds says so, and offers its directed schedule", async ({ page }) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  const { dialog } = gallery;
  // Which rules these are depends on the benchmark.
  const safety = page.locator(".class.safety");
  const row = dialog.locator(".rules li", { has: safety, hasText: "search: 0 attacks" }).first();
  const remove = row.getByRole("button", { name: "Remove this rule" });
  const code = (await remove.getAttribute("data-code")) ?? "";
  await gallery.remove(code);
  await expect(dialog.locator(".hopeless")).toContainText("Random search is hopeless here");
  await expect(dialog.getByRole("button", { name: "Search anyway" })).toBeVisible();
  await dialog.getByRole("button", { name: "All rules" }).click();
  // The reader is where they were.
  await expect(dialog.locator(`[data-code=${code}]`)).toBeFocused();
  await gallery.remove("M40");
  await expect(dialog.locator(".stages")).toContainText("11 links are cut.");
  await expect(dialog.locator(".goal")).toContainText("violate “Agreement”");
});

test("a question that people ask has a short answer and two runs", async ({ page }) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  const { dialog, strip } = gallery;
  await dialog.getByRole("button", { name: "Questions that people ask" }).click();
  const questions = dialog.locator(".questions li");
  await expect(questions).toHaveCount(12);
  const commit = dialog.locator("[data-question=commit-phase]");
  await expect(commit).toContainText("Why is the COMMIT phase necessary?");
  await commit.getByRole("button", { name: "Without the rule (M20)" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("combobox", { name: "Scene" })).toHaveValue("without-commit-phase");
  await page.getByRole("button", { name: "Go to the violation" }).click();
  await expect(strip.getByRole("status")).toContainText("Without M20: “Agreement” is violated");
  await strip.getByRole("button", { name: "Put it back" }).click();
  await expect(page.getByRole("combobox", { name: "Scene" })).toHaveValue("with-commit-phase");
  await strip.getByRole("button", { name: /^Go to 365/ }).click();
  await expect(strip.getByRole("status")).toContainText("With M20, the same schedule does no harm");
});

test("without a rule of liveness a request waits, which is explained, and with it the request is answered", async ({
  page,
}) => {
  const gallery = new Gallery(page);
  await gallery.open("&lang=en");
  await gallery.remove("M22");
  await gallery.watch();
  await gallery.strip.getByRole("button", { name: /^Go to 3,000/ }).click();
  await expect(gallery.strip.getByRole("status")).toContainText("a request still has no result");
  await expect(page.locator("pbft-lab-why").getByRole("heading")).toContainText("Why");
  await gallery.strip.getByRole("button", { name: "Put it back" }).click();
  await gallery.strip.getByRole("button", { name: /^Go to 3,000/ }).click();
  await expect(gallery.strip.getByRole("status")).toContainText("every request has its result");
});

test("the gallery opens and closes by keys, and gives the focus back", async ({ page }) => {
  await page.goto("./?autoplay=0&lang=en");
  await expect(new Lab(page).replica(0)).toBeVisible();
  const { dialog } = new Gallery(page);
  await page.keyboard.press("a");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.getByRole("button", { name: "Find an attack" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await dialog.locator("[data-code=M20]").focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading", { level: 2 })).toHaveText("Without M20");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Find an attack" })).toBeFocused();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the gallery and in an attack, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const gallery = new Gallery(page);
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    };
    await gallery.open("&lang=en");
    await expect(gallery.dialog.locator("[data-code=M40]")).toBeVisible();
    await check();
    const { dialog } = gallery;
    // A search that finds nothing stays.
    await dialog.getByRole("button", { name: "Search the whole protocol" }).click();
    await dialog.getByText("Search settings").click();
    await dialog.getByRole("button", { name: "Find an attack" }).click();
    await expect(dialog.locator(".counts")).toContainText(/^[1-9]/);
    await dialog.getByText(/^What the executions touched/).click();
    await check();
    await dialog.getByRole("button", { name: "All rules" }).click();
    await dialog.getByRole("button", { name: "Questions that people ask" }).click();
    await expect(dialog.locator(".questions li").first()).toBeVisible();
    await check();
    await dialog.getByRole("button", { name: "All rules" }).click();
    await gallery.remove("M40");
    await check();
    await gallery.watch();
    await page.getByRole("button", { name: "Go to the violation" }).click();
    await expect(page.locator("pbft-lab-why").getByRole("heading")).toBeVisible();
    await check();
  });
}
