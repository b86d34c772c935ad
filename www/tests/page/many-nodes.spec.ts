// The places of the nodes: at every size no ring lies on another and all have their names or numbers, be they four or a hundred.

import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

const SCREENS = [
  { width: 390, height: 844 },
  { width: 800, height: 600 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
] as const;

/** Between the rim of a replica and the outer edge of the head of its timer. */
const TIMER_REACH = 16;

/** A run in which every client asks at once, so that timers run and votes arrive. */
async function openCluster(page: Page, replicas: number): Promise<Lab> {
  const scenario = {
    version: 1,
    cluster: { replicas, clients: 1, seed: "7", crypto: "symbolic" },
    network: { latencyMs: { uniform: [40, 90] } },
    commands: [{ atMs: 5, do: "submit", client: 0, operation: "put x 1" }],
  };
  await page.route("**/cluster.json", (route) => route.fulfill({ json: scenario }));
  const lab = new Lab(page);
  await lab.open("./?scenario=./cluster.json&lang=en&autoplay=0");
  await page.evaluate(() =>
    document.querySelector("pbft-lab")?.simulation.runUntil({ timeAtLeastMs: 210 }, 60_000),
  );
  await lab.settle();
  return lab;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Drawn {
  readonly circles: readonly { readonly x: number; readonly y: number; readonly radius: number }[];
  readonly texts: readonly { readonly text: string; readonly box: Box }[];
  readonly numbers: readonly { readonly text: string; readonly box: Box }[];
  readonly room: Box;
}

/** What the stage has drawn, as the browser has laid it out. */
function drawn(page: Page): Promise<Drawn> {
  return page.evaluate(() => {
    const root = document.querySelector("pbft-lab")?.shadowRoot?.querySelector("pbft-lab-stage")?.shadowRoot;
    const all = (selector: string) => [...(root?.querySelectorAll(selector) ?? [])];
    const written = (selector: string) =>
      all(selector).map((one) => ({
        text: (one.textContent ?? "").trim(),
        box: one.getBoundingClientRect().toJSON(),
      }));
    return {
      circles: all("circle.body").map((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2, radius: Number(one.getAttribute("r")) };
      }),
      texts: written(".captions text"),
      numbers: written(".node .number"),
      room: all(".box")[0]?.getBoundingClientRect().toJSON(),
    };
  });
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

const isInside = (box: Box, room: Box) =>
  box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;

function pairs<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((a, index) => all.slice(index + 1).map((b): [T, T] => [a, b]));
}

for (const n of [4, 5, 7]) {
  test(`no ring lies on another with ${n} replicas, at any size`, async ({ page }) => {
    const lab = await openCluster(page, n);
    for (const size of SCREENS) {
      await page.setViewportSize(size);
      await lab.settle();
      await expect(async () => {
        const { circles, texts, numbers, room } = await drawn(page);
        expect(circles).toHaveLength(n);
        for (const [a, b] of pairs(circles)) {
          const apart = Math.hypot(a.x - b.x, a.y - b.y);
          expect(apart).toBeGreaterThanOrEqual(a.radius + b.radius + 2 * TIMER_REACH);
        }
        expect(pairs(texts).filter(([a, b]) => overlap(a.box, b.box))).toEqual([]);
        expect(texts.filter(({ box }) => !isInside(box, room))).toEqual([]);
        expect(numbers.map(({ text }) => text)).toEqual(Array.from({ length: n }, (_, id) => String(id)));
        if (n === 4) {
          const names = texts.map(({ text }) => text).join(" ");
          for (let id = 0; id < n; id += 1) {
            expect(names).toContain(`Replica ${id}`);
          }
        }
      }, `${size.width} by ${size.height}`).toPass({ timeout: 10_000 });
    }
  });
}

for (const n of [31, 100]) {
  test(`${n} replicas have their numbers and votes, at any size`, async ({ page }) => {
    const lab = await openCluster(page, n);
    for (const size of SCREENS.filter(({ height }) => height > 600)) {
      await page.setViewportSize(size);
      await lab.settle();
      await expect(async () => {
        const { circles, numbers, room } = await drawn(page);
        expect(circles).toHaveLength(n);
        const touching = pairs(circles).filter(
          ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y) < a.radius + b.radius,
        );
        expect(touching).toEqual([]);
        // Every second one where a phone has no room for all.
        expect(numbers.length).toBeGreaterThanOrEqual(n / 2);
        // The box of a line of text is higher than its digits.
        const digits = numbers.map(({ box: { left, right, top, bottom } }) => ({
          left: left + 0.5,
          right: right - 0.5,
          top: top + 4,
          bottom: bottom - 4,
        }));
        expect(pairs(digits).filter(([a, b]) => overlap(a, b))).toEqual([]);
        expect(digits.filter((box) => !isInside(box, room))).toEqual([]);
      }, `${size.width} by ${size.height}`).toPass({ timeout: 10_000 });
      await expect(page.locator("pbft-lab-stage .thickness").first()).toBeVisible();
    }
  });
}
