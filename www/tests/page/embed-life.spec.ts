// Events and API of the element, and the lifetime of its engine.

import { expect, type Page } from "@playwright/test";
import { EVENTS } from "../../src/embed/events.ts";
import { embed, type Lab, ready, replica, stepOf, test } from "./stranger.ts";

/** Counts the engines that are there, and writes down the events that reach the document. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript((names: readonly string[]) => {
    const seen = { workers: 0, events: [] as [string, unknown][] };
    Object.assign(globalThis, { seen });
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        seen.workers += 1;
      }
      override terminate(): void {
        super.terminate();
        seen.workers -= 1;
      }
    };
    for (const name of [...names, "lab-action"]) {
      document.addEventListener(name, (event) => {
        seen.events.push([event.type, event instanceof CustomEvent ? event.detail : undefined]);
      });
    }
  }, EVENTS);
}

interface Seen {
  readonly workers: number;
  readonly events: [string, Record<string, unknown>][];
}

const workers = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.workers);
const events = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen.events);

async function told(page: Page, name: string): Promise<Record<string, unknown>[]> {
  return (await events(page)).filter(([type]) => type === name).map(([, detail]) => detail);
}

test("a page receives each public event once, and no internal event", async ({ page, host }) => {
  await watch(page);
  const lab = await embed(page, host, 'scenario="one-request" seed="1" speed="10" autoplay');
  await expect.poll(async () => (await told(page, "pbft-goal")).length).toBe(1);
  expect((await events(page))[0]?.[0]).toBe("pbft-ready");
  const [goal] = await told(page, "pbft-goal");
  expect(goal).toMatchObject({ all: [{ answered: { client: 0, count: 1 } }, { holds: "all" }] });
  const steps = await told(page, "pbft-step");
  expect(
    steps.every(
      ({ step, nowMs, records }) => Number(step) > 0 && Number(nowMs) >= 0 && Array.isArray(records),
    ),
  ).toBe(true);
  expect(steps.flatMap(({ records }) => records as unknown[]).length).toBeGreaterThan(20);
  await replica(lab, 3).click();
  await lab.getByRole("button", { name: /^Crash/ }).click();
  await expect.poll(() => told(page, "pbft-command")).toEqual([{ do: "crash", replica: 3 }]);
  await lab.getByLabel("Client request:").fill("x".repeat(5000));
  await lab.getByRole("button", { name: "Send request" }).click();
  await expect.poll(async () => (await told(page, "pbft-error")).length).toBe(1);
  expect((await told(page, "pbft-error"))[0]).toMatchObject({ kind: "refused", name: "CommandError" });
  // Back to before the goal and on again: it is no news.
  await lab.evaluate((element: Lab) => element.seek(1));
  await lab.evaluate((element: Lab) => element.play());
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(20);
  expect(await told(page, "pbft-goal")).toHaveLength(1);
  expect(await told(page, "pbft-ready")).toHaveLength(1);
  expect(await told(page, "lab-action")).toEqual([]);
});

test("calls before the engine has started are not an error, and are answered in order", async ({
  page,
  host,
}) => {
  const first = await embed(page, host, 'parts="stage"');
  const seen = await first.evaluate(async (element: Lab) => {
    const errors: unknown[] = [];
    const lab = document.createElement("pbft-lab");
    lab.setAttribute("parts", "stage");
    lab.addEventListener("pbft-error", ({ detail }) => errors.push(detail.name));
    const outcome = (call: Promise<unknown>) =>
      call.then(
        () => "done",
        ({ name, field, message }) => [name, field ?? message],
      );
    const offThePage = await outcome(lab.simulation.command({ do: "crash", replica: 1 }));
    element.after(lab);
    lab.play();
    lab.pause();
    lab.step();
    const moves = [lab.back(), lab.seek(3), lab.reset()];
    const before = lab.view;
    const calls = [
      lab.simulation.command({ do: "crash", replica: 3 }),
      lab.simulation.command({ do: "crash", replica: 99 }),
      lab.simulation.command({ do: "submit", client: 0, operation: "put early yes" }),
      lab.simulation.runUntil({ answered: { client: 0, count: 2 } }, 5000),
    ];
    const outcomes = await Promise.all(calls.map(outcome));
    await Promise.all(moves);
    const { replicas, clients } = await lab.simulation.view();
    const health = replicas.map((one) => one.health);
    return { offThePage, before, outcomes, health, answered: clients[0]?.answered, errors };
  });
  expect(seen).toEqual({
    offThePage: ["Error", "The element is off the page, and has no engine there."],
    before: undefined,
    outcomes: ["done", ["CommandError", "replica"], "done", "done"],
    health: ["up", "up", "up", "down"],
    answered: 2,
    errors: [],
  });
});

test("each violation is reported once", async ({ page, host }) => {
  await watch(page);
  const lab = await embed(page, host, 'scenario="broken-agreement" parts="safety" controls=""');
  const { stopped } = await lab.evaluate((element: Lab) =>
    element.simulation.runUntil({ timeAtLeastMs: 400 }, 1000),
  );
  expect(stopped).toBe("goal");
  const known = await lab.evaluate((element: Lab) => element.simulation.violations());
  expect(known.length).toBeGreaterThan(1);
  await lab.evaluate(async (element: Lab) => {
    const { stepCount } = await element.simulation.view();
    await element.simulation.seek(0);
    await element.simulation.seek(stepCount);
  });
  await expect.poll(async () => (await told(page, "pbft-violation")).length).toBe(known.length);
  expect((await told(page, "pbft-violation")).map(({ id }) => id)).toEqual(known.map(({ id }) => id));
});

test("a program commands and asks, and is refused by name and field", async ({ page, host }) => {
  const lab = await embed(page, host, 'scenario="one-replica-down" parts="stage" controls=""');
  const heard = await lab.evaluate(async (element: Lab) => {
    const { simulation } = element;
    await simulation.command({ do: "submit", client: 0, operation: "put k v" });
    const { stopped } = await simulation.runUntil({ answered: { client: 0, count: 2 } }, 5000);
    const { kind } = await simulation.why({ replica: 0, executed: 1 });
    const branches = await simulation.branches();
    const records = await simulation.records(0, 5);
    const { cluster, commands } = await simulation.scenario();
    const trace = await simulation.exportTrace("mermaid");
    const refused = await simulation
      .command({ do: "crash", replica: 9 })
      .catch(({ name, field, message }) => ({ name, field, message }));
    return { stopped, kind, branches, records, cluster, commands, trace, refused, view: element.view };
  });
  expect(heard).toMatchObject({ stopped: "goal", kind: "happened", cluster: { replicas: 4 } });
  expect(heard.branches).toHaveLength(1);
  expect(heard.records).toHaveLength(5);
  expect(heard.commands?.some((command) => command.do === "submit" && command.operation === "put k v")).toBe(
    true,
  );
  expect(heard.trace).toContain("sequenceDiagram");
  expect(heard.refused).toMatchObject({ name: "CommandError", field: "replica" });
  expect(heard.view?.clients[0]?.answered).toBe(2);
  await expect(replica(lab, 3)).toHaveAccessibleName(/down/);
});

test("an engine is there from when its element is first seen until it is gone, and survives a move", async ({
  page,
  host,
}) => {
  await watch(page);
  // Text that is a screen high and more.
  await host.show(
    page,
    `<pre>${"\n".repeat(200)}</pre><pbft-lab lang="en" scenario="thirty-one-replicas" autoplay speed="0.02" parts="stage"></pbft-lab>`,
  );
  const lab = page.locator("pbft-lab");
  await expect(lab).toBeAttached();
  await page.waitForTimeout(300);
  expect(await workers(page)).toBe(0);
  await lab.scrollIntoViewIfNeeded();
  await ready(lab);
  expect(await workers(page)).toBe(1);
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(5);
  await page.evaluate(() => scrollTo(0, 0));
  // Out of sight the run is paused.
  await expect
    .poll(async () => {
      const before = await stepOf(lab);
      await page.waitForTimeout(400);
      return (await stepOf(lab)) - before;
    })
    .toBe(0);
  await lab.scrollIntoViewIfNeeded();
  const before = await stepOf(lab);
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(before);
  // Moved within a turn it keeps engine and run, and goes on.
  await lab.evaluate((element) => document.body.prepend(element));
  await lab.scrollIntoViewIfNeeded();
  const moved = await stepOf(lab);
  expect(moved).toBeGreaterThanOrEqual(before);
  expect(await workers(page)).toBe(1);
  await expect.poll(() => stepOf(lab)).toBeGreaterThan(moved);
  await lab.evaluate((element) => element.remove());
  await expect.poll(() => workers(page)).toBe(0);
});

test("three on one page run each on their own, each in its language and its colours", async ({
  page,
  host,
}) => {
  await watch(page);
  await host.show(
    page,
    `<pbft-lab lang="en" theme="dark" parts="stage" controls="look" scenario="one-request" autoplay speed="5"></pbft-lab>
     <pbft-lab lang="zh" theme="light" parts="stage" controls="look" scenario="one-replica-down"></pbft-lab>
     <pbft-lab lang="en" theme="light" parts="stage" controls="look" scenario="seven-replicas"></pbft-lab>`,
  );
  await page.setViewportSize({ width: 1000, height: 2400 });
  const [first, second, third] = [0, 1, 2].map((place) => page.locator("pbft-lab").nth(place));
  if (!first || !second || !third) {
    throw new Error("three elements were asked for");
  }
  await Promise.all([ready(first), ready(second), ready(third)]);
  expect(await workers(page)).toBe(3);
  await expect.poll(() => stepOf(first)).toBeGreaterThan(10);
  expect(await stepOf(second)).toBe(0);
  await expect(second.getByRole("button", { name: /^副本 3/ })).toBeVisible();
  await expect(replica(third, 6)).toBeVisible();
  await expect(replica(first, 6)).toHaveCount(0);
  const paper = (lab: typeof first) => lab.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await paper(first)).not.toBe(await paper(third));
  await third.evaluate((element: Lab) => element.simulation.command({ do: "crash", replica: 2 }));
  await expect(replica(third, 2)).toHaveAccessibleName(/down/);
  await expect(replica(first, 2)).toHaveAccessibleName(/, up/);
  // No two elements of one tree have the same id.
  const twice = await page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return ids.length - new Set(ids).size;
  });
  expect(twice).toBe(0);
});
