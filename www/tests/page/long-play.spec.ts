// Long play at the highest speed: the page's work for each step stays bounded.

import { expect } from "@playwright/test";
import { embed, stepOf, test } from "./stranger.ts";

/** In as many steps the lists used to make some hundred thousand rows. */
const STEPS = 100_000;
/** Rows that the lists of events and of messages on their way hold at most. */
const ROWS_MAX = 200 + 200;

test("a flood at the highest speed reuses the rows of its lists", async ({ page, host }) => {
  const lab = await embed(page, host, 'scenario="flood" speed="100" parts="stage events network" autoplay');
  await expect(lab.locator("pbft-lab-events li").first()).toBeVisible();
  const made = await lab.evaluateHandle((element) => {
    const counts = { made: 0 };
    const seen = new WeakSet<Node>();
    const rootsIn = (root: ParentNode): ShadowRoot[] =>
      [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
        shadowRoot ? [shadowRoot, ...rootsIn(shadowRoot)] : [],
      );
    for (const root of element.shadowRoot ? rootsIn(element.shadowRoot) : []) {
      new MutationObserver((records) => {
        for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
          counts.made += node instanceof HTMLLIElement && !seen.has(node) ? 1 : 0;
          seen.add(node);
        }
      }).observe(root, { childList: true, subtree: true });
    }
    return counts;
  });
  await expect(async () => {
    // The scene waits at its captions only where they are shown, and a broken promise would stop it too.
    await lab.evaluate((element) => (element as HTMLElement & { play(): void }).play());
    expect(await stepOf(lab)).toBeGreaterThan(STEPS);
  }).toPass({ timeout: 150_000, intervals: [500] });
  expect((await made.jsonValue()).made).toBeLessThanOrEqual(ROWS_MAX);
});
