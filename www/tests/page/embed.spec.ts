// The element on other people's pages: the built files in a folder of another site, under a strict policy.

import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { Host } from "./host.ts";

const test = base.extend<{ host: Host }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that this one needs
  host: async ({}, use) => {
    const host = await Host.open();
    await use(host);
    await host.close();
  },
});

/** What the browser complained of: refused by the policy, not found, thrown. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      heard.push(message.text());
    }
  });
  page.on("pageerror", (error) => heard.push(String(error)));
  return heard;
}

function replica(lab: Locator | Page, id: number): Locator {
  return lab.getByRole("button", { name: new RegExp(`^Replica ${id},`) });
}

/** Opens a page with one element and waits for its run. */
async function embed(page: Page, host: Host, attributes: string): Promise<Locator> {
  await host.show(page, `<pbft-lab lang="en" ${attributes}></pbft-lab>`);
  const lab = page.locator("pbft-lab");
  await expect
    .poll(() => lab.evaluate((element) => "view" in element && element.view !== undefined))
    .toBe(true);
  return lab;
}

/** The number of occurrences that the run has had. */
function stepOf(lab: Locator): Promise<number> {
  return lab.evaluate((element: HTMLElementTagNameMap["pbft-lab"]) => element.view?.stepCount ?? -1);
}

test("the file pbft-lab.js is all that a page has to include, in any folder and under a strict policy", async ({
  page,
  host,
}) => {
  const heard = complaints(page);
  const workers: string[] = [];
  page.on("request", (request) => workers.push(request.url()));
  const lab = await embed(page, host, 'speed="5" autoplay');
  await expect(replica(lab, 0)).toBeVisible();
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(20);
  expect(workers.filter((url) => !url.startsWith(host.origin))).toEqual([]);
  // In a worker: the worker's own file was fetched, and nothing was refused.
  expect(workers.some((url) => /worker-[\w-]+\.js$/.test(url))).toBe(true);
  expect(heard).toEqual([]);
});
