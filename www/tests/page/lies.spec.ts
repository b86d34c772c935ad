import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
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
async function lie(node: Locator, name: RegExp): Promise<void> {
  await node.click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
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

test("two crashed replicas stop the cluster, and agreement is still guaranteed", async () => {
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
  await lie(lab.replica(1), /^False REPLY/);
  await lie(lab.replica(2), /^False REPLY/);
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

/** The strategies in the panel. */
const panel = (page: Page): Locator => page.locator("pbft-lab-inspector pbft-lab-strategies");

/** Opens the card of a node and goes from its lies to all of them. */
async function listAll(node: Locator): Promise<void> {
  await node.click();
  await lab.menu.getByRole("button", { name: /^(Make it lie|Add another lie)/ }).click();
  await lab.menu.getByRole("button", { name: /^All \d+ strategies/ }).click();
  await expect(lab.menu).toBeHidden();
}

test("the card offers the five most useful lies, and leads to all of them in the panel", async ({ page }) => {
  await lab.replica(2).click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  await expect(lab.menu.getByRole("listitem")).toHaveCount(5);
  await expect(lab.menu.getByRole("listitem").first()).toHaveText(
    "False REPLY It sends clients a false result.",
  );
  await lab.menu.getByRole("button", { name: /^All 48 strategies/ }).click();
  await expect(page.getByRole("tab", { name: "Replica" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByLabel("The node to inspect")).toHaveValue("2");
  await expect(panel(page).getByRole("searchbox")).toBeFocused();
  await expect(panel(page).getByRole("listitem")).not.toHaveCount(5);
  // The other way round, and the button for it keeps the focus.
  await panel(page)
    .getByRole("button", { name: /^Only the most useful/ })
    .click();
  await expect(panel(page).getByRole("listitem")).toHaveCount(5);
  await expect(panel(page).getByRole("button", { name: /^All 48 strategies/ })).toBeFocused();
});

test("a strategy is found by a word of its sentence, and its place is kept when the tab changes", async ({
  page,
}) => {
  await listAll(lab.replica(2));
  await panel(page).getByRole("searchbox").fill("never commit");
  await expect(panel(page).getByRole("status")).toHaveText("One strategy matches.");
  const only = panel(page).getByRole("listitem");
  await expect(only).toHaveCount(1);
  await expect(only).toBeVisible();
  await lab.tab("Votes");
  await lab.tab("Replica");
  await expect(panel(page).getByRole("searchbox")).toHaveValue("never commit");
  await only.getByRole("button", { name: /^Withheld COMMITs/ }).click();
  await expect(lab.replica(2)).toHaveAccessibleName(/Byzantine: Withheld COMMITs/);
  await expect(only.getByRole("button", { name: /^Withheld COMMITs/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await panel(page).getByRole("searchbox").fill("no such lie");
  await expect(panel(page).getByRole("status")).toHaveText("No strategy matches.");
  await expect(only).toHaveCount(0);
});

test("where no panel has them, the card lists all strategies itself", async () => {
  await lab.open("./embed.html?lang=en&parts=stage");
  await lab.replica(1).click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  await lab.menu.getByRole("button", { name: /^All 48 strategies/ }).click();
  await lab.menu.getByRole("searchbox").fill("garbage");
  await lab.menu.getByRole("button", { name: /^Garbage/ }).click();
  await expect(lab.replica(1)).toHaveAccessibleName(/Byzantine: Garbage/);
});

for (const [width, height] of [
  [1280, 720],
  [1024, 768],
] as const) {
  test(`the lies of a node lie over no other node at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await lab.settle();
    const nodes = page.locator("pbft-lab-stage .node");
    for (let node = 0; node < 5; node += 1) {
      await nodes.nth(node).press("Enter");
      await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
      await expect(lab.menu.getByRole("listitem")).toHaveCount(5);
      await expect(async () => {
        const card = await lab.menu.boundingBox();
        expect(card?.width).toBeLessThanOrEqual(240);
        for (let other = 0; other < 5; other += 1) {
          const box = await nodes.nth(other).boundingBox();
          expect(other === node || apart(card, box), `the card of node ${node} over node ${other}`).toBe(
            true,
          );
        }
      }).toPass();
      await page.keyboard.press("Escape");
      await expect(lab.menu).toBeHidden();
    }
  });
}

type Box = Awaited<ReturnType<Locator["boundingBox"]>>;

function apart(a: Box, b: Box): boolean {
  return (
    a !== null &&
    b !== null &&
    (a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height)
  );
}

test("a lie has parameters, and follows them", async ({ page }) => {
  await listAll(lab.replica(3));
  const choice = panel(page).getByRole("listitem").filter({ hasText: "Selective sending" });
  await choice.locator("summary").click();
  await choice.getByRole("checkbox", { name: "replica 1" }).check();
  // Typed as a reader does: what a driver fills in is no event of the page in every browser.
  await choice.getByLabel("Probability in %").press("ControlOrMeta+a");
  await choice.getByLabel("Probability in %").pressSequentially("50");
  await choice.getByRole("button", { name: "Start", exact: true }).click();
  await expect(lab.replica(3)).toHaveAccessibleName(/Byzantine: Selective sending/);
  // What was chosen is there when the list is opened again.
  await listAll(lab.replica(3));
  await expect(choice.getByRole("checkbox", { name: "replica 1" })).toBeChecked();
  await expect(choice.getByLabel("Probability in %")).toHaveValue("50");
  // It is not offered to another node.
  await page.getByLabel("The node to inspect").selectOption({ label: "Replica 2" });
  await expect(choice.getByRole("checkbox", { name: "replica 1" })).not.toBeChecked();
  await expect(choice.getByLabel("Probability in %")).toHaveValue("100");
});

test("a replica is made to lie and to be honest again by keyboard alone", async ({ page }) => {
  await lab.replica(3).focus();
  await page.keyboard.press("Enter");
  const begin = lab.menu.getByRole("button", { name: /^Make it lie/ });
  await tabTo(begin);
  await page.keyboard.press("Enter");
  await expect(lab.menu.getByRole("button", { name: /^False REPLY/ })).toBeFocused();
  await page.keyboard.press("Tab");
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

test("all twenty invariants are in the safety bar, in words", async () => {
  await lab.safety();
  await safety.getByText("Invariants of this laboratory").click();
  await expect(safety.getByRole("listitem")).toHaveCount(20);
  await expect(safety.getByRole("listitem").filter({ hasText: "Agreement" })).toContainText(
    "No two correct replicas",
  );
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing while lies are chosen and followed, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    await lie(lab.replica(3), /^Forged sender/);
    await lab.safety();
    await safety.getByText("Invariants of this laboratory").click();
    await lab.replica(2).click();
    await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
    const inCard = await new AxeBuilder({ page }).analyze();
    expect(inCard.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    await page.keyboard.press("Escape");
    await listAll(lab.replica(3));
    await panel(page).getByText("Settings").first().click();
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}

test("lies are chosen in a window of 360 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await lab.replica(3).click();
  await lab.menu.getByRole("button", { name: /^Make it lie/ }).click();
  await expect(lab.menu).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await lab.menu.getByRole("button", { name: /^Silent/ }).click();
  await expect(lab.menu).toBeHidden();
  await lab.safety();
  await safety.getByText("Invariants of this laboratory").click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});
