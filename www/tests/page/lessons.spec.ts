// Each scene as its reader has it: a lesson is played to its last word, from waiting to waiting, and ends with what its file
// promises; an attack is gone to its last chapter. What is expected is read from the scenes' own files.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

interface Goal {
  readonly all?: readonly Goal[];
  readonly not?: Goal;
  readonly answered?: { readonly client: number };
  readonly violation?: string;
  readonly viewAtLeast?: number;
}

interface SceneFile {
  readonly captions: readonly { readonly pause?: boolean }[];
  readonly goal: Goal;
}

interface SceneTexts {
  readonly title: string;
  readonly captions: readonly string[];
}

type Scene = SceneFile & { readonly texts: SceneTexts };

const CATALOG = join(import.meta.dirname, "../../../src/scenario/catalog");

const fromJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const TEXTS = fromJson(join(CATALOG, "texts/en.json")) as Record<string, SceneTexts>;

function scenesIn(folder: string): Scene[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => {
    const texts = TEXTS[basename(name, ".json")];
    if (!texts) {
      throw new Error(`${name} has no English texts`);
    }
    return { ...(fromJson(join(folder, name)) as SceneFile), texts };
  });
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
const chapter = (page: Page): Locator => page.locator("pbft-lab-captions [aria-current=step]");

/** Lets the run go on from stop to stop, until it waits where this is told. */
async function playTo(lab: Lab, text: string): Promise<void> {
  const play = lab.button("Play");
  await expect(play).toBeVisible({ timeout: 60_000 });
  await lab.settle();
  while (!(await chapter(lab.page).textContent())?.includes(text)) {
    await play.click();
    await expect(play).toBeVisible({ timeout: 60_000 });
    await lab.settle();
  }
  await expect(chapter(lab.page)).toContainText("Paused. Press Play to continue.");
}

/** Where a reader sees that a part of a goal is reached; of what has no place on the stage, that nothing is broken. */
async function seen(lab: Lab, goal: Goal): Promise<void> {
  const broken = JSON.stringify(goal).includes('"violation"');
  for (const part of goal.all ?? [goal]) {
    if (part.answered) {
      const { client } = part.answered;
      const node = lab.page.getByRole("button", {
        name: new RegExp(`^(The client|Client|Client ${client})[.,:]`),
      });
      await lab.playUntil(() => expect(node).toHaveAccessibleName(/returned/, { timeout: 500 }));
    } else if (part.viewAtLeast !== undefined) {
      const primary = lab.page.getByRole("button", { name: /^Replica \d+, primary of view [1-9]/ });
      await lab.playUntil(() => expect(primary.first()).toBeVisible({ timeout: 500 }));
    } else if (part.not?.answered) {
      await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
    }
  }
  const verdict = expect(lab.lamp);
  await (broken ? verdict.toContainText("Violated:") : verdict.not.toContainText("Violated:"));
}

for (const { texts, captions, goal } of scenesIn(CATALOG)) {
  test(`“${texts.title}” is played to its end`, async ({ page }) => {
    const lab = new Lab(page);
    await lab.open();
    await lab.choose(new RegExp(`^${escaped(texts.title)}$`));
    await lab.hurry();
    for (const [index, { pause }] of captions.entries()) {
      if (pause) {
        await playTo(lab, texts.captions[index] ?? "");
      }
    }
    const last = texts.captions.at(-1) ?? "";
    await lab.playUntil(() => expect(chapter(page)).toContainText(last, { timeout: 500 }));
    await seen(lab, goal);
  });
}

test("each attack opens at its last chapter, and only where more than f lie is anything broken", async ({
  page,
}) => {
  const lab = new Lab(page);
  await lab.open();
  for (const { texts, goal } of scenesIn(join(CATALOG, "attacks"))) {
    await test.step(texts.title, async () => {
      await lab.choose(new RegExp(` · ${escaped(texts.title)}$`));
      await expect(page.getByRole("heading", { name: texts.title, exact: true })).toBeVisible();
      if ((await lab.button("All chapters").getAttribute("aria-expanded")) === "false") {
        await lab.button("All chapters").click();
      }
      // By a key: the list moves under a mouse while the chapter that is read takes its lines.
      await page.locator("pbft-lab-captions li button").last().press("Enter");
      await expect(chapter(page)).toContainText(texts.captions.at(-1) ?? "");
      const verdict = expect(lab.lamp);
      await (JSON.stringify(goal).includes('"violation"')
        ? verdict.toContainText("Violated:")
        : verdict.not.toContainText("Violated:"));
    });
  }
});
