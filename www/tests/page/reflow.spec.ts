// Words that are cut off, or lie on each other, cannot be read: what the browser really drew is measured, at the sizes of
// a projector down to a phone, and at 400 percent on a usual screen, which leaves 320 by 256 pixels.

import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const SIZES = [
  { width: 320, height: 256 },
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1024, height: 768 },
  { width: 1180, height: 800 },
  { width: 1440, height: 900 },
];
const STEPS = 14;
const LONG = {
  en: "put a_rather_long_key and_a_rather_long_value_without_any_space_in_it_to_break_lines",
  zh: "put 一个相当长的键 一个相当长的值而且没有任何空格可以断行",
};

/** Faults of the captions of the stage: outside it, overlapping each other or a node, or under other parts. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lab = document.querySelector("pbft-lab")?.shadowRoot;
    const stage = lab?.querySelector("pbft-lab-stage")?.shadowRoot;
    const box = stage?.querySelector(".box")?.getBoundingClientRect();
    if (!lab || !stage || !box) {
      return ["no stage"];
    }
    const lines = [...stage.querySelectorAll(".captions tspan")]
      .filter((line) => line.textContent?.trim())
      .map((line) => ({
        text: line.textContent?.trim(),
        of: line.parentNode,
        at: line.getBoundingClientRect(),
      }));
    // A font's box is a little higher than its letters.
    const share = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const nodes = [...stage.querySelectorAll(".node .body")].map((node) => node.getBoundingClientRect());
    const out = lines
      .filter(
        ({ at }) =>
          at.left < box.left - 0.5 ||
          at.right > box.right + 0.5 ||
          at.top < box.top - 0.5 ||
          at.bottom > box.bottom + 0.5,
      )
      .map(({ text }) => `cut off: ${text}`);
    const onNode = lines.filter(({ at }) => nodes.some((node) => share(at, node)));
    const beside = [...lab.querySelectorAll(".paused, .clock"), ...stage.querySelectorAll(".tip")].map(
      (one) => one.getBoundingClientRect(),
    );
    const under = lines.filter(({ at }) => beside.some((one) => share(at, one)));
    const covered = nodes.filter((node) => beside.some((one) => share(node, one)));
    const onOther = lines.flatMap((one, index) =>
      lines
        .slice(index + 1)
        .filter((other) => other.of !== one.of && share(one.at, other.at))
        .map((other) => `on each other: ${one.text} / ${other.text}`),
    );
    return [
      ...out,
      ...onNode.map(({ text }) => `on a node: ${text}`),
      ...onOther,
      ...under.map(({ text }) => `under the hint or the clock: ${text}`),
      ...covered.map(() => "a node under the hint or the clock"),
    ];
  });
}

/** The parts that lie on the field for requests. */
function onField(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lab = document.querySelector("pbft-lab")?.shadowRoot;
    const stage = lab?.querySelector("pbft-lab-stage")?.shadowRoot;
    const field = lab?.querySelector("pbft-lab-request")?.getBoundingClientRect();
    const parts = [...(lab?.querySelectorAll(".paused") ?? []), ...(stage?.querySelectorAll(".tip") ?? [])];
    return parts
      .filter((part) => {
        const at = part.getBoundingClientRect();
        return (
          field && at.width > 1 && at.bottom > field.top && at.top < field.bottom && at.right > field.left
        );
      })
      .map((part) => `on the field: ${part.textContent?.trim()}`);
  });
}

/** The client's caption then describes the next request. */
function answered(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    document.querySelector("pbft-lab")?.simulation.runUntil({ answered: { client: 0, count: 1 } }, 5000),
  );
}

/** Sets the language, and waits until the stage shows it. */
function shownIn(page: Page, language: "en" | "zh"): Promise<void> {
  return page.locator("pbft-lab").evaluate(async (element, tag) => {
    element.setAttribute("lang", tag);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, language);
}

for (const { width, height } of SIZES) {
  test(`no caption of the stage is cut off at ${width} by ${height}, in either language`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    const lab = new Lab(page);
    await lab.open();
    await lab.button("Pause").click();
    for (const [count, words] of [
      ["4", "en"],
      ["7", "zh"],
      ["13", "en"],
    ] as const) {
      await lab.replicas(count);
      await expect(lab.replica(Number(count) - 1)).toBeVisible();
      await lab.button("Pause").click();
      await answered(page);
      await lab.send(LONG[words]);
      for (let step = 0; step < STEPS; step += 1) {
        await lab.button("Step").click();
        await lab.settle();
        for (const language of ["zh", "en"] as const) {
          await shownIn(page, language);
          await expect
            .poll(() => faults(page), `step ${step} of ${count} replicas in ${language}`)
            .toEqual([]);
        }
      }
    }
  });
}

for (const { width, height } of [
  { width: 390, height: 844 },
  { width: 1280, height: 720 },
]) {
  test(`nothing lies on the stage while the network is parted at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const lab = new Lab(page);
    await lab.open("./?scenario=two-replicas-down");
    await lab.hurry();
    await expect(page.locator(".paused")).toContainText("this chapter waits for you");
    const both = async () => [...(await faults(page)), ...(await onField(page))];
    await expect.poll(both, "while a chapter waits").toEqual([]);
    await page.evaluate(() =>
      document.querySelector("pbft-lab")?.simulation.command({
        do: "partition",
        groups: [
          [0, 3, 4],
          [1, 2],
        ],
      }),
    );
    await expect(page.locator("pbft-lab-stage")).toContainText("A: replicas 0 and 3, and the client");
    await expect.poll(both, "the groups").toEqual([]);
    if (width < 600) {
      await page.getByRole("button", { name: "Partition…" }).click();
      await lab.button("Draw a partition").click();
    } else {
      await lab.button("split").click();
    }
    await expect(page.getByText("Draw a line. Nodes on opposite sides")).toBeInViewport({ ratio: 1 });
    await expect.poll(both, "the hint for a line").toEqual([]);
  });
}

test("no caption is cut off because of the names of invisible characters", async ({ page }) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("Pause").click();
  await answered(page);
  await lab.send(`put ${"\u202e".repeat(30)} 1`);
  await lab.button("Step").click();
  await expect(page.locator("pbft-lab-stage .captions")).toContainText("⟨U+202E");
  await expect.poll(() => faults(page)).toEqual([]);
});

test("no caption of the next primary is cut off at 1024 by 768", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  const lab = new Lab(page);
  await lab.open("./?scenario=partition");
  await lab.button("Pause").click();
  await lab.stepUntil(page.locator("pbft-lab-stage .caption").filter({ hasText: "Replica 1 · next" }));
  await expect.poll(() => faults(page)).toEqual([]);
});

test("no caption of a replica that lies is cut off on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const lab = new Lab(page);
  await lab.open();
  await lab.choose(/equivocating primary/);
  await lab.hurry();
  await expect(page.getByRole("button", { name: /Byzantine:/ }).first()).toBeVisible();
  for (let step = 0; step < STEPS; step += 1) {
    await lab.button("Step").click();
    await expect.poll(() => faults(page)).toEqual([]);
  }
});

test("the drawings are as sharp as the screen, also after the window moves to another screen while the run is paused", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  const sharpness = (part: string) =>
    page
      .locator(`pbft-lab-${part} canvas`)
      .evaluate((canvas) => Math.round((canvas as HTMLCanvasElement).width / canvas.clientWidth));
  await expect.poll(() => sharpness("stage")).toBe(1);
  await expect.poll(() => sharpness("timeline")).toBe(1);
  // What a browser does when it is zoomed or comes to another screen, and what is seen keeps its size.
  await page.evaluate(() => {
    Object.defineProperty(globalThis, "devicePixelRatio", { value: 2, configurable: true });
    dispatchEvent(new Event("resize"));
  });
  await expect.poll(() => sharpness("stage")).toBe(2);
  await expect.poll(() => sharpness("timeline")).toBe(2);
});

/** What cannot be read or reached in the whole page, or in the dialog that is open. */
function unreachable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const within = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll("*")].flatMap((one) =>
        one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one],
      );
    const scrolls = (style: CSSStyleDeclaration) => /auto|scroll/.test(style.overflowX);
    const inScroller = (one: Element | null): boolean =>
      one !== null && (scrolls(getComputedStyle(one)) || inScroller(one.parentElement));
    const isCut = (one: Element) => {
      const style = getComputedStyle(one);
      // What is shortened with an ellipsis can be opened.
      const hides = style.overflowX !== "visible" && style.textOverflow !== "ellipsis" && !scrolls(style);
      return hides && one.scrollWidth > one.clientWidth + 1 && !one.matches("input, select");
    };
    const isOutside = (one: Element) => {
      const { left, right } = one.getBoundingClientRect();
      const outside = left < -0.5 || right > innerWidth + 0.5;
      return (
        outside &&
        one.matches("button, input, select, summary, a, [tabindex]") &&
        !inScroller(one.parentElement)
      );
    };
    const seen = within(document).filter(
      (one) =>
        // What is heard only is one pixel wide.
        one.getBoundingClientRect().width > 1 &&
        getComputedStyle(one).visibility !== "hidden" &&
        !one.closest(".unseen, svg"),
    );
    const name = (one: Element) =>
      `${one.localName}.${one.className} ${one.textContent?.trim().slice(0, 40)}`;
    const over = document.documentElement.scrollWidth - innerWidth;
    return [
      ...seen.filter(isCut).map((one) => `cut off: ${name(one)}`),
      ...seen.filter(isOutside).map((one) => `out of the window: ${name(one)}`),
      ...(over > 0 ? [`the page is ${over} pixels too wide`] : []),
    ];
  });
}

test("an element that is too wide for the window is found", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const lab = new Lab(page);
  await lab.open();
  await page.locator("pbft-lab").evaluate((element: HTMLElement) => {
    element.style.width = "520px";
  });
  const found = (await unreachable(page)).join();
  expect(found).toContain("out of the window: button");
  expect(found).toContain("pixels too wide");
});

for (const { width, height } of SIZES.slice(0, 3)) {
  for (const language of ["en", "zh"] as const) {
    test(`everything can be read and reached at ${width} by ${height}, ${language}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      const lab = new Lab(page);
      await lab.open();
      await lab.send(LONG[language]);
      await lab.button("Pause").click();
      await lab.language(language);
      await (await lab.safety()).locator("summary").first().click();
      await expect.poll(() => unreachable(page), "safety").toEqual([]);
      await page.keyboard.press("Escape");
      for (const tab of ["Events", "Votes", "Replica", "Messages", "Lesson", "Timeline"] as const) {
        await lab.tab(tab);
        await expect.poll(() => unreachable(page), tab).toEqual([]);
      }
      await page.locator("pbft-lab-timeline summary").click();
      await expect.poll(() => unreachable(page), "the timeline as text").toEqual([]);
      const dialog = page.getByRole("dialog");
      for (const part of ["help", "text-version", "run-settings", "share"] as const) {
        await lab.openDialog(part);
        await expect(dialog).toBeInViewport({ ratio: 1 });
        const leaves = page.locator("pbft-lab-help nav button");
        for (let leaf = 0; part === "help" && leaf < (await leaves.count()); leaf += 1) {
          await leaves.nth(leaf).click();
          await expect.poll(() => unreachable(page), `help ${leaf}`).toEqual([]);
        }
        await expect.poll(() => unreachable(page), part).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(dialog).toBeHidden();
      }
      await page.getByRole("button", { name: /^(Replica|副本) 1/ }).click();
      await page.locator("pbft-lab-menu .lie").click();
      await expect(dialog).toBeInViewport({ ratio: 1 });
      await expect.poll(() => unreachable(page), "lies").toEqual([]);
    });
  }
}

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("the hint of the timeline mentions no wheel", async ({ page }) => {
    const lab = new Lab(page);
    await lab.open();
    await lab.tab("Timeline");
    const timeline = page.locator("pbft-lab-timeline");
    await expect(timeline.getByText(/Tap an arrow or a mark to select it/)).toBeVisible();
    await expect(timeline.getByText(/Hold Ctrl/)).toBeHidden();
  });
});
