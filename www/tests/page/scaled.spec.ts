// The element in boxes that other people's pages scale, zoom and turn: what is under the pointer is what is meant.

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Host } from "./host.ts";
import { Lab } from "./lab.ts";

interface Spot {
  readonly x: number;
  readonly y: number;
}

const BOXES: Readonly<Record<string, string>> = {
  "scaled up": "transform: scale(1.5); transform-origin: 0 0; width: 800px",
  "scaled down": "transform: scale(0.6); transform-origin: 0 0; width: 1200px",
  "zoomed in": "zoom: 1.5; width: 800px",
  "zoomed, scaled and turned":
    "zoom: 1.25; transform: translate(40px, 30px) scale(0.8, 0.7) rotate(6deg); transform-origin: 0 0; width: 1000px",
};

let host: Host;
let lab: Lab;

test.beforeAll(async () => {
  host = await Host.open();
  host.policy = `${host.policy}; style-src 'unsafe-inline'`;
});

test.afterAll(() => host.close());

test.beforeEach(({ page }) => {
  lab = new Lab(page);
});

async function show(page: Page, box: string, attributes: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await host.show(
    page,
    `<div style="${box}"><pbft-lab lang="en" scenario="one-request" ${attributes}></pbft-lab></div>`,
  );
}

/** The middle of what is seen of an element, as the window has it. */
function middle(element: Locator): Promise<Spot> {
  return element.evaluate((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
}

async function draw(page: Page, from: Spot, to: Spot): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
}

const between = (a: Spot, b: Spot, share = 0.5): Spot => ({
  x: a.x + (b.x - a.x) * share,
  y: a.y + (b.y - a.y) * share,
});

for (const [name, box] of Object.entries(BOXES)) {
  test.describe(`in a box that is ${name}`, () => {
    test("a node follows the pointer, and the link that is clicked opens, beside it", async ({ page }) => {
      await show(page, box, 'parts="stage" controls="faults network" height="480px"');
      await expect(lab.replica(0)).toBeVisible();
      const before = await middle(lab.replica(1));
      await draw(page, before, { x: before.x - 60, y: before.y + 30 });
      await page.mouse.up();
      await expect(async () => {
        const after = await middle(lab.replica(1));
        expect(Math.abs(after.x - (before.x - 60))).toBeLessThan(1);
        expect(Math.abs(after.y - (before.y + 30))).toBeLessThan(1);
      }).toPass();

      for (const [a, b] of [
        [0, 1],
        [1, 2],
        [2, 3],
      ] as const) {
        const on = between(await middle(lab.replica(a)), await middle(lab.replica(b)));
        await page.mouse.click(on.x, on.y);
        await expect(lab.menu).toHaveAccessibleName(`Replica ${a} ↔ Replica ${b}`);
        await expect(() => beside(page, on)).toPass();
        await page.keyboard.press("Escape");
        await expect(lab.menu).toBeHidden();
      }
      await lab.replica(2).click();
      await expect(lab.menu).toHaveAccessibleName(/Replica 2/);
      await expect(async () => beside(page, await middle(lab.replica(2)))).toPass();
    });

    test("a partition is drawn where the pointer is", async ({ page }) => {
      await show(page, box, 'parts="stage" controls="faults network" height="480px"');
      await expect(lab.replica(0)).toBeVisible();
      // Through the middle between two replicas, one of which a line that is misplaced would leave out.
      const [zero, one, two, three] = await Promise.all([0, 1, 2, 3].map((id) => middle(lab.replica(id))));
      if (!zero || !one || !two || !three) {
        throw new Error("there are four");
      }
      const [left, right] = [between(zero, three), between(one, two)];
      const [from, to] = [between(left, right, -0.3), between(left, right, 1.3)];
      await draw(page, from, to);
      await expect(async () => {
        const drawn = await middle(page.locator("pbft-lab-stage .stroke"));
        expect(Math.abs(drawn.x - (from.x + to.x) / 2)).toBeLessThan(2);
        expect(Math.abs(drawn.y - (from.y + to.y) / 2)).toBeLessThan(2);
      }).toPass();
      await page.mouse.up();
      await expect(page.locator("pbft-lab-stage p.tip:not([role])")).toContainText(
        /A: replicas 0 and 1(, and the client)? · B: replicas 2 and 3/,
      );
    });

    test("the timeline scrubs, chooses and zooms where the pointer is", async ({ page }) => {
      const own = /width: \d+px/.exec(box)?.[0] ?? "";
      await timeline(page, own);
      const places = await survey(page);
      const plain = await answers(page, own, places);
      await timeline(page, box);
      const here = await answers(page, box, places);
      expect(here.mark).toBe(plain.mark);
      // A step may begin just where the pointer is: half a pixel is another one.
      for (const [press, step] of here.steps.entries()) {
        expect(Math.abs(step - (plain.steps[press] ?? Number.NaN))).toBeLessThanOrEqual(1);
      }
    });
  });
}

/** A dialog is in the window, and near its subject. */
async function beside(page: Page, { x, y }: Spot): Promise<void> {
  const box = await lab.menu.evaluate((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return { left, top, right, bottom };
  });
  const window = page.viewportSize() ?? { width: 0, height: 0 };
  expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(0);
  expect(box.right).toBeLessThanOrEqual(window.width);
  expect(box.bottom).toBeLessThanOrEqual(window.height);
  // On either side of it, above or below.
  const across = Math.max(box.left - x, x - box.right, 0);
  const down = Math.max(box.top - y, y - box.bottom, 0);
  expect(Math.max(across, down)).toBeGreaterThan(0);
  expect(across).toBeLessThan(100);
  expect(down).toBeLessThan(100);
}

/** A place of the page that shows the box in its own size, as the box has it: nothing of the element's own reckoning is believed. */
function placed(page: Page, box: string, own: Spot): Promise<Spot> {
  return page.evaluate(
    ({ box, own }) => {
      const margin = 8;
      const zoom = Number(/zoom: ([\d.]+)/.exec(box)?.[1] ?? 1);
      const matrix = new DOMMatrix(/transform: ([^;]+)/.exec(box)?.[1] ?? "");
      const at = matrix.transformPoint({ x: own.x - margin, y: own.y - margin });
      return { x: margin + zoom * at.x, y: margin + zoom * at.y };
    },
    { box, own },
  );
}

const moment = (page: Page): Locator => page.locator("pbft-lab .position .count");
const chosen = (page: Page): Locator => page.locator("pbft-lab-timeline").getByRole("status");

/** The whole of a run of twenty-five steps. */
async function timeline(page: Page, box: string): Promise<void> {
  await show(page, box, 'parts="timeline" controls="step"');
  await expect(moment(page)).toContainText("step");
  await page.evaluate(() => document.querySelector("pbft-lab")?.simulation.seek(25));
  await expect(moment(page)).toContainText("step 25 of");
  const larger = page.getByRole("separator", { name: "Enlarge the timeline" });
  if (await larger.isVisible()) {
    await larger.click();
  }
  await page.getByRole("button", { name: "Whole run" }).click();
}

/** Where the timeline is in a page that shows it in its own size, and where on it there is a mark. */
async function survey(page: Page): Promise<{ at: (shareX: number, y: number) => Spot; mark: Spot }> {
  const { left, top, width, height } = await page
    .locator("pbft-lab-timeline canvas")
    .evaluate((canvas) => canvas.getBoundingClientRect().toJSON() as DOMRect);
  const at = (share: number, y: number) => ({ x: left + width * share, y: top + height * y });
  const hot: Spot[] = [];
  for (let x = left + width * 0.35; x < left + width * 0.9; x += 2) {
    const spot = { x, y: at(0, 0.53).y };
    await page.mouse.move(spot.x, spot.y);
    const over = await page.locator("pbft-lab-timeline canvas").getAttribute("data-over");
    if (over === "record") {
      hot.push(spot);
    } else if (hot.length > 0) {
      break;
    }
  }
  const mark = hot[Math.floor(hot.length / 2)];
  if (!mark) {
    throw new Error("there is no mark");
  }
  return { at, mark };
}

interface Answers {
  readonly mark: string | null;
  readonly steps: readonly number[];
}

/** What the timeline says to presses and turns of the wheel at these places. */
async function answers(
  page: Page,
  box: string,
  places: Awaited<ReturnType<typeof survey>>,
): Promise<Answers> {
  const steps: number[] = [];
  const press = async (own: Spot) => {
    const { x, y } = await placed(page, box, own);
    await page.mouse.click(x, y);
  };
  const scrub = async () => {
    for (const share of [0.7, 0.3]) {
      const before = (await moment(page).textContent()) ?? "";
      await press(places.at(share, 0.98));
      await expect(moment(page)).not.toHaveText(before);
      await lab.settle();
      steps.push(Number(/step (\d+)/.exec((await moment(page).textContent()) ?? "")?.[1]));
    }
  };
  await press(places.mark);
  await expect(chosen(page)).not.toHaveText("");
  const mark = await chosen(page).textContent();
  await scrub();
  // What is under the pointer stays there; what lies elsewhere does not.
  const { x, y } = await placed(page, box, places.at(0.7, 0.4));
  await page.mouse.move(x, y);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await scrub();
  return { mark, steps };
}
