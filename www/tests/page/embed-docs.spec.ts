// Every example of docs/embedding.md on a page: it prints what the comment after `//` on the same line says.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Page } from "@playwright/test";
import { FOLDER, Host, POLICY } from "./host.ts";
import { complaints, type Lab, ready, replica, test } from "./stranger.ts";

const DOCS = readFileSync(fileURLToPath(new URL("../../../docs/embedding.md", import.meta.url)), "utf8");

/** The examples of one language, in their order. */
function examples(language: string): string[] {
  return [...DOCS.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    (match) => match[1] ?? "",
  );
}

/** Puts an example's markup on a page beside the files of the lab. */
async function show(page: Page, host: Host, body: string): Promise<void> {
  const head =
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Docs</title><link rel="icon" href="data:,">';
  host.put(`${FOLDER}docs.html`, `${head}<body>${body}</body></html>`);
  await page.goto(`${host.origin}${FOLDER}docs.html`);
}

function printed(page: Page): string[] {
  const lines: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "log") {
      lines.push(message.text());
    }
  });
  return lines;
}

test("there are as many examples as are tried here", () => {
  expect([examples("html").length, examples("js").length, examples("js frame.js").length]).toEqual([4, 2, 1]);
  expect([...DOCS.matchAll(/^```/gm)].length).toBe(2 * (4 + 2 + 1 + 1));
});

test("the policy that the docs ask for is the one under which everything is tried", () => {
  const asked = (examples("text")[0] ?? "").trim().split("; ");
  const tried = POLICY.split("; ").filter((rule) => !/^(default-src|frame-src)/.test(rule));
  expect(asked.sort()).toEqual(tried.sort());
});

test("the element is on the page as the docs put it there", async ({ page, host }) => {
  const heard = complaints(page);
  await show(page, host, examples("html")[0] ?? "");
  const lab = page.locator("pbft-lab");
  await ready(lab);
  await expect(lab.getByRole("button", { name: "Play" })).toBeVisible();
  await expect(replica(lab, 2)).toBeVisible();
  expect(heard).toEqual([]);
});

test("the frame of the docs shows its scene and nothing that acts", async ({ page, host }) => {
  const inner = await Host.open();
  await show(
    page,
    host,
    (examples("html")[1] ?? "").replace("https://lab.example/", `${inner.origin}${FOLDER}`),
  );
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("button", { name: /^Replica 0/ })).toBeVisible();
  // In a low frame the chapters are folded.
  await frame.getByRole("tab", { name: "Lesson" }).click();
  await expect(frame.getByRole("heading", { name: "Chapters" })).toBeVisible();
  await expect(frame.getByRole("button", { name: "Send request" })).toHaveCount(0);
  await inner.close();
});

test("a page talks to its frame as the docs do", async ({ page, host }) => {
  const inner = await Host.open();
  const lines = printed(page);
  const here = (text: string) =>
    text
      .replaceAll("https://lab.example/", `${inner.origin}${FOLDER}`)
      .replaceAll("https://lab.example", inner.origin)
      .replaceAll("https://school.example", host.origin);
  host.put(`${FOLDER}frame.js`, here(examples("js frame.js")[0] ?? ""));
  await show(page, host, here(examples("html")[2] ?? "").replace("scenario=", "speed=10&scenario="));
  await expect.poll(() => lines).toEqual(["answered"]);
  await expect(page.locator("iframe")).not.toHaveAttribute("height", "400");
  await inner.close();
});

test("the looks of the docs are worn", async ({ page, host }) => {
  host.policy = `${POLICY}; style-src 'unsafe-inline'`;
  await show(page, host, examples("html")[3] ?? "");
  const lab = page.locator("pbft-lab");
  await ready(lab);
  const worn = () =>
    lab.evaluate((element: Lab) => {
      const part = (name: string) => element.shadowRoot?.querySelector(name) ?? element;
      return [
        getComputedStyle(element).backgroundColor,
        getComputedStyle(part("[part=story]")).fontStyle,
        getComputedStyle(part("pbft-lab-stage")).minHeight,
      ];
    });
  await expect.poll(worn).toEqual(["rgba(0, 0, 0, 0)", "italic", "288px"]);
});

for (const [place, example] of examples("js").entries()) {
  test(`a program of the docs prints the expected output, ${place + 1}`, async ({ page, host }) => {
    const lines = printed(page);
    const heard = complaints(page);
    host.put(`${FOLDER}docs.js`, `await customElements.whenDefined("pbft-lab");\n${example}`);
    const element = '<script type="module" src="pbft-lab.js"></script><pbft-lab lang="en"></pbft-lab>';
    await show(page, host, `${element}<script type="module" src="docs.js"></script>`);
    const promised = [...example.matchAll(/\/\/ (.*)$/gm)].map((match) => match[1]);
    expect(promised.length).toBeGreaterThan(0);
    await expect.poll(() => lines).toEqual(promised);
    expect(heard).toEqual([]);
  });
}

test("the element has every property, method and attribute of the docs", async ({ page, host }) => {
  await show(page, host, '<script type="module" src="pbft-lab.js"></script><pbft-lab></pbft-lab>');
  const lab = page.locator("pbft-lab");
  await ready(lab);
  const [, table = ""] = DOCS.split("\n| member |");
  const first = (table.split("\n\n")[0] ?? "").split("\n").map((row) => row.split("|")[1] ?? "");
  const members = first.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map((match) => match[1] ?? ""));
  const [, named = ""] = /Every attribute is a property too: (.*?)\.\n/s.exec(DOCS) ?? [];
  const properties = [...named.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? "");
  expect(
    await lab.evaluate(
      (element, names) => names.filter((name) => !(name in element)),
      [...members, ...properties],
    ),
  ).toEqual([]);
  const observed = await lab.evaluate((element) => {
    const { observedAttributes = [] } = element.constructor as typeof HTMLElement & {
      observedAttributes?: string[];
    };
    return [...observedAttributes].sort();
  });
  const [, attributes = ""] = DOCS.split("\n| attribute |");
  const rows = (attributes.split("\n\n")[0] ?? "").split("\n").slice(2);
  expect(observed).toEqual(rows.map((row) => /`([^`]+)`/.exec(row)?.[1]).sort());
  expect(properties.length).toBe(observed.length);
});
