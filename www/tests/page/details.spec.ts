// Edge cases of a reader: a long time, many votes, another scene's words.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
});

async function withReplicas(count: number): Promise<void> {
  await lab.replicas(String(count));
  await expect(lab.replica(count - 1)).toBeVisible();
}

/** How many pixels of the votes are hidden to the right and below. */
function hiddenVotes(page: Page): Promise<[number, number]> {
  return page.evaluate((): [number, number] => {
    const root = document.querySelector("pbft-lab")?.shadowRoot;
    const matrix = root?.querySelector("pbft-lab-vote-matrix")?.shadowRoot;
    const box = matrix?.querySelector(".scroller");
    return box ? [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight] : [-1, -1];
  });
}

test("the votes of up to ten replicas are visible at every window size", async ({ page }) => {
  for (const count of [4, 7, 10]) {
    await withReplicas(count);
    await lab.hurry();
    await expect(lab.client).toHaveAccessibleName(/returned/);
    await lab.tab("Votes");
    for (const width of [1600, 1280, 1024, 900, 700]) {
      await page.setViewportSize({ width, height: 800 });
      await expect.poll(() => hiddenVotes(page), `${count} replicas, ${width} px`).toEqual([0, 0]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }
});

for (const lang of ["en", "zh"]) {
  test(`the votes of more replicas scroll down, and are never cut off to the right, ${lang}`, async ({
    page,
  }) => {
    for (const count of [11, 100]) {
      await page.goto(`./?scenario=${count > 31 ? "hundred-replicas" : "one-request"}&lang=${lang}`);
      await expect(page.locator("pbft-lab-stage .node").first()).toBeVisible();
      await lab.replicas(String(count));
      await lab.tab("Votes");
      await expect(page.locator("pbft-lab-stage .node")).toHaveCount(count + 1);
      await page.evaluate(async () => {
        await document.querySelector("pbft-lab")?.simulation.runUntil({ timeAtLeastMs: 60 }, 100);
      });
      for (const width of [1600, 1280, 1024, 900, 700, 390]) {
        await page.setViewportSize({ width, height: 800 });
        await expect
          .poll(() => hiddenVotes(page), `${count} replicas, ${width} px`)
          .toEqual([0, expect.any(Number)]);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
}

test("a late time does not touch its sentence", async ({ page }) => {
  await page.evaluate(async () => {
    const simulation = document.querySelector("pbft-lab")?.simulation;
    await simulation?.runUntil({ timeAtLeastMs: 1_234_567 }, 2_000_000);
    await simulation?.command({ do: "crash", replica: 3 });
  });
  await lab.tab("Events");
  await expect(lab.events.getByRole("listitem").last()).toContainText("1,234,567.0");
  const gaps = await page.evaluate(() => {
    const events = document
      .querySelector("pbft-lab")
      ?.shadowRoot?.querySelector("pbft-lab-events")?.shadowRoot;
    const line = events?.querySelector("li:last-child");
    const [time, sentence] = [line?.querySelector(".time"), line?.querySelector(".sentence")];
    if (!time || !sentence) {
      return undefined;
    }
    const inside = time.scrollWidth - time.clientWidth;
    return [inside, sentence.getBoundingClientRect().left - time.getBoundingClientRect().right > 4];
  });
  expect(gaps).toEqual([0, true]);
});

test("the visible words of a control are in its accessible name", async ({ page }) => {
  await lab.button("Pause").click();
  await lab.send("put x 1");
  await lab.tab("Replica");
  await page.getByLabel("The node to inspect").selectOption({ label: "Client" });
  await expect(page.getByRole("button", { name: /^Make the .* timer expire/ }).first()).toBeVisible();
  const found = await new AxeBuilder({ page }).withRules(["label-content-name-mismatch"]).analyze();
  // Text drawn beside a node of the stage is not its label: its accessible name has the same content as a sentence.
  const told = found.violations.flatMap(({ nodes }) => nodes.map(({ html }) => html));
  expect(told.filter((html) => !html.startsWith("<g "))).toEqual([]);
});

test("the question says that it pauses the run, and the answer that the run continues", async ({ page }) => {
  const ask = page.getByRole("button", { name: "Why no reply?" });
  // The first request is on its way.
  await expect(lab.button("Send request")).toBeVisible();
  await expect(ask).toBeHidden();
  await lab.choose(/Two of four down/);
  await lab.playUntil(() => expect(ask).toBeVisible());
  await expect(ask).toHaveAttribute("title", "Pauses the run while you read the explanation");
  await ask.click();
  const answer = page.locator("[part=why]");
  await expect(answer).toContainText(
    "The run is paused while you read. It continues when you close the explanation.",
  );
  await answer.getByRole("button", { name: "Close" }).click();
  await expect(lab.button("Pause")).toBeVisible();
  await lab.button("Pause").click();
  await ask.click();
  await expect(answer.getByRole("heading", { level: 2 })).toBeVisible();
  await expect(answer).not.toContainText("The run is paused while you read");
});

test("with other settings the scene's words are marked as those of the original, and its chapters are counted as they are", async ({
  page,
}) => {
  await lab.choose(/Two of four down/);
  const captions = page.locator("pbft-lab-captions");
  const about = page.locator("div.about");
  await expect(about).not.toContainText("This run uses other settings");
  await expect(captions.locator(".where")).toHaveText(/^(\d+ of )?7\b/);
  await withReplicas(7);
  await expect(about).toContainText(
    "This run uses other settings than the scene. What to watch for in the original:",
  );
  await expect(captions.locator(".where")).toHaveText("none of 7 chapters describes this run");
  const title = () =>
    page.evaluate(async () => (await document.querySelector("pbft-lab")?.simulation.scenario())?.title?.en);
  expect(await title()).toMatch(/ \(changed settings\)$/);
  await withReplicas(4);
  await expect(about).not.toContainText("This run uses other settings");
  expect(await title()).not.toMatch(/changed settings/);
});

test("the votes are those of the sequence number that the story is about", async ({ page }) => {
  // Three clients have requests on their way at once.
  await page.goto("./?scenario=checkpoint");
  await expect(lab.replica(0)).toBeVisible();
  await lab.button("Pause").click();
  await lab.tab("Votes");
  const votes = page.getByRole("region", { name: /^Votes for sequence number/ });
  const told = new Set<string>();
  for (const atLeast of ["pre-prepared", "prepared", "committed-local", "executed"] as const) {
    for (const seq of [1, 2, 3]) {
      await page.evaluate(
        (phase) => document.querySelector("pbft-lab")?.simulation.runUntil({ phase }, 10_000),
        { replica: 2, seq, atLeast },
      );
      await lab.button("Step").click();
      // The headline and the votes change together, some frames after the step: both are read again until they agree.
      await expect(async () => {
        const [, number] = /number (\d+)/.exec((await lab.story.textContent()) ?? "") ?? [];
        if (number !== undefined) {
          await expect(votes).toHaveAccessibleName(`Votes for sequence number ${number}`, { timeout: 500 });
          told.add(number);
        }
      }).toPass();
    }
  }
  expect(told.size).toBeGreaterThan(1);
});

test("the number of the votes and the details of the events are kept when the tab changes", async ({
  page,
}) => {
  await lab.hurry();
  await lab.send("put second 2");
  await expect(lab.client).toHaveAccessibleName(/“put second 2” returned/);
  await lab.tab("Votes");
  const number = page.getByRole("combobox", { name: "Sequence number whose votes are shown" });
  await number.selectOption("1");
  await lab.listMessages();
  await expect(lab.events).toContainText("PRE-PREPARE");
  await lab.tab("Votes");
  await expect(number).toHaveValue("1");
  await expect(page.getByRole("region", { name: "Votes for sequence number 1" })).toBeVisible();
  await lab.tab("Events");
  await expect(page.getByLabel("include messages and timers")).toBeChecked();
  // Another run has other numbers. What a reader wants to read of events does not depend on the run.
  await lab.choose(/primary that is cut off/i);
  await lab.tab("Events");
  await expect(page.getByLabel("include messages and timers")).toBeChecked();
  await lab.tab("Votes");
  await expect(number).toHaveValue("");
});

test("the card of a message has one digest, and calls that of all its bytes by another name", async ({
  page,
}) => {
  await lab.button("Pause").click();
  await lab.send("put x 1");
  await lab.settle();
  await lab.tab("Messages");
  const network = page.locator("pbft-lab-network");
  const card = page.getByRole("dialog");
  for (const [kind, digests] of [
    ["REQUEST", 0],
    ["PRE-PREPARE", 1],
    ["PREPARE", 1],
    ["COMMIT", 1],
  ] as const) {
    const packet = network.getByRole("button", { name: new RegExp(`^${kind}\\b`) }).first();
    await lab.stepUntil(packet);
    await packet.click();
    await expect(card).toContainText("SHA-256 of the message");
    const names = await card.locator("dt, .fields code").allTextContents();
    expect(names.filter((name) => /^digest$/i.test(name.trim())).length, kind).toBe(digests);
    await page.keyboard.press("Escape");
    await expect(card).toBeHidden();
  }
});

test("a partition without a quorum on either side is described as stuck, and no restart is suggested", async ({
  page,
}) => {
  await page.evaluate(async () => {
    const simulation = document.querySelector("pbft-lab")?.simulation;
    await simulation?.command({
      do: "partition",
      groups: [
        [0, 1, 4],
        [2, 3],
      ],
      oneWay: false,
    });
  });
  await lab.send("put x 1");
  await lab.hurry();
  const told = "The network is partitioned: at most 2 of 4 replicas can reach each other.";
  await lab.playUntil(() => expect(lab.story).toContainText(told, { timeout: 500 }));
  await expect(lab.story).toContainText("Heal the partition to continue.");
  await expect(lab.story).not.toContainText("Restart");
});

test("a JSON export that is opened or dropped opens its run", async ({ page }) => {
  await lab.act(3, /^Crash/);
  const text = await page.evaluate(() => document.querySelector("pbft-lab")?.simulation.exportTrace("json"));
  expect(text).toContain('"format":"pbft-lab-trace"');
  await lab.choose(/Two of four down/);
  await expect(lab.replica(2)).toHaveAccessibleName(/down/);
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text ?? ""], "my-run.json", { type: "application/json" }));
    const drop = (name: string) =>
      new DragEvent(name, { dataTransfer: data, bubbles: true, cancelable: true, composed: true });
    document.querySelector("pbft-lab")?.dispatchEvent(drop("dragover"));
    document.querySelector("pbft-lab")?.dispatchEvent(drop("drop"));
  }, text);
  // The file of a scene has the title of that scene.
  await expect(page.getByLabel("Scene")).toHaveValue("own:my-run");
  await lab.playUntil(() => expect(lab.replica(3)).toHaveAccessibleName(/, down\./, { timeout: 500 }));
  await expect(lab.replica(2)).not.toHaveAccessibleName(/, down\./);
});
