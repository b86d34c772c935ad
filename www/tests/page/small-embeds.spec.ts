// Small frames: everything is inside, and nothing lies on anything else.

import { expect, type Page, test } from "@playwright/test";

const SIZES = [
  [800, 600],
  [640, 480],
  [480, 360],
  [320, 480],
] as const;
const CONTENTS = {
  everything: "",
  film: "&parts=narration%20stage%20legend&controls=play%20step%20reset",
  picture: "&parts=stage&controls=",
} as const;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Measured {
  readonly frame: Box;
  readonly stage: Box;
  readonly named: Readonly<Record<string, Box>>;
  readonly nodes: readonly (readonly [string, Box])[];
  readonly scrolled: boolean;
}

function measured(page: Page): Promise<Measured> {
  return page.evaluate(() => {
    const root = document.querySelector("pbft-lab")?.shadowRoot;
    const boxOf = (element: Element | null | undefined) => {
      const { left = 0, top = 0, right = 0, bottom = 0 } = element?.getBoundingClientRect() ?? {};
      return { left, top, right, bottom };
    };
    const stage = root?.querySelector("pbft-lab-stage");
    const nodes = [...(stage?.shadowRoot?.querySelectorAll(".node") ?? [])].flatMap((node) =>
      [...node.querySelectorAll("circle:not(.touch), rect, text")].map(
        (part) => [`${node.getAttribute("aria-label")?.slice(0, 9)} ${part.localName}`, boxOf(part)] as const,
      ),
    );
    const lab = root?.querySelector(".lab");
    const scrolls = [lab, document.documentElement].map(
      (one) => one && one.scrollHeight > one.clientHeight + 1,
    );
    return {
      frame: { left: 0, top: 0, right: innerWidth, bottom: innerHeight },
      stage: boxOf(stage),
      named: {
        story: boxOf(root?.querySelector(".story")),
        transport: boxOf(root?.querySelector(".transport")),
        clock: boxOf(root?.querySelector(".transport .position")),
        chip: boxOf(root?.querySelector(".bar .chip")),
        tools: boxOf(root?.querySelector(".tools")),
        palette: boxOf(root?.querySelector("pbft-lab-palette")?.shadowRoot?.querySelector("[role=toolbar]")),
        field: boxOf(root?.querySelector("pbft-lab-request")),
        legend: boxOf(root?.querySelector("pbft-lab-legend")),
      },
      nodes,
      scrolled: scrolls.includes(true),
    };
  });
}

const exists = (box: Box | undefined): box is Box =>
  box !== undefined && box.right > box.left && box.bottom > box.top;
const inside = (box: Box, room: Box) =>
  box.left >= room.left - 1 &&
  box.top >= room.top - 1 &&
  box.right <= room.right + 1 &&
  box.bottom <= room.bottom + 1;
const overlap = (a: Box, b: Box) =>
  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
const APART = [
  ["chip", "tools"],
  ["palette", "story"],
  ["palette", "legend"],
  ["palette", "transport"],
  ["field", "legend"],
  ["field", "transport"],
  ["field", "story"],
] as const;

/** What is outside the frame or the stage, and which two things overlap. */
async function faults(page: Page): Promise<string[]> {
  const { frame, stage, named, nodes, scrolled } = await measured(page);
  const parts = Object.entries(named).filter(([, box]) => exists(box));
  const outside = [
    ...parts.filter(([, box]) => !inside(box, frame)),
    ...nodes.filter(([, box]) => exists(box) && !inside(box, stage)),
  ];
  const touching = APART.filter(([one, other]) => {
    const [a, b] = [named[one], named[other]];
    return exists(a) && exists(b) && overlap(a, b);
  });
  return [
    ...(nodes.length > 0 ? [] : ["there are no nodes"]),
    ...outside.map(([name]) => `${name} is cut off`),
    ...touching.map(([one, other]) => `${one} lies on ${other}`),
    ...(scrolled ? ["it is scrolled"] : []),
  ];
}

for (const [width, height] of SIZES) {
  test(`a frame of ${width} by ${height} shows all that it has, uncut`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const language of ["en", "zh"]) {
      for (const [name, query] of Object.entries(CONTENTS)) {
        await page.goto(`./embed.html?scenario=two-replicas-down&lang=${language}&start-at=60ms${query}`);
        await expect(page.getByRole("button", { name: /^(Client|客户端)/ })).toBeVisible();
        await expect.poll(() => faults(page), `${name}, ${language}`).toEqual([]);
      }
    }
  });
}

test("a tab of a low frame opens over the stage, and folds again", async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 360 });
  await page.goto("./embed.html?scenario=one-request&lang=en");
  const tab = page.getByRole("tab", { name: "Events" });
  const panel = page.getByRole("tabpanel");
  await expect(panel).toHaveCount(0);
  await tab.click();
  await expect(panel).toBeInViewport();
  await tab.click();
  await expect(panel).toHaveCount(0);
  // Where the field for requests has no room, the card of the client sends them.
  await expect(page.locator("pbft-lab-request")).toHaveCount(0);
  await page.getByRole("button", { name: /^Client/ }).click();
  await expect(page.getByRole("dialog").or(page.getByRole("menu"))).toBeVisible();
});
