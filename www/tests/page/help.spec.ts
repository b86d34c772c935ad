import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

test("the help explains guarantees, terms and misconceptions, in both languages", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("Help").click();
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help).toContainText("If f + 1 replicas are Byzantine, clients may accept false results");
  await expect(help).toContainText("3 + 3 − 4 = 2");
  await help.getByRole("button", { name: "Glossary" }).click();
  await help.getByRole("searchbox").fill("water");
  await expect(help.getByText("Water marks h and H § 4.3")).toBeVisible();
  await expect(help.getByRole("status")).toContainText("1 of 35 words");
  await help.getByRole("searchbox").fill("no such word");
  await expect(help.getByRole("status")).toHaveText("Nothing found.");
  await help.getByRole("button", { name: "Common misconceptions" }).click();
  await expect(help.getByText("Misconception:")).toHaveCount(12);
  await expect(help.getByText("In fact:")).toHaveCount(12);
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(lab.button("Help")).toBeFocused();
  await lab.language("zh");
  await lab.button("帮助").click();
  await page.getByRole("dialog", { name: "帮助" }).getByRole("button", { name: "PBFT 的保证" }).click();
  await expect(page.getByRole("dialog", { name: "帮助" })).toContainText("正确的副本绝不会产生分歧");
});

test("the run is shown as text, under its chapters and commands, and copied", async ({
  page,
  browserName,
}) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.send("put x 2");
  await expect(lab.client).toHaveAccessibleName(/“put x 2” returned/);
  await lab.openDialog("text-version");
  const text = page.getByRole("dialog", { name: "The run as text" });
  await expect(
    text.getByRole("heading", { name: /^Chapter 1 of 5, 0\.0 ms: The client signs/ }),
  ).toBeVisible();
  await expect(text.getByRole("heading", { name: /ms: The client submits “put x 2”\.$/ })).toBeVisible();
  await expect(
    text.getByRole("listitem").filter({
      hasText: /ms: Replica 0, the primary, assigns sequence number 1 in view 0 \(x=1\)\. \(§ 4\.2\)/,
    }),
  ).toHaveCount(1);
  // The run pauses while a reader reads.
  const count = await text.getByRole("listitem").count();
  await text.getByRole("checkbox", { name: "include messages and timers" }).check();
  expect(await text.getByRole("listitem").count()).toBeGreaterThan(2 * count);
  await expect(text).toContainText("Replica 0 sends PRE-PREPARE (seq 1, x=1) to all replicas.");
  await text.getByRole("checkbox", { name: "include messages and timers" }).uncheck();
  await expect(text.getByRole("listitem")).toHaveCount(count);
  if (browserName === "chromium") {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  }
  await text.getByRole("button", { name: "Copy" }).click();
  await expect(text.getByRole("status")).toHaveText(/^(Copied|The browser does not allow copying)/);
  if (browserName === "chromium") {
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^Chapter 1 of 5, 0\.0 ms: The client signs/);
    expect(copied).toContain(
      "ms: Replica 0, the primary, assigns sequence number 1 in view 0 (x=1). (§ 4.2)",
    );
  }
  await text.getByRole("button", { name: "Close" }).click();
  await expect(lab.button("Play")).toBeVisible();
});

test("every lesson names its point of interest", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const scenes = await page.getByLabel("Scene").locator('optgroup[label="Lessons"] option').allTextContents();
  expect(scenes.length).toBeGreaterThan(20);
  const told = new Set<string>();
  for (const scene of scenes) {
    await page.getByLabel("Scene").selectOption({ label: scene });
    const about = page.locator("pbft-lab div.about");
    await expect.poll(async () => told.has((await about.textContent()) ?? "")).toBe(false);
    told.add((await about.textContent()) ?? "");
  }
  expect([...told].every((text) => /\S.{40,}/s.test(text))).toBe(true);
});
