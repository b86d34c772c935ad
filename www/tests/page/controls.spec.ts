import { expect, test } from "@playwright/test";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
});

/** The first `count` lines of the event list, once it has them. While the run plays they appear after the stage. */
async function firstEvents(count: number): Promise<string[]> {
  await lab.tab("Events");
  const lines = lab.events.getByRole("listitem");
  await expect.poll(() => lines.count()).toBeGreaterThanOrEqual(count);
  return (await lines.allTextContents()).slice(0, count);
}

test("a request that was typed is answered, and its result shown at the client", async () => {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.send("put colour blue");
  await expect(lab.client).toHaveAccessibleName(/“put colour blue” returned “ok”/);
  await lab.send("get colour");
  await expect(lab.client).toHaveAccessibleName(/“get colour” returned “blue”/);
});

test("pause stops the clock, play resumes it, and a step is one occurrence", async () => {
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
  await lab.settle();
  const stopped = await lab.clock();
  await lab.button("Step").click();
  await expect.poll(() => lab.clock()).toBeGreaterThan(stopped);
  const stepped = await lab.clock();
  expect(stepped - stopped).toBeLessThan(60);
  await lab.button("Play").click();
  await expect.poll(() => lab.clock()).toBeGreaterThan(stepped + 1);
});

test("steps alone carry a request to its answer", async () => {
  await lab.button("Pause").click();
  const step = lab.button("Step");
  await expect(async () => {
    await step.click();
    await step.click();
    await expect(lab.client).toHaveAccessibleName(/returned/, { timeout: 50 });
  }).toPass({ timeout: 40_000, intervals: [10] });
});

test("restart plays the same run from its beginning", async () => {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  const first = await firstEvents(10);
  await lab.send("put x 1");
  await lab.calm();
  await lab.button("Start over").click();
  await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  expect(await firstEvents(10)).toEqual(first);
});

test("the number of replicas changes the cluster, and with it f and the quorum", async ({ page }) => {
  await lab.replicas("7");
  await expect(page.getByRole("button", { name: "n = 7 · f = 2 · quorum 5" })).toBeVisible();
  await expect(lab.replica(6)).toBeVisible();
  await lab.replicas("1");
  await expect(lab.replica(1)).toHaveCount(0);
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned “ok” \(1 reply\)/);
});

test("thirty-one replicas answer too", async ({ page }) => {
  await lab.replicas("31");
  await lab.hurry();
  await expect(page.getByRole("button", { name: "n = 31 · f = 10 · quorum 21" })).toBeVisible();
  await expect(lab.client).toHaveAccessibleName(/returned “ok” \(11 matching replies\)/, { timeout: 45_000 });
});

test("the seed decides the run: the same one gives the same run, another one another", async () => {
  const runWith = async (value: string) => {
    await lab.seed(value);
    await expect(lab.client).toHaveAccessibleName(/Waiting for the reply/);
    // Not before: at full speed the client may have its reply before the test looks.
    await lab.hurry();
    await expect(lab.client).toHaveAccessibleName(/returned/);
    await lab.calm();
    return firstEvents(12);
  };
  const one = await runWith("1");
  const two = await runWith("2");
  expect(await runWith("1")).toEqual(one);
  expect(two).not.toEqual(one);
});

test("the legend names the kinds of message and hides one without stopping it", async ({ page }) => {
  const legend = await lab.legend();
  for (const kind of ["request", "pre-prepare", "prepare", "commit", "reply"]) {
    await expect(legend.getByRole("button", { name: new RegExp(`^${kind} `) })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
  }
  await legend.getByRole("button", { name: /^commit / }).click();
  await expect(legend.getByRole("button", { name: /^commit / })).toHaveAttribute("aria-pressed", "false");
  await expect(page.getByText("Hidden messages are still delivered.")).toBeVisible();
  await page.keyboard.press("Escape");
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
});

test("the event list shows each message on request", async () => {
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned/);
  await lab.tab("Events");
  await expect(lab.events.getByText(/sends PREPARE/)).toHaveCount(0);
  await lab.listMessages();
  await expect(lab.events.getByText("Replica 1 sends PREPARE (seq 1, x=1) to all replicas.")).toHaveCount(1);
});

test("the page speaks Chinese when asked", async ({ page }) => {
  await lab.language("zh");
  await expect(page.getByRole("button", { name: "发送请求" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "课程" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh");
  await expect(page.getByRole("button", { name: /^副本 0/ })).toBeVisible();
});
