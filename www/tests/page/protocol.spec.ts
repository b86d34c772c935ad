// View change, checkpoint and state transfer, as a reader sees them.

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
});

const chapter = (page: Page): Locator => page.locator("pbft-lab-captions [aria-current=step]");
const inspector = (page: Page): Locator => page.getByRole("region", { name: "Inspector" });
const log = (page: Page, replica: number): Locator =>
  page
    .getByRole("list", { name: "Logs and water marks" })
    .getByRole("listitem")
    .filter({ hasText: `Replica ${replica}` });

/** The line of the inspector that begins with a label. */
const fact = (page: Page, label: string): Locator =>
  inspector(page)
    .getByRole("term")
    .filter({ hasText: new RegExp(`^${label}$`) })
    .locator("xpath=following-sibling::dd");

async function inspect(page: Page, name: string): Promise<void> {
  await lab.tab("Replica");
  await page.getByLabel("The node to inspect").selectOption({ label: name });
}

/** Waits until the scene waits, at a chapter that says this. */
async function waitsAt(page: Page, text: string): Promise<void> {
  await lab.tab("Lesson");
  await expect(chapter(page)).toContainText(text);
  await expect(chapter(page)).toContainText("Paused. Press Play to continue.");
  await expect(lab.button("Play")).toBeVisible();
}

/** Goes to a chapter in the list of all of them. */
async function goTo(page: Page, name: RegExp): Promise<void> {
  const wanted = page.getByRole("button", { name });
  await lab.tab("Lesson");
  await expect(async () => {
    if (!(await wanted.isVisible())) {
      await lab.button("All chapters").click({ timeout: 2000 });
    }
    await expect(wanted).toBeVisible({ timeout: 1000 });
  }).toPass();
  await wanted.click();
}

/** The legend counts the messages on their way. */
async function countsInFlight(page: Page, name: string | RegExp): Promise<void> {
  const legend = await lab.legend();
  await expect(legend.getByRole("button", { name, exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(legend).toBeHidden();
}

test("after a crash of the primary another replica takes over, and the request is answered", async () => {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.act(0, /^Crash/);
  await lab.send("put killer you");
  await expect(lab.replica(2)).toHaveAccessibleName(/It suspects the primary in \d+ ms\./, {
    timeout: 30_000,
  });
  await expect(lab.replica(1)).toHaveAccessibleName(/^Replica 1, primary of view 1, up/, { timeout: 30_000 });
  await expect(lab.client).toHaveAccessibleName(/“put killer you” returned “ok”/, { timeout: 30_000 });
  await lab.tab("Events");
  const told = lab.events.getByRole("listitem");
  await expect(
    told.filter({ hasText: /starts a view change to view 1: its request timer expired/ }).first(),
  ).toBeAttached();
  await expect(told.filter({ hasText: "Replica 1 starts view 1 as its primary." })).toHaveCount(1);
  await expect(lab.replica(0)).toHaveAccessibleName(/^Replica 0, primary of view 0, down/);
});

test("silent primary: the scene shows the view change step by step", async ({ page }) => {
  await lab.choose(/A primary that is cut off/);
  await lab.hurry();
  for (const text of ["All copies are lost", "retransmits the request to all", "and starts a timer"]) {
    await waitsAt(page, text);
    await lab.button("Play").click();
  }

  await waitsAt(page, "multicast VIEW-CHANGE");
  await countsInFlight(page, "view-change 9");
  for (const id of [1, 2, 3]) {
    await expect(lab.replica(id)).toHaveAccessibleName(/of view 1, up\. waiting for view 1/);
  }
  await expect(lab.replica(0)).toHaveAccessibleName(/primary of view 0, up/);
  await inspect(page, "Replica 2");
  await expect(fact(page, "View")).toContainText("1");
  await expect(fact(page, "Active in this view")).toContainText("no, waiting for NEW-VIEW");
  await lab.button("Play").click();

  await waitsAt(page, "multicasts NEW-VIEW");
  await countsInFlight(page, "new-view 3");
  await expect(lab.replica(1)).toHaveAccessibleName(/^Replica 1, primary of view 1, up/);
  await lab.tab("Replica");
  await expect(fact(page, "new-view")).toContainText(/\d+ ms left/);
  await lab.button("Play").click();

  await waitsAt(page, "replica 0 as a backup");
  await lab.button("Play").click();
  await expect(lab.client).toHaveAccessibleName(/“put x 1” returned “ok” \(2 matching replies\)/);
  await expect(lab.replica(0)).toHaveAccessibleName(/^Replica 0, backup of view 1, up/);
  await expect(chapter(page)).toContainText("cost time, but no replica disagrees");
});

test("checkpoint: the windows move up and the logs get shorter, one replica after the other", async ({
  page,
}) => {
  await lab.choose(/truncating the log/);
  await lab.hurry();
  await waitsAt(page, "multicasts the digest: CHECKPOINT");
  await countsInFlight(page, /^checkpoint [1-9]/);
  await lab.tab("Replica");
  await expect(log(page, 0)).toContainText("Low water mark 0, high water mark 16, executed up to 8.");
  await expect(log(page, 0)).toContainText(/Checkpoint 8: 1 of 3 votes/);
  await lab.button("Play").click();

  await waitsAt(page, "its checkpoint is stable");
  await lab.tab("Replica");
  await expect(log(page, 0)).toContainText("Low water mark 8, high water mark 24");
  await expect(log(page, 1)).toContainText("Low water mark 0, high water mark 16");
  await inspect(page, "Replica 0");
  await expect(fact(page, "Low water mark h")).toContainText("8");
  await expect(inspector(page).getByRole("row")).toHaveCount(2);
  await expect(inspector(page).getByRole("rowheader", { name: "9" })).toBeVisible();
  await lab.button("Play").click();

  for (const id of [0, 1, 2, 3]) {
    await expect(log(page, id)).toContainText("Low water mark 8, high water mark 24, executed up to 9.");
  }
});

test("state transfer: later chapters can be gone to, and the replica that slept catches up", async ({
  page,
}) => {
  await lab.choose(/catching up after a crash/);
  await goTo(page, /The messages for 1 to 8 have been discarded/);
  await waitsAt(page, "FETCH-STATE");
  await countsInFlight(page, "fetch-state 1");
  await inspect(page, "Replica 3");
  await expect(fact(page, "Last executed")).toContainText("0");
  await expect(fact(page, "State")).toContainText("state transfer in progress");

  await goTo(page, /The state comes from a single replica/);
  await waitsAt(page, "its digest must match");
  await countsInFlight(page, "state 1");
  await lab.tab("Replica");
  await lab.button("Play").click();

  await expect(fact(page, "Last executed")).toContainText("9");
  await expect(fact(page, "State")).toContainText("complete");
  await lab.tab("Events");
  await expect(lab.events).toContainText("Replica 3 installs the certified state at sequence number 8.");
});

test("the inspector marks what the last step changed, and says so", async ({ page }) => {
  await lab.choose(/five phases/);
  await lab.button("Pause").click();
  await inspect(page, "Replica 2");
  const digest = inspector(page).getByRole("definition").filter({ hasText: "changed" });
  await lab.stepUntil(digest.first());
  await expect(digest.first()).toContainText("changed");
});

test("a node that is selected on the stage is shown in the inspector", async ({ page }) => {
  await lab.replica(2).click();
  await page.keyboard.press("Escape");
  await lab.tab("Replica");
  await expect(page.getByLabel("The node to inspect")).toHaveValue("2");
  await lab.client.click();
  await page.keyboard.press("Escape");
  await expect(fact(page, "Matching replies needed")).toContainText("2");
});

test("the matrix of votes fills, and a full quorum is a certificate", async ({ page }) => {
  await lab.choose(/five phases/);
  await lab.button("Pause").click();
  await lab.tab("Votes");
  const votes = page.getByRole("region", { name: "Votes for sequence number 1" });
  const rows = votes.getByRole("row", { name: /^Replica 2 / });
  const row = votes
    .getByRole("table")
    .first()
    .getByRole("row", { name: /^Replica 2 / });
  await lab.stepUntil(row.getByText("certificate"));
  await expect(row).toContainText("PRE-PREPARE");
  await expect(row).toContainText("missing");
  await expect(row).toContainText(/3 of 3 ✓ certificate/);
  await lab.hurry();
  await lab.button("Play").click();
  await expect(rows.getByText("certificate")).toHaveCount(2);
});

test("another number can be chosen for the matrix, and a checkpoint takes its votes away", async ({
  page,
}) => {
  await lab.choose(/truncating the log/);
  await goTo(page, /have executed sequence number 8/);
  await waitsAt(page, "CHECKPOINT");
  const number = page.getByLabel("Sequence number whose votes are shown");
  await lab.tab("Votes");
  await number.selectOption("3");
  const votes = page.getByRole("region", { name: "Votes for sequence number 3" });
  await expect(votes.getByText("certificate")).toHaveCount(8);
  const table = votes.getByRole("table").first();
  await goTo(page, /Replica 0 has three matching CHECKPOINTs/);
  await waitsAt(page, "stable");
  await lab.tab("Votes");
  await number.selectOption("3");
  await expect(table.getByRole("row", { name: /^Replica 0 / })).toContainText("discarded");
  await expect(table.getByRole("row", { name: /^Replica 1 / })).toContainText("certificate");
});
