// "Why?" and "why not yet?", as a student asks them; and two futures beside each other.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;
let answer: Locator;
let timeline: Locator;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
  answer = page.locator("[part=why]");
  timeline = page.locator("pbft-lab-timeline");
  await page.getByRole("separator", { name: "Enlarge the timeline" }).click();
  await expect(lab.button("Whole run")).toBeVisible();
});

/** In slow motion, so that no replica suspects the primary while a test looks. */
async function stuck(page: Page): Promise<void> {
  await lab.choose(/Two of four down/);
  await lab.playUntil(() =>
    expect(lab.story).toContainText("Stalled at Prepare: 2 of the 3 votes needed.", { timeout: 300 }),
  );
  // Both that run have heard of each other.
  await expect(
    page.getByRole("button", { name: /^Replica \d, .* up\. pre-prepared: 2 of 3 votes/ }),
  ).toHaveCount(2);
}

async function answered(page: Page): Promise<void> {
  await lab.choose(/five phases/);
  await lab.hurry();
  await expect(
    page.getByRole("button", { name: /^(Client\.|客户端。).*(returned|条匹配的回复）)/ }),
  ).toBeVisible();
  await page.getByRole("button", { name: /^(Pause|暂停)$/ }).click();
  await expect(page.getByRole("button", { name: /^(Play|播放)$/ })).toBeVisible();
  await lab.tab("Events");
}

/** A request that was answered, and another future of it in which replica 1 crashed a little earlier. */
async function forked(page: Page): Promise<Locator> {
  await answered(page);
  for (let back = 0; back < 6; back += 1) {
    await lab.button("Back").click();
  }
  await lab.act(1, /^Crash/);
  await expect(lab.replica(1)).toHaveAccessibleName(/, down\./);
  await lab.button("Play").click();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.button("Pause").click();
  await lab.branches();
  await lab.button("Compare branches").click();
  return page.getByRole("dialog", { name: "Compare branches" });
}

/** The event of a sentence, and the button that asks why. */
function why(sentence: RegExp): Locator {
  return lab.events
    .getByRole("listitem")
    .filter({ hasText: sentence })
    .getByRole("button", { name: /^Why\? / });
}

/** Looks at some parts only; access.spec.ts looks at the whole page. */
async function expectNoFaults(page: Page, ...parts: [string, ...string[]][]): Promise<void> {
  const axe = new AxeBuilder({ page });
  for (const part of parts) {
    axe.include({ fromShadowDom: ["pbft-lab", ...part] });
  }
  const found = await axe.analyze();
  expect(found.passes.length).toBeGreaterThan(5);
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}

test("two of four down: the stuck notice names the votes of each replica, and the replicas that are down", async ({
  page,
}) => {
  await stuck(page);
  await lab.button("Why no reply?").first().click();
  await expect(answer.getByRole("heading")).toHaveText("Why does the client have no result yet?");
  await expect(answer.getByRole("heading")).toBeFocused();
  const causes = answer.getByRole("listitem");
  await expect(
    causes.filter({ hasText: "The client has 0 of the 2 matching replies to request 1" }),
  ).toHaveCount(1);
  await expect(answer).toContainText(
    /Replica \d has 2 of the 3 votes to prepare sequence number 1 in view 0: the primary’s PRE-PREPARE and the PREPARE from replica \d\./,
  );
  await expect(answer.getByText(/Replica \d is down\./)).toHaveCount(2);
  await answer.getByRole("button", { name: "Close" }).click();
  await expect(answer).toBeHidden();
  await expect(lab.button("Why no reply?").first()).toBeFocused();
});

test("time is paused while an answer is read, and continues afterwards", async ({ page }) => {
  await stuck(page);
  await lab.playUntil(() => expect(lab.button("Pause")).toBeVisible());
  await lab.button("Why no reply?").first().click();
  await expect(answer.getByRole("heading")).toHaveText("Why does the client have no result yet?");
  await expect(lab.button("Play")).toBeVisible();
  await answer.getByRole("button", { name: "Close" }).click();
  await expect(lab.button("Pause")).toBeVisible();
});

test("an event is explained from the client's request on, and the answer is lit up", async ({ page }) => {
  await answered(page);
  const ask = why(/Replica 2 executes sequence number 1/);
  await ask.click();
  await expect(answer.getByRole("heading")).toHaveText(
    /^Why did this happen\? Replica 2 executes sequence number 1:/,
  );
  const causes = answer.getByRole("listitem");
  await expect(causes.first()).toContainText(/0\.0 ms.*The client submits “put x 1”\./);
  await expect(causes.last()).toContainText("Replica 2 executes sequence number 1");
  let rest = (await causes.allTextContents()).join("\n");
  for (const piece of [
    "Replica 0 receives REQUEST “put x 1” from the client",
    "Replica 0 sends PRE-PREPARE (seq 1",
    "Replica 2 receives PRE-PREPARE (seq 1",
    "Counted: the PREPARE",
    "Replica 2 is prepared",
    "Counted: the COMMITs from replicas",
  ]) {
    expect(rest).toContain(piece);
    rest = rest.slice(rest.indexOf(piece));
  }
  await expect(timeline).toContainText(
    /\d+ events of the explanation are highlighted; all others are dimmed\./,
  );
  await expect(lab.replica(2)).toHaveAccessibleName(
    /Part of the explanation\.|The selected event concerns it\.$/,
  );
  // A cause leads to its record, in all parts of the page.
  const cause = answer.getByRole("button", { name: /Replica 2 is prepared/ });
  await cause.click();
  await expect(cause).toHaveAttribute("aria-pressed", "true");
  await expect(timeline.getByRole("status")).toContainText(/^Replica 2: prepared, seq 1 in view 0/);
  await expect(lab.replica(2)).toHaveAccessibleName(/The selected event concerns it\.$/);
  // The run goes there on demand, and the answer stays.
  await answer.getByRole("button", { name: "Go to this position" }).click();
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
  await expect(lab.replica(2)).toHaveAccessibleName(/prepared: \d of 3 COMMITs/);
  await expect(cause).toBeVisible();
  await answer.getByRole("heading").focus();
  await page.keyboard.press("Escape");
  await expect(answer).toBeHidden();
  await expect(timeline).not.toContainText("are highlighted");
  await lab.tab("Replica");
  await expect(page.getByLabel("The node to inspect")).toHaveValue("2");
  await expect(lab.replica(1)).not.toHaveAccessibleName(/Part of the explanation/);
});

test("by keyboard alone: from event to event, why, from cause to cause, and back", async ({ page }) => {
  await answered(page);
  await lab.tab("Events");
  const last = lab.events.getByRole("listitem").last().getByRole("button");
  await lab.events.focus();
  await page.keyboard.press("Tab");
  await expect(last).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  const focused = lab.events.locator("[aria-current=true]");
  await expect(focused).toHaveCount(1);
  await expect(focused.getByRole("button")).toBeFocused();
  const sentence = (await focused.locator(".sentence").innerText()).split("§")[0]?.trim() ?? "none";
  await page.keyboard.press("Enter");
  await expect(answer.getByRole("heading")).toContainText(sentence);
  await expect(answer.getByRole("heading")).toBeFocused();
  // Close, the list itself, the first cause.
  await page.keyboard.press("Tab");
  await expect(answer.getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(timeline.getByRole("status")).toHaveText(/submits an operation/);
  await page.keyboard.press("Escape");
  await expect(answer).toBeHidden();
  await expect(lab.events.getByRole("button", { name: `Why? ${sentence}` })).toBeFocused();
});

test("a click on an event chooses it everywhere, and the timeline asks why too", async ({ page }) => {
  await answered(page);
  await lab.tab("Events");
  await lab.events.getByRole("listitem").filter({ hasText: "The client accepts the result" }).click();
  await expect(timeline.getByRole("status")).toContainText(/^The client: result of request \d accepted/);
  await expect(lab.client).toHaveAccessibleName(/The selected event concerns it\.$/);
  await timeline.getByRole("application").focus();
  await page.keyboard.press("w");
  await expect(answer.getByRole("heading")).toContainText("The client accepts the result");
  await answer.getByRole("button", { name: "Close" }).click();
  await timeline.getByRole("button", { name: "Why? (selected event)" }).click();
  await expect(answer.getByRole("heading")).toContainText("The client accepts the result");
});

test("a replica is asked why it is not further, and again when the run has gone on", async ({ page }) => {
  await stuck(page);
  const up = page.getByRole("button", { name: /^Replica \d, backup .* up\./ });
  await up.click();
  await lab.menu.getByRole("button", { name: "Why not yet?" }).click();
  await expect(lab.menu).toBeHidden();
  await expect(answer.getByRole("heading")).toHaveText(
    /^Why has replica \d not executed sequence number 1 yet\?$/,
  );
  await expect(answer).toContainText(/As of step \d+, [\d.,]+ ms\./);
  await expect(answer.getByRole("button", { name: "Ask again" })).toHaveCount(0);
  const down = page.getByRole("button", { name: /^Replica \d, .* down\./ }).first();
  await down.click();
  await lab.menu.getByRole("button", { name: /disk kept/ }).click();
  await lab.hurry();
  await lab.button("Play").click();
  await expect(lab.client).toHaveAccessibleName(/returned/, { timeout: 30_000 });
  await answer.getByRole("button", { name: "Ask again" }).click();
  await expect(answer.getByRole("heading")).toHaveText(/^Why has replica \d executed sequence number 1\?$/);
});

test("in Chinese, too", async ({ page }) => {
  await stuck(page);
  await lab.language("zh");
  await expect(lab.story).toContainText("卡在准备阶段");
  await page.getByRole("button", { name: "为什么没有回复？" }).first().click();
  await expect(answer.getByRole("heading")).toHaveText("为什么客户端还没有得到结果？");
  await expect(answer).toContainText(
    /副本 \d 要在视图 0 中准备序号 1，需要 3 票，已有 2 票：主节点的 PRE-PREPARE，以及副本 \d 的 PREPARE。/,
  );
  await expect(answer.getByText(/副本 \d 已宕机。/)).toHaveCount(2);
  await expect(answer).not.toContainText(/[a-z]{4,}/);
  await expect(timeline).toContainText(/突出显示了解释中的 \d+ 个事件/);
});

test("after a step back and a crash, the two futures are compared", async ({ page }) => {
  const dialog = await forked(page);
  await expect(dialog.getByRole("status")).toHaveText(
    /^Up to step \d+ both branches are the same run\. Then:$/,
  );
  await expect(dialog.getByRole("columnheader")).toHaveText([
    "Branch 1: original",
    /^Branch 2: after step \d+, Replica 1 crashes\./,
  ]);
  const row = (name: string) =>
    dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await expect(row("First difference")).toContainText(/receives .*Replica 1 crashes\./s);
  await expect(row("Requests completed").getByRole("cell")).toHaveText(["1", "1"]);
  await expect(row("Faulty").getByRole("cell")).toHaveText(["–", "replica 1"]);
  await expect(row("Primary").getByRole("cell")).toHaveText(["0", "0"]);
  await expect(dialog.getByRole("cell", { name: /^Replica 1 crashes\./ })).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(lab.button("Compare branches")).toBeFocused();
  // Looking changes nothing.
  await expect(lab.replica(1)).toHaveAccessibleName(/, down\./);
});

test("the timeline follows the run again when an answer is closed", async ({ page }) => {
  await stuck(page);
  const now = lab.button("Now");
  await expect(now).toHaveAttribute("aria-pressed", "true");
  await lab.playUntil(async () => expect(await lab.clock()).toBeGreaterThan(300));
  await lab.button("Why no reply?").click();
  await expect(timeline).toContainText(/highlighted/);
  await expect(now).toHaveAttribute("aria-pressed", "false");
  await lab.button("Close").click();
  await expect(now).toHaveAttribute("aria-pressed", "true");
});

test("a future that was left early is played on, so that both are compared at one time", async ({ page }) => {
  await lab.button("Pause").click();
  for (let step = 0; step < 3; step += 1) {
    await lab.button("Step").click();
  }
  await lab.button("Back").click();
  await lab.act(1, /^Crash/);
  await lab.hurry();
  await lab.button("Play").click();
  await expect(lab.client).toHaveAccessibleName(/returned “ok”/);
  await lab.button("Compare branches").click();
  const dialog = page.getByRole("dialog", { name: "Compare branches" });
  await expect(dialog).toContainText("Branch 1 was known for a shorter time.");
  const row = (name: string) =>
    dialog.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await expect(row("Requests completed").getByRole("cell")).toHaveText(["1", "1"]);
});

test("axe finds nothing while two futures are compared", async ({ page }) => {
  const dialog = await forked(page);
  await expect(dialog.getByRole("rowheader", { name: "First difference" })).toBeVisible();
  await expectNoFaults(page, ["pbft-lab-branches", "pbft-lab-compare"]);
});

test("an answer of one future is gone in another", async ({ page }) => {
  await answered(page);
  await lab.button("Back").click();
  await lab.act(1, /^Crash/);
  await lab.tab("Events");
  await why(/Replica 1 crashes/).click();
  await expect(answer).toContainText("Replica 1 crashes.");
  // What is opened last lies above.
  await lab.branches();
  await page.getByRole("button", { name: "Branch 1: original" }).click();
  await expect(answer).toBeHidden();
  await expect(timeline).not.toContainText("highlighted");
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing while an answer is read, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    await answered(page);
    await why(/Replica 2 executes sequence number 1/).click();
    await answer.getByRole("button", { name: /Replica 2 is prepared/ }).click();
    await expect(answer.getByRole("button", { name: "Go to this position" })).toBeVisible();
    await expectNoFaults(page, ["pbft-lab-why"], ["pbft-lab-stage"], ["pbft-lab-timeline"]);
  });
}

test("in a window of 360 pixels the answer lies on the lower edge, and nothing is wider", async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await stuck(page);
  // There is room for the short name only.
  await page.getByRole("button", { name: "Why?", exact: true }).first().click();
  await expect(answer.getByRole("heading")).toBeInViewport();
  await lab.replica(0).scrollIntoViewIfNeeded();
  await expect(answer.getByRole("heading")).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

/** Questions wait on their way to the engine until they are let go. */
async function holdQuestions(page: Page): Promise<void> {
  await page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    const held: (() => void)[] = [];
    Worker.prototype.postMessage = function (message: { query?: { type: string } }) {
      const send = () => post.call(this, message);
      if (message.query?.type === "why") {
        held.push(send);
      } else {
        send();
      }
    };
    Object.assign(globalThis, {
      letGo: () => {
        for (const send of held.splice(0)) {
          send();
        }
      },
    });
  });
}

const letGo = (page: Page) => page.evaluate(() => (globalThis as unknown as { letGo: () => void }).letGo());

test("an answer that takes long shows its progress, and can be cancelled", async ({ page }) => {
  await answered(page);
  await holdQuestions(page);
  const ask = why(/Replica 2 executes sequence number 1/);
  await ask.click();
  await expect(answer.getByRole("status")).toHaveText("Tracing the causes…");
  await expectNoFaults(page, ["pbft-lab-why"]);
  const stop = answer.getByRole("button", { name: "Stop waiting" });
  await stop.focus();
  await stop.click();
  await expect(answer).toBeHidden();
  await expect(ask).toBeFocused();
  // The answer still comes and is not announced. The next one is announced.
  await letGo(page);
  await why(/Replica 1 executes sequence number 1/).click();
  await expect(answer.getByRole("status")).toBeVisible();
  await letGo(page);
  await expect(answer.getByRole("heading")).toHaveText(/Replica 1 executes sequence number 1/);
  await expect(answer.getByRole("heading")).toBeFocused();
  await expect(answer.getByRole("status")).toHaveCount(0);
});
