// Several clients: each of them can be made to send.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

const chooser = (page: Page) => page.getByRole("combobox", { name: "Client that sends" });
const client = (page: Page, id: number) => page.getByRole("button", { name: new RegExp(`^Client ${id}\\.`) });

async function withClients(page: Page, count: number): Promise<void> {
  lab = new Lab(page);
  await lab.open();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const settings = page.getByRole("dialog", { name: "Run settings" });
  await lab.openDialog("run-settings");
  await settings.getByRole("textbox", { name: "Clients" }).fill(String(count));
  await settings.getByRole("button", { name: "Start run" }).click();
  await expect(settings).toBeHidden();
  await expect(client(page, count - 1)).toBeVisible();
}

test("a choice at the request field says which client sends", async ({ page }) => {
  await withClients(page, 3);
  await chooser(page).selectOption("2");
  await page.getByRole("combobox", { name: "Request of client 2" }).fill("put third 3");
  await lab.button("Send request").click();
  await expect(client(page, 2)).toHaveAccessibleName(/put third 3/);
  await expect(client(page, 1)).not.toHaveAccessibleName(/put third 3/);
  const found = await new AxeBuilder({ page }).include("pbft-lab").analyze();
  expect(found.violations.map(({ id }) => id)).toEqual([]);
});

for (const [width, height] of [
  [1280, 720],
  [1024, 768],
] as const) {
  for (const locale of ["en", "zh"]) {
    test(`choice and button share a row below the field, with room for the words, at ${width} by ${height}, ${locale}`, async ({
      browser,
    }) => {
      const page = await browser.newPage({ viewport: { width, height }, locale });
      // A scene with three clients.
      await page.goto("./?scenario=checkpoint");
      const request = page.locator("pbft-lab-request");
      const field = request.locator("input");
      await expect(request.locator("select")).toBeVisible();
      const middles = await request.locator("select, button").evaluateAll((all) =>
        all.map((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return Math.round((top + bottom) / 2);
        }),
      );
      expect(new Set(middles).size, String(middles)).toBe(1);
      await field.fill("transfer visits guests 1");
      expect(await field.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
      await page.close();
    });
  }
}

test("the menu of a client leads to a request of that client", async ({ page }) => {
  await withClients(page, 3);
  await client(page, 1).click();
  await lab.menu.getByRole("button", { name: /^Send a request/ }).click();
  await expect(chooser(page)).toHaveValue("1");
  const field = page.getByRole("combobox", { name: "Request of client 1" });
  await expect(field).toBeFocused();
  await field.fill("put second 2");
  await page.keyboard.press("Enter");
  await expect(client(page, 1)).toHaveAccessibleName(/put second 2/);
});

test("keys go from client to client, and to a request of the one that was reached", async ({ page }) => {
  await withClients(page, 3);
  await lab.replica(0).focus();
  for (const id of [0, 1, 2]) {
    await page.keyboard.press("c");
    await expect(client(page, id)).toBeFocused();
  }
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: "Request of client 2" })).toBeFocused();
  await page.keyboard.type("put by-keys 1");
  await page.keyboard.press("Enter");
  await expect(client(page, 2)).toHaveAccessibleName(/put by-keys 1/);
});

test("with one client there is nothing to choose, and its menu sends too", async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  await expect(chooser(page)).toHaveCount(0);
  await lab.client.click();
  await lab.menu.getByRole("button", { name: /^Send a request/ }).click();
  await expect(page.locator("pbft-lab-request input")).toBeFocused();
});

test("a reader without the control has neither choice nor menu entry", async ({ page }) => {
  lab = new Lab(page);
  await lab.open("./?controls=play,step,reset,speed,faults");
  await lab.client.click();
  await expect(lab.menu.getByRole("button", { name: "Close" })).toBeVisible();
  await expect(lab.menu.getByRole("button", { name: /^Send a request/ })).toHaveCount(0);
});
