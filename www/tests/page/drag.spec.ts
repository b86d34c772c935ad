// Dragging on the stage: nodes moved to another place, partitions drawn as a line. By mouse, finger and keys.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

interface Spot {
  readonly x: number;
  readonly y: number;
}

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  await lab.button("Pause").click();
  await lab.settle();
  await show(page);
});

/** The whole stage is in the window; a click elsewhere may have scrolled it away. */
async function show(page: Page): Promise<void> {
  await stage(page).evaluate((element) => element.scrollIntoView({ block: "center" }));
}

const stage = (page: Page): Locator => page.getByRole("group", { name: /^Cluster\./ });
const tools = (page: Page): Locator => page.getByRole("group", { name: "Stage", exact: true });
/** What is said about the line. */
const tip = (page: Page): Locator => page.locator("pbft-lab-stage p.tip:not([role])");
const tool = (page: Page, name: string): Locator => tools(page).getByRole("button", { name });

async function middle(node: Locator): Promise<Spot> {
  const box = await node.boundingBox();
  if (!box) {
    throw new Error("it has no place");
  }
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The position of a node on the stage, independent of the scroll position of the page. */
async function standing(node: Locator): Promise<Spot> {
  const [{ x, y }, box] = [await middle(node), await stage(lab.page).boundingBox()];
  return { x: Math.round(x - (box?.x ?? 0)), y: Math.round(y - (box?.y ?? 0)) };
}

async function drag(page: Page, from: Spot, to: Spot): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
}

/** A place on the stage, in parts of its width and height. */
async function spot(page: Page, x: number, y: number): Promise<Spot> {
  const box = await stage(page).boundingBox();
  if (!box) {
    throw new Error("the stage has no place");
  }
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

/** The letters at the nodes, side by side. */
function letters(page: Page): Locator {
  return stage(page).locator(".division .letter");
}

/** Between the upper and the lower replicas, through the empty ground on both sides. */
async function lineAcross(page: Page): Promise<[Spot, Spot]> {
  const [upper, lower] = [await middle(lab.replica(0)), await middle(lab.replica(3))];
  // The client is above the line.
  const y = (upper.y + lower.y) / 2;
  const [left, right] = [await spot(page, 0.25, 0), await spot(page, 0.97, 0)];
  return [
    { x: left.x, y: y + 10 },
    { x: right.x, y },
  ];
}

/**
 * The same as a finger would do it, since the tests of both browsers have none. Returns whether the page is kept from scrolling
 * meanwhile.
 */
async function finger(page: Page, from: Spot, to: Spot): Promise<boolean> {
  return await page.evaluate(
    ([from, to]) => {
      let target: Element | null = document.elementFromPoint(from.x, from.y);
      while (target?.shadowRoot) {
        const inner: Element | null = target.shadowRoot.elementFromPoint(from.x, from.y);
        if (!inner || inner === target) {
          break;
        }
        target = inner;
      }
      const send = (type: string, { x, y }: { x: number; y: number }) =>
        target?.dispatchEvent(
          new PointerEvent(type, {
            pointerType: "touch",
            pointerId: 7,
            isPrimary: true,
            button: 0,
            clientX: x,
            clientY: y,
            bubbles: true,
            composed: true,
          }),
        );
      send("pointerdown", from);
      const scroll = new Event("touchmove", { bubbles: true, composed: true, cancelable: true });
      target?.dispatchEvent(scroll);
      send("pointermove", { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
      send("pointermove", to);
      send("pointerup", to);
      return scroll.defaultPrevented;
    },
    [from, to] as const,
  );
}

test("a node is dragged and put back, which is not a click", async ({ page }) => {
  const before = await standing(lab.replica(1));
  await expect(tool(page, "Reset layout")).toHaveCount(0);
  const from = await middle(lab.replica(1));
  await drag(page, from, { x: from.x - 120, y: from.y + 40 });
  await page.mouse.up();
  await expect.poll(() => standing(lab.replica(1))).toEqual({ x: before.x - 120, y: before.y + 40 });
  await expect(lab.menu).toBeHidden();
  await lab.replica(1).click();
  await expect(lab.menu).toBeVisible();
  await page.keyboard.press("Escape");
  await tool(page, "Reset layout").click();
  await expect.poll(() => standing(lab.replica(1))).toEqual(before);
  await expect(tool(page, "Reset layout")).toHaveCount(0);
});

test("the messages and the links follow a node that was moved", async ({ page }) => {
  const link = async () => {
    const [a, b] = [await middle(lab.replica(1)), await middle(lab.replica(2))];
    await page.mouse.click((a.x + b.x) / 2, (a.y + b.y) / 2);
    await expect(lab.menu).toHaveAccessibleName("Replica 1 ↔ Replica 2");
    await page.keyboard.press("Escape");
    await expect(lab.menu).toBeHidden();
  };
  await link();
  const from = await middle(lab.replica(1));
  await drag(page, from, { x: from.x + 60, y: from.y - 30 });
  await page.mouse.up();
  await link();
});

test("a press released outside the stage moves nothing when the pointer returns", async ({ page }) => {
  const before = await standing(lab.replica(1));
  const at = await middle(lab.replica(1));
  const { x, y } = await spot(page, 0.5, 0);
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  // So fast that the stage hears of it no more.
  await page.mouse.move(x, y - 60);
  await page.mouse.up();
  await page.mouse.move(at.x - 90, at.y + 60, { steps: 4 });
  await expect.poll(() => standing(lab.replica(1))).toEqual(before);
  await lab.replica(1).click();
  await expect(lab.menu).toBeVisible();
});

test("a click with small movements is still a click", async ({ page }) => {
  const at = await middle(lab.replica(2));
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 2, at.y + 1);
  await page.mouse.up();
  await expect(lab.menu).toHaveAccessibleName(/Replica 2/);
});

test("no node leaves the stage, and its caption neither", async ({ page }) => {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  for (const corner of [
    { x: 2, y: 2 },
    { x: width - 2, y: height - 2 },
  ]) {
    await drag(page, await middle(lab.replica(0)), corner);
    await page.mouse.up();
    const box = await stage(page).boundingBox();
    // In a corner there may be no room for a caption.
    const captions = await stage(page)
      .getByText(/^Replica 0/)
      .all();
    for (const inside of [lab.replica(0), ...captions]) {
      const its = await inside.boundingBox();
      expect(its?.x).toBeGreaterThanOrEqual(box?.x ?? Number.NaN);
      expect(its?.y).toBeGreaterThanOrEqual(box?.y ?? Number.NaN);
      expect((its?.x ?? 0) + (its?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0));
      expect((its?.y ?? 0) + (its?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0));
    }
  }
});

test("Shift and the arrow keys move a node, the arrow keys alone go to the next", async ({ page }) => {
  const before = await standing(lab.replica(2));
  await lab.replica(2).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(() => standing(lab.replica(2))).toEqual({ x: before.x + 24, y: before.y - 12 });
  await expect(lab.replica(2)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(lab.replica(3)).toBeFocused();
});

test("Escape leaves a dragged node where it was", async ({ page }) => {
  const before = await middle(lab.replica(3));
  await drag(page, before, { x: before.x + 90, y: before.y - 60 });
  await expect.poll(() => middle(lab.replica(3))).not.toEqual(before);
  await page.keyboard.press("Escape");
  await expect.poll(() => middle(lab.replica(3))).toEqual(before);
  await page.mouse.up();
  await expect.poll(() => middle(lab.replica(3))).toEqual(before);
  await expect(lab.menu).toBeHidden();
  await expect(tool(page, "Reset layout")).toHaveCount(0);
});

test("each size of cluster keeps its own arrangement", async ({ page }) => {
  const before = await middle(lab.replica(1));
  await drag(page, before, { x: before.x - 80, y: before.y + 80 });
  await page.mouse.up();
  // The page may scroll meanwhile: as seen from the other replica on the same side.
  const away = async () => {
    const [one, other] = [await middle(lab.replica(1)), await middle(lab.replica(2))];
    return [Math.round(other.x - one.x), Math.round(other.y - one.y)];
  };
  const moved = await away();
  await lab.replicas("5");
  await expect(lab.replica(4)).toBeVisible();
  await expect(tool(page, "Reset layout")).toHaveCount(0);
  await lab.replicas("4");
  await expect(lab.replica(4)).toHaveCount(0);
  await expect.poll(away).toEqual(moved);
});

test("a line through the picture is a partition, and a step back heals it", async ({ page }) => {
  const [from, to] = await lineAcross(page);
  await drag(page, from, to);
  const sides = "A: replicas 0 and 1, and the client · B: replicas 2 and 3";
  await expect(tip(page)).toContainText(sides);
  await page.mouse.up();
  await expect(lab.story).toContainText("The network is partitioned: replicas 0 and 1");
  await lab.tab("Events");
  await expect(lab.events.getByRole("listitem").last()).toContainText(
    /partitioned: replicas 0 and 1.* \| replicas 2 and 3/,
  );
  await expect(tool(page, "Heal")).toBeEnabled();
  // While it holds, each node shows its side's letter, which is explained next to the stage.
  await expect(tip(page)).toContainText(sides);
  await expect(letters(page)).toHaveText(["A", "A", "A", "B", "B"]);
  await expect(lab.menu).toBeHidden();
  await lab.button("Back").click();
  await expect(tool(page, "Heal")).toHaveCount(0);
  await expect(letters(page)).toHaveCount(0);
  await expect(lab.events).not.toContainText("partitioned");
});

test("a partition that was drawn is healed beside the stage", async ({ page }) => {
  const [from, to] = await lineAcross(page);
  await drag(page, from, to);
  await page.mouse.up();
  await tool(page, "Heal").click();
  await expect(lab.story).toContainText("The network heals: no partition, no changed link.");
  await expect(tool(page, "Heal")).toHaveCount(0);
});

test("a line that separates nothing does nothing, and says so", async ({ page }) => {
  await drag(page, await spot(page, 0.3, 0.97), await spot(page, 0.6, 0.97));
  await page.mouse.up();
  await expect(page.locator("pbft-lab-stage").getByRole("status")).toHaveText(
    "This line cuts nothing off: all nodes are on one side.",
  );
  await expect(tool(page, "Heal")).toHaveCount(0);
  await expect(lab.menu).toBeHidden();
});

test("Escape takes the line away", async ({ page }) => {
  const [from, to] = await lineAcross(page);
  await drag(page, from, to);
  await expect(tip(page)).toContainText("A: replicas 0 and 1");
  await page.keyboard.press("Escape");
  await expect(tip(page)).not.toContainText("A: replicas 0 and 1");
  await page.mouse.up();
  await expect(tool(page, "Heal")).toHaveCount(0);
  await expect(lab.menu).toBeHidden();
});

test("by keyboard the groups are chosen", async ({ page }) => {
  await lab.button("split").press("Enter");
  await lab.button("Choose groups…").focus();
  await page.keyboard.press("Enter");
  await expect(lab.menu).toHaveAccessibleName("Partition the network");
  await lab.menu.getByLabel("Replica 0").selectOption({ label: "group A" });
  await lab.menu.getByLabel("Replica 1").selectOption({ label: "group B" });
  await lab.menu.getByRole("button", { name: "Apply partition" }).press("Enter");
  await expect(lab.button("Choose groups…")).toBeFocused();
  await expect(tool(page, "Heal")).toBeEnabled();
});

test("a finger on the background scrolls, or draws with the tool for it; on a node it drags", async ({
  page,
}) => {
  expect(await finger(page, ...(await lineAcross(page)))).toBe(false);
  await expect(tool(page, "Heal")).toHaveCount(0);
  const before = await standing(lab.replica(3));
  const at = await middle(lab.replica(3));
  expect(await finger(page, at, { x: at.x + 40, y: at.y + 10 })).toBe(true);
  expect(await standing(lab.replica(3))).toEqual({ x: before.x + 40, y: before.y + 10 });
  await lab.button("split").click();
  await expect(lab.button("split")).toHaveAttribute("aria-pressed", "true");
  await show(page);
  expect(await finger(page, ...(await lineAcross(page)))).toBe(true);
  await expect(tool(page, "Heal")).toBeEnabled();
  await expect(lab.button("split")).toHaveAttribute("aria-pressed", "false");
  expect(await finger(page, ...(await lineAcross(page)))).toBe(false);
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing while a line is drawn, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    await lab.button("split").click();
    const [from, to] = await lineAcross(page);
    await drag(page, from, to);
    await expect(tip(page)).toContainText("A: replicas 0 and 1");
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    await page.mouse.up();
  });
}

test("on a phone the stage keeps its place while nodes are moved and lines are drawn", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(tool(page, "Partition…")).toBeVisible();
  await lab.settle();
  const size = await stage(page).boundingBox();
  const from = await middle(lab.replica(2));
  await finger(page, from, { x: from.x - 20, y: from.y - 60 });
  await expect(tool(page, "Reset layout")).toBeEnabled();
  await tool(page, "Partition…").click();
  await lab.button("Draw a partition").click();
  await show(page);
  await finger(page, ...(await lineAcross(page)));
  await expect(tool(page, "Heal")).toBeEnabled();
  const now = await stage(page).boundingBox();
  expect([now?.width, now?.height]).toEqual([size?.width, size?.height]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
