import { expect, test } from "@playwright/test";
import { drag, Sharing } from "./sharing.ts";

test("a reload comes back to the run, at its step, with its language and colours", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  await lab.button("Back").click();
  await expect.poll(() => lab.moment()).toMatch(/^step 6 of 7/);
  await lab.theme("dark");
  const [moment, nodes] = [await lab.moment(), await lab.nodes()];
  await page.reload();
  await expect(lab.notice).toContainText("Your last position is restored.");
  await expect.poll(() => lab.moment()).toBe(moment);
  await expect.poll(() => lab.nodes()).toEqual(nodes);
  await expect(lab.button("Play")).toBeVisible();
  await expect(page.getByRole("combobox", { name: /^Colours/, includeHidden: true })).toHaveValue("dark");
  await lab.button("Start a new run").click();
  await expect(lab.notice).toHaveCount(0);
  await expect(lab.replica(3)).toHaveAccessibleName(/, up/);
  await expect(lab.button("Pause")).toBeVisible();
});

test("a reload during playback continues playback", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.send("put kept yes");
  await lab.settle();
  await page.reload();
  await expect(lab.notice).toContainText("Your last position is restored.");
  await expect(lab.button("Pause")).toBeVisible();
  await expect(lab.client).toHaveAccessibleName(/“put kept yes” returned/);
});

test("a node that was put elsewhere stays there over a reload", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  // From another node, however far the page is scrolled.
  const place = async () => {
    const [one, other] = await Promise.all([1, 0].map((id) => lab.replica(id).boundingBox()));
    return [(one?.x ?? 0) - (other?.x ?? 0), (one?.y ?? 0) - (other?.y ?? 0)].map(Math.round);
  };
  const before = await place();
  await lab.replica(1).press("Shift+ArrowRight");
  await lab.replica(1).press("Shift+ArrowDown");
  await expect.poll(place).not.toEqual(before);
  const after = await place();
  await page.reload();
  await expect(lab.notice).toContainText("Your last position is restored.");
  await expect.poll(place).toEqual(after);
  await lab.button("Reset layout").click();
  await expect.poll(place).toEqual(before);
});

test("a broken link does not cost the run that was kept", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const moment = await lab.moment();
  await page.goto("about:blank");
  await lab.open("./#run=1.AAAA");
  await expect(lab.refusal).toContainText("The link was not opened");
  await expect.poll(() => lab.moment()).toBe(moment);
  await expect(lab.replica(3)).toHaveAccessibleName(/down/);
});

test("without a share button, a dropped file is not opened", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  await page.locator("pbft-lab").evaluate((lab) => lab.setAttribute("controls", "play"));
  await expect(lab.button("Share")).toHaveCount(0);
  await drag(page, "dragover", "one.json", '{ "version": 1, "cluster": { "replicas": 1 } }');
  await drag(page, "drop", "one.json", '{ "version": 1, "cluster": { "replicas": 1 } }');
  await expect(page.getByText("Drop a scenario file to open it")).toHaveCount(0);
  await lab.button("Pause").click();
  await expect(lab.replica(3)).toBeVisible();
});

test("an element without the attribute leaves the page's address and memory alone", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const address = await lab.address();
  await page.route("**/", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(" restore>", ">") });
  });
  await page.goto("about:blank");
  await lab.open(address);
  await expect(lab.replica(3)).toHaveAccessibleName(/, up/);
  await expect(lab.notice).toHaveCount(0);
  expect(page.url()).toBe(address);
});

test("where the browser denies its storage, everything else works", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "sessionStorage", {
      get() {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  const errors: unknown[] = [];
  page.on("pageerror", (error) => errors.push(error));
  const lab = new Sharing(page);
  await lab.prepare();
  expect(await lab.address()).toContain("#run=");
  await page.reload();
  await expect(lab.replica(3)).toHaveAccessibleName(/, up/);
  await expect(lab.notice).toHaveCount(0);
  expect(errors).toEqual([]);
});
