// Figures: caption, size and text that fits, in both languages. What is looked at is the file that is saved.

import { expect, type Page, test } from "@playwright/test";
import { Sharing } from "./sharing.ts";

/** What a figure shows, measured by the browser. */
function measured(page: Page, svg: string) {
  return page.evaluate((svg) => {
    const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const figure = document.importNode(root, true);
    document.body.append(figure);
    const box = figure.getBoundingClientRect();
    const within = [...figure.querySelectorAll("text")].map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      const fits =
        left >= box.left - 1 && right <= box.right + 1 && top >= box.top - 1 && bottom <= box.bottom + 1;
      return { text: text.textContent ?? "", fits };
    });
    const size = ["width", "height"].map((name) => root.getAttribute(name) ?? "");
    figure.remove();
    return { size, texts: within.map(({ text }) => text), cut: within.filter(({ fits }) => !fits) };
  }, svg);
}

const CAPTIONS = {
  en: /One request, five phases: .* at step\s7, after [\d.]+\sms of virtual time; n\s=\s4, f\s=\s1, seed\s225\./,
  zh: /一个请求，五个阶段：.*第\s7 步.*虚拟时间 [\d.]+\s毫秒；n\s=\s4，f\s=\s1，种子\s225。/,
};

for (const language of ["en", "zh"] as const) {
  test(`a figure has its caption, its scale and text that fits, ${language}`, async ({ page }) => {
    const lab = new Sharing(page);
    await lab.prepare();
    const element = page.locator("pbft-lab").first();
    await element.evaluate((one: HTMLElement, language) => {
      one.lang = language;
    }, language);
    for (const of of ["stage", "timeline"] as const) {
      const svg = await element.evaluate(
        async (one: HTMLElementTagNameMap["pbft-lab"], of) => (await one.figure("svg", of)).text(),
        of,
      );
      const { texts, cut } = await measured(page, svg);
      expect(cut).toEqual([]);
      expect(texts.join(" ")).toMatch(CAPTIONS[language]);
      if (of === "timeline") {
        expect(texts).toContain(language === "en" ? "virtual time" : "虚拟时间");
        expect(texts.filter((text) => /^\d+ (ms|毫秒)$/.test(text)).length).toBeGreaterThan(1);
      }
    }
  });
}

test("caption, width and unit are chosen, and the preview is the figure", async ({ page }) => {
  // The policy of the page lets nothing read a picture again.
  await page.addInitScript(() => {
    const pictures = new Map<string, Blob>();
    Object.assign(globalThis, { pictures });
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      const address = create(blob);
      if (blob instanceof Blob) {
        pictures.set(address, blob);
      }
      return address;
    };
  });
  const lab = new Sharing(page);
  await lab.prepare();
  await lab.share();
  await lab.leaf("Figure");
  const { dialog } = lab;
  await expect(dialog.getByRole("img", { name: "Figure of the stage" })).toBeVisible();
  const caption = dialog.getByLabel("Caption");
  await expect(caption).toHaveValue(CAPTIONS.en);
  await caption.fill("Figure 2. Replica 3 is down.");
  await dialog.getByRole("radio", { name: "Timeline" }).check();
  await dialog.getByLabel("Width").first().selectOption("a column: 8 cm");
  const image = dialog.getByRole("img", { name: "Figure of the timeline" });
  const { content } = await lab.save("Save timeline as SVG");
  const text = content.toString();
  const { size, texts, cut } = await measured(page, text);
  expect(size[0]).toBe("8cm");
  expect(cut).toEqual([]);
  expect(texts).toContain("Figure 2. Replica 3 is down.");
  // Letters of a narrow timeline are as high as those of a wide one.
  await expect(dialog.getByText("9.0 pt high")).toBeVisible();
  const png = await lab.save("Save timeline as PNG");
  expect(png.content.readUInt32BE(16)).toBe(945);
  expect(png.content.subarray(37, 41).toString()).toBe("pHYs");
  // The stage is scaled: the reader is warned of letters that are too low for print.
  await dialog.getByRole("radio", { name: "Stage" }).check();
  await expect(dialog.getByText("too small for print")).toBeVisible();
  await dialog.getByRole("button", { name: "Reset the caption" }).click();
  await expect(caption).toHaveValue(CAPTIONS.en);
  await expect(image).toHaveCount(0);
  await dialog.getByRole("radio", { name: "Timeline" }).check();
  await caption.fill("Figure 2. Replica 3 is down.");
  const shown = () =>
    image.evaluate(async (one) => {
      const { pictures } = globalThis as unknown as { pictures: Map<string, Blob> };
      return one instanceof HTMLImageElement ? pictures.get(one.src)?.text() : undefined;
    });
  await expect.poll(async () => (await shown()) === text).toBe(true);
});
