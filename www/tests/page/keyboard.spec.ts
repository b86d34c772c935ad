import { expect, type Page, test } from "@playwright/test";
import { Keyboard } from "./keyboard.ts";
import { Lab } from "./lab.ts";

test("a scene is played to its end by keyboard alone", async ({ page }) => {
  const reader: Reader = { page, lab: new Lab(page), keys: new Keyboard(page) };
  await reader.lab.open();
  await test.step("the scene is chosen by its first letter", () => chooseScene(reader));
  await test.step("a request is typed; in the field, the keys of the page are letters", () =>
    typeRequest(reader));
  await test.step("the space bar presses the button that has the focus", () => pressButton(reader));
  await test.step("a replica is crashed through its menu, and keeps the focus", () => crash(reader));
  await test.step("another one is made to lie, in whose name is chosen", () => lie(reader));
  await test.step("the safety bar says what is promised all the same", () => readSafety(reader));
  await test.step("pause, step and back", () => pauseAndStep(reader));
  await test.step("the timeline is sought to its beginning", () => seek(reader));
  await test.step("help opens and closes, and the focus comes back", () => readHelp(reader));
});

interface Reader {
  readonly page: Page;
  readonly lab: Lab;
  readonly keys: Keyboard;
}

/** Opens a tab of the panel with the arrow keys. */
async function openTab({ page, keys }: Reader, name: string): Promise<void> {
  const wanted = page.getByRole("tab", { name });
  await keys.tabTo(page.getByRole("tab", { selected: true }));
  for (let tab = 0; tab < 6 && (await wanted.getAttribute("aria-selected")) !== "true"; tab += 1) {
    await keys.press("ArrowRight");
  }
  await expect(wanted).toHaveAttribute("aria-selected", "true");
}

async function chooseScene({ page, lab, keys }: Reader): Promise<void> {
  await keys.tabTo(page.getByLabel("Scene"));
  await keys.press("7");
  await expect(lab.replica(6)).toBeVisible();
  await expect(page.getByText(/7 replicas tolerate 2 faulty ones/)).toBeVisible();
}

async function typeRequest(reader: Reader): Promise<void> {
  const { page, lab, keys } = reader;
  await keys.tabTo(page.getByLabel("Client request:"));
  await keys.press("ControlOrMeta+a");
  await keys.type("put colour blue?");
  await expect(page.getByLabel("Client request:")).toHaveValue("put colour blue?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await keys.press("Enter");
  await openTab(reader, "Events");
  await expect(lab.events).toContainText("The client submits “put colour blue?”.");
}

async function pressButton({ lab, keys }: Reader): Promise<void> {
  await keys.tabTo(lab.button("Send request"), "Shift+Tab");
  await keys.press(" ");
  await expect(lab.events.getByText("The client submits “put colour blue?”.")).toHaveCount(2);
}

async function crash({ lab, keys }: Reader): Promise<void> {
  await keys.press("6");
  await expect(lab.replica(6)).toBeFocused();
  await keys.press("Enter");
  await expect(lab.menu.getByRole("button", { name: /^Crash/ })).toBeFocused();
  await keys.press("Enter");
  await expect(lab.menu).toBeHidden();
  await expect(lab.replica(6)).toHaveAccessibleName(/down/);
  await expect(lab.replica(6)).toBeFocused();
}

async function lie({ page, lab, keys }: Reader): Promise<void> {
  await keys.press("ArrowLeft");
  await expect(lab.replica(5)).toBeFocused();
  await keys.press(" ");
  await keys.tabTo(lab.menu.getByRole("button", { name: /^Make it lie/ }));
  await keys.press("Enter");
  await keys.tabTo(lab.menu.getByRole("button", { name: /^All \d+ strategies/ }));
  await keys.press("Enter");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await keys.type("sender");
  const settings = page.locator("pbft-lab-inspector li").filter({ hasText: "Forged sender" });
  await keys.tabTo(settings.locator("summary"));
  await keys.press("Enter");
  await keys.tabTo(settings.getByRole("combobox"));
  await keys.press("ArrowDown");
  await keys.tabTo(settings.getByRole("button", { name: "Start", exact: true }));
  await keys.press("Enter");
  await expect(lab.replica(5)).toHaveAccessibleName(/Byzantine: Forged sender/);
}

async function readSafety({ page, lab, keys }: Reader): Promise<void> {
  const safety = page.getByRole("region", { name: "Safety", exact: true });
  await keys.tabTo(lab.lamp, "Shift+Tab");
  await keys.press("Enter");
  await expect(safety).toContainText("2 faulty, 2 tolerated");
  await keys.tabTo(safety.locator("summary"));
  await keys.press("Enter");
  await expect(safety.getByText("Agreement", { exact: true })).toBeVisible();
  await keys.press("Escape");
  await expect(safety).toBeHidden();
  await expect(lab.lamp).toBeFocused();
}

async function pauseAndStep(reader: Reader): Promise<void> {
  const { page, lab, keys } = reader;
  // The reader's command ended the chapters, so there is no next one.
  await openTab(reader, "Lesson");
  await keys.tabTo(page.locator("pbft-lab-captions section"));
  await expect(page.locator("pbft-lab-captions .where")).toHaveText(
    /^(none|\d+) of \d+ chapters describes? this run$/,
  );
  // A slow typist has reached the pause of the scene.
  if (await lab.button("Play").isVisible()) {
    await keys.press(" ");
  }
  await expect(lab.button("Pause")).toBeVisible();
  await keys.press(" ");
  await expect(lab.button("Play")).toBeVisible();
  await keys.press(" ");
  await expect(lab.button("Pause")).toBeVisible();
  await keys.press(" ");
  await expect(lab.button("Play")).toBeVisible();
  const moment = page.locator("pbft-lab .position .count");
  await lab.settle();
  const before = (await moment.textContent()) ?? "";
  await keys.press(".");
  await expect(moment).not.toHaveText(before);
  await keys.press(",");
  await expect(moment).toContainText(before.split(",")[0]?.split(" of ")[0] ?? "");
}

async function seek({ page, keys }: Reader): Promise<void> {
  await keys.tabTo(page.getByRole("slider", { name: "Time scrubber" }), "Shift+Tab");
  await keys.press("Home");
  await expect(page.locator("pbft-lab .position .count")).toHaveText(/^step 0 of/);
  await keys.press("ArrowRight");
  await expect(page.locator("pbft-lab .position .count")).toHaveText(/^step 1 of/);
}

async function readHelp({ page, keys }: Reader): Promise<void> {
  await keys.press("?");
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help).toContainText("Safety: correct replicas never disagree");
  await keys.tabTo(help.getByRole("button", { name: "Keyboard shortcuts" }));
  await keys.press("Enter");
  await expect(help.getByRole("table", { name: "Anywhere except in text fields" })).toContainText(
    "Play or pause",
  );
  await keys.press("Escape");
  await expect(help).toBeHidden();
  await expect(page.getByRole("slider", { name: "Time scrubber" })).toBeFocused();
}

test("with nothing in focus the keys are those of the only laboratory", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await expect(lab.button("Pause")).toBeVisible();
  await page.keyboard.press(" ");
  await expect(lab.button("Play")).toBeVisible();
  await page.keyboard.press(" ");
  await expect(lab.button("Pause")).toBeVisible();
  await page.keyboard.press("]");
  await expect(page.locator("pbft-lab-captions [aria-current]")).toContainText("17.0");
  await page.keyboard.press("/");
  await expect(page.getByLabel("Client request:")).toBeFocused();
});

test("of two laboratories, the one with the focus receives the keys", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.evaluate(() => {
    const second = document.createElement("pbft-lab");
    second.setAttribute("autoplay", "");
    document.querySelector("main")?.append(second);
  });
  const [first, second] = [page.locator("pbft-lab").first(), page.locator("pbft-lab").last()];
  await second.scrollIntoViewIfNeeded();
  await expect(second.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await page.keyboard.press(".");
  await expect(first.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect(second.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await second.getByRole("button", { name: /^Replica 1,/ }).focus();
  await page.keyboard.press(".");
  await expect(second.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await expect(first.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
});

test("the keys of the page can be turned off", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Help" });
  await help.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await help.getByRole("checkbox", { name: /Enable page-wide shortcuts/ }).uncheck();
  await help.getByRole("button", { name: "Close" }).click();
  await expect(help).toBeHidden();
  await page.keyboard.press(".");
  await page.keyboard.press("?");
  await expect(help).toBeHidden();
  await expect(lab.button("Pause")).toBeVisible();
});
