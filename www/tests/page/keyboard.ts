// A reader without a mouse: keys only, and after each key the focus is somewhere and can be seen.

import { expect, type Locator, type Page } from "@playwright/test";

/** Twice round the page would be a trap. */
const TABS_MAX = 150;

export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(key: string): Promise<void> {
    await this.#page.keyboard.press(key);
    // What was pressed may be gone with the next rendering, and the focus passed on.
    await expect.poll(() => focusFault(this.#page), { message: `after ${key}` }).toBe("");
  }

  /** As a person types: letter by letter. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** From stop to stop until the wanted one. */
  async tabTo(wanted: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    for (let tab = 0; tab < TABS_MAX; tab += 1) {
      if (await hasFocus(wanted)) {
        return;
      }
      await this.press(key);
    }
    throw new Error(`the Tab key never comes to ${wanted}`);
  }
}

function hasFocus(wanted: Locator): Promise<boolean> {
  return wanted.evaluate((element) => {
    const root = element.getRootNode();
    return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === element;
  });
}

/** What is wrong with where the focus is; empty where nothing is. */
function focusFault(page: Page): Promise<string> {
  return page.evaluate(() => {
    let focused = document.activeElement;
    while (focused?.shadowRoot?.activeElement) {
      focused = focused.shadowRoot.activeElement;
    }
    if (!focused || focused === document.body) {
      return "the focus is lost";
    }
    const ring = focused.matches(".node") ? focused.querySelector(".touch") : undefined;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    const outlined = outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
    const ringed = ring instanceof Element && !/transparent|, 0\)$/.test(getComputedStyle(ring).stroke);
    return outlined || ringed ? "" : `the focus on ${focused.tagName} ${focused.className} cannot be seen`;
  });
}
