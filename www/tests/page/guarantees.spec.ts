// Faulty replicas and what is still guaranteed, as the page says it in the cases of tests/cases, in both languages.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const CASES = join(import.meta.dirname, "../../../tests/cases");

async function openCase(page: Page, lang: "en" | "zh", name: string): Promise<void> {
  await page.goto(`./?lang=${lang}`);
  await expect(page.getByRole("button", { name: /^(Replica|副本) 0/ })).toBeVisible();
  await page.getByRole("button", { name: /^(Share|分享)$/ }).click();
  await page.locator('input[type="file"]').setInputFiles({
    name: `${name}.json`,
    mimeType: "application/json",
    buffer: readFileSync(join(CASES, `${name}.json`)),
  });
}

/** At the highest speed, on from wherever the run waits, until a part of the page says this. */
async function playUntil(page: Page, lang: "en" | "zh", part: Locator, says: string): Promise<void> {
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.getByRole("slider", { name: lang === "en" ? "Speed" : "速度" }).press("End");
  const button = page.getByRole("button", { name: /^(Play|播放)$/ });
  await expect(async () => {
    if (await button.isVisible()) {
      await button.click();
    }
    await expect(part).toContainText(says, { timeout: 500 });
  }).toPass();
}

const LOST_DISK = {
  en: {
    safety: [
      "2 faulty, 1 tolerated",
      "Progress may stop: only 2 of 4 replicas are certain to vote, and a quorum is 3.",
      "down: replica 0; disk lost, no vote: replica 3",
    ],
    story: [
      "Stalled in the view change: 2 of the 3 votes needed.",
      "Only 2 of 4 replicas can vote (down: replica 0; disk lost, no vote: replica 3).",
    ],
    why: /Replica 3 lost its disk and has no vote\. It waits for a stable checkpoint at sequence number 400 or later \(it has 0\), and for view 1 or later \(it is in view 0\)\./,
    ask: "Why no reply?",
  },
  zh: {
    safety: [
      "集群可能停滞：4 个副本中只有 2 个必定投票，而法定人数是 3。",
      "宕机：副本 0；丢失磁盘、不能投票：副本 3",
    ],
    story: ["4 个副本中只有 2 个能投票（宕机：副本 0；丢失磁盘、不能投票：副本 3）。"],
    why: /副本 3 丢失了磁盘，不能投票。它要等到序号不小于 400 的稳定检查点（现在是 0），并且要等到视图 1 或更晚的视图（现在是视图 0）。/,
    ask: "为什么没有回复？",
  },
} as const;

for (const lang of ["en", "zh"] as const) {
  const told = LOST_DISK[lang];

  test(`a lost disk, then the primary: two of four do not vote (${lang})`, async ({ page }) => {
    await openCase(page, lang, "lost-disk-then-primary");
    const story = page.locator(".story");
    await playUntil(page, lang, story, told.story[0]);
    for (const text of told.story) {
      await expect(story).toContainText(text);
    }
    const safety = await new Lab(page).safety();
    for (const text of told.safety) {
      await expect(safety).toContainText(text);
    }
    await page.getByRole("button", { name: told.ask }).first().click();
    await expect(page.locator("[part=why]")).toContainText(told.why);
  });

  test(`five replicas, two liars: clients may be deceived, and replicas cannot disagree (${lang})`, async ({
    page,
  }) => {
    await openCase(page, lang, "five-two-liars");
    const safety = await new Lab(page).safety();
    await playUntil(
      page,
      lang,
      safety,
      lang === "en"
        ? "With 2 Byzantine replicas clients may be deceived, and progress may stop. Correct replicas still cannot disagree."
        : "有 2 个拜占庭副本，客户端可能受骗，集群可能停滞。正确的副本仍不会产生分歧。",
    );
    await expect(safety).toContainText(lang === "en" ? "Byzantine: replicas 0 and 1" : "作恶：副本 0 和 1");
    await expect(safety).not.toContainText(/may disagree|可能产生分歧/);
  });

  test(`views beyond 2^53: a liar cannot get so far ahead, and the refusal names the limit (${lang})`, async ({
    page,
  }) => {
    await openCase(page, lang, "views-beyond-2-53");
    const alert = page.getByRole("dialog").getByRole("alert");
    await expect(alert).toContainText("9007199254740991");
    await expect(alert).toContainText("1000000");
  });
}
