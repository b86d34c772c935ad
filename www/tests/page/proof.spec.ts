import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

/** Plays the scene in which two colluders break agreement until it is broken: it waits at each chapter before. */
async function breakAgreement(lab: Lab, safety: Locator, play: string, alert: string): Promise<void> {
  await expect(async () => {
    const go = lab.button(play);
    if (await go.isVisible()) {
      await go.click();
    }
    await expect(lab.lamp).toContainText(alert, { timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await lab.safety();
  await expect(safety.getByRole("alert")).toHaveText(alert);
}

/** The item of the safety bar about one invariant. */
function finding(page: Page, region: string, name: string): Locator {
  const items = page.getByRole("region", { name: region, exact: true }).locator(".findings > ol > li");
  return items.filter({ has: page.getByText(name, { exact: true }) });
}

/** Opens the details of a finding by keyboard. */
async function look(found: Locator): Promise<void> {
  const summary = found.locator("summary");
  await summary.focus();
  await summary.press("Enter");
  await expect(found.getByRole("table")).toBeVisible();
}

/** Each row of the table as the text of its cells. */
async function rows(table: Locator): Promise<string[]> {
  const texts = await table
    .getByRole("row")
    .evaluateAll((all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent).join(" ")));
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

test("broken agreement shows the two certificates, the replicas in both, and the proof of guilt", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/colluders break agreement/);
  const safety = page.getByRole("region", { name: "Safety", exact: true });
  await breakAgreement(lab, safety, "Play", "Violated: Agreement");
  const agreement = finding(page, "Safety", "Agreement");
  await expect(agreement).toContainText(
    /Replica [23] executed a different batch at sequence number 2 than an earlier correct replica\./,
  );
  await expect(agreement.getByRole("table")).toBeHidden();
  await look(agreement);
  const certificates = agreement.getByRole("table");
  const [head, first, second] = await rows(certificates);
  expect(head).toBe("0 1 2 3");
  const seen = [first ?? "", second ?? ""].sort();
  expect(seen[0]).toMatch(/^Replica 2 has committed sequence number 2 in view 0: x=2 /);
  expect(seen[1]).toMatch(/^Replica 3 has committed sequence number 2 in view 0: x=1 /);
  // By shape, and in words for screen readers: the second and the third column of both belong to the faulty replicas.
  expect(seen[0]).toMatch(/◆signed both ◆signed both ●signed ·no vote$/);
  expect(seen[1]).toMatch(/◆signed both ◆signed both ·no vote ●signed$/);
  await expect(agreement).toContainText("Replicas 0 and 1 signed both.");
  await expect(agreement).toContainText("Two quorums of 3 out of 4 share at least 2 replicas.");
  const proven = agreement.locator(".proven").getByRole("listitem");
  const names = await proven.locator(".name").allTextContents();
  expect(new Set(names)).toEqual(new Set(["replica 0", "replica 1"]));
  const deeds = proven.filter({ has: page.getByText("replica 1", { exact: true }) });
  await expect(deeds.first()).toContainText(/two (PREPAREs|COMMITs) for one sequence number/);
  // It broke one step earlier already: two batches prepared.
  const earlier = finding(page, "Safety", "One prepared request");
  await look(earlier);
  await expect(earlier.getByRole("row").nth(1)).toContainText("is prepared at sequence number 2 in view 0");
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});

test("the same in Chinese, without a word of English", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/colluders break agreement/);
  await lab.language("zh");
  const safety = page.getByRole("region", { name: "安全性", exact: true });
  await breakAgreement(lab, safety, "播放", "违反不变式：一致性");
  const agreement = finding(page, "安全性", "一致性");
  await expect(agreement).toContainText(/副本 [23] 在序号 2 执行的批次，与先前一个正确副本执行的不同。/);
  await look(agreement);
  const [, first, second] = await rows(agreement.getByRole("table"));
  for (const row of [first, second]) {
    expect(row).toMatch(/^副本 [23] 在视图 0 中提交了序号 2：x=[12] .*◆两份都签了 ◆两份都签了 /);
  }
  await expect(agreement).toContainText("副本 0 和 1 在两份上都签了名。");
  await expect(agreement.locator(".proven").getByRole("listitem").first()).toContainText(
    "同一序号的两条 PRE-PREPARE",
  );
  await expect(agreement.locator("summary .state").first()).toHaveText(/^I1 · [\d,.]+ 毫秒$/);
  await expect(agreement.locator("[lang=en]")).toHaveCount(0);
});

test("the certificates fit into a window of 360 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/colluders break agreement/);
  const safety = page.getByRole("region", { name: "Safety", exact: true });
  await breakAgreement(lab, safety, "Play", "Violated: Agreement");
  await look(finding(page, "Safety", "Agreement"));
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const pane = page.locator("pbft-lab .pane > .scroller");
  expect(await pane.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
});

test("a broken promise leaves the stage and the chapters on the screen, and names the guilty", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 1000 });
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/colluders break agreement/);
  const safety = page.getByRole("region", { name: "Safety", exact: true });
  const stage = page.locator("pbft-lab-stage");
  const before = await stage.boundingBox();
  await breakAgreement(lab, safety, "Play", "Violated: Agreement");
  await expect(safety).toContainText("Caught by their own signatures: replicas 0 and 1");
  expect(await stage.boundingBox()).toEqual(before);
  for (const id of [0, 1, 2, 3]) {
    await expect(lab.replica(id)).toBeInViewport({ ratio: 1 });
  }
  await page.locator("pbft-lab .pane > header").getByRole("button", { name: "Close" }).click();
  await expect(safety).toBeHidden();
  await expect(page.locator("pbft-lab-captions [aria-current=step]")).toBeInViewport({ ratio: 1 });
});
