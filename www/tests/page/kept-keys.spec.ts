// Keys in a host page: those that the element uses, and all that is typed in it, do not reach the page; all others do.

import { expect, type Page, test } from "@playwright/test";
import { Host, script } from "./host.ts";
import { Lab } from "./lab.ts";

let host: Host;
let lab: Lab;

test.beforeAll(async () => {
  host = await Host.open();
});

test.afterAll(() => host.close());

/** A page that listens to everything, as slides, books and documentation themes do. */
const LISTENER = `
  window.heard = [];
  for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "copy", "compositionstart"]) {
    document.addEventListener(type, (event) => window.heard.push(type + " " + (event.key ?? "")));
  }
`;

declare global {
  interface Window {
    heard: string[];
  }
}

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  host.put("/a/listener.js", LISTENER);
});

async function show(page: Page, attributes = "", around = ""): Promise<void> {
  await host.show(
    page,
    `${around}<pbft-lab lang="en" scenario="one-request" ${attributes}></pbft-lab>`,
    `<script src="listener.js"></script>${script()}`,
  );
  await expect(lab.replica(0)).toBeVisible();
}

/** What the page has heard since it was asked last. */
function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => window.heard.splice(0));
}

/** Whether the page hears all of a key, or nothing of it. */
async function press(page: Page, ...keys: readonly string[]): Promise<string[]> {
  await heard(page);
  const told: string[] = [];
  for (const key of keys) {
    await page.keyboard.press(key);
    const down = (await heard(page)).filter(
      (one) => !/^keyup (Control|Shift|Alt)|^keydown (Control|Shift|Alt)/.test(one),
    );
    told.push(`${key}: ${down.map((one) => one.split(" ")[0]).join(" ") || "kept"}`);
  }
  return told;
}

const kept = (...keys: readonly string[]) => keys.map((key) => `${key}: kept`);
/** Of keys that write nothing. */
const left = (...keys: readonly string[]) => keys.map((key) => `${key}: keydown keyup`);
/** Of letters. */
const leftLetters = (...keys: readonly string[]) => keys.map((key) => `${key}: keydown keypress keyup`);

test("keys typed into a field do not reach the page", async ({ page }) => {
  await show(page);
  const field = page.getByLabel("Client request:");
  await field.focus();
  await heard(page);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("put b s?/ 1");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Home");
  await page.keyboard.press("ControlOrMeta+c");
  await page.keyboard.press("Enter");
  await lab.tab("Events");
  await expect(lab.events).toContainText("“put b s?/1”");
  expect((await heard(page)).filter((one) => !/(Control|Shift|Meta)$/.test(one))).toEqual([]);
});

test("keys that a field has no use for are the page's", async ({ page }) => {
  await show(page);
  await page.getByLabel("Client request:").focus();
  expect(await press(page, "F2", "Escape")).toEqual(left("F2", "Escape"));
  expect((await press(page, "Control+k"))[0]).toContain("keydown");
});

test("arrow keys move between nodes and turn no page, and keys without a function on the stage do", async ({
  page,
}) => {
  await show(page);
  await lab.replica(1).focus();
  const moves = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Shift+ArrowRight"];
  expect(await press(page, ...moves)).toEqual(kept(...moves));
  await expect(lab.replica(1)).toBeFocused();
  expect(await press(page, "s", "b", "n")).toEqual(leftLetters("s", "b", "n"));
  expect(await press(page, "PageDown", "Home", "F2", "Escape")).toEqual(
    left("PageDown", "Home", "F2", "Escape"),
  );
  expect((await press(page, "Control+k"))[0]).toContain("keydown");
});

test("a menu is opened and closed by keys of its own", async ({ page }) => {
  await show(page);
  await lab.replica(1).focus();
  expect(await press(page, "Enter")).toEqual(kept("Enter"));
  await expect(lab.menu).toBeVisible();
  // The page lies below.
  expect(await press(page, "ArrowRight", "n")).toEqual(kept("ArrowRight", "n"));
  expect(await press(page, "Escape")).toEqual(kept("Escape"));
  await expect(lab.menu).toBeHidden();
  await expect(lab.replica(1)).toBeFocused();
  expect(await press(page, "Escape")).toEqual(left("Escape"));
});

test("a dialog keeps its keys, its way out too", async ({ page }) => {
  await show(page);
  await lab.button("Help").click();
  await expect(lab.menu).toBeVisible();
  expect(await press(page, "ArrowRight", "PageDown", "f")).toEqual(kept("ArrowRight", "PageDown", "f"));
  expect(await press(page, "Escape")).toEqual(kept("Escape"));
  await expect(lab.menu).toBeHidden();
});

test("buttons, sliders and lists keep the keys that operate them", async ({ page }) => {
  await show(page);
  await lab.button("Step").focus();
  expect(await press(page, " ", "Enter")).toEqual(kept(" ", "Enter"));
  await page.getByRole("slider", { name: "Speed" }).focus();
  expect(await press(page, "ArrowRight", "Home", "PageUp")).toEqual(kept("ArrowRight", "Home", "PageUp"));
  await page.getByLabel("Scene").focus();
  expect(await press(page, "e")).toEqual(kept("e"));
  await page.getByRole("application", { name: /^Timeline/ }).focus();
  expect(await press(page, "ArrowRight", "+", "End")).toEqual(kept("ArrowRight", "+", "End"));
  // With no event chosen there is nothing to let go of.
  expect(await press(page, "Escape")).toEqual(left("Escape"));
});

test("the shortcuts of the element are its own, as far as its reader has them", async ({ page }) => {
  await show(page);
  await lab.replica(0).focus();
  expect(await press(page, ".", "c", "0", "/")).toEqual(kept(".", "c", "0", "/"));
  await expect(page.getByLabel("Client request:")).toBeFocused();

  await show(page, 'controls="help"');
  await lab.replica(0).focus();
  // The space bar last: it opens the card of the replica, and an open card keeps all keys.
  expect(await press(page, ".", "/", " ")).toEqual([...leftLetters(".", "/"), ...kept(" ")]);
});

test("outside of the element the page has all keys", async ({ page }) => {
  await show(page, "", "<input id='own' aria-label='own'><button>Own</button>");
  expect(await press(page, ".", " ", "c")).toEqual(leftLetters(".", " ", "c"));
  await page.getByRole("button", { name: "Own" }).focus();
  expect(await press(page, "ArrowRight", "Escape")).toEqual(left("ArrowRight", "Escape"));
  await page.getByRole("textbox", { name: "own", exact: true }).focus();
  expect((await press(page, "r"))[0]).toBe("r: keydown keypress beforeinput input keyup");
});

test("a field that the page has put into the element is the page's", async ({ page }) => {
  await host.show(
    page,
    '<pbft-lab lang="en" scenario="one-request"><header slot="title"><input aria-label="own"></header></pbft-lab>',
    `<script src="listener.js"></script>${script()}`,
  );
  await expect(lab.replica(0)).toBeVisible();
  await page.getByRole("textbox", { name: "own", exact: true }).focus();
  expect((await press(page, "r"))[0]).toBe("r: keydown keypress beforeinput input keyup");
});

test("Escape ends a search, but not from a field of the page", async ({ page }) => {
  await show(page, "", "<input aria-label='own'>");
  // A search that lasts.
  await page.evaluate(() => {
    const lab = document.querySelector("pbft-lab");
    const until = lab?.shadowRoot?.querySelector("pbft-lab-until") as HTMLElement & { search: unknown };
    until.search = { searchedMs: 0 };
  });
  const stop = page.getByRole("button", { name: "Stop" });
  await expect(stop).toBeVisible();
  await page.getByRole("textbox", { name: "own", exact: true }).focus();
  expect(await press(page, "Escape")).toEqual(left("Escape"));
  await lab.replica(0).focus();
  expect(await press(page, "Escape")).toEqual(kept("Escape"));
});
