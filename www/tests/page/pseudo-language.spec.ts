// A language is a file: in a copy of the page, to which the catalogue of a pseudo-language is added and nothing else, the page is in
// that language everywhere.

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { accented, PSEUDO, pseudoCatalogue, pseudoTexts } from "../pseudo-language.ts";
import { FOLDER, Host } from "./host.ts";

interface SceneTexts {
  readonly title: string;
  readonly about: string;
  readonly captions: readonly string[];
}

/** The tag that is reserved for a pseudo-language from right to left. */
const MIRRORED = "ar-XB";
const WWW = join(import.meta.dirname, "../..");
const CATALOG = join(WWW, "../src/scenario/catalog");
const COPIED = [
  "src",
  "public",
  "index.html",
  "embed.html",
  "package.json",
  "vite.config.ts",
  "tsconfig.json",
];

let folder: string;
let host: Host;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pbft-lab-language-"));
  const copy = join(folder, "www");
  for (const name of COPIED) {
    await cp(join(WWW, name), join(copy, name), { recursive: true });
  }
  await symlink(join(WWW, "node_modules"), join(copy, "node_modules"));
  for (const outside of ["pkg", "docs"]) {
    await symlink(join(WWW, "..", outside), join(folder, outside));
  }
  const english = await readFile(join(copy, "src/locales/en.ftl"), "utf8");
  await writeFile(join(copy, `src/locales/${PSEUDO}.ftl`), pseudoCatalogue(english));
  const mirrored = pseudoCatalogue(english).replace(/^(language-direction = )ltr$/m, "$1rtl");
  await writeFile(join(copy, `src/locales/${MIRRORED}.ftl`), mirrored);
  const vite = join(WWW, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(process.execPath, [vite, "build", "--logLevel", "warn"], { cwd: copy });
  host = await Host.open(join(copy, "dist"));
});

test.afterAll(async () => {
  await host?.close();
  await rm(folder, { recursive: true, force: true });
});

const textsOf = (json: string) => JSON.parse(json) as Readonly<Record<string, SceneTexts>>;
const textsIn = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(textsIn);
const english = (): Promise<string> => readFile(join(CATALOG, "texts/en.json"), "utf8");

async function open(page: Page, query: string): Promise<void> {
  await page.goto(`${host.origin}${FOLDER}index.html?lang=${PSEUDO}&${query}`);
  await expect(page.getByRole("button", { name: new RegExp(`^${accented("Replica")} 0,`) })).toBeVisible();
}

/** Every text that is shown or read aloud, with the shadow roots, except what is marked as another language or as code. */
function shownTexts(page: Page): Promise<string[]> {
  return page.evaluate((language) => {
    const elsewhere = `[lang]:not([lang="${language}"]), script, style, code, noscript, [hidden], pbft-lab > p`;
    const attributes = ["aria-label", "title", "placeholder", "aria-valuetext"];
    const textsIn = (node: Node): string[] => {
      if (node instanceof Text) {
        return [node.data];
      }
      if (!(node instanceof Element) || node.matches(elsewhere)) {
        return [];
      }
      const children = [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes];
      return [...attributes.map((name) => node.getAttribute(name) ?? ""), ...children.flatMap(textsIn)];
    };
    return textsIn(document.body)
      .map((text) => text.trim())
      .filter((text) => text !== "");
  }, PSEUDO);
}

/** What has plain letters: message kinds, operations and the names of the protocol have them in every language. */
function plain(texts: readonly string[], allowed: readonly string[]): string[] {
  const rest = (text: string) => allowed.reduce((left, one) => left.replaceAll(one, ""), text);
  // A long caption is cut in the list of chapters.
  const isCut = (text: string) =>
    text.endsWith("…") && allowed.some((one) => one.startsWith(text.slice(0, -1)));
  return texts.filter(
    (text) => !isCut(text) && /[a-z]{3}/.test(rest(text).replaceAll(/\b(?:put|get|add|pbft|lab)\b/g, "")),
  );
}

test("a language that is added as a file is shown everywhere", async ({ page }) => {
  await open(page, "scenario=two-replicas-down");
  await expect(page.locator("html")).toHaveAttribute("lang", PSEUDO);
  await expect(page.locator("html")).toHaveAttribute("dir", "ltr");
  await expect(page).toHaveTitle(new RegExp(`^${accented("pbft-lab")}`));
  // The engine has no scenes in this language: they are in English.
  const questions = await readFile(join(CATALOG, "../questions/texts/en.json"), "utf8");
  const texts = [await english(), questions].flatMap((json) => textsIn(JSON.parse(json)));
  const longestFirst = texts.sort((a, b) => b.length - a.length);
  const shown: string[] = [];
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await expect(tab).toHaveAttribute("aria-selected", "true");
    shown.push(...(await shownTexts(page)));
  }
  expect(shown.length).toBeGreaterThan(150);
  expect(plain(shown, longestFirst)).toEqual([]);

  await page.locator("pbft-lab-popover.look .opener").click();
  const languages = page.getByRole("combobox", { name: accented("Language") });
  await expect(languages).toHaveValue(PSEUDO);
  await expect(languages.locator("option:checked")).toHaveText(accented("English"));
  await languages.selectOption("en");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("button", { name: /^Replica 0,/ })).toBeVisible();
});

test("a scene with texts in that language is shown in it", async ({ page }) => {
  const [original, translated] = [await english(), pseudoTexts(await english())].map(
    (json) => textsOf(json)["one-request"],
  );
  const file = JSON.parse(await readFile(join(CATALOG, "one-request.json"), "utf8"));
  const both = (text: (texts: SceneTexts | undefined) => string | undefined) => ({
    en: text(original),
    [PSEUDO]: text(translated),
  });
  const captions = file.captions.map((caption: object, index: number) => ({
    ...caption,
    text: both((texts) => texts?.captions[index]),
  }));
  const scenario = {
    ...file,
    title: both((texts) => texts?.title),
    about: both((texts) => texts?.about),
    captions,
  };
  host.put(`${FOLDER}own.json`, JSON.stringify(scenario));
  await open(page, "scenario=own.json");
  const told = page.locator("pbft-lab-captions");
  await expect(told).toContainText(translated?.captions[0] ?? "");
  await expect(told).not.toContainText(/[a-z]{3}/);
});

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;

const edges = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Box => ({
  left: x,
  right: x + width,
  top: y,
  bottom: y + height,
});

/** The boxes of the rows and the panel, and what makes the page wider than its window. */
function arranged(page: Page): Promise<{ boxes: Record<string, Box>; wider: number }> {
  return page.evaluate(() => {
    const root = document.querySelector("pbft-lab")?.shadowRoot;
    const parts = [".bar", ".story", ".transport", ".panel", ".tools", ".bar .chip", ".bar pbft-lab-scenes"];
    const boxes = parts.map((part) => {
      const {
        left = 0,
        right = 0,
        top = 0,
        bottom = 0,
      } = root?.querySelector(part)?.getBoundingClientRect() ?? {};
      return [part, { left, right, top, bottom }];
    });
    const { scrollWidth, clientWidth } = document.documentElement;
    return { boxes: Object.fromEntries(boxes), wider: scrollWidth - clientWidth };
  });
}

for (const [width, height] of [
  [1280, 720],
  [390, 844],
] as const) {
  test(`a language from right to left mirrors the page, ${width} by ${height}`, async ({ page }) => {
    // How the timeline aligns its names.
    await page.addInitScript(() => {
      const aligned = new Set<string>();
      Object.assign(globalThis, { aligned });
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (...args) {
        aligned.add(this.textAlign);
        fillText.apply(this, args);
      };
    });
    await page.setViewportSize({ width, height });
    await page.goto(`${host.origin}${FOLDER}index.html?lang=${MIRRORED}&scenario=one-request&start-at=40ms`);
    const replica = page.getByRole("button", { name: new RegExp(`^${accented("Replica")} 1,`) });
    await expect(replica).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
    const { boxes, wider } = await arranged(page);
    expect(wider).toBeLessThanOrEqual(0);
    for (const [name, { left, right, bottom }] of Object.entries(boxes)) {
      expect(left >= 0 && right <= width && bottom <= height, name).toBe(true);
    }
    const box = (name: string) => boxes[name] ?? { left: 0, right: 0, top: 0, bottom: 0 };
    expect(overlap(box(".tools"), box(".bar .chip"))).toBe(false);
    expect(box(".tools").right).toBeLessThan(box(".bar pbft-lab-scenes").left);
    if (width > 600) {
      expect(box(".panel").right).toBeLessThanOrEqual(box(".story").left + 1);
    } else {
      // The timeline is behind its tab here.
      await page.getByRole("tab").first().click();
    }
    // Its names are next to the lanes, not on them: no side depends on the direction of the text.
    const sides = () => page.evaluate(() => [...(globalThis as unknown as { aligned: Set<string> }).aligned]);
    await expect.poll(sides).toContain("right");
    expect((await sides()).filter((side) => side === "start" || side === "end")).toEqual([]);
    await replica.click();
    const card = page.getByRole("dialog");
    await expect(card).toBeVisible();
    // It covers no node that it is about; on a phone it comes from below.
    if (width > 620) {
      await expect(async () => {
        const at = await card.boundingBox();
        const node = await replica.boundingBox();
        expect(at && node && overlap(edges(at), edges(node))).toBe(false);
        expect(at && at.x >= 0 && at.x + at.width <= width).toBe(true);
      }).toPass();
    }
  });
}
