// An exercise of a teacher: a scenario file with a question, a task and a question after it, on a page of another site.

import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { Host } from "./host.ts";

const EXERCISE = readFileSync(new URL("../../../examples/lesson/exercise.json", import.meta.url), "utf8");

let host: Host;

test.beforeAll(async () => {
  host = await Host.open();
  host.put("/a/exercise.json", EXERCISE);
});
test.afterAll(() => host.close());

const card = (page: Page) => page.locator("pbft-lab-lesson");

/** Shows the exercise, and notes what the page hears. */
async function show(page: Page, attributes: string): Promise<void> {
  await page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    for (const name of ["pbft-goal", "pbft-answer"] as const) {
      addEventListener(name, (event) => heard.push([name, Reflect.get(event, "detail")]));
    }
  });
  await host.show(page, `<pbft-lab scenario="exercise.json" height="700px" ${attributes}></pbft-lab>`);
}

const heard = (page: Page) => page.evaluate(() => Reflect.get(window, "heard"));

/** Does the task with its one command. */
async function solve(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const lab = document.querySelector("pbft-lab");
    await lab?.simulation.command({ do: "restart", replica: 2 });
    await lab?.simulation.runUntil({ answered: { client: 0, count: 1 } }, 20_000);
  });
}

test("an exercise asks before it begins, shows its progress, and its proof opens the same run", async ({
  page,
}) => {
  await show(page, 'lang="en" autoplay speed="1"');
  await expect(page.locator(".about")).toContainText("Two replicas down");
  await expect(page.locator(".about")).toContainText("Four replicas tolerate one fault.");
  await expect(page.locator(".paused")).toContainText("a question waits for your answer");
  await card(page).locator(".ask").getByRole("button", { name: "No", exact: true }).click();
  await expect(card(page).locator(".task")).toContainText("Not done yet.");
  await card(page).getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("button", { name: /^Replica 2, .* down/ })).toBeVisible();
  await solve(page);
  await expect(card(page).locator(".task")).toContainText("Done.");
  await expect
    .poll(() => heard(page))
    .toEqual([
      ["pbft-answer", { part: 0, question: "ask", choice: 1, right: true }],
      ["pbft-goal", { answered: { client: 0, count: 1 } }],
    ]);
  await card(page).getByRole("button", { name: "Copy proof" }).click();
  const proof = card(page).getByRole("textbox", { name: "Link to your run" });
  await expect(proof).toHaveValue(/^http:\/\/\S+\/vendor\/lab\/#run=1\.[\w-]+&answers=0\.ask\.1$/);
  await page.goto((await proof.inputValue()).replace("#", "index.html#"));
  await expect(page.locator(".about")).toContainText("Two replicas down");
  await expect(card(page).locator(".task")).toContainText("Done.");
  await expect(card(page).locator(".explain")).toContainText("Why is one replica enough?");
  await expect(page.getByRole("button", { name: /^Replica 2, .* up/ })).toBeVisible();
});

test("an exercise has its title and its texts in the reader's language", async ({ page }) => {
  await show(page, 'lang="zh"');
  await expect(page.locator(".about")).toContainText("两个副本宕机");
  await expect(page.locator(".about")).toContainText("四个副本能容忍一个故障");
  await expect(card(page)).toContainText("它会得到回复吗？");
});

test("a frame reports answers to its page", async ({ page }) => {
  host.put(
    "/a/frame.html",
    '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Course</title><script src="listen.js"></script>',
  );
  host.put("/a/listen.js", "const types = []; addEventListener('message', ({ data }) => types.push(data));");
  await page.goto(`${host.origin}/a/frame.html`);
  await page.evaluate((origin) => {
    const frame = document.createElement("iframe");
    frame.width = "1000";
    frame.height = "700";
    const options = new URLSearchParams({ scenario: "/a/exercise.json", lang: "en", parent: origin });
    frame.src = `/vendor/lab/embed.html?${options}`;
    document.body.append(frame);
  }, host.origin);
  const lab = page.frameLocator("iframe");
  await lab.locator("pbft-lab-lesson .ask").getByRole("button", { name: "Yes", exact: true }).click();
  const answer = {
    pbftLab: 1,
    type: "answer",
    answer: { part: 0, question: "ask", choice: 0, right: false },
  };
  await expect.poll(() => page.evaluate("types.filter(({ type }) => type === 'answer')")).toEqual([answer]);
});
