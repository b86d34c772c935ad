// Values of the attribute `scenario` other than scenes: files of the page's own origin, and links.

import { expect, type Locator } from "@playwright/test";
import { Host } from "./host.ts";
import { embed, type Lab, ready, set, test } from "./stranger.ts";

const alert = (lab: Locator) => lab.getByRole("alert").filter({ hasText: /./ });
const FILE = JSON.stringify({
  version: 1,
  title: { en: "Mine" },
  cluster: { replicas: 7, seed: "5" },
  commands: [{ atMs: 0, do: "submit", client: 0, operation: "put mine 1" }],
});

test("a scenario file of the same origin is opened, with another seed where one is given", async ({
  page,
  host,
}) => {
  // Some editors put a byte-order mark at the beginning of a file.
  host.put("/a/runs/mine.json", `\uFEFF${FILE}`);
  const lab = await embed(page, host, 'scenario="runs/mine.json"');
  const seen = () => lab.evaluate((element: Lab) => [element.view?.n, element.view?.seed]);
  expect(await seen()).toEqual([7, "5"]);
  await expect(lab.getByLabel("Scene").locator("option:checked")).toHaveText("Mine");
  await set(lab, "seed", "6");
  await expect.poll(seen).toEqual([7, "6"]);
});

test("a scenario file is asked for without the reader's cookies", async ({ page, context, host }) => {
  host.put("/a/runs/mine.json", FILE);
  await context.addCookies([{ name: "session", value: "secret", url: host.origin }]);
  const lab = await embed(page, host, 'scenario="runs/mine.json"');
  expect(await lab.evaluate((element: Lab) => element.view?.n)).toBe(7);
  expect(host.cookies.get("/a/page.html")).toBe("session=secret");
  expect(host.cookies.get("/a/runs/mine.json")).toBe("");
});

test("a file that cannot be loaded is reported in words and as an event, and the first scene is opened", async ({
  page,
  host,
}) => {
  const other = await Host.open();
  other.put("/mine.json", FILE);
  host.put("/a/away.json", { body: "", status: 302, location: `${other.origin}/mine.json` });
  host.put("/a/long.json", `{"title": "${"x".repeat(8_000_001)}"}`);
  host.put("/a/wrong.json", JSON.stringify({ cluster: { replicas: 101 } }));
  host.put("/a/broken.json", "{");
  await host.show(page, "");
  const cases = [
    [`${other.origin}/mine.json`, "is not on this server", "SourceError"],
    ["//127.0.0.1:1/mine.json", "is not on this server", "SourceError"],
    ["away.json", "could not be fetched", "SourceError"],
    ["none.json", "the server responded with status 404", "SourceError"],
    ["long.json", "longer than 8 MB", "SourceError"],
    ["wrong.json", "101", "ScenarioError"],
    ["broken.json", "", "ScenarioError"],
    ["1.AAAAAAAAAAAAAAAA", "link", "LinkError"],
    ["a scene of mine", "There is no scene", "SourceError"],
  ];
  for (const [scenario = "", sentence = "", name] of cases) {
    await page.evaluate((text) => {
      const errors: unknown[] = [];
      (globalThis as unknown as { errors: unknown[] }).errors = errors;
      const lab = document.createElement("pbft-lab");
      lab.lang = "en";
      lab.parts = "narration";
      lab.controls = "";
      lab.scenario = text;
      lab.addEventListener("pbft-error", ({ detail }) => errors.push(detail));
      document.body.replaceChildren(lab);
    }, scenario);
    const lab = page.locator("pbft-lab");
    await ready(lab);
    await expect(alert(lab)).toContainText(sentence);
    const heard = await page.evaluate(() => (globalThis as unknown as { errors: unknown[] }).errors);
    // Once, and no second time when the first scene has been opened in its place.
    expect(heard.length, scenario).toBe(1);
    expect(heard[0], scenario).toMatchObject({
      kind: "refused",
      name,
      message: expect.stringContaining(sentence),
    });
    expect(await lab.evaluate((element: Lab) => element.view?.n)).toBe(4);
  }
  await other.close();
});

test("the text of a link opens its run at its moment, and a later wish outruns an earlier one", async ({
  page,
  host,
}) => {
  const lab = await embed(page, host, 'scenario="one-replica-down" start-at="20" parts="stage" controls=""');
  const digest = () => lab.evaluate(async (element: Lab) => (await element.simulation.view()).digest);
  await expect.poll(() => lab.evaluate((element: Lab) => element.view?.stepCount)).toBe(20);
  const [wanted, link] = [await digest(), await lab.evaluate((element: Lab) => element.simulation.link())];
  await lab.evaluate((element: Lab, text) => {
    element.removeAttribute("start-at");
    element.setAttribute("scenario", "hundred-replicas");
    // Before that one can be open: the last wish counts.
    setTimeout(() => element.setAttribute("scenario", text));
  }, link);
  await expect.poll(digest).toBe(wanted);
  await page.waitForTimeout(300);
  expect(await digest()).toBe(wanted);
});
