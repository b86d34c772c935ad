// Actions on messages, links and timers, by mouse and by keyboard alone.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab, preferCalm } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  await lab.choose(/five phases/);
  await lab.tab("Messages");
});

const flying = (page: Page): Locator => page.getByRole("list", { name: /^Messages in flight/ });
const choice = (name: string | RegExp): Locator => lab.menu.getByRole("button", { name });

/** Pauses where the first message of this kind is on its way, however far the run had come. */
async function pauseWith(page: Page, kind: RegExp): Promise<Locator> {
  const packet = flying(page).getByRole("button", { name: kind }).first();
  await lab.button("Pause").click();
  await page.evaluate(() => document.querySelector("pbft-lab")?.simulation.seek(0));
  await lab.stepUntil(packet);
  return packet;
}

test("a message is read and dropped by keyboard alone", async ({ page }) => {
  const packet = await pauseWith(page, /^PRE-PREPARE/);
  const before = await flying(page).getByRole("button").count();
  await packet.focus();
  await page.keyboard.press("Enter");
  await expect(lab.menu).toHaveAccessibleName(/^PRE-PREPARE \(seq 1, x=1\), Replica 0 → Replica \d$/);
  await expect(choice("Deliver now")).toBeFocused();
  await expect(lab.menu).toContainText("✓ valid, from Replica 0");
  await expect(lab.menu.getByRole("listitem").filter({ hasText: /^\s*seq\s+1/ })).toBeVisible();
  await expect(lab.menu.getByRole("listitem").filter({ hasText: "put x 1" }).first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(choice("Drop")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lab.menu).toBeHidden();
  await expect(flying(page).getByRole("button")).toHaveCount(before - 1);
  await lab.tab("Events");
  await expect(lab.events).toContainText("was dropped by hand");
});

test("a message is delivered at once, delayed, or duplicated", async ({ page }) => {
  const first = await pauseWith(page, /^PRE-PREPARE/);
  const name = (await first.getAttribute("aria-label")) ?? (await first.textContent()) ?? "";
  const route = name.match(/Replica 0 → Replica \d/)?.[0] ?? "";
  const those = flying(page).getByRole("button", { name: new RegExp(`^PRE-PREPARE .*, ${route}`) });
  await those.click();
  await choice("Duplicate").click();
  await expect(those).toHaveCount(2);
  await those.first().click();
  await lab.menu.getByLabel("Delay in milliseconds").fill("later");
  await expect(choice(/^Delay by/)).toBeDisabled();
  await lab.menu.getByLabel("Delay in milliseconds").fill("12.5");
  await choice("Delay by 12.5 ms").click();
  await expect(those).toHaveCount(2);
  await lab.tab("Events");
  await expect(lab.events).toContainText("is delayed by 12.5 ms");
  await lab.tab("Messages");
  await those.first().click();
  await choice("Deliver now").click();
  await expect(those).toHaveCount(1);
});

test("time is paused while a message is inspected, and continues afterwards", async ({ page }) => {
  await flying(page).getByRole("button").first().click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
  const held = await lab.clock();
  await page.waitForTimeout(500);
  expect(await lab.clock()).toBe(held);
  await page.keyboard.press("Escape");
  await expect(lab.button("Pause")).toBeVisible();
  await expect.poll(() => lab.clock()).toBeGreaterThan(held);
});

test("a click on the stage inspects the message there, or the link", async ({ page }) => {
  // Whenever the run is paused: with reduced motion a message is drawn in the middle of its path.
  await preferCalm(page);
  await lab.open();
  await lab.tab("Messages");
  const packet = await pauseWith(page, /^REQUEST/);
  await expect(packet).toContainText("Client → Replica 0");
  // A node's box has its caption too; messages fly from circle to circle.
  const from = await lab.client.locator("circle.touch").boundingBox();
  const to = await lab.replica(0).locator("circle.touch").boundingBox();
  if (!from || !to) {
    throw new Error("the nodes have no place");
  }
  const click = (share: number) => {
    const at = (start: number, size: number, end: number, last: number) =>
      start + size / 2 + (end + last / 2 - start - size / 2) * share;
    return page.mouse.click(at(from.x, from.width, to.x, to.width), at(from.y, from.height, to.y, to.height));
  };
  await click(0.5);
  await expect(lab.menu).toHaveAccessibleName("REQUEST “put x 1”, Client → Replica 0");
  await page.keyboard.press("Escape");
  await expect(lab.menu).toBeHidden();
  await click(0.35);
  await expect(lab.menu).toHaveAccessibleName("Replica 0 ↔ Client");
});

test("a link is cut one way by keyboard, and restored", async ({ page }) => {
  await lab.button("Pause").click();
  await page.getByLabel("One end of the link").selectOption({ label: "Replica 2" });
  await page.getByLabel("The other end of the link").selectOption({ label: "Replica 0" });
  await lab.button("Change this link…").focus();
  await page.keyboard.press("Enter");
  await lab.menu.getByLabel("Replica 2 → Replica 0").check();
  await choice("Cut").press("Enter");
  await expect(lab.menu).toBeHidden();
  await expect(lab.button("Change this link…")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lab.menu.getByLabel("Replica 2 → Replica 0 (cut)")).toBeVisible();
  await expect(lab.menu.getByLabel("Replica 0 → Replica 2", { exact: true })).toBeVisible();
  await choice("Restore").click();
  await lab.settle();
  await lab.button("Change this link…").click();
  await expect(lab.menu.getByLabel("Replica 2 → Replica 0", { exact: true })).toBeVisible();
});

test("a link gets the latency that the reader sets", async ({ page }) => {
  await page.getByLabel("One end of the link").selectOption({ label: "Client" });
  await page.getByLabel("The other end of the link").selectOption({ label: "Replica 0" });
  await lab.button("Change this link…").click();
  await lab.menu.getByLabel("Minimum latency of this link, in milliseconds").fill("700");
  await lab.menu.getByLabel("Maximum latency of this link, in milliseconds").fill("700");
  await choice("Slow down").click();
  await expect(lab.menu).toBeHidden();
  await lab.button("Pause").click();
  await lab.send("put slow 1");
  // The client sends it when the reply to the request before has arrived.
  const requests = flying(page).getByRole("button", { name: /^REQUEST “put slow 1”, Client → Replica 0/ });
  await lab.stepUntil(requests.filter({ hasText: /7\d\d\.\d/ }));
});

test("a partition stops the cluster, and healing it brings the answer", async () => {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("split").click();
  await lab.button("Choose groups…").click();
  await expect(choice("Apply partition")).toBeDisabled();
  for (const [replica, group] of ["A", "A", "B", "B"].entries()) {
    await lab.menu.getByLabel(`Replica ${replica}`).selectOption({ label: `group ${group}` });
  }
  await choice("Apply partition").click();
  await expect(lab.menu).toBeHidden();
  await lab.send("put split 1");
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply to “put split 1”: 0 of 2/);
  const before = await lab.clock();
  await expect.poll(() => lab.clock()).toBeGreaterThan(before + 150);
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply to “put split 1”: 0 of 2/);
  await lab.button("Heal the partition").click();
  await expect(lab.client).toHaveAccessibleName(/“put split 1” returned “ok”/, { timeout: 40_000 });
});

test("a timer is fired from the inspector, and the replica asks for the next view", async ({ page }) => {
  await lab.button("Pause").click();
  await page.evaluate(() => document.querySelector("pbft-lab")?.simulation.seek(0));
  await lab.tab("Replica");
  await page.getByLabel("The node to inspect").selectOption({ label: "Replica 2" });
  const fire = page.getByRole("button", { name: "Make the request timer expire now" });
  await lab.stepUntil(fire);
  await fire.click();
  await expect(lab.replica(2)).toHaveAccessibleName(/of view 1, up\. waiting for view 1/);
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in the dialogs, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    await (await pauseWith(page, /^PRE-PREPARE/)).click();
    await expect(lab.menu).toBeVisible();
    const faults = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
    expect(await faults()).toEqual([]);
    await page.keyboard.press("Escape");
    await lab.button("split").click();
    await lab.button("Choose groups…").click();
    expect(await faults()).toEqual([]);
  });
}
