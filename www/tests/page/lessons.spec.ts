// A scene in a browser: it is played to its last caption, from pause to pause, and ends with its request answered.
// tests/unit/scenes-played.test.ts does the same with every scene and every attack, without a browser.

import { expect, test } from "@playwright/test";
import { scenesIn } from "../scene-files.ts";
import { Lab } from "./lab.ts";

for (const { name, texts, captions } of scenesIn(".").filter(({ name }) => name === "one-request")) {
  test(`the scene ${name} is played to its end`, async ({ page }) => {
    const lab = new Lab(page);
    await lab.open();
    await lab.choose(new RegExp(`^${texts.title}$`));
    await lab.hurry();
    const chapter = page.locator("pbft-lab-captions [aria-current=step]");
    for (const [index, { pause }] of captions.entries()) {
      if (pause) {
        await lab.playUntil(() =>
          expect(chapter).toContainText(texts.captions[index] ?? "", { timeout: 500 }),
        );
        await expect(chapter).toContainText("Paused. Press Play to continue.");
      }
    }
    await lab.playUntil(() => expect(chapter).toContainText(texts.captions.at(-1) ?? "", { timeout: 500 }));
    await lab.playUntil(() => expect(lab.client).toHaveAccessibleName(/returned/, { timeout: 500 }));
    await expect(lab.lamp).not.toContainText("Violated:");
  });
}
