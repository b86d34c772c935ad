// Faults from the start: they are listed, edited and removed before the run begins, and a link carries them.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Keyboard } from "./keyboard.ts";
import { Sharing } from "./sharing.ts";

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Set up first" });
const listed = (page: Page): Locator =>
  dialog(page).getByRole("list", { name: "From the start" }).getByRole("listitem");
const start = (page: Page): Locator => dialog(page).getByRole("button", { name: /^Start run/ });

const choiceOf = (page: Page, field: string): Locator =>
  dialog(page).getByRole("combobox", { name: field, exact: true });
const opener = (page: Page): Locator => page.getByRole("button", { name: /^set up/ });

/** Adds a fault with the choices in these fields. */
async function add(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [field, choice] of Object.entries(fields)) {
    await choiceOf(page, field).selectOption({ label: choice });
  }
  await dialog(page).getByRole("button", { name: "Add", exact: true }).click();
}

test("faults are set up before the run begins, restart keeps them, and a link carries them", async ({
  page,
  context,
}) => {
  const lab = new Sharing(page);
  await lab.open();
  await opener(page).click();
  await expect(dialog(page)).toContainText("No faults: all nodes are correct");
  await add(page, { Fault: "Crash", Node: "Replica 3" });
  await add(page, { Fault: "Lie (Byzantine)", Node: "Replica 1", Strategy: "False REPLY" });
  await add(page, { Fault: "Cut link", "One end": "Replica 0", "The other end": "Replica 2" });
  await expect(listed(page)).toHaveText([
    /^\s*Replica 3 is down\./,
    /^\s*Replica 1 lies: False REPLY\./,
    /^\s*The link between replica 0 and replica 2 is cut\./,
  ]);
  await start(page).click();
  await expect(dialog(page)).toBeHidden();
  const faults = async (opened: Sharing) => {
    await expect(opened.replica(3)).toHaveAccessibleName(/, down\./);
    await expect(opened.replica(1)).toHaveAccessibleName(/Byzantine: False REPLY/);
  };
  await faults(lab);
  await expect(opener(page)).toHaveText(/set up\s*3/);
  await lab.button("Start over").click();
  await faults(lab);
  await lab.cluster();
  await expect(page.getByRole("list", { name: "From the start" }).getByRole("listitem")).toHaveCount(3);
  await page.keyboard.press("Escape");

  const other = new Sharing(await context.newPage());
  await other.open(await lab.address());
  await faults(other);
  await expect(opener(other.page)).toHaveText(/set up\s*3/);
});

test("initial faults are edited and removed", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open("./?scenario=lying-reply");
  await lab.cluster();
  await lab.button("Set up first…").click();
  await expect(listed(page)).toHaveText([/^\s*Replica 0 lies: False REPLY\./]);
  await dialog(page).getByRole("button", { name: "Edit: Replica 0 lies: False REPLY." }).click();
  await expect(choiceOf(page, "Strategy")).toHaveValue("lying-reply");
  await choiceOf(page, "Strategy").selectOption({ label: "Silent primary" });
  await expect(dialog(page)).toContainText("As the primary it sends nothing");
  await dialog(page).getByRole("button", { name: "Change", exact: true }).click();
  await expect(listed(page)).toHaveText([/^\s*Replica 0 lies: Silent primary\./]);
  await start(page).click();
  await expect(lab.replica(0)).toHaveAccessibleName(/Byzantine: Silent primary/);
  await opener(page).click();
  await dialog(page)
    .getByRole("button", { name: /^Remove: Replica 0 lies/ })
    .click();
  await expect(listed(page)).toHaveCount(0);
  await dialog(page).getByRole("button", { name: "Start run without faults" }).click();
  await expect(lab.replica(0)).not.toHaveAccessibleName(/Byzantine/);
  await expect(opener(page)).toHaveText(/^\s*set up\s*$/);
});

test("a partition and a slow link are set up, and the dialog shows a refusal of the engine", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await lab.open();
  await opener(page).click();
  await choiceOf(page, "Fault").selectOption({ label: "Partition" });
  const addButton = dialog(page).getByRole("button", { name: "Add", exact: true });
  await expect(addButton).toBeDisabled();
  for (const [replica, group] of ["A", "A", "B", "B"].entries()) {
    await dialog(page)
      .getByLabel(`Replica ${replica}`)
      .selectOption({ label: `group ${group}` });
  }
  await addButton.click();
  await choiceOf(page, "Fault").selectOption({ label: "Slow link" });
  await dialog(page).getByLabel("Minimum latency of this link, in milliseconds").fill("700");
  await addButton.click();
  await expect(listed(page)).toHaveCount(2);
  await start(page).click();
  await expect(dialog(page).getByRole("alert")).toContainText(/./);
  await dialog(page)
    .getByRole("button", { name: /^Remove: Messages between/ })
    .click();
  await start(page).click();
  await expect(dialog(page)).toBeHidden();
  const groups = () => page.evaluate(() => document.querySelector("pbft-lab")?.view?.partition?.groups);
  await expect.poll(groups).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

test("a fault is set up by keyboard alone, and the dialog has nothing that axe refuses", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  const keys = new Keyboard(page);
  await keys.tabTo(page.locator("pbft-lab-palette [tabindex='0']"));
  await keys.press("End");
  await keys.press("Enter");
  await keys.tabTo(choiceOf(page, "Node"));
  await keys.press("End");
  await keys.tabTo(dialog(page).getByRole("button", { name: "Add", exact: true }));
  await keys.press("Enter");
  await expect(listed(page)).toHaveText([/^\s*Replica 3 is down\./]);
  await expect(choiceOf(page, "Fault")).toBeFocused();
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await keys.tabTo(start(page));
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeHidden();
  await expect(lab.replica(3)).toHaveAccessibleName(/, down\./);
});
