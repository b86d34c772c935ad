// Reduced motion: only movement that carries meaning remains.

import { expect, type Page, test } from "@playwright/test";
import { Lab, preferCalm } from "./lab.ts";

/** The times that the clock of the stage shows from now until it has rested for half a second. */
function times(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        let rest = 0;
        const look = () => {
          const clock = document.querySelector("pbft-lab")?.shadowRoot?.querySelector(".clock");
          const text = clock?.textContent ?? "";
          rest = text === seen.at(-1) ? rest + 1 : 0;
          if (rest === 0) {
            seen.push(text);
          }
          if (rest < 30) {
            requestAnimationFrame(look);
          } else {
            resolve(seen);
          }
        };
        look();
      }),
  );
}

/** Steps until a step takes time. Returns the number of moments seen on the way. */
async function momentsOfAStep(page: Page): Promise<number> {
  const lab = new Lab(page);
  await lab.open();
  await lab.button("Pause").click();
  await lab.settle();
  let most = 0;
  for (let step = 0; step < 4; step += 1) {
    await lab.button("Step").click();
    most = Math.max(most, (await times(page)).length);
  }
  return most;
}

test("a step is seen to happen", async ({ page }) => {
  expect(await momentsOfAStep(page)).toBeGreaterThan(3);
});

test("with reduced motion, a step is there at once", async ({ page }) => {
  await preferCalm(page);
  // Before it, and after.
  expect(await momentsOfAStep(page)).toBeLessThanOrEqual(2);
});

test("with reduced motion, a message in transit does not move", async ({ page }) => {
  await preferCalm(page);
  const lab = new Lab(page);
  await lab.open();
  await lab.tab("Messages");
  const flying = page.locator("pbft-lab-network li");
  await expect(flying).not.toHaveCount(0);
  const { moments, pictures } = await page.evaluate(
    () =>
      new Promise<{ moments: number; pictures: number }>((resolve) => {
        const root = document.querySelector("pbft-lab")?.shadowRoot;
        const canvas = root?.querySelector("pbft-lab-stage")?.shadowRoot?.querySelector("canvas");
        const context = canvas?.getContext("2d");
        const moments = new Set<string>();
        const pictures = new Set<string>();
        let frames = 0;
        const look = () => {
          // The middle of the stage, where no timer runs.
          const [width, height] = [canvas?.width ?? 0, canvas?.height ?? 0];
          const pixels = context?.getImageData(width * 0.4, height * 0.4, width * 0.2, height * 0.2).data;
          moments.add(root?.querySelector(".clock")?.textContent ?? "");
          pictures.add(pixels ? pixels.join() : "");
          frames += 1;
          if (frames < 90) {
            requestAnimationFrame(look);
          } else {
            resolve({ moments: moments.size, pictures: pictures.size });
          }
        };
        look();
      }),
  );
  // Time goes on, and what is drawn changes with what happens only.
  expect(moments).toBeGreaterThan(20);
  expect(pictures).toBeLessThan(moments / 3);
});

test("nothing is animated by style", async ({ page }) => {
  await preferCalm(page);
  const lab = new Lab(page);
  await lab.open();
  await lab.button("Help").click();
  const running = await page.evaluate(() => {
    const within = (root: Document | ShadowRoot): number =>
      root.getAnimations().length +
      [...root.querySelectorAll("*")].reduce(
        (sum, one) => sum + (one.shadowRoot ? within(one.shadowRoot) : 0),
        0,
      );
    return within(document);
  });
  expect(running).toBe(0);
});
