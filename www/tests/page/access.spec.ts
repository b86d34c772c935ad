import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

// Each theme and each language once: contrast depends on the theme, names on the language.
for (const [theme, language] of [
  ["dark", "en"],
  ["light", "zh"],
] as const) {
  test(`axe finds nothing, ${theme}, ${language}`, async ({ page }) => {
    const lab = new Lab(page);
    await lab.open();
    await lab.hurry();
    await expect(lab.client).toHaveAccessibleName(/returned/);
    await lab.theme(theme);
    await lab.replica(3).click();
    // Its menu may lie over the next one.
    await page.keyboard.press("Escape");
    await lab.language(language);
    await page.getByRole("button", { name: /^(Replica|副本) 1/ }).click();
    await expect(lab.menu).toBeVisible();
    const found = await new AxeBuilder({ page }).analyze();
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
}

test("axe finds nothing in a stuck cluster with a refused field", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/Two of four down/);
  await lab.hurry();
  await expect(lab.story).toContainText("2 of the 3 votes needed");
  await lab.cluster();
  await lab.type(page.getByRole("spinbutton", { name: "Replicas" }), "101");
  await expect(lab.refusal).toBeVisible();
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});

for (const width of [360, 768, 1024]) {
  test(`nothing is wider than a window of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    const lab = new Lab(page);
    await lab.open();
    await lab.send(
      "put a_rather_long_key and_a_rather_long_value_without_any_space_in_it_at_all_to_break_lines",
    );
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await lab.replica(1).click();
    await expect(lab.menu).toBeInViewport({ ratio: 1 });
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
}

test("the Tab key reaches the stage, also after the focused node was removed", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const stops = page.locator("pbft-lab-stage [data-node][tabindex='0']");
  await lab.replicas("40");
  await lab.replica(35).focus();
  await expect(stops).toHaveCount(1);
  await lab.replicas("20");
  await expect(lab.replica(35)).toHaveCount(0);
  await expect(lab.replica(19)).toBeVisible();
  await expect(stops).toHaveCount(1);
});

test("the narration is spoken politely, and not without pause", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const voice = page.locator("pbft-lab-live-region").getByRole("status");
  await expect(voice).toHaveAttribute("aria-live", "polite");
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.button("Step").click();
  // A step by hand is announced.
  await expect(async () => {
    const sentence = ((await lab.story.textContent()) ?? "").split("§")[0]?.trim() ?? "";
    expect(sentence).not.toBe("");
    expect(await voice.textContent()).toContain(sentence);
  }).toPass();
  await expect(lab.story).not.toHaveAttribute("aria-live");
});

test("the theme follows the reader's choice", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await lab.theme("light");
  const light = await paper();
  await lab.theme("dark");
  await expect.poll(paper).not.toBe(light);
});
