// The first ten seconds: a new reader sees, without scrolling, a cluster that runs, what happens in it in one
// sentence, and the button that sends a request. And whatever can be pressed can be hit.

import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const SCREENS = [
  { width: 360, height: 640 },
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
];

for (const { width, height } of SCREENS) {
  for (const language of ["en", "zh"]) {
    test(`the first screen of ${width} by ${height} shows all that is needed, ${language}`, async ({
      browser,
    }) => {
      const page = await browser.newPage({ viewport: { width, height }, locale: language });
      await page.goto("./");
      const nodes = page.locator("pbft-lab-stage .node");
      await expect(nodes).toHaveCount(5);
      // The longest sentences of the beginning are read as well.
      await expect(page.locator("[part=story]")).toContainText("PRE-PREPARE");
      for (const one of [page.locator("[part=story]"), ...(await nodes.all())]) {
        await expect(one).toBeInViewport({ ratio: 0.99 });
      }
      await expect(page.locator("pbft-lab-request .primary")).toBeInViewport({ ratio: 0.99 });
      expect(await page.evaluate(() => scrollY)).toBe(0);
      await page.close();
    });
  }
}

test("on a phone the lamp in the bar names the violation", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const lab = new Lab(page);
  await lab.open();
  await expect(lab.lamp).toHaveClass(/\bsafe\b/);
  await lab.choose(/colluders break agreement/);
  await lab.hurry();
  await lab.playUntil(() =>
    expect(page.getByRole("alert").filter({ hasText: /./ })).toHaveText("Violated: Agreement", {
      timeout: 500,
    }),
  );
  await expect(lab.lamp).toHaveClass(/\bviolated\b/);
  await expect(lab.lamp).toBeInViewport({ ratio: 1 });
  await lab.lamp.click();
  await expect(page.locator("pbft-lab-safety")).toBeInViewport();
});

/** What is too small for a finger, or framed and without air to its neighbour. */
function hard(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const within = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll("*")].flatMap((one) =>
        one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one],
      );
    const parentOf = (one: Element): Element | null => {
      const root = one.getRootNode();
      return one.assignedSlot ?? one.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    };
    /** What is seen of it: the rest is scrolled away. */
    const seenOf = (one: Element) => {
      let { left, right, top, bottom } = one.getBoundingClientRect();
      for (let above = parentOf(one); above; above = parentOf(above)) {
        if (getComputedStyle(above).overflowY !== "visible") {
          const frame = above.getBoundingClientRect();
          left = Math.max(left, frame.left);
          right = Math.min(right, frame.right);
          top = Math.max(top, frame.top);
          bottom = Math.min(bottom, frame.bottom);
        }
      }
      return { left, right, top, bottom };
    };
    const open = within(document).find((one) => one.matches("dialog[open], :popover-open"));
    const isIn = (one: Element | null): boolean => one !== null && (one === open || isIn(parentOf(one)));
    const name = (one: Element) =>
      `${one.localName}.${one.className} ${one.textContent?.trim().slice(0, 30)}`;
    const pressed = within(document)
      .filter((one) => one.matches("button, select, summary, input, textarea"))
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && (!open || isIn(one)));
    // A click on the label of a field is a click on the field.
    const small = pressed.filter((one) => {
      const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
      return width < 23.5 || height < 23.5;
    });
    const framed = pressed
      .filter((one) => {
        const { borderTopWidth, borderTopColor, appearance } = getComputedStyle(one);
        return (
          appearance !== "none" &&
          !one.matches("[type=checkbox], [type=radio], [type=range]") &&
          Number.parseFloat(borderTopWidth) > 0 &&
          !borderTopColor.endsWith(", 0)")
        );
      })
      .map((one) => ({ one, at: seenOf(one) }))
      .filter(({ at }) => at.right - at.left > 1 && at.bottom - at.top > 1);
    const AIR = 2;
    const touching = framed.flatMap(({ one, at }, index) =>
      framed
        .slice(index + 1)
        .filter(
          ({ at: other }) =>
            at.left < other.right + AIR &&
            other.left < at.right + AIR &&
            at.top < other.bottom + AIR &&
            other.top < at.bottom + AIR,
        )
        .map((other) => `${name(one)} / ${name(other.one)}`),
    );
    return [
      ...small.map((one) => `too small: ${name(one)}`),
      ...touching.map((both) => `no air between: ${both}`),
    ];
  });
}

for (const { width, height } of [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
]) {
  test(`every control is large enough, with space around it, at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const lab = new Lab(page);
    await lab.open();
    await expect(lab.replica(0)).toHaveAccessibleName(/1 of 3 votes/);
    await lab.button("Pause").click();
    expect(await hard(page)).toEqual([]);
    const safety = await lab.safety();
    await safety.locator("summary").first().click();
    expect(await hard(page), "safety").toEqual([]);
    await page.keyboard.press("Escape");
    for (const part of ["help", "text-version", "run-settings", "share"] as const) {
      await lab.openDialog(part);
      expect(await hard(page), part).toEqual([]);
      await page.keyboard.press("Escape");
    }
    await lab.replica(0).click();
    await expect(lab.menu.getByRole("button", { name: "Why not yet?" })).toBeVisible();
    await expect.poll(() => hard(page), "menu").toEqual([]);
    await page.locator("pbft-lab-menu .lie").click();
    await expect.poll(() => hard(page), "lies").toEqual([]);
    await page.keyboard.press("Escape");
    await lab.tab("Messages");
    await page.locator("pbft-lab-network li button").first().click();
    await expect(lab.menu).toBeVisible();
    await expect.poll(() => hard(page), "message").toEqual([]);
  });
}

test("only the texts of the language that is shown are loaded", async ({ browser }) => {
  const page = await browser.newPage({ locale: "en" });
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(/\/(en|zh)-[\w-]+\.js$/.exec(request.url())?.[1] ?? ""));
  const languages = () => loaded.filter((language) => language !== "");
  const lab = new Lab(page);
  await lab.open();
  expect(languages()).toEqual(["en"]);
  // Without the texts the page stays as it is, and works.
  await page.route(/\/zh-[\w-]+\.js$/, (route) => route.abort());
  await page.locator("pbft-lab-popover.look .opener").click();
  await page.getByRole("combobox", { name: "Language" }).selectOption("zh");
  await expect.poll(languages).toEqual(["en", "zh"]);
  await lab.replica(0).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.close();
});
