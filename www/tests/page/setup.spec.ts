// Run until and run settings.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
});

const until = (page: Page): Locator => page.getByRole("group", { name: "Run until" });

async function runUntil(page: Page, what: RegExp): Promise<void> {
  await lab.button("Run until · go to").click();
  await until(page).getByRole("button", { name: what }).click();
}

test("run until the next reply stops where the client accepts it, and the story reports it", async ({
  page,
}) => {
  await runUntil(page, /client accepts/);
  await expect(until(page).getByRole("status")).toHaveText(/a client accepted a result [\d.]+ ms later/);
  await expect(lab.story).toContainText("The client accepts the result “ok”.");
  await lab.tab("Events");
  await expect(lab.events.getByRole("listitem").last()).toContainText("The client accepts the result");
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
  const clock = await lab.clock();
  await page.waitForTimeout(300);
  expect(await lab.clock()).toBe(clock);
  await lab.button("Back").click();
  await expect(lab.client).not.toHaveAccessibleName(/returned/);
  await expect(until(page).getByRole("status")).toBeEmpty();
});

test("run until the next commit goes from number to number", async ({ page }) => {
  await lab.send("put second 2");
  await runUntil(page, /commit/);
  await expect(lab.story).toContainText(/number 1 \(x=1\) is committed/);
  await runUntil(page, /next commit/);
  await expect(lab.story).toContainText(/number 2 \(second=2\) is committed/);
});

test("run until the next view change ends in the view that has begun", async ({ page }) => {
  await lab.choose(/primary that is cut off/i);
  await runUntil(page, /new view/);
  await expect(until(page).getByRole("status")).toContainText("a replica entered a new view");
  await expect(lab.story).toContainText(/Replica 1 starts view 1 as its primary/);
  await expect(lab.replica(1)).toHaveAccessibleName(/^Replica 1, primary of view 1/);
});

test("run until the next checkpoint, and then until a promise breaks that does not", async ({ page }) => {
  await lab.choose(/truncating the log/);
  await runUntil(page, /checkpoint/);
  await expect(lab.story).toContainText(/has a stable checkpoint at sequence number 8/);
  await runUntil(page, /invariant violation/);
  await expect(until(page).getByRole("status")).toContainText(
    /No violation(: no further events are scheduled| within 60 s of virtual time)\./,
  );
});

test("run until a promise breaks stops at the violation, and the safety bar names it", async ({ page }) => {
  await lab.choose(/broken agreement|break agreement/i);
  await runUntil(page, /invariant violation/);
  await expect(until(page).getByRole("status")).toContainText("an invariant was violated");
  await expect(lab.lamp).toContainText(/Violated: /);
});

test("a search without a result ends, and the page says so", async ({ page }) => {
  await lab.choose(/Two of four down/);
  await runUntil(page, /new view/);
  await expect(until(page).getByRole("status")).toHaveText("No new view within 60 s of virtual time.");
  await expect.poll(() => lab.clock()).toBeGreaterThanOrEqual(60_000);
  await expect(lab.button("Play")).toBeVisible();
});

test("a long search shows how far it is, and Escape stops it", async ({ page }) => {
  await lab.choose(/Two of four down/);
  // The settings are those of the run that is open: without this it may still be the first scene's, which ends by itself.
  await expect(lab.lamp).toContainText("2 faulty, f = 1");
  const settings = await openSettings(page);
  await settings.getByLabel("STATUS interval").fill("1");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings).toBeHidden();
  await runUntil(page, /checkpoint/);
  await expect(until(page).getByRole("progressbar")).toBeVisible();
  await expect(until(page)).toContainText(/of at most 60 s of virtual time/);
  await lab.replica(0).focus();
  await page.keyboard.press("Escape");
  await expect(until(page).getByRole("status")).toHaveText("Stopped before it was found.");
  await expect(until(page).getByRole("progressbar")).toHaveCount(0);
  await expect(lab.button("Run until · go to")).toBeVisible();
});

test("settings that are opened before the chosen scene is open are those of that scene", async ({ page }) => {
  // Both in one turn: nothing that the engine says can come in between.
  const opened = await page.evaluate(() => {
    const root = document.querySelector("pbft-lab")?.shadowRoot;
    const menu = root?.querySelector("pbft-lab-scenes")?.shadowRoot?.querySelector("select");
    const option = [...(menu?.options ?? [])].find(({ value }) => value === "checkpoint");
    const choices = root?.querySelectorAll<HTMLElement>("pbft-lab-popover.cluster .choices button") ?? [];
    const opener = [...choices].find(({ textContent }) => textContent === "All settings…");
    if (!menu || !option || !opener) {
      return false;
    }
    menu.value = option.value;
    menu.dispatchEvent(new Event("change"));
    opener.click();
    return true;
  });
  expect(opened).toBe(true);
  const settings = page.getByRole("dialog", { name: "Run settings" });
  await expect(settings.getByLabel("Checkpoint interval K")).toHaveValue("8");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings).toBeHidden();
  await expect(page.getByText("The chapters still describe the original")).toHaveCount(0);
});

async function openSettings(page: Page): Promise<Locator> {
  await lab.openDialog("run-settings");
  const dialog = page.getByRole("dialog", { name: "Run settings" });
  await expect(dialog).toBeVisible();
  return dialog;
}

test("a run begins with the typed settings, and keeps the commands of the scene", async ({ page }) => {
  await lab.choose(/One replica down|One of four down/i);
  const settings = await openSettings(page);
  const replicas = settings.getByRole("textbox", { name: "Replicas" });
  await replicas.fill("10");
  await expect(settings).toContainText("tolerates f = 3 · quorum = 7 of 10");
  await replicas.fill("101");
  await expect(settings.getByRole("status")).toContainText(/from 1 to 100/);
  await replicas.fill("7");
  await expect(settings).toContainText("tolerates f = 2 · quorum = 5 of 7");
  await settings.getByLabel("Latency", { exact: true }).selectOption({ label: "constant" });
  await settings.getByLabel("Latency: exactly").fill("4");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings).toBeHidden();
  await expect(lab.replica(6)).toBeVisible();
  await runUntil(page, /client accepts/);
  // Five steps of four milliseconds each, after the scene's own command.
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await expect.poll(() => lab.clock()).toBe(25);
  await expect(lab.replica(3)).toHaveAccessibleName(/, down\./);
});

test("what the engine refuses is reported at its field, and no input is lost", async ({ page }) => {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  let settings = await openSettings(page);
  await settings.getByLabel("Checkpoint interval K").fill("10");
  await settings.getByLabel("Window size L").fill("25");
  await settings.getByLabel("View timeout").fill("soon");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings.getByRole("alert")).toHaveText("Not a number.");
  await expect(settings.getByLabel("View timeout")).toBeFocused();
  await settings.getByLabel("View timeout").fill("1500");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings.getByRole("alert")).toContainText("logSize");
  await expect(settings.getByLabel("Window size L")).toBeFocused();
  await expect(settings.getByLabel("Window size L")).toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("Escape");
  await expect(lab.client).toHaveAccessibleName(/returned/);
  settings = await openSettings(page);
  await expect(settings.getByLabel("Checkpoint interval K")).toHaveValue("10");
  await settings.getByLabel("Window size L").fill("");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings).toBeHidden();
  settings = await openSettings(page);
  await expect(settings.getByLabel("View timeout")).toHaveValue("1500");
  await settings.getByRole("button", { name: "Reset to the scene’s settings" }).click();
  await expect(settings.getByLabel("View timeout")).toHaveValue("2000");
  await expect(settings.getByLabel("Window size L")).toHaveValue("200");
});

test("a scene whose commands do not fit can be left behind", async ({ page }) => {
  await lab.choose(/One replica down|One of four down/i);
  const settings = await openSettings(page);
  await settings.getByRole("textbox", { name: "Replicas" }).fill("2");
  await settings.getByRole("button", { name: "Start run" }).click();
  const keep = settings.getByLabel("Keep the commands, chapters and goal of the scene");
  await expect(keep).toBeFocused();
  await expect(settings.getByRole("alert")).toContainText("commands[0].replica");
  await page.keyboard.press("Space");
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings).toBeHidden();
  await expect(lab.replica(1)).toBeVisible();
  await expect(lab.replica(2)).toHaveCount(0);
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in the run settings, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    const settings = await openSettings(page);
    await settings.getByLabel("View timeout").fill("soon");
    await settings.getByRole("button", { name: "Start run" }).click();
    await expect(settings.getByRole("alert")).toBeVisible();
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}

test("the run settings fit into a phone, in both languages", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [language, name] of [
    ["en", "Run settings"],
    ["zh", "运行设置"],
  ] as const) {
    await lab.language(language);
    await lab.openDialog("run-settings");
    const dialog = page.getByRole("dialog", { name });
    await expect(dialog).toBeInViewport({ ratio: 1 });
    expect(await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
    await page.keyboard.press("Escape");
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("a seed that was entered before another scene can be entered again", async ({ page }) => {
  const seed = () =>
    page.evaluate(
      async () => (await document.querySelector("pbft-lab")?.simulation.scenario())?.cluster?.seed,
    );
  await lab.seed("55");
  await expect.poll(seed).toBe("55");
  await lab.choose(/five phases/);
  await expect.poll(seed).not.toBe("55");
  await lab.seed("55");
  await expect.poll(seed).toBe("55");
});
