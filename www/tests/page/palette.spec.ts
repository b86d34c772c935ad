// The fault palette, the reason of a pause, and the presentation.

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Keyboard } from "./keyboard.ts";
import { Lab, preferCalm } from "./lab.ts";

const paused = (page: Page): Locator => page.locator(".paused");

test("a tool is chosen, then a replica; Escape puts it away", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("crash").click();
  await expect(lab.button("crash")).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByText("Click the replica that crashes. Escape puts the tool away.")).toBeVisible();
  await lab.replica(2).click();
  await expect(lab.replica(2)).toHaveAccessibleName(/, down\./);
  await expect(lab.menu).toBeHidden();
  // It is down already: its card opens, which restarts it.
  await lab.replica(2).click();
  await lab.menu.getByRole("button", { name: "Restart, disk kept" }).click();
  await expect(lab.replica(2)).toHaveAccessibleName(/, up\./);
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

test("the stage says why time is paused, and both Play and Continue resume it", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("./?scenario=two-replicas-down");
  await expect(lab.button("Pause")).toBeVisible();
  await expect(paused(page)).toBeHidden();
  await lab.button("Pause").click();
  await expect(paused(page)).toHaveText(/Paused · by you/);
  await lab.hurry();
  await lab.button("Play").click();
  await expect(paused(page)).toHaveText(/this chapter waits for you/);
  for (const way of ["Continue", "Play"]) {
    const before = await lab.clock();
    await lab.button(way).click();
    await expect.poll(() => lab.clock()).toBeGreaterThan(before);
    await expect(paused(page)).toHaveText(/this chapter waits for you/);
  }
  await lab.button("Play").click();
  await expect(lab.button("Pause")).toBeVisible();
  await page.locator(".story .question").click();
  await expect(paused(page)).toHaveText(/an answer is open/);
});

test("a run at rest says what makes it go on", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.button("Pause")).toBeVisible();
  await expect(paused(page)).toHaveText(/At rest · send a request to go on/);
  await lab.calm();
  await lab.send("put x 2");
  await expect(paused(page)).toBeHidden();
});

test("a scene that is chosen shows its lesson, whatever was open before", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Replica");
  await lab.safety();
  await lab.button("lie").click();
  await lab.choose(/^Partition and heal/);
  await expect(page.getByRole("tab", { name: "Lesson" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("heading", { name: "Partition and heal" })).toBeVisible();
  await expect(lab.button("lie")).toHaveAttribute("aria-pressed", "false");
});

test("F shows the title, the state, the stage and the playback alone, with larger text, until Escape", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  const size = () => lab.story.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  const before = await size();
  await page.keyboard.press("f");
  const bar = page.locator("pbft-lab .bar");
  await expect(bar.getByText("One request, five phases", { exact: true })).toBeVisible();
  await expect(bar.locator(".chip")).toContainText("Safe and live");
  await expect(bar.getByLabel("Scene")).toHaveCount(0);
  await expect(lab.button("Share")).toBeHidden();
  await expect(page.getByRole("tablist")).toHaveCount(0);
  await expect.poll(size).toBeCloseTo(before * 1.4, 1);
  await expect(lab.button("Play").or(lab.button("Pause"))).toBeInViewport({ ratio: 1 });
  // The browser's own figure for a shape that is wholly in view is a hair below 1.
  await expect(lab.replica(0)).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("tablist")).toBeVisible();
  await expect.poll(size).toBe(before);
});

test("the card of a node is small, lies over no other node, and leads to the panel", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("Pause").click();
  const nodes = page.locator("pbft-lab-stage .node");
  for (let node = 0; node < 5; node += 1) {
    await nodes.nth(node).press("Enter");
    await expect(lab.menu).toBeVisible();
    const card = await lab.menu.boundingBox();
    expect(card?.width).toBeLessThanOrEqual(240);
    for (let other = 0; other < 5; other += 1) {
      const box = await nodes.nth(other).boundingBox();
      const apart =
        other === node ||
        !card ||
        !box ||
        card.x >= box.x + box.width ||
        box.x >= card.x + card.width ||
        card.y >= box.y + box.height ||
        box.y >= card.y + card.height;
      expect(apart, `the card of node ${node} lies over node ${other}`).toBe(true);
    }
    await page.keyboard.press("Escape");
    await expect(lab.menu).toBeHidden();
  }
  await lab.replica(1).click();
  await lab.menu.getByRole("button", { name: "More in the panel" }).click();
  await expect(page.getByRole("tab", { name: "Replica" })).toHaveAttribute("aria-selected", "true");
});

/** Takes a tool in hand, from wherever the focus is. */
async function take(page: Page, keys: Keyboard, tool: string, way: "Tab" | "Shift+Tab"): Promise<void> {
  await keys.tabTo(page.locator("pbft-lab-palette [tabindex='0']"), way);
  await keys.press("Home");
  const wanted = page.locator(`pbft-lab-palette [data-tool=${tool}]`);
  await expect(async () => {
    await keys.press("ArrowDown");
    await expect(wanted).toBeFocused({ timeout: 500 });
  }).toPass({ intervals: [0] });
  await keys.press("Enter");
  await expect(wanted).toHaveAttribute("aria-pressed", "true");
}

const linksOf = (page: Page) => () =>
  page.evaluate(() =>
    document
      .querySelector("pbft-lab")
      ?.view?.links.map(({ from, to, up, latencyMs }) => [from, to, up, JSON.stringify(latencyMs)].join(" ")),
  );

test("a link is cut and another one made slow with keys alone", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const keys = new Keyboard(page);
  for (const [tool, ends] of [
    ["cut", ["0", "3"]],
    ["slow", ["1", "2"]],
  ] as const) {
    await take(page, keys, tool, "Tab");
    for (const end of ends) {
      await keys.press(end);
      await expect(lab.replica(Number(end))).toBeFocused();
      await keys.press("Enter");
    }
    await keys.press("Escape");
    await expect(lab.button(tool)).toHaveAttribute("aria-pressed", "false");
  }
  await expect
    .poll(linksOf(page))
    .toEqual([
      expect.stringMatching(/^0 3 false/),
      expect.stringMatching(/^1 2 true .*200.*300/),
      expect.stringMatching(/^2 1 true .*200.*300/),
      expect.stringMatching(/^3 0 false/),
    ]);
});

test("messages are dropped with keys alone, by the tool and by the list, and the focus stays there", async ({
  page,
}) => {
  // A step then ends at once.
  await preferCalm(page);
  const lab = new Lab(page);
  await lab.open();
  const keys = new Keyboard(page);
  await keys.tabTo(lab.button("Pause"));
  await keys.press("Enter");
  await expect(lab.button("Play")).toBeFocused();
  await lab.settle();
  const messages = page.getByRole("list", { name: /^Messages in flight/ }).getByRole("button");
  await keys.tabTo(page.getByRole("tab", { selected: true }));
  await keys.press("End");
  await expect(page.getByRole("tab", { name: "Messages" })).toBeFocused();
  // The PRE-PREPAREs are on their way together.
  await expect(async () => {
    await keys.press(".");
    await lab.settle();
    expect(await messages.count()).toBeGreaterThanOrEqual(3);
  }).toPass({ intervals: [0] });
  const before = await messages.count();
  await take(page, keys, "drop", "Shift+Tab");
  await keys.tabTo(messages.first());
  await keys.press("Enter");
  await expect(messages).toHaveCount(before - 1);
  await expect(messages.first()).toBeFocused();
  // Without the tool the message opens, with what can be done to it.
  await keys.press("Escape");
  await keys.press("Enter");
  await keys.tabTo(lab.menu.getByRole("button", { name: "Drop" }));
  await keys.press("Enter");
  await expect(lab.menu).toBeHidden();
  await expect(messages).toHaveCount(before - 2);
  await expect(messages.first()).toBeFocused();
});
