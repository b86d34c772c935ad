import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { expect, type Page } from "@playwright/test";
import { Sharing } from "./sharing.ts";
import { complaints, embed, type Lab, set, stepOf, test } from "./stranger.ts";

/** A link of a kilobyte to a moment that takes the engine a quarter of an hour. */
function endless(replicas = 100, clients = 100): string {
  const flood = (client: number) => ({
    atMs: 0,
    do: "clientBehave",
    client,
    strategy: { name: "flood", parameters: { every: 1 } },
  });
  const scenario = {
    version: 1,
    cluster: { replicas, clients, seed: "7", crypto: "every" },
    commands: Array.from({ length: clients }, (_, client) => flood(client)),
  };
  const payload = { step: 2_000_000, nowMs: 60_000, digest: "0".repeat(16), scenario };
  const packed = deflateRawSync(JSON.stringify(payload));
  const checksum = createHash("sha256").update("pbft-lab link 1").update(packed).digest().subarray(0, 6);
  return `1.${Buffer.concat([checksum, packed]).toString("base64url")}`;
}

test("a link to a moment that is very far is shown on its way, asked about and given up", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const own = [await lab.moment(), await lab.nodes()];
  await page.evaluate((link) => {
    location.hash = `run=${link}`;
  }, endless());
  const awaited = page.getByRole("status").filter({ hasText: "2,000,000" });
  await expect(awaited).toContainText("Playing the run up to");
  // One sentence says so, not two.
  await expect(page.getByText("Playing the run up to")).toHaveCount(1);
  await expect(page.getByText("Opening the link")).toHaveCount(0);
  // The reader's own run is still there, and the page alive.
  await expect.poll(async () => [await lab.moment(), await lab.nodes()]).toEqual(own);
  await expect(awaited).toContainText("Continue?");
  await awaited.getByRole("button", { name: "Continue" }).click();
  await expect(awaited).toContainText("Playing the run up to");
  await awaited.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await expect(awaited).toHaveCount(0);
  await expect(lab.refusal).toHaveCount(0);
  expect([await lab.moment(), await lab.nodes()]).toEqual(own);
  await lab.button("Step").click();
  await expect.poll(() => lab.moment()).not.toBe(own[0]);
});

test("a page that is opened with such a link shows its own scene when the reader cancels", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await page.goto(`./#run=${endless(31, 20)}`);
  const awaited = page.getByRole("status").filter({ hasText: "2,000,000" });
  await expect(awaited).toContainText("Playing the run up to");
  await expect(page.getByText("Starting the engine")).toHaveCount(0);
  await expect(page.getByText("Opening the link")).toHaveCount(0);
  // There is no run yet that could be kept.
  await expect(page.getByRole("button", { name: "Stop and keep the run as it was" })).toHaveCount(0);
  await awaited.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(lab.replica(3)).toBeVisible();
  await expect(lab.replica(4)).toHaveCount(0);
});

test("a page whose run starts at a distant time shows the scene at its beginning when the reader cancels", async ({
  page,
}) => {
  const lab = new Sharing(page);
  const heard = complaints(page);
  await page.goto("./?scenario=flood&start-at=2000000&lang=en&autoplay=0");
  const awaited = page.getByRole("status").filter({ hasText: "2,000,000" });
  await expect(awaited).toContainText("Continue?");
  await awaited.getByRole("button", { name: "Continue" }).click();
  await expect(awaited).toContainText("Playing the run up to");
  await awaited.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(lab.replica(0)).toBeVisible();
  await expect(awaited).toHaveCount(0);
  await expect(page.getByLabel("Scene")).toHaveValue("flood");
  expect(await page.locator("pbft-lab").evaluate((element: Lab) => element.view?.stepCount)).toBe(0);
  expect(heard).toEqual([]);
});

test("an element whose start-at is set to a distant time keeps its run when the reader cancels", async ({
  page,
  host,
}) => {
  const heard = complaints(page);
  const lab = await embed(page, host, 'scenario="flood" start-at="30"');
  const own = await stepOf(lab);
  await set(lab, "start-at", "86400s");
  const awaited = page.getByRole("status").filter({ hasText: "86,400,000 ms" });
  await expect(awaited).toContainText("Playing the run up to");
  expect(await stepOf(lab)).toBe(own);
  await expect(awaited).toContainText("Continue?");
  await awaited.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await expect(awaited).toHaveCount(0);
  expect([own, await stepOf(lab)]).toEqual([30, 30]);
  await lab.evaluate((element: Lab) => element.simulation.step());
  await expect.poll(() => stepOf(lab)).toBe(31);
  expect(heard).toEqual([]);
});

/** Holds back what lets the engine go on with a replay until the test says so. */
async function holdBack(page: Page): Promise<{ release(): Promise<void>; held(): Promise<number> }> {
  await page.addInitScript(() => {
    const held: (() => void)[] = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: never[]) {
      const goesOn = typeof message === "object" && message !== null && "decision" in message;
      const now = () => post.call(this, message, ...rest);
      if (goesOn && message.decision === "go") {
        held.push(now);
      } else {
        now();
      }
    };
    Object.assign(globalThis, { held });
  });
  return {
    release: () => page.evaluate("held.shift()?.()"),
    held: () => page.evaluate("held.length"),
  };
}

test("a comparison of branches says in its dialog how far it is, and can be stopped there", async ({
  page,
}) => {
  const lab = new Sharing(page);
  const replay = await holdBack(page);
  await lab.prepare();
  const own = [await lab.moment(), await lab.nodes()];
  await lab.branches();
  await lab.button("Compare branches").click();
  const dialog = page.getByRole("dialog", { name: "Compare branches" });
  await expect.poll(() => replay.held()).toBe(1);
  await expect(dialog.getByRole("status")).toHaveText("Comparing…");
  // What takes no longer than this is not spoken of.
  await page.waitForTimeout(500);
  await replay.release();
  await expect(dialog.getByRole("status")).toContainText("Playing both branches for the comparison");
  await expect(page.getByText("Playing both branches")).toHaveCount(1);
  await dialog.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await replay.release();
  await expect(dialog.getByRole("status")).toContainText("The comparison was stopped");
  await expect(dialog.getByRole("table")).toHaveCount(0);
  // Chosen again, it comes to its end.
  await dialog.getByLabel("Branch A").selectOption({ index: 1 });
  await dialog.getByLabel("Branch A").selectOption({ index: 0 });
  await expect
    .poll(async () => {
      await replay.release();
      return dialog.getByRole("table").count();
    })
    .toBe(1);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect.poll(async () => [await lab.moment(), await lab.nodes()]).toEqual(own);
});

test("closing the dialog of a comparison stops it", async ({ page }) => {
  const lab = new Sharing(page);
  const replay = await holdBack(page);
  await lab.prepare();
  await lab.branches();
  await lab.button("Compare branches").click();
  const dialog = page.getByRole("dialog", { name: "Compare branches" });
  await expect.poll(() => replay.held()).toBe(1);
  await dialog.getByRole("button", { name: "Close" }).click();
  await replay.release();
  await lab.button("Step").click();
  await expect.poll(() => lab.moment()).toMatch(/^step 8 /);
  // It has asked for nothing more.
  expect(await replay.held()).toBe(0);
});
