// The transport and the timeline as one: flags for chapters, a row for branches, the way to a request.

import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const flags = (page: Page) =>
  page.getByRole("toolbar", { name: "Chapters on the timeline" }).getByRole("button");
const name = (page: Page) => page.locator("pbft-lab-chapter-flags .name");

/** The page with a scene that is paused at its beginning. */
async function openScene(page: Page, scene: string): Promise<Lab> {
  const lab = new Lab(page);
  await lab.open(`./?scenario=${scene}`);
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
  return lab;
}

test("a flag of a chapter goes to it by a click and by a key, and has its name", async ({ page }) => {
  const lab = await openScene(page, "one-request");
  await expect(flags(page)).toHaveCount(5);
  await expect(flags(page).nth(3)).toHaveAccessibleName("Chapter 4, 50.0 ms");
  await flags(page).nth(3).hover();
  await expect(name(page)).toContainText(/^4 \S+/);
  await expect(flags(page).nth(3)).toHaveAccessibleDescription(/^4 \S+/);
  await flags(page).nth(3).click();
  await expect.poll(() => lab.clock()).toBe(50);
  await expect(flags(page).nth(3)).toHaveAttribute("aria-current", "step");
  await page.mouse.move(5, 5);
  await expect(name(page)).toHaveCount(0);
  // A key of the timeline leads to the flag of the present chapter, and the arrow keys to the others.
  await page.locator("pbft-lab-timeline .plot").focus();
  await page.keyboard.press("g");
  await expect(flags(page).nth(3)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(flags(page).nth(2)).toBeFocused();
  await expect(name(page)).toContainText(/^3 \S+/);
  await page.keyboard.press("Enter");
  await expect.poll(() => lab.clock()).toBe(28);
  await page.keyboard.press("Home");
  await expect(flags(page).first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator("pbft-lab-timeline .plot")).toBeFocused();
  await expect(name(page)).toHaveCount(0);
});

test("a flag that is out of sight comes into sight with the focus", async ({ page }) => {
  const lab = await openScene(page, "one-request");
  const plot = page.locator("pbft-lab-timeline .plot");
  await plot.focus();
  // Away from the later chapters.
  for (let time = 0; time < 6; time += 1) {
    await plot.press("+");
  }
  await flags(page).first().focus();
  await page.keyboard.press("End");
  await expect(flags(page).last()).toBeFocused();
  await expect(flags(page).last()).toBeInViewport({ ratio: 1 });
  await expect(flags(page).last()).not.toHaveClass(/outside/);
  await page.keyboard.press("Enter");
  await expect.poll(() => lab.clock()).toBe(74);
});

test("a lesson that asks flags no chapter before the run has reached it", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("./?scenario=majority&lang=en&speed=5&autoplay=1");
  const question = page.locator("pbft-lab-lesson .ask");
  await expect(question).toBeVisible();
  await expect(flags(page)).toHaveCount(2);
  await question.getByRole("button", { name: "Yes", exact: true }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  // The next chapter that waits.
  await expect(flags(page)).toHaveCount(3);
  // What was reached keeps its flag: it is a way back, and forth again.
  await flags(page).first().focus();
  await page.keyboard.press("Enter");
  await expect(flags(page).first()).toHaveAttribute("aria-current", "step");
  await expect(flags(page)).toHaveCount(3);
});

test("the branches are a row of the timeline, where one is chosen and two are compared", async ({ page }) => {
  const lab = await openScene(page, "one-request");
  const stage = page.locator("pbft-lab-stage");
  await lab.hurry();
  await lab.button("Play").click();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await lab.settle();
  const before = await stage.boundingBox();
  await page.getByRole("slider", { name: "Time scrubber" }).focus();
  await page.keyboard.press("Home");
  await lab.act(2, /^Crash/);
  const row = page.locator("pbft-lab-timeline").locator("pbft-lab-branches");
  const timeline = page.locator("pbft-lab-timeline");
  await expect(timeline.locator("pbft-lab-branches")).toHaveCount(1);
  await expect(row.getByRole("button", { pressed: true })).toHaveText(/^Branch 2: .*Replica 2/);
  await expect(page.locator("pbft-lab button.branches")).toHaveCount(0);
  // The row takes no room from the stage, and lies within the timeline.
  expect(await stage.boundingBox()).toEqual(before);
  await expect(row.getByRole("button", { name: "Branch 1: original" })).toBeInViewport({ ratio: 1 });
  await row.getByRole("button", { name: "Branch 1: original" }).click();
  await expect(row.getByRole("button", { pressed: true })).toHaveText("Branch 1: original");
  await expect(lab.replica(2)).not.toHaveAccessibleName(/, down\./);
  await row.getByRole("button", { name: "Compare branches" }).click();
  await expect(page.getByRole("dialog", { name: "Compare branches" })).toContainText("Branch 2");
});

test("the number of a request leads to the step where it begins", async ({ page }) => {
  const lab = await openScene(page, "one-request");
  await lab.hurry();
  await lab.button("Play").click();
  for (const [count, operation] of ["put y 1", "put z 1"].entries()) {
    await expect(lab.client).toHaveAccessibleName(/returned/);
    await lab.send(operation);
    await expect(lab.client).toHaveAccessibleName(new RegExp(`put ${"yz"[count]} 1`));
  }
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await lab.settle();
  const finder = page.locator("pbft-lab-request-finder");
  const open = () => lab.button("Run until · go to").click();
  await open();
  const field = finder.getByRole("spinbutton", { name: "Go to request" });
  await expect(finder).toContainText("of 3");
  await expect(field).toHaveValue("3");
  await lab.type(field, "2");
  await expect(field).toBeHidden();
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply to .put y 1/);
  // Beyond the last one it is the last.
  await open();
  await lab.type(field, "99");
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply to .put z 1/);
  await open();
  await finder.getByRole("button", { name: /^request 1\s+x=1/ }).click();
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply to .put x 1/);
  await expect(lab.button("Play")).toBeVisible();
});

test("the enlarged timeline has as much room as the stage, and nothing of the stage lies on another", async ({
  page,
}) => {
  await openScene(page, "one-request");
  await page.getByRole("separator", { name: "Enlarge the timeline" }).click();
  const height = async (part: string) => (await page.locator(part).boundingBox())?.height ?? 0;
  await expect.poll(() => height("pbft-lab-timeline")).toBeGreaterThan(300);
  expect((await height("pbft-lab-timeline")) / (await height("pbft-lab-stage"))).toBeGreaterThan(0.9);
  const tools = page.locator("pbft-lab-palette [role=toolbar]");
  const [story, legend] = [page.locator("[part=story]"), page.locator("pbft-lab-legend")];
  const box = async (part: typeof tools) => {
    const { y = 0, height: tall = 0 } = (await part.boundingBox()) ?? {};
    return { top: y, bottom: y + tall };
  };
  await expect(async () => {
    const palette = await box(tools);
    expect(palette.top).toBeGreaterThanOrEqual((await box(story)).bottom);
    expect(palette.bottom).toBeLessThanOrEqual((await box(legend)).top + 1);
  }).toPass();
});
