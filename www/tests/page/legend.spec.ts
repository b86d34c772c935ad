// The legend under the stage with more values than it has room for: it folds, and the stage stays where it is.

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const VALUES = 11;
const more = (page: Page): Locator => page.locator("pbft-lab-legend .more");

/** An equivocating primary, and nine requests that compete with each other. */
async function manyValues(page: Page, lab: Lab): Promise<void> {
  await lab.button("Pause").click();
  await page.evaluate(async () => {
    const simulation = document.querySelector("pbft-lab")?.simulation;
    for (let key = 0; key < 9; key += 1) {
      await simulation?.command({ do: "submit", client: 0, operation: `put key${key} value${key}` });
    }
    for (let step = 0; step < 400; step += 1) {
      await simulation?.step();
    }
  });
  await lab.settle();
}

/** What of the row under the stage leaves it, and which values are cut off. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector("pbft-lab")?.shadowRoot;
    const stage = root?.querySelector("pbft-lab-stage");
    const legend = root?.querySelector("pbft-lab-legend");
    const line = legend?.shadowRoot?.querySelector(".line");
    if (!stage || !legend || !line) {
      return ["there is no legend"];
    }
    const row = stage.shadowRoot?.querySelector(".edge")?.getBoundingClientRect() ?? new DOMRect();
    const inRow = [legend, ...(legend.shadowRoot?.querySelectorAll(".values, .more, .kinds") ?? [])];
    const left = inRow.filter((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return left < row.left - 1 || right > row.right + 1 || top < row.top - 1 || bottom > row.bottom + 1;
    });
    const { right, bottom } = line.getBoundingClientRect();
    const cut = [...line.children].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.top < bottom && (box.right > right + 1 || box.bottom > bottom + 1);
    });
    return [...left, ...cut].map((one) => `${one.className} ${one.textContent}`);
  });
}

for (const [width, height] of [
  [1280, 720],
  [1024, 768],
  [390, 844],
] as const) {
  test(`many values fold under the stage, which stays where it is, at ${width} by ${height}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    const lab = new Lab(page);
    await lab.open("./?scenario=broken-agreement");
    const place = () => page.locator("pbft-lab-stage").boundingBox();
    const before = await place();
    await manyValues(page, lab);
    await expect(page.locator("pbft-lab-legend .line > span")).toHaveCount(VALUES);
    expect(await place()).toEqual(before);
    await expect.poll(() => faults(page)).toEqual([]);
    // Together with those in sight they are all.
    await expect(async () => {
      const text = (await more(page).locator("[slot=sign]").textContent()) ?? "";
      const inSight = await page.locator("pbft-lab-legend .line").evaluate((line) => {
        const { bottom } = line.getBoundingClientRect();
        return [...line.children].filter((one) => one.getBoundingClientRect().top < bottom).length;
      });
      expect(inSight).toBeGreaterThan(0);
      expect(Number(text.replace("+", "")) + inSight).toBe(VALUES);
    }).toPass();
    await more(page).getByRole("button").click();
    await expect(more(page).getByRole("listitem")).toHaveCount(VALUES);
    await expect(more(page).getByText("key8=value8").first()).toBeVisible();
    await expect(page.getByRole("dialog", { name: "Competing values" })).toBeInViewport({ ratio: 1 });
  });
}

test("where all values have room, nothing is folded", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open("./?scenario=broken-agreement");
  await lab.hurry();
  await lab.playUntil(() =>
    expect(page.locator("pbft-lab-legend .line > span")).toHaveCount(2, { timeout: 500 }),
  );
  await expect(more(page)).toBeHidden();
  await expect.poll(() => faults(page)).toEqual([]);
});
