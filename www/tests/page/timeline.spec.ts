import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;
let plot: Locator;
let scrubber: Locator;
let chosen: Locator;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  plot = page.getByRole("application", { name: "Timeline: messages and events, by node and time" });
  scrubber = page.getByRole("slider", { name: "Time scrubber" });
  chosen = page.locator("pbft-lab-timeline").getByRole("status");
  await page.getByRole("separator", { name: "Enlarge the timeline" }).click();
  await expect(lab.button("Whole run")).toBeVisible();
});

/** A request that was answered, at rest. */
async function answered(): Promise<void> {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
}

/** What the whole run looks like, as pixels: another window is another picture. */
async function model(page: Page): Promise<string> {
  // Painted with the next frame.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  return page
    .locator("pbft-lab-timeline canvas")
    .evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ""));
}

async function place(shareX: number, shareY: number): Promise<{ x: number; y: number }> {
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  return { x: (box?.x ?? 0) + (box?.width ?? 0) * shareX, y: (box?.y ?? 0) + (box?.height ?? 0) * shareY };
}

test("the slider names the step and the time of the moment shown", async () => {
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.button("Step").click();
  await expect(scrubber).toHaveAttribute("aria-valuetext", /^step [1-9]\d*, [\d.]+ ms$/);
});

test("on the slider, an arrow key takes the run a step further", async () => {
  await answered();
  const now = async () => Number(await scrubber.getAttribute("aria-valuenow"));
  const before = await now();
  await lab.send("put x 1");
  await expect.poll(now).toBeGreaterThan(before);
  const asked = await now();
  await scrubber.focus();
  await scrubber.press("ArrowRight");
  await expect.poll(now).toBe(asked + 1);
});

test("the keyboard selects one event after the other, and describes it", async () => {
  await answered();
  await plot.focus();
  await plot.press("Home");
  await plot.press("ArrowDown");
  await expect(chosen).toContainText("The client: submits an operation, 0.0 ms.");
  await plot.press("ArrowDown");
  await expect(chosen).toContainText(/^request 1 \(x=1\) from the client to replica 0: sent at 0.0 ms/);
  for (let next = 0; next < 4; next += 1) {
    await plot.press("ArrowDown");
  }
  await expect(chosen).toContainText(/Replica 0|pre-prepare 1 from replica 0/);
  await plot.press("ArrowUp");
  await plot.press("Escape");
  await expect(chosen).toHaveText("");
});

test("the timeline is enlarged, and the stage gives the room", async ({ page }) => {
  const height = async (one: Locator) => (await one.boundingBox())?.height ?? 0;
  const stage = page.locator("pbft-lab-stage");
  const [tall, low] = [await height(plot), await height(stage)];
  await page.getByRole("separator", { name: "Shrink the timeline" }).click();
  await expect.poll(() => height(plot)).toBeLessThan(tall - 20);
  await expect.poll(() => height(stage)).toBeGreaterThan(low + 20);
  await expect(lab.replica(0)).toBeInViewport({ ratio: 1 });
});

test("the small timeline describes the event that the keyboard selects too", async ({ page }) => {
  await answered();
  await page.getByRole("separator", { name: "Shrink the timeline" }).click();
  await expect(lab.button("Whole run")).toBeHidden();
  await plot.focus();
  await plot.press("Home");
  await plot.press("ArrowDown");
  await expect(chosen).toContainText("The client: submits an operation, 0.0 ms.");
  await plot.press("Escape");
  await expect(chosen).toHaveText("");
});

test("the keyboard passes over messages that are hidden", async ({ page }) => {
  await answered();
  const legend = await lab.legend();
  for (const kind of await legend.getByRole("button").all()) {
    await kind.click();
  }
  await page.keyboard.press("Escape");
  await plot.focus();
  for (let time = 0; time < 8; time += 1) {
    const before = (await chosen.textContent()) ?? "";
    await plot.press("ArrowUp");
    await expect(chosen).not.toHaveText(before);
    await expect(chosen).not.toContainText("sent at");
  }
});

test("plus, minus, arrows and the buttons change the visible window; “whole run” resets it", async ({
  page,
}) => {
  await answered();
  await lab.button("Whole run").click();
  await expect(lab.button("Whole run")).toHaveAttribute("aria-pressed", "true");
  const whole = await model(page);
  await plot.focus();
  for (const key of ["+", "ArrowRight", "-", "ArrowLeft"]) {
    const before = await model(page);
    await plot.press(key);
    await expect.poll(() => model(page), key).not.toBe(before);
  }
  await expect(lab.button("Whole run")).toHaveAttribute("aria-pressed", "false");
  const moved = await model(page);
  await lab.button("Zoom in").click();
  await expect.poll(() => model(page)).not.toBe(moved);
  await plot.press("Home");
  await expect.poll(() => model(page)).toBe(whole);
  await lab.button("Now").click();
  await expect(lab.button("Now")).toHaveAttribute("aria-pressed", "true");
});

test("a drag pans, the wheel with Ctrl zooms around the pointer", async ({ page }) => {
  await answered();
  const first = await model(page);
  const from = await place(0.4, 0.3);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 80, from.y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => model(page)).not.toBe(first);
  const panned = await model(page);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -240);
  await page.keyboard.up("Control");
  await expect.poll(() => model(page)).not.toBe(panned);
});

test("a click on an arrow or a mark describes it", async ({ page }) => {
  await answered();
  await lab.button("Whole run").click();
  const canvas = page.locator("pbft-lab-timeline canvas");
  // Somewhere along a replica's lane there is a mark, and the pointer says so.
  let at = await place(0.08, 0.53);
  const { x: end } = await place(0.9, 0.53);
  while (at.x < end && (await canvas.getAttribute("data-over")) !== "record") {
    at = { ...at, x: at.x + 6 };
    await page.mouse.move(at.x, at.y);
  }
  await page.mouse.click(at.x, at.y);
  await expect(chosen).toContainText(/replica \d.*\d ms/i);
  // Beside everything, a click chooses nothing.
  const beside = await place(0.99, 0.2);
  await page.mouse.click(beside.x, beside.y);
  await expect(chosen).toHaveText("");
});

test("an event that the timeline does not draw is described as in the event list", async ({ page }) => {
  await answered();
  for (const text of ["The client signs request 1 (x=1) and sends it to the primary.", "replied “ok”"]) {
    await lab.tab("Events");
    await lab.events.getByRole("listitem").filter({ hasText: text }).first().click();
    await expect(chosen).toContainText(text);
    await expect(chosen).toHaveText(/^[\d.]+ ms: /);
  }
  await lab.language("zh");
  await expect(page.locator("pbft-lab-timeline").getByRole("status")).toContainText("匹配的回复");
});

test("a drag of the present into the future runs there", async ({ page }) => {
  await answered();
  await lab.button("Now").click();
  const before = await lab.clock();
  const axis = await place(0.97, 0.98);
  await page.mouse.click(axis.x, axis.y);
  await expect.poll(() => lab.clock()).toBeGreaterThan(before + 1);
  await expect(lab.button("Play")).toBeVisible();
});

test("a press on the same moment leads there again after the run went on", async ({ page }) => {
  await answered();
  await lab.button("Whole run").click();
  const press = async () => {
    // The page may have been scrolled to the button meanwhile.
    const axis = await place(0.4, 0.98);
    await page.mouse.click(axis.x, axis.y);
  };
  const now = async () => Number(await scrubber.getAttribute("aria-valuenow"));
  const last = await now();
  await press();
  await expect.poll(now).toBeLessThan(last);
  await lab.settle();
  const there = await now();
  await lab.button("Step").click();
  await expect.poll(now).toBe(there + 1);
  await lab.settle();
  await press();
  await expect.poll(now).toBe(there);
});

test("Escape is left to the page around where nothing is chosen", async ({ page }) => {
  await answered();
  await page.evaluate(() => {
    document.addEventListener("keydown", ({ defaultPrevented }) => {
      document.title = defaultPrevented ? "taken" : "left";
    });
  });
  await plot.focus();
  await plot.press("Escape");
  await expect(page).toHaveTitle("left");
  await plot.press("ArrowUp");
  await expect(chosen).not.toHaveText("");
  await page.evaluate(() => {
    document.title = "unheard";
  });
  await plot.press("Escape");
  await expect(chosen).toHaveText("");
  // What the timeline uses ends at the element.
  await expect(page).toHaveTitle("unheard");
});

test("the visible events can be read as text", async ({ page }) => {
  await answered();
  await lab.button("Whole run").click();
  await page.getByText("Timeline as text").click();
  const lines = page.locator("pbft-lab-timeline details").getByRole("listitem");
  await expect(lines.filter({ hasText: "Replica 0 executes sequence number 1" })).toHaveCount(1);
  const count = page.getByText(/events? in this interval|No major events/);
  await expect(count).toHaveText(/^\d+ events in this interval/);
  // What is seen is another stretch of time with each key.
  await plot.focus();
  await plot.press("+");
  for (const times of [3, 3]) {
    const before = (await count.textContent()) ?? "";
    for (let time = 0; time < times; time += 1) {
      await plot.press("+");
    }
    await expect(count).not.toHaveText(before);
  }
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing on the timeline, ${theme}`, async ({ page }) => {
    await answered();
    await lab.theme(theme);
    await page.getByText("Timeline as text").click();
    await plot.focus();
    await plot.press("ArrowDown");
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}

test("the figure follows the reader's colours", async ({ page }) => {
  await answered();
  await lab.theme("light");
  const light = await model(page);
  await lab.theme("dark");
  await expect.poll(() => model(page)).not.toBe(light);
});
