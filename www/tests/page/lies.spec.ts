import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;
let safety: Locator;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  safety = page.getByRole("region", { name: "Safety" });
  await lab.open();
  await lab.hurry();
});

/** Makes a node lie as a reader does: its menu, then the lie. */
async function lie(node: Locator, name: RegExp, family?: string): Promise<void> {
  await node.click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  if (family) {
    await lab.menu.getByText(family).click();
  }
  await lab.menu.getByRole("button", { name }).click();
  await expect(lab.menu).toBeHidden();
}

test("one liar of four: the request is answered all the same, and one of one allowed is faulty", async () => {
  await lab.safety();
  await expect(safety).toContainText("0 faulty, 1 tolerated");
  await lie(lab.replica(3), /^Forged sender/);
  await expect(lab.replica(3)).toHaveAccessibleName(/Byzantine: Forged sender/);
  await lab.tab("Events");
  await expect(lab.events).toContainText("Replica 3 becomes Byzantine: Forged sender.");
  await lab.send("put x 1");
  await expect(lab.client).toHaveAccessibleName(/“put x 1” returned “ok”/);
  await lab.safety();
  await expect(safety).toContainText("1 faulty, 1 tolerated");
  await expect(safety).toContainText(
    "Safety is guaranteed. Liveness is guaranteed if messages arrive in time.",
  );
  // The others saw through it, and say by which rule.
  const refusal = lab.events.getByRole("listitem").filter({ hasText: "its signature is not valid for" });
  await expect(refusal.first()).toContainText("§ 4.2");
});

test("a second liar: nothing is guaranteed any more, and honesty does not bring the guarantee back", async () => {
  await lie(lab.replica(3), /^Silent/);
  await lie(lab.replica(2), /^Silent/);
  await lab.safety();
  await expect(safety).toContainText("2 faulty, 1 tolerated");
  await expect(safety).toContainText("Nothing is guaranteed with 2 Byzantine replicas");
  await lab.replica(2).click();
  await lab.menu.getByRole("button", { name: /^Make it correct again/ }).click();
  await expect(lab.replica(2)).not.toHaveAccessibleName(/Byzantine:/);
  await lab.safety();
  await expect(safety).toContainText("Byzantine before: replica 2; Byzantine: replica 3");
  await expect(safety).toContainText("Nothing is guaranteed with 2 Byzantine replicas");
});

test("two crashed replicas stop the cluster, and what is guaranteed is that correct replicas do not disagree", async () => {
  await lab.act(3, /^Crash/);
  await lab.act(2, /^Crash/);
  await lab.safety();
  await expect(safety).toContainText("2 faulty, 1 tolerated");
  await expect(safety).toContainText("Correct replicas still cannot disagree");
});

test("two liars make the client believe a lie: the run waits, and the proof is followed into the events", async ({
  page,
}) => {
  // One true answer against two false ones: the client takes two equal ones, since only one may lie.
  await lab.act(3, /^Crash/);
  await lie(lab.replica(1), /^False REPLY/, "To the client");
  await lie(lab.replica(2), /^False REPLY/, "To the client");
  await lab.send("put x 1");
  await expect(lab.lamp).toContainText("Violated:");
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
  // With one correct replica only, a smaller promise breaks first, often in the same moment.
  if (!(await lab.lamp.textContent())?.includes("Correct results")) {
    await lab.button("Play").click();
  }
  await expect(lab.lamp).toContainText("Violated: Correct results");
  await expect(lab.button("Play")).toBeVisible();
  await lab.safety();
  await expect(safety.getByRole("alert")).toHaveText("Violated: Correct results");
  await expect(safety).toContainText("not an error of the protocol");
  await safety.getByText("certificates and evidence").first().click();
  await safety.getByTitle("Show in the event log").first().click();
  await lab.tab("Events");
  await expect(lab.events.locator("[aria-current=true]")).toBeInViewport();
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});

test("a lie is told what to do, and does it", async () => {
  await lab.replica(3).click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  const choice = lab.menu.getByRole("listitem").filter({ hasText: "Selective sending" });
  await choice.locator("summary").click();
  await choice.getByRole("checkbox", { name: "replica 1" }).check();
  // Typed as a reader does: what a driver fills in is no event of the page in every browser.
  await choice.getByLabel("Probability in %").press("ControlOrMeta+a");
  await choice.getByLabel("Probability in %").pressSequentially("50");
  await choice.getByRole("button", { name: "Start", exact: true }).click();
  await expect(lab.replica(3)).toHaveAccessibleName(/Byzantine: Selective sending/);
  // What was chosen is there when the list is opened again.
  await lab.replica(3).click();
  await lab.menu.getByRole("button", { name: /^Add another lie/ }).click();
  await choice.locator("summary").click();
  await expect(choice.getByRole("checkbox", { name: "replica 1" })).toBeChecked();
  await expect(choice.getByLabel("Probability in %")).toHaveValue("50");
});

test("a replica is made to lie and to be honest again by keyboard alone", async ({ page }) => {
  await lab.replica(3).focus();
  await page.keyboard.press("Enter");
  const begin = lab.menu.getByRole("button", { name: /^Make it lie/ });
  await tabTo(begin);
  await page.keyboard.press("Enter");
  await expect(lab.menu.getByRole("button", { name: /^Silent/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(lab.menu).toBeHidden();
  await expect(lab.replica(3)).toHaveAccessibleName(/Byzantine: Silent/);
  await expect(lab.replica(3)).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(lab.menu.getByRole("button", { name: /^Make it correct again/ }));
  await page.keyboard.press("Enter");
  await expect(lab.replica(3)).not.toHaveAccessibleName(/Byzantine:/);
});

async function tabTo(target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 12; presses += 1) {
    if (await target.evaluate((element) => element.matches(":focus"))) {
      return;
    }
    await lab.page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

test("all twenty promises stand in the safety bar, in words", async () => {
  await lab.safety();
  await safety.getByText("Invariants of this laboratory").click();
  await expect(safety.getByRole("listitem")).toHaveCount(20);
  await expect(safety.getByRole("listitem").filter({ hasText: "Agreement" })).toContainText(
    "No two correct replicas",
  );
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing while lies are chosen and told, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    await lie(lab.replica(3), /^Forged sender/);
    await lab.safety();
    await safety.getByText("Invariants of this laboratory").click();
    await lab.replica(3).click();
    await lab.menu.getByRole("button", { name: /^Add another lie/ }).click();
    await lab.menu.getByText("Settings").first().click();
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}

test("lies are chosen in a window of 360 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await lab.replica(3).click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  await lab.menu.getByText("Settings").first().click();
  await expect(lab.menu).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await lab.menu.getByRole("button", { name: /^Silent/ }).click();
  await expect(lab.menu).toBeHidden();
  await lab.safety();
  await safety.getByText("Invariants of this laboratory").click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
