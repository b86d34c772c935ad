// The wheel in a host page: it scrolls that page unless something under the pointer can still scroll.

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Host } from "./host.ts";
import { Lab } from "./lab.ts";

let host: Host;
let lab: Lab;

test.beforeAll(async () => {
  host = await Host.open();
  host.policy = `${host.policy}; style-src 'unsafe-inline'`;
});

test.afterAll(() => host.close());

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await host.show(
    page,
    '<div style="height: 600px"></div><pbft-lab lang="en" scenario="one-request"></pbft-lab><div style="height: 3000px"></div>',
  );
  await expect(lab.replica(0)).toBeVisible();
});

const scrolled = (page: Page): Promise<number> => page.evaluate(() => scrollY);

/** Turns the wheel over the middle of something that is in the window; how far the page went. */
async function turn(page: Page, over: Locator, deltaX: number, deltaY: number): Promise<number> {
  await over.evaluate((one) => one.scrollIntoView({ block: "center" }));
  const box = await over.boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  const before = await scrolled(page);
  await page.mouse.wheel(deltaX, deltaY);
  // What is to be scrolled begins to move within these frames, and comes to rest.
  await page.waitForTimeout(400);
  let now = await scrolled(page);
  await expect(async () => {
    const last = now;
    now = await scrolled(page);
    expect(now).toBe(last);
  }).toPass();
  return now - before;
}

test("over the stage and the timeline the wheel scrolls the page", async ({ page }) => {
  for (const over of [page.locator("pbft-lab-stage .box"), page.locator("pbft-lab-timeline canvas")]) {
    expect(await turn(page, over, 0, 120)).toBeGreaterThan(10);
    expect(await turn(page, over, 0, -120)).toBeLessThan(-10);
  }
});

test("over a list it scrolls the list, and at its end the page", async ({ page }) => {
  await lab.hurry();
  await lab.button("Play").click();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await lab.tab("Events");
  const list = page.locator("pbft-lab-events .scroller");
  await expect.poll(() => list.evaluate((one) => one.scrollHeight - one.clientHeight)).toBeGreaterThan(200);
  await list.evaluate((one) => {
    one.scrollTop = 0;
  });
  expect(await turn(page, list, 0, 100)).toBe(0);
  await expect.poll(() => list.evaluate((one) => one.scrollTop)).toBeGreaterThan(40);
  await list.evaluate((one) => {
    one.scrollTop = one.scrollHeight;
  });
  // A list whose height is not whole may have a fraction of a pixel left, which takes one turn.
  await turn(page, list, 0, 120);
  expect(await turn(page, list, 0, 120)).toBeGreaterThan(40);
});

test("with Ctrl it zooms the timeline, and the page stays where it is", async ({ page }) => {
  const canvas = page.locator("pbft-lab-timeline canvas");
  const model = () => canvas.evaluate((one) => (one instanceof HTMLCanvasElement ? one.toDataURL() : ""));
  await turn(page, canvas, 0, 0);
  const before = await model();
  await page.keyboard.down("Control");
  expect(await turn(page, canvas, 0, -240)).toBe(0);
  await page.keyboard.up("Control");
  await expect.poll(model).not.toBe(before);
});

test("a page that turns its slides with the wheel receives wheel events only where nothing else scrolls", async ({
  page,
}) => {
  await page.evaluate(() => {
    const heard = globalThis as unknown as { turns: number };
    heard.turns = 0;
    document.addEventListener("wheel", () => {
      heard.turns += 1;
    });
  });
  const turns = () => page.evaluate(() => (globalThis as unknown as { turns: number }).turns);
  await lab.tab("Events");
  const list = page.locator("pbft-lab-events .scroller");
  await list.evaluate((one) => {
    const filler = document.createElement("div");
    filler.style.height = "3000px";
    one.append(filler);
    one.scrollTop = 100;
  });
  await turn(page, list, 0, 60);
  expect(await turns()).toBe(0);
  await turn(page, page.locator("pbft-lab-stage .box"), 0, 60);
  expect(await turns()).toBeGreaterThan(0);
});
