// Helpers for the tests of host pages: a site of their own, and an element on one of its pages.

import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { Host } from "./host.ts";

export type Lab = HTMLElementTagNameMap["pbft-lab"];

export const test = base.extend<{ host: Host }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that this one needs
  host: async ({}, use) => {
    const host = await Host.open();
    await use(host);
    await host.close();
  },
});

/** What the browser complained of: refused by the policy, not found, thrown. */
export function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      heard.push(message.text());
    }
  });
  page.on("pageerror", (error) => heard.push(String(error)));
  return heard;
}

export function replica(lab: Locator, id: number): Locator {
  return lab.getByRole("button", { name: new RegExp(`^Replica ${id},`) });
}

/** Waits until an element has a run. */
export async function ready(lab: Locator): Promise<void> {
  await expect.poll(() => lab.evaluate((element: Lab) => element.view !== undefined)).toBe(true);
}

/** Opens a page with one element and waits for its run. */
export async function embed(page: Page, host: Host, attributes: string): Promise<Locator> {
  await host.show(page, `<pbft-lab lang="en" ${attributes}></pbft-lab>`);
  const lab = page.locator("pbft-lab");
  await ready(lab);
  return lab;
}

/** How many occurrences the run has had. */
export function stepOf(lab: Locator): Promise<number> {
  return lab.evaluate((element: Lab) => element.view?.stepCount ?? -1);
}

/** The names of the parts that are in the element, without what they have in common. */
export function made(lab: Locator): Promise<string[]> {
  return lab.evaluate((element) => {
    const PREFIX = "pbft-lab-";
    const names: string[] = [];
    const visit = (root: ParentNode) => {
      for (const one of root.querySelectorAll("*")) {
        names.push(one.localName);
        if (one.shadowRoot) {
          visit(one.shadowRoot);
        }
      }
    };
    if (element.shadowRoot) {
      visit(element.shadowRoot);
    }
    return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
  });
}

export function set(lab: Locator, name: string, value: string | null): Promise<void> {
  return lab.evaluate(
    (element, [attribute, text]) =>
      text === null ? element.removeAttribute(attribute) : element.setAttribute(attribute, text),
    [name, value] as const,
  );
}
