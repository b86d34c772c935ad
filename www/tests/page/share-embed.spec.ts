// The leaves of the dialog for sharing: code to embed with its preview, title and description, and their room.

import { expect, type Locator, test } from "@playwright/test";
import { holdClipboard, Sharing } from "./sharing.ts";

interface Made {
  readonly tag: string;
  readonly attributes: Record<string, string>;
}

/** What a page makes of the code. */
function madeOf(lab: Sharing, code: string): Promise<Made> {
  return lab.page.evaluate((code) => {
    const body = new DOMParser().parseFromString(code, "text/html");
    const element = body.querySelector("pbft-lab, iframe");
    const attributes = [...(element?.attributes ?? [])].map(({ name, value }) => [name, value]);
    return { tag: element?.localName ?? "", attributes: Object.fromEntries(attributes) };
  }, code);
}

/** What the preview shows, without what an element writes down itself. */
function previewed(preview: Locator): Promise<Made> {
  return preview.locator("> .previewed").evaluate((sheet) => {
    const element = sheet.firstElementChild;
    const own = (name: string, value: string) =>
      (name === "lang" && value === "") || (name === "theme" && value === "auto");
    const attributes = [...(element?.attributes ?? [])]
      .filter(({ name, value }) => !own(name, value))
      .map(({ name, value }) => [name, value]);
    return { tag: element?.localName ?? "", attributes: Object.fromEntries(attributes) };
  });
}

test("the preview is the element or the frame of the code, for each choice", async ({ page }) => {
  const copied = await holdClipboard(page, true);
  const lab = new Sharing(page);
  await lab.open();
  await lab.share();
  await lab.leaf("Embed");
  const { dialog } = lab;
  const code = dialog.getByRole("textbox", { name: "Code for your page" });
  const choices = dialog.locator(".choices");
  const preview = dialog.locator(".preview-box");
  const agree = () =>
    expect(async () => {
      const made = await madeOf(lab, await code.inputValue());
      expect(made.tag).not.toBe("");
      expect(await previewed(preview)).toEqual(made);
    }).toPass();
  await agree();
  await expect(
    preview.getByRole("button", { name: "Pause", exact: true, includeHidden: true }).first(),
  ).toBeAttached();

  await choices.getByLabel("Runs").selectOption("two-replicas-down");
  await choices.getByLabel("Language").selectOption("zh");
  await choices.getByLabel("Colours").selectOption("dark");
  await choices.getByLabel("Shows").selectOption("stage, story and playback");
  await choices.getByRole("group", { name: "Parts" }).getByLabel("events").check();
  await lab.overwrite(choices.getByLabel("Width"), "640");
  await lab.overwrite(choices.getByLabel("Height"), "480");
  await choices.getByLabel("Height").press("Tab");
  await expect(code).toHaveValue(
    /<pbft-lab scenario="two-replicas-down" lang="zh" theme="dark" parts="narration stage legend events" controls="play step reset" autoplay width="640px" height="480px"><\/pbft-lab>$/,
  );
  await agree();
  // The element itself, live, in its language and with its parts alone.
  await expect(preview.locator("pbft-lab-stage")).toBeAttached();
  await expect(preview.locator("pbft-lab-timeline, pbft-lab-palette")).toHaveCount(0);
  await expect(preview.locator("section.lab")).toHaveAttribute("lang", "zh");
  await expect(dialog.getByText("Preview: 640 × 480 pixels")).toBeVisible();

  await dialog.getByRole("radio", { name: "In a frame" }).check();
  await expect(code).toHaveValue(/^<iframe src="[^"]*embed\.html\?scenario=two-replicas-down&amp;lang=zh/);
  await agree();
  const inner = preview.frameLocator("iframe").locator("pbft-lab-stage");
  await expect(inner).toBeAttached();
  await dialog.getByRole("button", { name: "Copy code" }).click();
  expect(await copied()).toBe(await code.inputValue());
});

test("the run of the preview is not that of the page, and the page receives no event of it", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const moment = await lab.moment();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    for (const name of ["pbft-ready", "pbft-step", "pbft-error"]) {
      document.addEventListener(name, ({ type }) => heard.push(type));
    }
  });
  await lab.share();
  await lab.leaf("Embed");
  const preview = lab.dialog.locator(".preview-box");
  await expect(preview.locator(".position")).toContainText(/step [2-9]/);
  expect(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toEqual([]);
  await lab.leaf("Link");
  await expect(preview).toHaveCount(0);
  await lab.done();
  await expect.poll(() => lab.moment()).toBe(moment);
});

test("an own title and description go with the link and the file, and are shown again", async ({
  page,
  context,
}) => {
  const lab = new Sharing(page);
  await lab.prepare();
  await lab.share();
  const address = lab.dialog.getByRole("textbox", { name: "Link to this position" });
  await expect(address).toHaveValue(/#run=1\./);
  const before = await address.inputValue();
  await lab.dialog.getByLabel("Title").fill("Homework 3");
  await lab.dialog.getByLabel("Description").fill("One replica is down. Why does the client get its result?");
  await expect(address).toHaveValue(/#run=1\./);
  await expect(address).not.toHaveValue(before);
  const described = await address.inputValue();
  const { name, content } = await lab.save("Save scenario");
  expect(name).toBe("pbft-Homework-3.json");
  const { title, about } = JSON.parse(content.toString());
  expect([title, about]).toEqual([
    { en: "Homework 3" },
    { en: "One replica is down. Why does the client get its result?" },
  ]);
  // A dialog that is opened again has not forgotten them.
  await lab.done();
  await lab.share();
  await lab.leaf("Link");
  await expect(lab.dialog.getByLabel("Title")).toHaveValue("Homework 3");
  await expect(address).toHaveValue(described);

  await lab.give("any name.json", content);
  await expect(lab.dialog).toBeHidden();
  const shown = async (one: Sharing) => {
    await expect(one.page.getByLabel("Scene").locator("option:checked")).toHaveText("Homework 3");
    const lesson = one.page.getByRole("tabpanel", { name: "Lesson" });
    await expect(lesson).toContainText("Homework 3");
    await expect(lesson).toContainText("One replica is down. Why does the client get its result?");
  };
  await shown(lab);
  const other = new Sharing(await context.newPage());
  await other.open(described);
  await expect(other.notice).toContainText("This is the position of the link, step 7");
  await shown(other);
});

for (const [width, height] of [
  [1280, 720],
  [1024, 768],
  [390, 844],
] as const) {
  test(`the dialog has its room at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const lab = new Sharing(page);
    await lab.open();
    if (width < 600) {
      await page.locator("pbft-lab-popover.look").getByRole("button").first().click();
    }
    await lab.share();
    for (const leaf of ["Link", "Embed", "Figure", "File"] as const) {
      await lab.leaf(leaf);
      await expect(async () => {
        const box = await lab.dialog.boundingBox();
        expect(box && box.x >= 0 && box.y >= 0).toBe(true);
        expect(box && box.x + box.width <= width && box.y + box.height <= height).toBe(true);
        const rest = await lab.dialog.evaluate((dialog) => {
          const content = dialog.querySelector(".content");
          const parts = [dialog, document.documentElement, ...(content ? [content] : [])];
          return {
            wide: parts.map((part) => part.scrollWidth - part.clientWidth),
            high: parts.map((part) => part.scrollHeight - part.clientHeight),
          };
        });
        expect(Math.max(...rest.wide)).toBeLessThanOrEqual(0);
        // Only on a phone a long leaf scrolls, inside the dialog.
        const high = width < 600 ? rest.high.slice(0, 2) : rest.high;
        expect(Math.max(...high)).toBeLessThanOrEqual(0);
      }).toPass();
    }
  });
}
