// The largest scenario file that is legal: a thousand captions of almost four thousand characters each.

import { expect } from "@playwright/test";
import { embed, test } from "./stranger.ts";

const CAPTIONS = Array.from({ length: 1000 }, (_, index) => ({
  atMs: index,
  text: { en: `Chapter ${index + 1}. ${"A long caption. ".repeat(240)}` },
}));

test("of a thousand long captions only those around the current one are drawn", async ({ page, host }) => {
  host.put("/a/long.json", JSON.stringify({ captions: CAPTIONS }));
  const lab = await embed(page, host, 'scenario="./long.json" parts="captions" controls="play step"');
  const chapters = lab.getByRole("list").getByRole("listitem");
  await expect(chapters.first()).toContainText("Chapter 1. A long caption.");
  await lab.getByRole("button", { name: "All chapters" }).click();
  await expect(chapters).toHaveCount(42);
  // The current one in full, the others in brief.
  expect((await chapters.first().textContent())?.length).toBeGreaterThan(3800);
  expect((await chapters.nth(1).textContent())?.length).toBeLessThan(400);
  await lab.getByRole("button", { name: "Show 959 later chapters" }).click();
  await expect(chapters).toHaveCount(82);
});
