import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  await lab.hurry();
});

test("a replica is crashed by mouse, and the others continue", async () => {
  await lab.act(3, /^Crash/);
  await expect(lab.replica(3)).toHaveAccessibleName(/down/);
  await lab.tab("Events");
  await expect(lab.events).toContainText("Replica 3 crashes.");
  await lab.send("put x 1");
  await expect(lab.client).toHaveAccessibleName(/“put x 1” returned “ok”/);
});

test("a replica is crashed by keyboard alone, and the focus comes back to it", async ({ page }) => {
  await lab.replica(2).focus();
  await page.keyboard.press("Enter");
  await expect(lab.menu).toBeVisible();
  await expect(lab.menu.getByRole("button", { name: /^Crash/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lab.menu).toBeHidden();
  await expect(lab.replica(2)).toHaveAccessibleName(/down/);
  await expect(lab.replica(2)).toBeFocused();
});

test("the arrow keys go from node to node, and Escape closes a menu", async ({ page }) => {
  await lab.replica(0).focus();
  await page.keyboard.press("ArrowRight");
  await expect(lab.replica(1)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(lab.menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(lab.menu).toBeHidden();
  await expect(lab.replica(1)).toBeFocused();
});

test("a second click on a replica closes its menu", async () => {
  await lab.replica(1).click();
  await expect(lab.menu).toBeVisible();
  await lab.replica(1).click();
  await expect(lab.menu).toBeHidden();
});

test("a crashed replica restarts with its disk or without", async () => {
  await lab.act(3, /^Crash/);
  await lab.act(3, /disk kept/);
  await expect(lab.replica(3)).toHaveAccessibleName(/, up/);
  await lab.tab("Events");
  await expect(lab.events).toContainText("Replica 3 restarts with its disk.");
  await lab.act(3, /^Crash/);
  await lab.act(3, /disk lost/);
  // A replica chosen outside the lesson is in the panel.
  await lab.tab("Events");
  await expect(lab.events).toContainText("Replica 3 restarts without its disk.");
});

test("a paused replica lags, and processes its waiting messages when it is resumed", async () => {
  await lab.act(1, /^Pause/);
  await expect(lab.replica(1)).toHaveAccessibleName(/paused/);
  await lab.send("put x 1");
  await expect(lab.client).toHaveAccessibleName(/“put x 1” returned/);
  await lab.act(1, /^Resume/);
  await expect(lab.replica(1)).toHaveAccessibleName(/, up.*executed/);
});

test("the menu of a replica leads to its copy of the database", async ({ page }) => {
  await lab.choose(/five phases/);
  await lab.send("put colour blue");
  await expect(lab.client).toHaveAccessibleName(/“put colour blue” returned/);
  await expect(lab.replica(2)).toHaveAccessibleName(/executed/);
  await lab.replica(2).click();
  await lab.menu.getByRole("button", { name: "More in the panel" }).click();
  const inspector = page.getByRole("region", { name: "Inspector" });
  await expect(inspector).toContainText("Replica 2");
  await expect(inspector.getByRole("term").filter({ hasText: "colour" })).toBeVisible();
  await expect(inspector.getByRole("definition").filter({ hasText: "blue" })).toBeVisible();
});
