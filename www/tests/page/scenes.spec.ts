import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test("the page opens on a running cluster of four with a request under way", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  for (const id of [0, 1, 2, 3]) {
    await expect(lab.replica(id)).toBeVisible();
  }
  await expect(lab.replica(0)).toHaveAccessibleName(/primary of view 0, up/);
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply to/);
  await expect(lab.story).not.toBeEmpty();
  await expect(lab.button("Send request")).toBeEnabled();
  await expect(page.getByRole("toolbar", { name: "Faults" }).getByRole("button")).toHaveCount(8);
  await expect.poll(() => lab.clock()).toBeGreaterThan(1);
});

test("all up: a request goes through its five steps and is answered", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/five phases/);
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned “ok” \(2 matching replies\)/);
  await expect(lab.step("Request")).toContainText("sent");
  await expect(lab.step("Pre-prepare")).toContainText("4 of 4 pre-prepared");
  await expect(lab.step("Commit")).toContainText("4 of 4 committed");
  await expect(lab.step("Reply")).toContainText("2 of 2 matching replies");
  await lab.tab("Events");
  const told = lab.events.getByRole("listitem");
  for (const sentence of [
    /The client signs request 1 \(x=1\) and sends it to the primary/,
    /Replica 0, the primary, assigns sequence number 1/,
    /Replica 2 accepts the PRE-PREPARE for sequence number 1/,
    /Replica 2 is prepared: it has a prepared certificate/,
    /Replica 2 has a quorum of matching COMMITs: sequence number 1 \(x=1\) is committed locally/,
    /Replica 2 executes sequence number 1/,
    /The client accepts the result “ok”/,
  ]) {
    await expect(told.filter({ hasText: sentence })).toHaveCount(1);
  }
});

test("one replica down: the request is still answered", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/still a reply/);
  await lab.hurry();
  await expect(page.getByRole("button", { name: /^Replica \d, .* down\./ })).toHaveCount(1);
  await expect(lab.client).toHaveAccessibleName(/returned “ok” \(2 matching replies\)/);
  await expect(lab.step("Commit")).toContainText("3 of 4 committed");
});

test("two of four down: stuck at Prepare, no reply, and the page says why", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/Two of four down/);
  await lab.hurry();
  await expect(page.getByRole("button", { name: /^Replica \d, .* down\./ })).toHaveCount(2);
  await lab.playUntil(() =>
    expect(lab.story).toContainText("Stalled at Prepare: 2 of the 3 votes needed.", { timeout: 300 }),
  );
  await expect(lab.story).toContainText(
    "Only 2 of 4 replicas can vote (down: replicas 2 and 3). Stalling is safe; fewer votes are not.",
  );
  await expect(lab.step("Prepare")).toContainText("0 of 4 prepared");
  await expect(lab.step("Reply")).toContainText("0 of 2 matching replies");
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
  // Time goes on, and there is still no answer.
  const before = await lab.clock();
  await lab.playUntil(async () => expect(await lab.clock()).toBeGreaterThan(before + 100));
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
});

test("a stuck cluster makes progress again when a replica is restarted", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/Two of four down/);
  await lab.hurry();
  await expect(lab.story).toContainText("2 of the 3 votes needed");
  const down = page.getByRole("button", { name: /^Replica \d, .* down\./ }).first();
  await down.click();
  await lab.menu.getByRole("button", { name: /disk kept/ }).click();
  await lab.playUntil(() => expect(lab.client).toHaveAccessibleName(/returned “ok”/, { timeout: 500 }));
});

test("the library has lessons and two categories of attacks, and its entries open", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const shelf = (label: string) => page.getByLabel("Scene").locator(`optgroup[label="${label}"]`);
  await expect(shelf("Lessons").locator("option").first()).toHaveText("One request, five phases");
  const withstood = shelf("Attacks PBFT tolerates (at most f faulty)").locator("option");
  expect(await withstood.count()).toBeGreaterThan(40);
  await expect(withstood.filter({ hasText: /^B\d+ · / })).toHaveCount(await withstood.count());
  await expect(shelf("Beyond the limit (more than f faulty)").locator("option")).toHaveText([
    /^A4/,
    /^A5/,
    /^A6/,
  ]);
  await lab.choose(/A backup that sends two PREPAREs/);
  await expect(page.getByText(/it will vote one way to replica 0/)).toBeVisible();
});

test("the two crashed replicas are reported to the end, with the reason and a way to continue", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/Two of four down/);
  await lab.hurry();
  const chapter = page.locator("pbft-lab-captions [aria-current=step]");
  await expect(chapter).toContainText("There are only two");
  await expect(chapter).toContainText("Paused. Press Play to continue.");
  await lab.button("Play").click();
  await expect(chapter).toContainText("If two votes were enough");
  await lab.playUntil(() =>
    expect(chapter).toContainText("Click replica 2 and restart it", { timeout: 500 }),
  );
});

test("a word of a caption leads to the glossary", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/Two of four down/);
  await lab.hurry();
  await lab.button("All chapters").click();
  await lab.button("What is “Prepared certificate”?").click();
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help.getByRole("term").filter({ hasText: /^Prepared certificate/ })).toBeFocused();
});

test("after a command of the reader the captions end, and a button leads back to the scene", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/A primary that is cut off/);
  await lab.hurry();
  const captions = page.locator("pbft-lab-captions");
  await expect(captions).toContainText("Paused. Press Play to continue.");
  await expect(captions.locator(".where")).toHaveText("3 of 9");
  await lab.button("All chapters").click();
  await lab.act(3, /^Crash/);
  await lab.playUntil(() =>
    expect(captions.locator(".now")).toContainText("You changed this run", { timeout: 500 }),
  );
  await expect(captions.getByRole("listitem")).toHaveCount(4);
  await lab.button("Return to the scene").click();
  await expect(captions.locator(".where")).toHaveText(/ of 9$/);
  await expect(lab.replica(3)).toHaveAccessibleName(/, up\./);
});

test("with another seed a scene keeps no caption, until the reader goes back to it", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/A primary that is cut off/);
  const own = await page.locator("pbft-lab-setup .seed").inputValue();
  await lab.seed("5");
  const captions = page.locator("pbft-lab-captions");
  await expect(captions).toContainText("You changed the settings");
  await expect(captions.getByRole("listitem")).toHaveCount(1);
  await lab.button("Return to the scene").click();
  await expect(page.locator("pbft-lab-setup .seed")).toHaveValue(own);
  await lab.button("All chapters").click();
  await expect(captions.getByRole("listitem")).toHaveCount(9);
});

test("a scene whose run ends shows its last caption", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/False replies/);
  await lab.hurry();
  const chapter = page.locator("pbft-lab-captions [aria-current=step]");
  await lab.playUntil(() => expect(chapter).toContainText("There is no evidence here", { timeout: 500 }));
});
