// Time travel as a student uses it: back and forth, and into another future.

import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
});

const slider = (page: Page) => page.getByRole("slider", { name: "Time scrubber" });

/** Lets the first request be answered, stops, and has every message listed. */
async function playAndStop(): Promise<void> {
  await lab.listMessages();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
}

/** The step that is shown and the last one that is known. */
async function steps(page: Page): Promise<[number, number]> {
  const text = (await page.locator("pbft-lab .position .count").textContent()) ?? "";
  const [, step, last] = /^step (\d+) of (\d+)$/.exec(text) ?? [];
  return [Number(step), Number(last)];
}

test("back undoes a step: the list and the clock go back with it, and the same happens again", async ({
  page,
}) => {
  await playAndStop();
  const [step, last] = await steps(page);
  expect([step, last > 20]).toEqual([last, true]);
  await lab.tab("Events");
  const lines = await lab.events.getByRole("listitem").allTextContents();
  const clock = await lab.clock();
  for (let back = 1; back <= 6; back += 1) {
    await lab.button("Back").click();
    await expect.poll(() => steps(page)).toEqual([last - back, last]);
  }
  await expect(async () => {
    const fewer = await lab.events.getByRole("listitem").allTextContents();
    expect(fewer.length).toBeLessThan(lines.length);
    expect(lines.slice(0, fewer.length)).toEqual(fewer);
  }).toPass();
  await expect.poll(() => lab.clock()).toBeLessThan(clock);
  for (let forth = 5; forth >= 0; forth -= 1) {
    await lab.button("Step").click();
    await expect.poll(() => steps(page)).toEqual([last - forth, last]);
  }
  await expect(lab.events.getByRole("listitem")).toHaveText(lines);
});

test("the slider reaches every step by keyboard", async ({ page }) => {
  await playAndStop();
  const [, last] = await steps(page);
  await slider(page).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => steps(page)).toEqual([0, last]);
  await expect(lab.client).not.toHaveAccessibleName(/returned/);
  await expect(lab.button("Back")).toBeDisabled();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => steps(page)).toEqual([2, last]);
  await page.keyboard.press("End");
  await expect.poll(() => steps(page)).toEqual([last, last]);
  await expect(lab.client).toHaveAccessibleName(/returned/);
});

test("playing on from the past plays the same future again", async ({ page }) => {
  await playAndStop();
  await lab.tab("Events");
  const lines = await lab.events.getByRole("listitem").allTextContents();
  const [, last] = await steps(page);
  await slider(page).focus();
  await page.keyboard.press("Home");
  await expect.poll(() => steps(page)).toEqual([0, last]);
  await lab.button("Play").click();
  await expect.poll(async () => (await steps(page))[0]).toBeGreaterThanOrEqual(last);
  await lab.button("Pause").click();
  await expect
    .poll(async () => (await lab.events.getByRole("listitem").allTextContents()).slice(0, lines.length))
    .toEqual(lines);
});

test("a command in the past begins another future, and the first one is kept", async ({ page }) => {
  await playAndStop();
  const futures = page.getByRole("group", { name: "Branches of this run" });
  await expect(futures).toHaveCount(0);
  const [, last] = await steps(page);
  await lab.tab("Events");
  const lines = await lab.events.getByRole("listitem").allTextContents();
  await slider(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => steps(page)).toEqual([1, last]);
  await lab.act(2, /^Crash/);
  await expect(lab.replica(2)).toHaveAccessibleName(/, down\./);
  await lab.branches();
  await expect(futures.getByRole("status")).toContainText("Your change after step 1 started a new branch");
  await expect(futures.getByRole("button", { pressed: true })).toContainText("Branch 2: after step 1");
  await expect.poll(() => steps(page)).toEqual([2, 2]);
  await futures.getByRole("button", { name: "Branch 1: original" }).click();
  await expect.poll(() => steps(page)).toEqual([last, last]);
  await expect(lab.replica(2)).not.toHaveAccessibleName(/, down\./);
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.listMessages();
  await expect(lab.events.getByRole("listitem")).toHaveText(lines);
  await lab.branches();
  await futures.getByRole("button", { name: /^Branch 2/ }).click();
  await expect(lab.replica(2)).toHaveAccessibleName(/, down\./);
});

test("a restart drops the commands of the reader and keeps that future as a branch", async ({ page }) => {
  await playAndStop();
  const futures = page.getByRole("group", { name: "Branches of this run" });
  await lab.act(2, /^Crash/);
  await expect(lab.replica(2)).toHaveAccessibleName(/, down\./);
  const [, last] = await steps(page);
  await lab.button("Start over").click();
  await lab.branches();
  await expect(futures.getByRole("button", { pressed: true })).toHaveText(
    "Branch 2: from the start, without your changes",
  );
  await expect(lab.replica(2)).not.toHaveAccessibleName(/, down\./);
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await futures.getByRole("button", { name: "Branch 1: original" }).click();
  await expect.poll(() => steps(page)).toEqual([last, last]);
  await expect(lab.replica(2)).toHaveAccessibleName(/, down\./);
  // Nothing was done in the second future: a restart returns to it.
  await lab.button("Start over").click();
  await expect(futures.getByRole("button")).toContainText([/^Branch 1/, /^Branch 2/]);
  await expect(futures.getByRole("button", { pressed: true })).toContainText("Branch 2");
});

test("the element's own methods go back and to any step", async ({ page }) => {
  await playAndStop();
  const [, last] = await steps(page);
  const call = (expression: string) =>
    page.evaluate(`(async () => { await document.querySelector("pbft-lab").${expression}; })()`);
  await call("seek(7)");
  await expect.poll(() => steps(page)).toEqual([7, last]);
  await call("back()");
  await expect.poll(() => steps(page)).toEqual([6, last]);
  await call("seek(-3)");
  await expect.poll(() => steps(page)).toEqual([0, last]);
  await call("seek(1e9)");
  await expect.poll(() => steps(page)).toEqual([last, last]);
});
