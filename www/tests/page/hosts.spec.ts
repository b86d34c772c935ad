// The element where people really put it: slides, the pages of a book, a sandboxed frame, a file that was opened from a disk.

import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, type Locator, type Page } from "@playwright/test";
import { FOLDER, Host, script } from "./host.ts";
import { Lab } from "./lab.ts";
import { test } from "./stranger.ts";

const REVEAL = new URL("../../node_modules/reveal.js/dist/", import.meta.url);
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

interface Reveal {
  getIndices(): { h: number };
  isOverview(): boolean;
  getScale(): number;
}

const reveal = (page: Page) =>
  page.evaluate(() => {
    const { Reveal } = globalThis as unknown as { Reveal: Reveal };
    return { slide: Reveal.getIndices().h, overview: Reveal.isOverview(), scale: Reveal.getScale() };
  });

function middle(element: Locator): Promise<{ x: number; y: number }> {
  return element.evaluate((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
}

test("the size of the root's font on the page changes no distance in the element", async ({ page, host }) => {
  host.policy = `${host.policy}; style-src 'self'`;
  host.put("/a/root.css", "html { font-size: 62.5%; }");
  const distances = async (head: string) => {
    await host.show(page, '<pbft-lab lang="en" parts="stage narration"></pbft-lab>', head + script());
    await expect(new Lab(page).replica(0)).toBeVisible();
    const boxes = ["controls", "story", "stage"].map((part) => page.locator(`[part~=${part}]`).first());
    return Promise.all(
      boxes.map((box) =>
        box.evaluate((one) => {
          const { paddingInlineStart, columnGap, height } = getComputedStyle(one);
          return [paddingInlineStart, columnGap, height];
        }),
      ),
    );
  };
  const usual = await distances("");
  const rootSize = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  expect(await distances('<link rel="stylesheet" href="root.css">')).toEqual(usual);
  expect(await rootSize()).toBe("10px");
});

/** A deck with the lab on the second of its three slides, as large as the window has room for. */
async function deck(page: Page, host: Host): Promise<Lab> {
  const lab = new Lab(page);
  host.policy = `${host.policy}; style-src 'self' 'unsafe-inline'`;
  for (const file of ["reveal.js", "reveal.css"]) {
    host.put(`/reveal/${file}`, await readFile(new URL(file, REVEAL), "utf8"));
  }
  host.put(
    "/a/deck.js",
    "Reveal.initialize({ width: 960, height: 700, margin: 0, hash: false, transition: 'none', mouseWheel: true });",
  );
  await page.setViewportSize({ width: 1280, height: 900 });
  await host.show(
    page,
    `<div class="reveal"><div class="slides">
      <section><h2>One</h2></section>
      <section><pbft-lab lang="en" scenario="one-request" parts="stage timeline" controls="request step faults network" height="690px"></pbft-lab></section>
      <section><h2>Three</h2></section>
    </div></div><script src="/reveal/reveal.js"></script><script src="deck.js"></script>`,
    `<link rel="stylesheet" href="/reveal/reveal.css">${script()}`,
  );
  await expect.poll(async () => (await reveal(page)).slide).toBe(0);
  await page.keyboard.press("ArrowRight");
  await expect(lab.replica(0)).toBeVisible();
  expect((await reveal(page)).slide).toBe(1);
  expect((await reveal(page)).scale).not.toBe(1);
  return lab;
}

test("on a slide of reveal.js, nodes follow the pointer and the link that is clicked opens", async ({
  page,
  host,
}) => {
  const lab = await deck(page, host);
  const from = await middle(lab.replica(1));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 40, from.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(async () => {
      const to = await middle(lab.replica(1));
      return Math.hypot(to.x - from.x + 40, to.y - from.y - 20);
    })
    .toBeLessThan(1.5);
  const [a, b] = [await middle(lab.replica(0)), await middle(lab.replica(1))];
  await page.mouse.click((a.x + b.x) / 2, (a.y + b.y) / 2);
  await expect(lab.menu).toHaveAccessibleName("Replica 0 ↔ Replica 1");
  await page.keyboard.press("Escape");
  await expect(lab.menu).toBeHidden();
  expect(await reveal(page)).toMatchObject({ slide: 1, overview: false });
});

test("on a slide, keys that the element uses turn no slide, and the other keys do", async ({
  page,
  host,
}) => {
  const lab = await deck(page, host);
  const field = page.getByLabel("Client request:");
  await field.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("put n b.o p 1");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Home");
  expect(await reveal(page)).toMatchObject({ slide: 1, overview: false });
  await expect(field).toHaveValue("put n b.o p 1");
  await lab.replica(0).focus();
  for (const key of ["ArrowRight", "ArrowDown", "Shift+ArrowLeft", "."]) {
    await page.keyboard.press(key);
  }
  await page.keyboard.press("Enter");
  await expect(lab.menu).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await reveal(page)).toMatchObject({ slide: 1, overview: false });
  await page.keyboard.press("n");
  await expect.poll(async () => (await reveal(page)).slide).toBe(2);
});

test("on a slide, a finger that drags a node swipes nothing", async ({ page, host }) => {
  const lab = await deck(page, host);
  const { x, y } = await middle(lab.replica(1));
  const swipe = (target: Locator) =>
    target.evaluate(
      (one, at) => {
        const send = (type: string, clientX: number) =>
          one.dispatchEvent(
            new PointerEvent(type, {
              pointerType: "touch",
              pointerId: 5,
              isPrimary: true,
              button: 0,
              clientX,
              clientY: at.y,
              bubbles: true,
              composed: true,
            }),
          );
        send("pointerdown", at.x);
        send("pointermove", at.x - 30);
        send("pointermove", at.x - 90);
        send("pointerup", at.x - 90);
      },
      { x, y },
    );
  await swipe(lab.replica(1));
  expect((await reveal(page)).slide).toBe(1);
  await expect.poll(async () => Math.abs((await middle(lab.replica(1))).x - (x - 90))).toBeLessThan(1.5);
});

test("in a book, the arrows turn its pages only where the element has no use for them", async ({
  page,
  host,
}) => {
  const lab = new Lab(page);
  // As mdBook does it.
  host.put(
    "/a/book.js",
    `globalThis.turned = [];
     document.addEventListener("keydown", (event) => {
       if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
       if (event.key === "ArrowRight" || event.key === "ArrowLeft") { event.preventDefault(); turned.push(event.key); }
       if (event.key === "s" || event.key === "/") { event.preventDefault(); turned.push("search"); }
     });`,
  );
  await host.show(
    page,
    '<pbft-lab lang="en" scenario="one-request"></pbft-lab><button>Next</button>',
    `<script src="book.js"></script>${script()}`,
  );
  await expect(lab.replica(0)).toBeVisible();
  const turned = () => page.evaluate(() => (globalThis as unknown as { turned: string[] }).turned.splice(0));
  await lab.replica(0).focus();
  await page.keyboard.press("ArrowRight");
  await expect(lab.replica(1)).toBeFocused();
  await page.getByRole("slider", { name: "Time scrubber" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByLabel("Client request:").fill("");
  await page.keyboard.type("get s/s");
  await page.keyboard.press("ArrowLeft");
  expect(await turned()).toEqual([]);
  await expect(page.getByLabel("Client request:")).toHaveValue("get s/s");
  await page.getByRole("button", { name: "Next", exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("s");
  expect(await turned()).toEqual(["ArrowRight", "search"]);
});

for (const [sandbox, shared, place, sentence] of [
  ["", true, "noscript p", "JavaScript is switched off here, or this frame does not allow it"],
  ["allow-scripts", false, "[data-missing=origin]", "This frame has an opaque origin"],
] as const) {
  test(`a frame with sandbox="${sandbox}" says what is missing`, async ({ page, host }) => {
    const inner = await Host.open();
    inner.shared = shared;
    for (const file of ["embed.html", "index.html"]) {
      await host.show(
        page,
        `<iframe title="The lab" sandbox="${sandbox}" width="700" height="500" src="${inner.origin}${FOLDER}${file}"></iframe>`,
        "",
      );
      const frame = page.frameLocator("iframe");
      const said = frame.locator(place);
      await expect(said).toBeVisible();
      await expect(said).toContainText(sentence);
      await expect(said).toContainText("allow-scripts allow-same-origin");
    }
    await inner.close();
  });
}

test("a sandboxed frame works if its server allows any origin to read its files", async ({ page, host }) => {
  await host.show(
    page,
    `<iframe title="The lab" sandbox="allow-scripts" width="700" height="500" src="${host.origin}${FOLDER}embed.html?lang=en&parts=stage"></iframe>`,
    "",
  );
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("button", { name: /^Replica 0,/ })).toBeVisible();
});

for (const file of ["index.html", "embed.html"]) {
  test(`${file}, opened from a disk, says that it needs a server`, async ({ page }) => {
    await page.goto(pathToFileURL(`${DIST}${file}`).href);
    // Playwright lets Firefox load modules from files, which a reader's does not: then the lab works, and says nothing.
    const works = new Lab(page).replica(0);
    const says = page.getByText("This page was opened as a file");
    await expect(says.or(works).filter({ visible: true })).toHaveCount(1);
  });
}
