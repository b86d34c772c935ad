// @vitest-environment happy-dom

// Style sheets of the element while a run plays: a rule that is replaced has the style of the whole element computed again.

import { expect, it, vi } from "vitest";
import { PageInNode } from "./page-in-node.ts";

it("a run that plays replaces no style sheet", async () => {
  const page = await PageInNode.open({ scenario: "one-request", speed: "0.2", autoplay: "" });
  await page.framesUntil(() => (page.lab.view?.nowMs ?? 0) > 0);
  const replaced = vi.spyOn(CSSStyleSheet.prototype, "replaceSync");
  const begun = page.lab.view?.stepCount ?? 0;
  await page.framesUntil(() => (page.lab.view?.stepCount ?? 0) > begun + 3);
  expect(replaced).not.toHaveBeenCalled();
  page.close();
});
