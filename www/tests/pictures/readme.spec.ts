// Takes the pictures of README and docs. Each waits for a moment of a run that its seed fixes, so that a picture taken again is
// the same picture unless the page has changed.

import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "../page/lab.ts";

const image = (name: string) => fileURLToPath(new URL(`../../../docs/images/${name}.png`, import.meta.url));

/** Steps on until the page says what is wanted. */
async function stepUntil(page: Page, lab: Lab, done: () => Promise<boolean>): Promise<void> {
  await lab.button("Pause").click();
  for (let steps = 0; steps < 400 && !(await done()); steps += 1) {
    await lab.button("Step").click();
    await page.waitForTimeout(30);
  }
  expect(await done()).toBe(true);
}

async function saysStep(lab: Lab, name: string, text: string): Promise<boolean> {
  return ((await lab.step(name).textContent()) ?? "").includes(text);
}

for (const theme of ["light", "dark"]) {
  test(`the page in the middle of a request, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 860 });
    const lab = new Lab(page);
    await lab.open();
    await page.getByLabel("Colours").selectOption(theme);
    await stepUntil(page, lab, () => saysStep(lab, "Prepare", "2 of 4 prepared"));
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: image(`page-${theme}`) });
  });
}

test("two of four down", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 860 });
  const lab = new Lab(page);
  await lab.open();
  await page.getByLabel("Colours").selectOption("light");
  await lab.choose(/Two of four down/);
  await lab.hurry();
  await expect(lab.story).toContainText("2 of the 3 votes needed");
  // The scene waits here by itself.
  await expect(lab.button("Play")).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: image("two-down") });
});

test("the page on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const lab = new Lab(page);
  await lab.open();
  await page.getByLabel("Colours").selectOption("light");
  await stepUntil(page, lab, () => saysStep(lab, "Prepare", "1 of 4 prepared"));
  await lab.story.scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: image("phone") });
});
