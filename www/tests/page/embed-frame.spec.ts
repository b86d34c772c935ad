// The page for frames, in a frame on a page of another origin.

import { expect, type Page } from "@playwright/test";
import { codeOf, embeddedFrame } from "../../src/share/embed-code.ts";
import { FOLDER, Host } from "./host.ts";
import { test } from "./stranger.ts";

interface Message {
  readonly pbftLab: number;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A page on `outer` with the lab of `inner` in a frame, which records the messages it receives. */
async function frame(page: Page, outer: Host, inner: Host, query: string): Promise<void> {
  outer.put(
    "/told.js",
    `globalThis.told = [];
     addEventListener("message", ({ data, origin }) => {
       told.push({ ...data, origin });
       if (data.pbftLab === 1 && data.type === "height") document.querySelector("iframe").height = data.height;
     });`,
  );
  await outer.show(
    page,
    `<iframe title="The lab" width="700" height="300" src="${inner.origin}${FOLDER}embed.html?${query}"></iframe>`,
    '<script src="/told.js"></script>',
  );
}

const told = (page: Page): Promise<Message[]> =>
  page.evaluate(() => (globalThis as unknown as { told: Message[] }).told);
const types = async (page: Page) => (await told(page)).map(({ type }) => type);
const inFrame = (page: Page) => page.frameLocator("iframe");
const last = async (page: Page, type: string) => (await told(page)).filter((one) => one.type === type).at(-1);

/** Nothing to scroll in the frame, and nothing below its content. */
async function fits(page: Page): Promise<void> {
  await expect
    .poll(() =>
      inFrame(page)
        .locator("pbft-lab")
        .evaluate((lab) => [
          document.documentElement.scrollHeight - innerHeight,
          Math.abs(innerHeight - lab.getBoundingClientRect().bottom) <= 1,
        ]),
    )
    .toEqual([0, true]);
}

function ask(page: Page, message: unknown, to: string): Promise<void> {
  return page.evaluate(
    ([data, origin]) => document.querySelector("iframe")?.contentWindow?.postMessage(data, origin as string),
    [message, to] as const,
  );
}

test("a frame is as high as its content, sends events and executes commands", async ({ page, host }) => {
  const inner = await Host.open();
  const parent = encodeURIComponent(host.origin);
  await frame(
    page,
    host,
    inner,
    `lang=en&parts=stage%20narration&controls=play&speed=5&seed=3&autoplay=0&parent=${parent}`,
  );
  await expect.poll(() => types(page)).toContain("ready");
  expect((await told(page)).every(({ origin, pbftLab }) => origin === inner.origin && pbftLab === 1)).toBe(
    true,
  );
  await fits(page);
  const high = Number((await last(page, "height"))?.["height"]);
  expect(high).toBeGreaterThan(300);
  await expect(inFrame(page).getByRole("button", { name: "Play" })).toBeVisible();
  await ask(page, { pbftLab: 1, do: "play" }, inner.origin);
  await expect.poll(async () => Number((await last(page, "step"))?.["step"])).toBeGreaterThan(10);
  await expect(inFrame(page).getByRole("button", { name: "Pause" })).toBeVisible();
  await ask(page, { pbftLab: 1, do: "pause" }, inner.origin);
  await expect(inFrame(page).getByRole("button", { name: "Play" })).toBeVisible();
  await ask(page, { pbftLab: 1, do: "seek", step: 4 }, inner.origin);
  await expect.poll(async () => (await last(page, "step"))?.["step"]).toBe(4);
  await ask(page, { pbftLab: 1, do: "back" }, inner.origin);
  await expect.poll(async () => (await last(page, "step"))?.["step"]).toBe(3);
  // A narrow frame has a lower stage: the height follows in both directions.
  await page.evaluate(() => document.querySelector("iframe")?.setAttribute("width", "1100"));
  await expect.poll(async () => Number((await last(page, "height"))?.["height"])).toBeGreaterThan(high);
  await page.evaluate(() => document.querySelector("iframe")?.setAttribute("width", "700"));
  await expect.poll(async () => Number((await last(page, "height"))?.["height"])).toBe(high);
  await inner.close();
});

test("a page that listens late asks for the messages that it missed", async ({ page, host }) => {
  const inner = await Host.open();
  const parent = encodeURIComponent(host.origin);
  await frame(page, host, inner, `lang=en&parts=stage&controls=play&autoplay=0&parent=${parent}`);
  await expect.poll(() => types(page)).toContain("ready");
  await fits(page);
  const height = (await last(page, "height"))?.["height"];
  await page.evaluate(() => {
    (globalThis as unknown as { told: Message[] }).told.length = 0;
  });
  await ask(page, { pbftLab: 1, do: "report" }, inner.origin);
  await expect.poll(() => types(page)).toEqual(["height", "ready"]);
  expect((await last(page, "height"))?.["height"]).toBe(height);
  await inner.close();
});

test("a frame needs nothing of the page around it: the code that is given fits into the window, however long its link", async ({
  page,
  host,
}) => {
  const inner = await Host.open();
  await page.setViewportSize({ width: 1024, height: 700 });
  const frame = embeddedFrame({
    home: `${inner.origin}${FOLDER}`,
    // Longer than a server reads of an address.
    scenario: `1.${"x".repeat(40_000)}`,
    title: "The lab",
  });
  const code = codeOf(frame);
  await host.show(page, code);
  // It is no link that can be opened, and the frame's page has got it whole.
  await expect(inFrame(page).getByRole("alert").filter({ hasText: "is damaged" })).toBeVisible();
  const size = await page.locator("iframe").boundingBox();
  expect(size?.height).toBeLessThan(700);
  await inner.close();
});

test("a page of another origin receives nothing about a file of the frame's origin", async ({
  page,
  host,
}) => {
  const inner = await Host.open();
  inner.put("/private.json", '{"secret-key": "secret-value", "cluster": {"replicas": 4}}');
  inner.put("/broken.json", "{ secret-text");
  const parent = encodeURIComponent(host.origin);
  for (const address of ["/private.json", "/broken.json", "/none.json", "https://other.example/x.json"]) {
    await frame(page, host, inner, `lang=en&parts=stage&scenario=${address}&parent=${parent}`);
    await expect.poll(() => types(page)).toContain("error");
    await expect.poll(() => types(page)).toContain("ready");
    const errors = (await told(page)).filter(({ type }) => type === "error").map(({ error }) => error);
    expect(errors, address).toEqual([
      {
        kind: "refused",
        message: "The source of the scenario could not be read.",
        name: "SourceError",
        field: "scenario",
        code: "not-read",
        values: {},
      },
    ]);
  }
  // The reader of the frame sees the reason.
  await expect(inFrame(page).getByRole("alert")).toContainText("is not on this server");
  await inner.close();
});

/** A file that reaches its goal and breaks a promise, with a command in it. */
const SECRET = JSON.stringify({
  cluster: { replicas: 4, seed: "7" },
  goal: { answered: { client: 0, count: 1 } },
  commands: [
    { atMs: 0, do: "submit", client: 0, operation: "put secret-key secret-value" },
    { atMs: 1, do: "crash", replica: 3 },
  ],
});
const OF_NO_RUN = ["error", "height", "ready"];

test("a page of another origin receives no event of a run from a file of the frame's origin", async ({
  page,
  host,
}) => {
  const inner = await Host.open();
  inner.put("/private.json", SECRET);
  const parent = encodeURIComponent(host.origin);
  const query = `lang=en&parts=stage%20request&controls=play%20inject&speed=100&autoplay=1`;
  await frame(page, host, inner, `${query}&scenario=/private.json&parent=${parent}`);
  const lab = inFrame(page).locator("pbft-lab");
  const reached = () =>
    lab.evaluate((element) => (element as HTMLElement & { view?: { nowMs: number } }).view?.nowMs ?? 0);
  await expect.poll(reached).toBeGreaterThan(200);
  await ask(page, { pbftLab: 1, do: "seek", step: 3 }, inner.origin);
  await ask(page, { pbftLab: 1, do: "play" }, inner.origin);
  await expect.poll(reached).toBeGreaterThan(200);
  await expect.poll(() => types(page)).toContain("ready");
  expect((await types(page)).filter((type) => !OF_NO_RUN.includes(type))).toEqual([]);
  expect(JSON.stringify(await told(page))).not.toContain("secret");
  await inner.close();
});

test("a page of another origin receives events of its own link, and none of the reader's file", async ({
  page,
  host,
}) => {
  const inner = await Host.open();
  const parent = encodeURIComponent(host.origin);
  const query = "lang=en&parts=stage&controls=play%20share&speed=100&autoplay=1";
  await frame(page, host, inner, `${query}&parent=${parent}&scenario=one-request`);
  await expect.poll(() => types(page)).toContain("step");
  await expect.poll(() => types(page)).toContain("goal");
  const lab = inFrame(page).locator("pbft-lab");
  const drop = (text: string) =>
    lab.evaluate((element, text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "own.json", { type: "application/json" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        const init = { dataTransfer, bubbles: true, composed: true, cancelable: true };
        element.dispatchEvent(new DragEvent(type, init));
      }
    }, text);
  const replicas = () =>
    lab.evaluate((element) => (element as HTMLElement & { view?: { n: number } }).view?.n ?? 0);
  const before = await told(page);
  await drop('{ "secret-text": 1');
  await expect.poll(async () => (await last(page, "error"))?.["error"]).toMatchObject({ code: "not-read" });
  await page.evaluate(() => {
    (globalThis as unknown as { told: Message[] }).told.length = 0;
  });
  expect(JSON.stringify(before)).not.toContain("secret");
  await drop(SECRET.replace('"replicas":4', '"replicas":7'));
  await expect.poll(replicas).toBe(7);
  await expect
    .poll(() =>
      lab.evaluate((element) => (element as HTMLElement & { view?: { nowMs: number } }).view?.nowMs ?? 0),
    )
    .toBeGreaterThan(200);
  expect((await types(page)).filter((type) => !OF_NO_RUN.includes(type))).toEqual([]);
  expect(JSON.stringify(await told(page))).not.toContain("secret");
  await inner.close();
});

test("a page of the frame's own origin receives the error", async ({ page, host }) => {
  await frame(
    page,
    host,
    host,
    `lang=en&parts=stage&scenario=/none.json&parent=${encodeURIComponent(host.origin)}`,
  );
  await expect
    .poll(async () => (await last(page, "error"))?.["error"])
    .toMatchObject({ code: "server-answered", values: { status: 404 } });
});

test("an origin that was not named can neither send nor receive messages", async ({ page, host }) => {
  const inner = await Host.open();
  const another = await Host.open();
  await frame(
    page,
    host,
    inner,
    `lang=en&parts=stage&controls=play&speed=5&parent=${encodeURIComponent(another.origin)}`,
  );
  await expect(inFrame(page).getByRole("button", { name: "Play" })).toBeVisible();
  await expect(inFrame(page).getByRole("button", { name: /^Replica 0/ })).toBeVisible();
  await ask(page, { pbftLab: 1, do: "play" }, inner.origin);
  await page.waitForTimeout(500);
  await expect(inFrame(page).getByRole("button", { name: "Play" })).toBeVisible();
  expect(await told(page)).toEqual([]);
  await inner.close();
  await another.close();
});

test("a message of another version or from another window has no effect", async ({ page, host }) => {
  const inner = await Host.open();
  await frame(
    page,
    host,
    inner,
    `lang=en&parts=stage&controls=play&speed=5&parent=${encodeURIComponent(host.origin)}`,
  );
  await expect.poll(() => types(page)).toContain("ready");
  for (const message of [
    "play",
    null,
    { do: "play" },
    { pbftLab: 2, do: "play" },
    { pbftLab: 1, do: "remove" },
    { pbftLab: 1, do: "constructor" },
    { pbftLab: 1, do: ["play"] },
    { pbftLab: 1, do: "seek", step: "4" },
    { pbftLab: 1, do: "seek", step: -1 },
  ]) {
    await ask(page, message, inner.origin);
  }
  // The right words and the right origin, from a window that is not the parent.
  host.put("/other.html", '<!doctype html><title>Another window</title><script src="/other.js"></script>');
  host.put("/other.js", `parent.frames[0].postMessage({ pbftLab: 1, do: "play" }, "${inner.origin}");`);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const other = document.createElement("iframe");
        other.addEventListener("load", resolve);
        other.src = "/other.html";
        document.body.append(other);
      }),
  );
  await page.waitForTimeout(500);
  await expect(page.frameLocator("iframe >> nth=0").getByRole("button", { name: "Play" })).toBeVisible();
  expect(await types(page)).not.toContain("step");
  await inner.close();
});
