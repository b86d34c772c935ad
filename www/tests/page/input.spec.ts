import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
});

for (const wrong of ["0", "101", "-3", "2.5"]) {
  test(`${wrong} replicas are refused beside the field, and the run stays`, async ({ page }) => {
    await lab.cluster();
    const field = page.getByRole("spinbutton", { name: "Replicas" });
    await lab.type(field, wrong);
    await expect(page.getByRole("alert").filter({ hasText: /replicas/ })).toBeVisible();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(lab.client).toHaveAccessibleName(/returned/);
    await lab.type(field, "5");
    await expect(lab.refusal).toHaveCount(0);
    await expect(lab.replica(4)).toBeVisible();
  });
}

for (const wrong of ["seven", "-1", "18446744073709551616", "1e3"]) {
  test(`the seed ${wrong} is refused beside the field, and the run stays`, async ({ page }) => {
    await lab.cluster();
    await lab.type(page.getByRole("textbox", { name: "Seed" }), wrong);
    await expect(page.getByRole("alert").filter({ hasText: /seed/ })).toBeVisible();
    await expect(lab.client).toHaveAccessibleName(/returned/);
  });
}

test("a request of a megabyte is refused with the limit, and the run continues", async ({ page }) => {
  const field = page.getByLabel("Client request:");
  await field.evaluate((input: HTMLInputElement) => {
    input.value = "x".repeat(1 << 20);
  });
  await lab.button("Send request").click();
  await expect(page.getByRole("alert").filter({ hasText: /4,?096/ })).toBeVisible();
  await lab.send("put x 1");
  await expect(lab.refusal).toHaveCount(0);
  await expect(lab.client).toHaveAccessibleName(/“put x 1” returned “ok”/);
});

test("HTML in a request is text", async ({ page }) => {
  const html = '<img src=x onerror="document.title=1"><b>bold</b>';
  await lab.send(`put x ${html}`);
  await expect(lab.client).toHaveAccessibleName(/returned “ok”/);
  await lab.send("get x");
  await expect(lab.client).toHaveAccessibleName(/“get x” returned “<img src=x onerror=/);
  await lab.tab("Events");
  await expect(lab.events.getByText(`“put x ${html}”`).first()).toBeVisible();
  expect(await page.locator("pbft-lab").locator("img, b").count()).toBe(0);
  await expect(page).toHaveTitle(/pbft-lab/);
});

test("emoji and control characters are shown, not interpreted", async () => {
  await lab.send("put x 🐙\u0007\u202eevil");
  await expect(lab.client).toHaveAccessibleName(/“put x 🐙␇⟨U\+202E⟩evil” returned/);
});

test("an operation that the service does not know has an answer as well", async () => {
  await lab.send("make me a sandwich");
  await expect(lab.client).toHaveAccessibleName(/returned “error/);
});

test("an empty request is a request", async () => {
  await lab.send("");
  await expect(lab.client).toHaveAccessibleName(/“” returned/);
});
