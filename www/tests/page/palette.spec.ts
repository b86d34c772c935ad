// The fault palette, the reason of a pause, and the presentation.

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const paused = (page: Page): Locator => page.locator(".paused");

test("a tool is chosen, then a replica; Escape puts it away", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("crash").click();
  await expect(lab.button("crash")).toHaveAttribute("aria-pressed", "true");
  await lab.replica(2).click();
  await expect(lab.replica(2)).toHaveAccessibleName(/, down\./);
  await expect(lab.menu).toBeHidden();
  // It is down already: nothing happens, and no card opens.
  await lab.replica(2).click();
  await expect(lab.menu).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(lab.button("crash")).toHaveAttribute("aria-pressed", "false");
  await lab.replica(2).click();
  await expect(lab.menu).toBeVisible();
});

test("by keyboard a tool is reached with the arrows, and a link by its two ends", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("crash").focus();
  for (let stop = 0; stop < 4; stop += 1) {
    await page.keyboard.press("ArrowDown");
  }
  await expect(lab.button("cut")).toBeFocused();
  await page.keyboard.press("Enter");
  await lab.replica(0).press("Enter");
  await lab.replica(3).press("Enter");
  const links = () =>
    page.evaluate(() =>
      document.querySelector("pbft-lab")?.view?.links.map(({ from, to, up }) => [from, to, up]),
    );
  await expect.poll(links).toEqual([
    [0, 3, false],
    [3, 0, false],
  ]);
});

test("the lies of a node open with the tool for them", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("lie").click();
  await lab.replica(1).click();
  await expect(lab.menu.locator("pbft-lab-strategies")).toBeVisible();
});

test("the stage says why time stands still, and both Play and Continue go on", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("./?scenario=two-replicas-down");
  await expect(lab.button("Pause")).toBeVisible();
  await expect(paused(page)).toBeHidden();
  await lab.button("Pause").click();
  await expect(paused(page)).toHaveText(/Paused · by you/);
  await lab.hurry();
  await lab.button("Play").click();
  await expect(paused(page)).toHaveText(/this chapter waits for you/);
  await lab.button("Continue").click();
  await expect(lab.button("Pause")).toBeVisible();
  await expect(paused(page)).toHaveText(/this chapter waits for you/);
  await lab.button("Play").click();
  await expect(lab.button("Pause")).toBeVisible();
  await page.locator(".story .question").click();
  await expect(paused(page)).toHaveText(/an answer is open/);
});

test("F shows the stage and the playback alone, with larger text, until Escape", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const size = () => lab.story.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  const before = await size();
  await page.keyboard.press("f");
  await expect(page.locator("pbft-lab .bar")).toBeHidden();
  await expect(page.getByRole("tablist")).toHaveCount(0);
  await expect.poll(size).toBeCloseTo(before * 1.4, 1);
  await expect(lab.button("Play").or(lab.button("Pause"))).toBeInViewport({ ratio: 1 });
  await expect(lab.replica(0)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tablist")).toBeVisible();
  await expect.poll(size).toBe(before);
});
