// An element that is moved on its page, removed, or given another run while a reader uses it.

import { expect, type Locator } from "@playwright/test";
import { embed, type Lab, ready, replica, set, stepOf, test } from "./stranger.ts";

const move = (lab: Locator) => lab.evaluate((element) => document.body.prepend(element));
const menu = (lab: Locator) => lab.locator("pbft-lab-menu").getByRole("dialog");

test("the stage of a moved element follows its width", async ({ page, host }) => {
  await host.show(page, `<div id="room"><pbft-lab lang="en" parts="stage" controls=""></pbft-lab></div>`);
  const lab = page.locator("pbft-lab");
  await ready(lab);
  await lab.evaluate((element) => document.querySelector("#room")?.replaceChildren(element));
  const drawing = lab.locator("pbft-lab-stage svg.graph");
  const sizes = () =>
    drawing.evaluate((svg) => [
      Math.round(svg.getBoundingClientRect().width),
      Math.round(Number(svg.getAttribute("viewBox")?.split(" ")[2])),
    ]);
  await page.setViewportSize({ width: 400, height: 700 });
  // Drawn for the room that there is, and not made smaller.
  await expect
    .poll(async () => {
      const [width = 0, drawn] = await sizes();
      return width < 400 && width === drawn;
    })
    .toBe(true);
});

test("a menu that was open while its element was moved can be opened again", async ({ page, host }) => {
  const lab = await embed(page, host, 'parts="stage"');
  await replica(lab, 2).click();
  await expect(menu(lab)).toBeVisible();
  await move(lab);
  await expect(menu(lab)).toBeHidden();
  await replica(lab, 2).click();
  await expect(menu(lab)).toBeVisible();
});

test("a dialog that was open while its element was moved is closed, and opens again", async ({
  page,
  host,
}) => {
  const lab = await embed(page, host, 'parts="stage"');
  const dialog = lab.locator("pbft-lab-help").getByRole("dialog");
  await lab.getByRole("button", { name: "Help" }).click();
  await expect(dialog).toBeVisible();
  await move(lab);
  await expect(dialog).toBeHidden();
  await lab.getByRole("button", { name: "Help" }).click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("the inspected item is closed with its run, and the next run does not start by itself", async ({
  page,
  host,
}) => {
  const lab = await embed(page, host, 'scenario="one-request" parts="stage network" autoplay');
  const packet = lab
    .locator("pbft-lab-network")
    .getByRole("button", { name: /^REQUEST/ })
    .first();
  await packet.click();
  const dialog = lab.locator("pbft-lab-inspect-dialog").getByRole("dialog");
  await expect(dialog).toBeVisible();
  await set(lab, "autoplay", null);
  await set(lab, "scenario", "seven-replicas");
  await expect(replica(lab, 6)).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.waitForTimeout(500);
  expect(await stepOf(lab)).toBe(0);
});

test("a search for a milestone can be stopped where that is the only control", async ({ page, host }) => {
  const submit = { atMs: 0, do: "submit", client: 0, operation: "add n 1" };
  host.put("/a/long.json", JSON.stringify({ commands: Array.from({ length: 5000 }, () => submit) }));
  const lab = await embed(page, host, 'scenario="./long.json" parts="stage" controls="until"');
  await lab.getByRole("button", { name: "Run until · go to" }).click();
  await lab.getByRole("button", { name: "the next invariant violation" }).click();
  await lab.getByRole("button", { name: "Stop" }).click();
  await expect(lab.getByRole("status").filter({ hasText: "Stopped" })).toBeVisible();
  await expect(lab.getByRole("button", { name: "Run until · go to" })).toBeVisible();
});

test("calls of a program start no engine for an element that was removed from the page", async ({
  page,
  host,
}) => {
  const lab = await embed(page, host, 'parts="stage"');
  await expect.poll(() => page.workers().length).toBe(1);
  const refused = await lab.evaluate(async (element: Lab) => {
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return element.simulation.view().then(
      () => "answered",
      ({ message }) => String(message),
    );
  });
  expect(refused).toContain("off the page");
  await expect.poll(() => page.workers().length).toBe(0);
});

test("an element that is taken away on its way to where it starts leaves no error behind", async ({
  page,
  host,
}) => {
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  await embed(page, host, 'scenario="one-request" parts="stage" controls=""');
  await page.evaluate(() => {
    const far = document.createElement("pbft-lab");
    far.lang = "en";
    far.setAttribute("scenario", "flood");
    far.setAttribute("start-at", "2000000");
    document.body.prepend(far);
  });
  await expect(page.getByRole("status").filter({ hasText: "2,000,000" })).toBeVisible();
  await page.evaluate(async () => {
    document.querySelector("pbft-lab")?.remove();
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  expect(errors).toEqual([]);
});

test("a resumed run fires no event of a new run", async ({ page, host }) => {
  const lab = await embed(page, host, 'scenario="one-request" parts="stage"');
  const heard = await lab.evaluate(async (element: Lab) => {
    await element.simulation.runUntil({ timeAtLeastMs: 100_000 }, 20);
    const events: string[] = [];
    element.addEventListener("pbft-step", ({ detail }) =>
      events.push(`step, ${detail.records.length} records`),
    );
    element.addEventListener("pbft-error", ({ detail }) => events.push(`error: ${detail.message}`));
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(element);
    // Removed again while its run is played again.
    await new Promise((resolve) => setTimeout(resolve, 20));
    element.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(element);
    await element.simulation.view();
    return events;
  });
  expect(heard).toEqual([]);
});
