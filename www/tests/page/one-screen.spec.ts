// One screen: what the design promises of the layout is measured at every size, in the page and in a frame.

import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

interface Screen {
  readonly width: number;
  readonly height: number;
  readonly address: string;
  /** What is in sight without a press. */
  readonly inSight: readonly string[];
}

const PLAY = "pbft-lab-transport .play";
const REQUEST = "pbft-lab-request input";
const SCRUBBER = "pbft-lab-timeline .scrubber, pbft-lab-step-slider input";
const TIMELINE = "pbft-lab-timeline .plot";
const ALL = [PLAY, REQUEST, SCRUBBER, TIMELINE];

const SCREENS: readonly Screen[] = [
  { width: 1280, height: 720, address: "./", inSight: ALL },
  { width: 1024, height: 768, address: "./", inSight: ALL },
  { width: 1440, height: 900, address: "./", inSight: ALL },
  { width: 1920, height: 1080, address: "./", inSight: ALL },
  { width: 390, height: 844, address: "./", inSight: [PLAY, REQUEST, SCRUBBER] },
  { width: 800, height: 600, address: "./embed.html?lang=en&autoplay", inSight: [PLAY, REQUEST, SCRUBBER] },
];

const STAGE_SHARE_MIN = 0.42;
const WORDS_MAX = 120;
const CONTROLS_MAX = 20;
const FONT_SIZES_MAX = 6;
const FONT_PX_MIN = 12;
const TABS_TO_PLAY_MAX = 6;

/** What a reader has before him, as the browser has laid it out. */
function measured(page: Page) {
  return page.evaluate(() => {
    const within = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll("*")].flatMap((one) =>
        one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one],
      );
    const parentOf = (one: Element): Element | null => {
      const root = one.getRootNode();
      return one.assignedSlot ?? one.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    };
    /** Whether some of it is inside the window and inside all that scrolls or cuts it. */
    const inSight = (one: Element): boolean => {
      let { left, right, top, bottom } = one.getBoundingClientRect();
      const frames = [new DOMRect(0, 0, innerWidth, innerHeight)];
      for (let above = parentOf(one); above; above = parentOf(above)) {
        if (getComputedStyle(above).overflowY !== "visible") {
          frames.push(above.getBoundingClientRect());
        }
      }
      for (const frame of frames) {
        left = Math.max(left, frame.left);
        right = Math.min(right, frame.right);
        top = Math.max(top, frame.top);
        bottom = Math.min(bottom, frame.bottom);
      }
      return right - left > 2 && bottom - top > 2;
    };
    const all = within(document).filter(
      (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && inSight(one),
    );
    const heard = all.filter((one) => !one.closest(".unseen"));
    const textOf = (one: Element) =>
      [...one.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? "")
        .join(" ");
    const written = heard.filter(
      (one) => textOf(one).trim() !== "" && !one.matches("style, script, option, title"),
    );
    const words = written.flatMap((one) =>
      textOf(one)
        .split(/\s+/)
        .filter((word) => /\p{Letter}/u.test(word)),
    );
    const inStage = (one: Element | null): boolean =>
      one !== null && (one.localName === "pbft-lab-stage" || inStage(parentOf(one)));
    const sizes = new Map(
      written.map((one) => [Number.parseFloat(getComputedStyle(one).fontSize), one] as const),
    );
    const onStage = written.filter(inStage).map((one) => Number.parseFloat(getComputedStyle(one).fontSize));
    // The nodes are what is controlled; of a composite control, such as the tabs, the Tab key stops at one.
    const controls = heard.filter(
      (one) =>
        one instanceof HTMLElement &&
        one.matches("button, input, select, textarea, summary, a[href], [role=slider]") &&
        one.tabIndex >= 0 &&
        !(one as HTMLButtonElement).disabled,
    );
    const stage = all.find((one) => one.localName === "pbft-lab-stage")?.getBoundingClientRect();
    return {
      share: stage ? (stage.width * stage.height) / (innerWidth * innerHeight) : 0,
      words: words.length,
      text: words.join(" "),
      controls: controls.map(
        (one) =>
          `${one.localName}.${one.className} ${one.getAttribute("aria-label") ?? one.textContent?.trim().slice(0, 30)}`,
      ),
      sizes: [...sizes]
        .sort(([a], [b]) => a - b)
        .map(([px, one]) => `${px} ${one.localName}.${one.getAttribute("class")}`),
      leastOnStage: Math.min(...onStage),
      scrolls: [document.scrollingElement?.scrollHeight ?? 0, document.scrollingElement?.scrollWidth ?? 0],
    };
  });
}

for (const { width, height, address, inSight } of SCREENS) {
  const where = `${width} by ${height}${address.includes("embed") ? " in a frame" : ""}`;

  test(`everything has its place on one screen of ${where}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const lab = new Lab(page);
    await lab.open(address);
    await expect(lab.story).toContainText("PRE-PREPARE");
    await lab.button("Pause").click();
    for (const one of inSight) {
      await expect(page.locator(one)).toBeInViewport({ ratio: 0.99 });
    }
    const { share, words, text, controls, sizes, leastOnStage, scrolls } = await measured(page);
    expect(share).toBeGreaterThanOrEqual(STAGE_SHARE_MIN);
    expect(scrolls, "the page scrolls").toEqual([height, width]);
    expect(words, text).toBeLessThanOrEqual(WORDS_MAX);
    expect(controls.length, controls.join("\n")).toBeLessThanOrEqual(CONTROLS_MAX);
    expect(sizes.length, sizes.join("\n")).toBeLessThanOrEqual(FONT_SIZES_MAX);
    expect(leastOnStage).toBeGreaterThanOrEqual(FONT_PX_MIN);
  });

  test(`the Tab key reaches Play within six stops at ${where}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await new Lab(page).open(address);
    let stops = 0;
    await expect(async () => {
      await page.keyboard.press("Tab");
      stops += 1;
      expect(
        await page.evaluate(() => {
          let focused = document.activeElement;
          while (focused?.shadowRoot?.activeElement) {
            focused = focused.shadowRoot.activeElement;
          }
          return focused?.classList.contains("play");
        }),
      ).toBe(true);
    }).toPass({ intervals: [0] });
    expect(stops).toBeLessThanOrEqual(TABS_TO_PLAY_MAX);
  });

  test(`the stage keeps its place during a lesson at ${where}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const lab = new Lab(page);
    await lab.open(`${address}${address.includes("?") ? "&" : "?"}scenario=two-replicas-down`);
    const places = await page.evaluateHandle(() => {
      const seen = new Set<string>();
      const stage = document.querySelector("pbft-lab")?.shadowRoot?.querySelector("pbft-lab-stage");
      const look = () => {
        const box = stage?.getBoundingClientRect();
        seen.add([box?.left, box?.top, box?.width, box?.height].join(" "));
        requestAnimationFrame(look);
      };
      look();
      return seen;
    });
    await lab.hurry();
    // As far as it goes, then what is refused and what is asked.
    await lab.playUntil(() => expect(lab.story).toContainText("Stalled", { timeout: 500 }));
    await lab.send("x".repeat(5000));
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
    await page.locator(".story .question").click();
    await expect(page.locator("[part=why]")).toBeVisible();
    expect(await places.evaluate((seen) => [...seen])).toHaveLength(1);
  });
}
