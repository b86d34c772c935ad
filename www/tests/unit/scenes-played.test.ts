// @vitest-environment happy-dom

// Each scene in the whole element: a lesson is played from pause to pause to its last caption, and ends with the goal of its file; an
// attack is opened at its last chapter. tests/page/lessons.spec.ts plays one in browsers.

import { afterEach, describe, expect, it } from "vitest";
import { type Goal, isViolated, scenesIn } from "../scene-files.ts";
import { PageInNode } from "./page-in-node.ts";

const pages: PageInNode[] = [];
afterEach(() => {
  for (const page of pages.splice(0)) {
    page.close();
  }
});

async function opened(name: string): Promise<PageInNode> {
  const page = await PageInNode.open({ scenario: name, lang: "en", speed: "5" });
  pages.push(page);
  return page;
}

const chapter = (page: PageInNode) => page.text("pbft-lab-captions [aria-current=step]");
const verdict = (page: PageInNode) => page.text(".chip");
/** The accessible names of the nodes of the stage. */
const nodes = (page: PageInNode) =>
  page.all("pbft-lab-stage .node").map((node) => node.getAttribute("aria-label") ?? "");

/** Plays on, and presses Play wherever the scene waits, until this holds. */
async function playUntil(page: PageInNode, holds: () => boolean): Promise<void> {
  await page.framesUntil(() => {
    const play = page.button("Play");
    if (play && !holds()) {
      play.click();
    }
    return holds();
  });
}

/** Plays from pause to pause, until the scene waits at this caption. */
async function playTo(page: PageInNode, text: string): Promise<void> {
  await playUntil(page, () => chapter(page).includes(text));
  await page.framesUntil(() => page.button("Play") !== undefined);
  expect(chapter(page)).toContain("Paused. Press Play to continue.");
}

/** What a reader sees when the parts of a goal are reached; and, of what has no place on the stage, whether anything is violated. */
async function seen(page: PageInNode, goal: Goal): Promise<void> {
  for (const part of goal.all ?? [goal]) {
    if (part.answered) {
      const { client } = part.answered;
      const name = new RegExp(`^(The client|Client|Client ${client})[.,:].*returned`, "s");
      await playUntil(page, () => nodes(page).some((one) => name.test(one)));
    } else if (part.viewAtLeast !== undefined) {
      await playUntil(page, () => nodes(page).some((one) => /^Replica \d+, primary of view [1-9]/.test(one)));
    } else if (part.not?.answered) {
      expect(nodes(page).join()).toContain("Waiting for the reply");
    }
  }
  const violated = expect(verdict(page));
  isViolated(goal) ? violated.toContain("Violated:") : violated.not.toContain("Violated:");
}

describe.each(scenesIn("."))("“$texts.title”", ({ name, texts, captions, goal }) => {
  it("is played to its end", async () => {
    const page = await opened(name);
    for (const [index, { pause }] of captions.entries()) {
      if (pause) {
        await playTo(page, plain(texts.captions[index] ?? ""));
      }
    }
    await playUntil(page, () => chapter(page).includes(plain(texts.captions.at(-1) ?? "")));
    await seen(page, goal);
  });
});

describe.each(scenesIn("attacks"))("“$texts.title”", ({ name, texts, goal }) => {
  it("opens at its last chapter, and violates something only where its goal says so", async () => {
    const page = await opened(name);
    expect(page.texts("h2")).toContain(texts.title);
    const [folded] = page.all("pbft-lab-captions button[aria-expanded=false]");
    await page.press(folded ?? "All chapters");
    await page.press(page.all("pbft-lab-captions li button").at(-1) ?? "the last chapter");
    await page.framesUntil(() => chapter(page).includes(plain(texts.captions.at(-1) ?? "")));
    const violated = expect(verdict(page));
    isViolated(goal) ? violated.toContain("Violated:") : violated.not.toContain("Violated:");
  });
});

/** A text as the page has it: each run of white space is one space. */
const plain = (text: string) => text.replaceAll(/\s+/g, " ").trim();
