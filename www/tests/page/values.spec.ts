// Lies that can be seen: two values for one thing have two identities, the same everywhere, and where all agree the picture is calm.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import type { PbftLab } from "../../src/embed/public.ts";
import { Lab } from "./lab.ts";

let lab: Lab;

test.beforeEach(async ({ page }) => {
  lab = new Lab(page);
  await lab.open();
});

const legend = (page: Page) => page.getByRole("list", { name: "Competing values" });
const chips = (place: Locator) => place.locator(".value-chip");

/** What the stage or the timeline shows, as a figure: the canvas has no words of its own. */
function figure(page: Page, of: "stage" | "timeline"): Promise<string> {
  return page
    .locator("pbft-lab")
    .evaluate(async (element: HTMLElement & PbftLab, of) => (await element.figure("svg", of)).text(), of);
}

/** Opens a scene, paused at its beginning. */
async function begin(page: Page, scene: string): Promise<void> {
  await page.locator("pbft-lab").evaluate((element, scene) => element.setAttribute("scenario", scene), scene);
  await lab.button("Pause").click();
  await expect(lab.button("Play")).toBeVisible();
}

/** One step after the other until this holds. */
async function stepUntil(holds: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await lab.button("Step").click();
    await holds();
  }).toPass({ timeout: 90_000, intervals: [100] });
}

/** The looks of the signs in a place, with the names in them. */
async function looksIn(place: Locator): Promise<Set<string>> {
  const found = await chips(place).evaluateAll((all) =>
    all.map(
      (chip) =>
        `${[...chip.classList].find((name) => /^value-(\d|null|unknown)/.test(name))} ${chip.textContent?.trim()}`,
    ),
  );
  return new Set(found);
}

const BOTH = ["value-1 x=1", "value-2 x=2"];

/** Pauses where the votes for one number show both values. */
async function equivocation(page: Page): Promise<void> {
  await begin(page, "equivocating-primary");
  await lab.tab("Votes");
  await stepUntil(async () =>
    expect([...(await looksIn(page.locator("pbft-lab-vote-matrix")))]).toEqual(expect.arrayContaining(BOTH)),
  );
}

async function hasBoth(place: Locator, name: string): Promise<void> {
  await expect
    .poll(async () => [...(await looksIn(place))].filter((look) => BOTH.includes(look)).sort(), {
      message: name,
    })
    .toEqual(BOTH);
}

test("an equivocation shows two values with two identities on stage, timeline, matrix, events and evidence", async ({
  page,
}) => {
  await equivocation(page);
  await hasBoth(legend(page), "legend");
  await hasBoth(page.locator("pbft-lab-vote-matrix"), "matrix");
  // The same two colours in both drawings; on the stage with their names.
  const stage = await figure(page, "stage");
  const names = [...stage.matchAll(/stroke="(#\w+)"[^>]*\/>\n<text[^>]*>(x=[12])</g)];
  const colours = new Map(names.map(([, colour, name]) => [name ?? "", colour ?? ""]));
  expect([...colours.keys()].sort()).toEqual(["x=1", "x=2"]);
  expect(new Set(colours.values()).size).toBe(2);
  const timeline = (await figure(page, "timeline")).toLowerCase();
  const rgb = (hex: string) =>
    `rgb(${[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(", ")})`;
  for (const [name, colour] of colours) {
    expect(timeline.includes(rgb(colour)) || timeline.includes(colour), name).toBe(true);
  }
  await lab.tab("Events");
  await page.getByText("include messages and timers").click();
  await hasBoth(lab.events, "events");
  const safety = await lab.safety();
  await safety.locator("details.proofs summary").click();
  // Each proof is of two of the values that the primary proposed.
  const pair = safety.locator(".statements").first();
  await expect.poll(async () => (await looksIn(pair)).size, { message: "evidence" }).toBe(2);
  await expect(chips(pair).filter({ hasText: "x=1" })).toHaveClass(/value-1/);
});

test("an accepted value is distinguished from a received one, in the drawing and in words", async ({
  page,
}) => {
  await begin(page, "equivocating-primary");
  const sent = page.locator("pbft-lab-stage .value-arc.sent");
  await stepUntil(async () => expect(await sent.count()).toBeGreaterThan(0));
  await expect(page.locator("pbft-lab-stage .value-arc.accepted")).not.toHaveCount(0);
  await expect(page.locator("pbft-lab-stage .value-text").first()).toHaveText(/^x=[12]$/);
  await expect(page.getByRole("button", { name: /^Replica \d,.*Also sent: \S+/ })).not.toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Replica \d,.*Accepted: x=\d/ })).not.toHaveCount(0);
});

test("evidence shows the assignment of each statement, and that no correct node signs both", async ({
  page,
}) => {
  await equivocation(page);
  const safety = await lab.safety();
  await safety.locator("details.proofs summary").click();
  const pair = safety.locator(".statements").first();
  const lead = /Signed by replica 0: in its PRE-PREPARE, sequence number 1 is/;
  await expect(pair.locator(".statement").filter({ hasText: lead })).toHaveCount(2);
  await expect(pair).toContainText(/sequence number 1 is\s+x=1/);
  await expect(pair).toContainText(/sequence number 1 is\s+(null|x=2)/);
  await expect(pair).toContainText("No correct node signs both.");
});

test("in an honest run nothing has a sign of its value, and the events name it all the same", async ({
  page,
}) => {
  await begin(page, "one-request");
  await lab.tab("Events");
  await page.getByText("include messages and timers").click();
  await lab.hurry();
  await lab.playUntil(() => expect(lab.client).toHaveAccessibleName(/returned/, { timeout: 500 }));
  await expect(lab.events).toContainText(/sends COMMIT \(seq 1, \w+=\w+\)/);
  await lab.tab("Votes");
  await expect(page.locator("pbft-lab-vote-matrix .cast")).not.toHaveCount(0);
  await expect(chips(page.locator("pbft-lab"))).toHaveCount(0);
  await expect(page.locator("pbft-lab-stage :is(.value-arc, .value-pill, .ended)")).toHaveCount(0);
  await expect(legend(page)).toHaveCount(0);
});

test("links that are cut, held and slow look different, and a partition keeps its line until it is healed", async ({
  page,
}) => {
  await begin(page, "one-request");
  await page.locator("pbft-lab").evaluate(async (element: HTMLElement & PbftLab) => {
    const { simulation } = element;
    await simulation.command({ do: "link", from: 0, to: 1, up: false });
    await simulation.command({ do: "link", from: 0, to: 2, hold: true });
    await simulation.command({ do: "link", from: 0, to: 3, latencyMs: { constant: 500 } });
  });
  for (const why of ["cut", "held", "slow"]) {
    await expect(page.locator(`pbft-lab-stage .stop.${why}`)).toHaveCount(1);
  }
  await expect(page.locator("pbft-lab-stage .latency")).toHaveText("500 ms");
  await lab.tab("Events");
  await expect(lab.events).toContainText("The link 0 → 3 now takes 500 ms.");
  const line = page.locator("pbft-lab-stage .parting");
  await expect(line).toHaveCount(0);
  const command = (command: object) =>
    page
      .locator("pbft-lab")
      .evaluate(
        (element: HTMLElement & PbftLab, command) => element.simulation.command(command as never),
        command,
      );
  await command({
    do: "partition",
    groups: [
      [0, 1],
      [2, 3, 4],
    ],
  });
  await expect(line).toHaveCount(1);
  await lab.button("Step").click();
  await expect(line).toHaveCount(1);
  await command({ do: "heal" });
  await expect(line).toHaveCount(0);
});

test("a forged message and a lost one show how they ended, each with a sign of its own", async ({ page }) => {
  await begin(page, "forged-signature");
  await stepUntil(() =>
    expect(page.locator("pbft-lab-stage .ended.forged")).not.toHaveCount(0, { timeout: 300 }),
  );
  await begin(page, "one-request");
  const drop = () =>
    page.locator("pbft-lab").evaluate(async (element: HTMLElement & PbftLab) => {
      const { packets } = await element.simulation.view();
      const [first] = packets;
      return first ? element.simulation.command({ do: "drop", packet: first.id }).then(() => true) : false;
    });
  await stepUntil(async () => expect(await drop()).toBe(true));
  await expect(page.locator("pbft-lab-stage .ended.lost")).toHaveCount(1);
});

test("a Byzantine node has an outline and the word", async ({ page }) => {
  await begin(page, "equivocating-primary");
  await stepUntil(() => expect(page.locator("pbft-lab-stage .liar")).toHaveCount(1, { timeout: 300 }));
  await expect(page.locator("pbft-lab-stage .caption").filter({ hasText: "Byzantine" })).toHaveCount(1);
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing where values compete, ${theme}`, async ({ page }) => {
    await lab.theme(theme);
    await equivocation(page);
    const check = async (view: string, part: string) => {
      const axe = new AxeBuilder({ page }).include({ fromShadowDom: ["pbft-lab", part] });
      const found = await axe.analyze();
      expect(
        found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]),
        view,
      ).toEqual([]);
    };
    await check("votes", "pbft-lab-vote-matrix");
    await check("legend", "pbft-lab-stage");
    await lab.tab("Events");
    const safety = await lab.safety();
    await safety.locator("details.proofs summary").click();
    await check("evidence", "pbft-lab-safety");
  });
}
