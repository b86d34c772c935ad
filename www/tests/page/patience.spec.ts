import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { expect } from "@playwright/test";
import { Sharing } from "./sharing.ts";
import { complaints, embed, type Lab, set, stepOf, test } from "./stranger.ts";

/** A link of a kilobyte to a moment that takes the engine many minutes. */
function endless(): string {
  const clients = 20;
  const flood = (client: number) => ({
    atMs: 0,
    do: "clientBehave",
    client,
    strategy: { name: "flood", parameters: { every: 1 } },
  });
  const scenario = {
    version: 1,
    cluster: { replicas: 31, clients, seed: "7", crypto: "every" },
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
  await expect(awaited).toContainText("is being played");
  // The reader's own run is still there, and the page alive.
  expect([await lab.moment(), await lab.nodes()]).toEqual(own);
  await expect(awaited).toContainText("Continue?");
  await awaited.getByRole("button", { name: "Continue" }).click();
  await expect(awaited).toContainText("is being played");
  await awaited.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await expect(awaited).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect([await lab.moment(), await lab.nodes()]).toEqual(own);
  await lab.button("Step").click();
  await expect.poll(() => lab.moment()).not.toBe(own[0]);
});

test("a page that is opened with such a link shows its own scene when the reader gives up", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await page.goto(`./#run=${endless()}`);
  await page.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await expect(lab.replica(3)).toBeVisible();
  await expect(lab.replica(4)).toHaveCount(0);
});

test("a page whose run is to start very far shows the scene at its beginning when the reader gives up", async ({
  page,
}) => {
  const lab = new Sharing(page);
  const heard = complaints(page);
  await page.goto("./?scenario=flood&start-at=2000000&lang=en&autoplay=0");
  const awaited = page.getByRole("status").filter({ hasText: "2,000,000" });
  await expect(awaited).toContainText("Continue?");
  await awaited.getByRole("button", { name: "Continue" }).click();
  await expect(awaited).toContainText("is being played");
  await awaited.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await expect(lab.replica(0)).toBeVisible();
  await expect(awaited).toHaveCount(0);
  await expect(page.getByLabel("Scene")).toHaveValue("flood");
  expect(await page.locator("pbft-lab").evaluate((element: Lab) => element.view?.stepCount)).toBe(0);
  expect(heard).toEqual([]);
});

test("an element whose start-at is set to a time very far keeps its run when the reader gives up", async ({
  page,
  host,
}) => {
  const heard = complaints(page);
  const lab = await embed(page, host, 'scenario="flood" start-at="30"');
  const own = await stepOf(lab);
  await set(lab, "start-at", "86400s");
  const awaited = page.getByRole("status").filter({ hasText: "86,400,000 ms" });
  await expect(awaited).toContainText("is being played");
  expect(await stepOf(lab)).toBe(own);
  await expect(awaited).toContainText("Continue?");
  await awaited.getByRole("button", { name: "Stop and keep the run as it was" }).click();
  await expect(awaited).toHaveCount(0);
  expect([own, await stepOf(lab)]).toEqual([30, 30]);
  await lab.evaluate((element: Lab) => element.simulation.step());
  await expect.poll(() => stepOf(lab)).toBe(31);
  expect(heard).toEqual([]);
});
