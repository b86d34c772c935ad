// Takes the pictures of README and docs. Each opens a run at a moment that its seed fixes, so that a picture taken again is the same
// picture unless the page has changed.

import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "../page/lab.ts";

const image = (name: string) => fileURLToPath(new URL(`../../../docs/images/${name}`, import.meta.url));

const PREPARING = "scenario=one-request&lang=en&start-at=38ms";

/** Opens the page at a moment, with nothing under the pointer. */
async function openAt(page: Page, query: string, width: number, height: number): Promise<void> {
  await page.setViewportSize({ width, height });
  await new Lab(page).open(`./?${query}&autoplay=0`);
  await expect(page.locator("pbft-lab .position .clock")).not.toHaveText(/^0\.0/);
  await page.mouse.move(0, 0);
  await settle(page);
}

/** The story and the canvases follow within a few frames. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 400)),
  );
}

for (const theme of ["light", "dark"]) {
  test(`the page in the middle of a request, ${theme}`, async ({ page }) => {
    await openAt(page, `${PREPARING}&theme=${theme}`, 1280, 720);
    await page.screenshot({ path: image(`page-${theme}.png`) });
  });
}

test("a primary that lies, with the values that compete", async ({ page }) => {
  await openAt(page, "scenario=equivocating-primary&lang=en&theme=light&start-at=60ms", 1280, 720);
  await page.screenshot({ path: image("equivocation.png") });
});

test("two of four down", async ({ page }) => {
  await openAt(page, "scenario=two-replicas-down&lang=en&theme=light&start-at=60ms", 1280, 720);
  await page.screenshot({ path: image("two-down.png") });
});

test("the page on a phone", async ({ page }) => {
  await openAt(page, `${PREPARING}&theme=light`, 390, 844);
  await page.screenshot({ path: image("phone.png") });
});
