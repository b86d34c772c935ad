// The element on other people's pages: the built files in a folder of another site, under a strict policy; its attributes.

import { expect } from "@playwright/test";
import { FOLDER, Host } from "./host.ts";
import { complaints, embed, type Lab, made, replica, set, stepOf, test } from "./stranger.ts";

test("the file pbft-lab.js is all that a page has to include, in any folder and under a strict policy", async ({
  page,
  host,
}) => {
  const heard = complaints(page);
  const workers: string[] = [];
  page.on("request", (request) => workers.push(request.url()));
  const lab = await embed(page, host, 'scenario="one-request" speed="5" autoplay');
  await expect(replica(lab, 0)).toBeVisible();
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(20);
  expect(workers.filter((url) => !url.startsWith(host.origin))).toEqual([]);
  // In a worker: the worker's own file was fetched, and nothing was refused.
  expect(workers.some((url) => /worker-[\w-]+\.js$/.test(url))).toBe(true);
  expect(heard).toEqual([]);
});

test("files of another server work too, without a worker", async ({ page, host }) => {
  const other = await Host.open();
  host.policy = "default-src 'none'; script-src * 'wasm-unsafe-eval'; connect-src *; img-src data:";
  const head = `<script type="module" src="${other.origin}${FOLDER}pbft-lab.js"></script>`;
  await host.show(page, '<pbft-lab lang="en" parts="stage" speed="5" autoplay></pbft-lab>', head);
  const lab = page.locator("pbft-lab");
  await expect(replica(lab, 0)).toBeVisible();
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(20);
  await other.close();
});

test("files of another server run in a worker where the policy allows blob:", async ({ page, host }) => {
  const other = await Host.open();
  const heard = complaints(page);
  host.policy =
    "default-src 'none'; script-src * 'wasm-unsafe-eval'; worker-src blob:; connect-src *; img-src data:";
  const head = `<script type="module" src="${other.origin}${FOLDER}pbft-lab.js"></script>`;
  await host.show(page, '<pbft-lab lang="en" parts="stage" speed="5" autoplay></pbft-lab>', head);
  await expect.poll(() => stepOf(page.locator("pbft-lab"))).toBeGreaterThan(20);
  const asked = [...other.cookies.keys()].join(" ");
  expect(asked).toMatch(/worker-[\w-]+\.js/);
  // What the page itself would need to run the engine.
  expect(asked).not.toMatch(/host-[\w-]+\.js/);
  expect(heard).toEqual([]);
  await other.close();
});

/** What lies above the others while it is open, and is there to be opened. */
const OVERLAYS = ["why", "menu", "inspect-dialog"];

test("parts and controls that are not named are not made, and come back when they are", async ({
  page,
  host,
}) => {
  const lab = await embed(page, host, 'parts="stage narration" controls="play step"');
  await expect(replica(lab, 0)).toBeVisible();
  await expect(lab.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(lab.getByRole("button", { name: "Step", exact: true })).toBeVisible();
  await expect(lab.getByRole("button", { name: "Start over" })).toHaveCount(0);
  await expect(lab.getByLabel("Scene")).toHaveCount(0);
  await expect.poll(() => made(lab)).toEqual(["transport", "live-region", "stage", ...OVERLAYS]);
  await set(lab, "parts", "timeline, matrix");
  await set(lab, "controls", "");
  await expect(lab.getByRole("button", { name: "Play" })).toHaveCount(0);
  await expect(lab.locator("pbft-lab-vote-matrix")).toBeVisible();
  await expect.poll(() => made(lab)).toEqual(["timeline", "vote-matrix", ...OVERLAYS]);
  await set(lab, "parts", null);
  await set(lab, "controls", null);
  await expect(replica(lab, 0)).toBeVisible();
  await expect(lab.getByLabel("Scene")).toBeVisible();
  await lab.getByRole("tab", { name: "Replica" }).click();
  await expect(lab.locator("pbft-lab-inspector")).toBeVisible();
});

test("an invalid value counts as absent", async ({ page, host }) => {
  const bad =
    'seed="minus one" theme="pink" speed="fast" parts="stag" controls="everything" start-at="soon" height="tall"';
  const lab = await embed(page, host, bad);
  const names = ["stage", "timeline", "palette", "setup", "transport", "request"];
  await expect.poll(() => made(lab)).toEqual(expect.arrayContaining(names));
  expect(await stepOf(lab)).toBe(0);
  expect(await lab.evaluate((element: Lab) => [element.theme, element.view?.n])).toEqual(["auto", 4]);
  await set(lab, "scenario", "no-such-scene");
  await expect(lab.getByRole("alert").filter({ hasText: "There is no scene" })).toBeVisible();
  expect(await lab.evaluate((element: Lab) => element.view?.n)).toBe(4);
});

test("scenario, seed and start-at take effect when they change", async ({ page, host }) => {
  const lab = await embed(
    page,
    host,
    'scenario="one-request" seed="7" parts="stage" controls="" start-at="30"',
  );
  await expect.poll(() => stepOf(lab)).toBe(30);
  const digest = () => lab.evaluate(async (element: Lab) => (await element.simulation.view()).digest);
  const first = await digest();
  await set(lab, "seed", "8");
  await expect.poll(() => lab.evaluate((element: Lab) => element.view?.seed)).toBe("8");
  await expect.poll(() => stepOf(lab)).toBe(30);
  expect(await digest()).not.toBe(first);
  await set(lab, "seed", "7");
  await expect.poll(() => lab.evaluate((element: Lab) => element.view?.seed)).toBe("7");
  await expect.poll(digest).toBe(first);
  await set(lab, "start-at", "60ms");
  await expect.poll(() => lab.evaluate((element: Lab) => element.view?.nowMs)).toBe(60);
  await set(lab, "scenario", "seven-replicas");
  await expect.poll(() => lab.evaluate((element: Lab) => element.view?.n)).toBe(7);
  await expect(replica(lab, 6)).toBeVisible();
});

test("a read-only element allows inspection and navigation, and no command", async ({ page, host }) => {
  const lab = await embed(page, host, 'readonly start-at="4" parts="stage network inspector"');
  await expect(lab.getByRole("button", { name: "Send request" })).toHaveCount(0);
  await expect(lab.getByLabel("Seed")).toHaveCount(0);
  await replica(lab, 1).click();
  const dialog = lab.getByRole("dialog");
  await expect(dialog).toContainText("Replica 1");
  await expect(dialog.getByRole("button", { name: /Crash|Pause|Make it lie/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(lab.getByRole("button", { name: "timer expire now" })).toHaveCount(0);
  await expect(lab.getByRole("button", { name: "split" })).toHaveCount(0);
  await lab.getByRole("tab", { name: "Messages" }).click();
  await lab.locator("pbft-lab-network li button").first().click();
  await expect(dialog).toContainText("Signature");
  await expect(dialog.getByRole("button")).toHaveCount(0);
  await page.keyboard.press("Escape");
  const before = await stepOf(lab);
  await lab.getByRole("button", { name: "Step", exact: true }).click();
  await expect.poll(() => stepOf(lab)).toBe(before + 1);
  // An action that a panel dispatches all the same is not performed.
  const asked = await lab.evaluate(async (element: Lab) => {
    const stage = element.shadowRoot?.querySelector("pbft-lab-stage");
    const action = { type: "command", command: { do: "crash", replica: 1 } };
    if (stage && "dispatch" in stage && typeof stage.dispatch === "function") {
      stage.dispatch(action);
    }
    return (await element.simulation.view()).replicas[1]?.health;
  });
  expect(asked).toBe("up");
  await lab.evaluate((element: Lab) => element.removeAttribute("readonly"));
  await replica(lab, 1).click();
  await dialog.getByRole("button", { name: /^Crash/ }).click();
  await expect(replica(lab, 1)).toHaveAccessibleName(/down/);
});

test("the keys of a page stay the page's, and those of the element do what its controls do", async ({
  page,
  host,
}) => {
  const heard = () => page.evaluate(() => (globalThis as unknown as { kept: number }).kept);
  await page.addInitScript(() => {
    Object.assign(globalThis, { kept: 0 });
    addEventListener("keydown", (event) => {
      (globalThis as unknown as { kept: number }).kept += event.defaultPrevented ? 0 : 1;
    });
  });
  const lab = await embed(page, host, 'parts="stage" controls="step"');
  await page.keyboard.press("Space");
  await page.keyboard.press(".");
  // Not the slash: with it Firefox opens its own search, which then has the focus.
  await page.keyboard.press("t");
  expect(await heard()).toBe(3);
  expect(await stepOf(lab)).toBe(0);
  await replica(lab, 0).focus();
  await page.keyboard.press(".");
  await expect.poll(() => stepOf(lab)).toBe(1);
  expect(await heard()).toBe(3);
  // There is no button for these either, no eighth replica and no chapter in sight: they are left to the browser.
  const idle = ["r", "+", "-", "t", "?", "[", "]", "8"];
  for (const key of idle) {
    await page.keyboard.press(key);
  }
  expect(await heard()).toBe(3 + idle.length);
  await page.keyboard.press("3");
  await expect(replica(lab, 3)).toBeFocused();
  expect(await heard()).toBe(3 + idle.length);
  expect(await stepOf(lab)).toBe(1);
});

test("a key on the timeline that does nothing is left to the browser", async ({ page, host }) => {
  const kept: string[] = [];
  await page.exposeFunction("keep", (key: string) => kept.push(key));
  await page.addInitScript(() => {
    addEventListener("keydown", (event) => {
      if (!event.defaultPrevented) {
        (globalThis as unknown as { keep(key: string): void }).keep(event.key);
      }
    });
  });
  const lab = await embed(page, host, 'parts="timeline" controls=""');
  await expect.poll(() => lab.evaluate((element: Lab) => element.view?.n)).toBe(4);
  await lab.getByRole("slider", { name: "Time scrubber" }).focus();
  // The end of what is known: without a control for steps the run does not go on from here.
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => kept).toEqual(["ArrowRight"]);
  await page.keyboard.press("Home");
  await lab.getByRole("application").focus();
  await page.keyboard.press("w");
  await page.keyboard.press("Enter");
  await page.keyboard.press("+");
  await page.keyboard.press("Escape");
  await expect.poll(() => kept).toEqual(["ArrowRight", "w", "Enter", "Escape"]);
  expect(await stepOf(lab)).toBe(0);
  await set(lab, "controls", "step");
  await lab.getByRole("slider", { name: "Time scrubber" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => stepOf(lab)).toBe(1);
  expect(kept).toHaveLength(4);
});

test("a height is kept, and overflowing content scrolls", async ({ page, host }) => {
  const lab = await embed(page, host, 'height="420px" parts="narration stage" controls="play"');
  const height = () => lab.evaluate((element) => Math.round(element.getBoundingClientRect().height));
  expect(await height()).toBe(420);
  // The stage takes what the others leave, and no scroll bar is needed.
  const scrolled = () =>
    lab.evaluate((element) => {
      const box = element.shadowRoot?.querySelector(".lab");
      return (box?.scrollHeight ?? 0) - (box?.clientHeight ?? 0);
    });
  await expect.poll(scrolled).toBe(0);
  // With all parts it fits as well: the panel and the timeline are folded.
  await set(lab, "parts", null);
  await expect(lab.getByRole("tab", { name: "Events" })).toBeInViewport({ ratio: 1 });
  await expect.poll(scrolled).toBe(0);
  expect(await height()).toBe(420);
  await set(lab, "height", "200px");
  await expect.poll(scrolled).toBeGreaterThan(20);
  expect(await height()).toBe(200);
  await set(lab, "height", "auto");
  await expect.poll(height).toBeGreaterThan(800);
});
