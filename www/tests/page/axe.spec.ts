// Every view that can be opened, in both colours and both languages: axe finds nothing.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

async function check(page: Page, view: string, part?: string): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations, passes } = await (part
    ? axe.include({ fromShadowDom: ["pbft-lab", part] })
    : axe
  ).analyze();
  const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  expect(found, view).toEqual([]);
  // It has seen something.
  expect(passes.length, view).toBeGreaterThan(5);
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
}

/** Opens each dialog of the tools, and each leaf of the help. */
async function checkTools(page: Page): Promise<void> {
  const lab = new Lab(page);
  await lab.openDialog("help");
  const leaves = page.locator("pbft-lab-help nav button");
  for (let leaf = 0; leaf < (await leaves.count()); leaf += 1) {
    await leaves.nth(leaf).click();
    await check(page, `help ${leaf}`, "pbft-lab-help");
  }
  await close(page);
  await lab.openDialog("text-version");
  await check(page, "text version", "pbft-lab-text-version");
  await close(page);
}

async function checkDialogs(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Replica|副本) 3/ }).click();
  await check(page, "menu", "pbft-lab-menu");
  await page.locator("pbft-lab-menu .lie").click();
  await check(page, "lies", "pbft-lab-menu");
  await page.locator("pbft-lab-menu .all").click();
  for (const summary of await page.locator("pbft-lab-strategies summary").all()) {
    if (await summary.isVisible()) {
      await summary.click();
    }
  }
  await check(page, "all lies", "pbft-lab-inspector");
  await new Lab(page).tab("Messages");
  const tools = page.locator("pbft-lab-network .tools button");
  for (const [view, button] of [
    ["partition", tools.first()],
    ["link", tools.nth(1)],
    ["message", page.locator("pbft-lab-network li button").first()],
  ] as const) {
    await button.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await check(page, view, "pbft-lab-inspect-dialog");
    await close(page);
  }
}

async function checkPage(page: Page): Promise<void> {
  const lab = new Lab(page);
  for (const tab of ["Events", "Votes", "Replica", "Messages", "Lesson"] as const) {
    await lab.tab(tab);
    await check(page, `the page with the tab ${tab}`);
  }
  const safety = await lab.safety();
  await safety.locator("summary").first().click();
  await check(page, "the page with the guarantees open");
}

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the page for frames, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto("./embed.html?lang=en");
    await expect(new Lab(page).replica(0)).toBeVisible();
    await check(page, "embed.html");
  });
}

const VIEWS = {
  "the help and the text version": checkTools,
  "the menus of nodes, messages and links": checkDialogs,
  "the page with everything open": checkPage,
};

// Each theme and each language once: contrast depends on the theme, names on the language.
for (const [theme, language] of [
  ["light", "en"],
  ["dark", "zh"],
] as const) {
  for (const [views, checkViews] of Object.entries(VIEWS)) {
    test(`axe finds nothing in ${views}, ${theme}, ${language}`, async ({ page }) => {
      const lab = new Lab(page);
      await lab.open();
      await lab.tab("Messages");
      await expect(page.locator("pbft-lab-network li button").first()).toBeVisible();
      await lab.button("Pause").click();
      await lab.theme(theme);
      await lab.language(language);
      await checkViews(page);
    });
  }
}
