import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { drag, holdClipboard, Sharing } from "./sharing.ts";

test("a link that was copied opens the same moment of the same run in another page", async ({
  page,
  context,
}) => {
  const copied = await holdClipboard(page, true);
  const lab = new Sharing(page);
  await lab.prepare();
  const [moment, nodes] = [await lab.moment(), await lab.nodes()];
  expect(moment).toMatch(/^step 7 of 7/);
  await lab.share();
  await lab.dialog.getByRole("button", { name: "Copy" }).first().click();
  await expect(lab.dialog.getByRole("status")).toHaveText("Copied.");
  const address = await copied();
  await expect(lab.dialog.getByRole("textbox", { name: "Link to this position" })).toHaveValue(address);

  const other = new Sharing(await context.newPage());
  await other.open(address);
  await expect(other.notice).toHaveText(/This is the position of the link, step 7\. Press Play/);
  await expect.poll(() => other.moment()).toBe(moment);
  await expect.poll(() => other.nodes()).toEqual(nodes);
  await other.tab("Events");
  await expect(other.events).toContainText("Replica 3 crashes.");
  // The link holds the digest of the trace: where it is the same, so is the run.
  expect(await other.address()).toBe(address);
});

test("a link that is pasted while the page is open opens at once, and a reload resumes there", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const [moment, address] = [await lab.moment(), await lab.address()];
  await lab.choose(/Two of four down/);
  await expect(lab.replica(2)).toHaveAccessibleName(/down/);
  await page.evaluate((address) => {
    location.href = address;
  }, address);
  await expect(lab.notice).toContainText("This is the position of the link");
  await expect.poll(() => lab.moment()).toBe(moment);
  await lab.onward();
  await page.reload();
  await expect(lab.notice).toContainText("Your last position is restored.");
  await expect.poll(() => lab.moment()).toMatch(/^step 8 of 8/);
  await lab.button("Start a new run").click();
  await expect(lab.notice).toContainText("This is the position of the link");
  await expect.poll(() => lab.moment()).toBe(moment);
  // Another run is no longer that of the address.
  await lab.choose(/Two of four down/);
  await expect(lab.replica(2)).toHaveAccessibleName(/down/);
  await expect(page).not.toHaveURL(/#/);
});

test("the short link to a scene opens it at its beginning, with the reader's seed, and a reload resumes it", async ({
  page,
  context,
}) => {
  const lab = new Sharing(page);
  await lab.open("./?scenario=silent-primary&seed=23&lang=en");
  await expect(page.getByLabel("Scene")).toHaveValue("silent-primary");
  await expect(page.locator("pbft-lab-setup .seed")).toHaveValue("23");
  await lab.choose(/Two of four down/);
  await expect(lab.replica(2)).toHaveAccessibleName(/down/);
  await lab.act(0, /^Crash/);
  await lab.share();
  const field = lab.dialog.getByRole("textbox", { name: "Link to this scene" });
  await expect(field).toHaveValue(/\/\?lang=en&scenario=two-replicas-down$/);

  const other = new Sharing(await context.newPage());
  await other.open(await field.inputValue());
  await expect(other.page.getByLabel("Scene")).toHaveValue("two-replicas-down");
  await expect(other.button("Pause")).toBeVisible();
  await expect(other.replica(0)).toHaveAccessibleName(/, up/);
  await other.button("Pause").click();
  await other.page.reload();
  await expect(other.notice).toContainText("Your last position is restored.");
  await expect(other.page.getByLabel("Scene")).toHaveValue("two-replicas-down");
});

test("an address that names no scene is reported, and the scene of a first visit is opened", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await lab.open("./?scenario=silent-secondary");
  await expect(lab.refusal).toContainText("There is no scene “silent-secondary”.");
  await expect(page.getByLabel("Scene")).toHaveValue("one-request");
});

test("a broken link is refused with a sentence, and the page opens the scene of a first visit", async ({
  page,
}) => {
  const lab = new Sharing(page);
  await lab.open("./#run=1.c29tZXRoaW5nIGVsc2U");
  await expect(lab.refusal).toContainText("The link was not opened: the link is damaged");
  await expect(page.getByLabel("Scene")).toHaveValue("one-request");
  await lab.hurry();
  await expect(lab.client).toHaveAccessibleName(/returned “ok”/);
  // While the page is open, a broken link costs nothing either.
  await page.evaluate(() => {
    location.hash = "run=2.AAAA";
  });
  await expect(lab.refusal).toContainText("version 2");
  await expect(lab.client).toHaveAccessibleName(/returned “ok”/);
});

test("where the browser denies copying, the text is selected and the page says so", async ({ page }) => {
  await holdClipboard(page, false);
  const lab = new Sharing(page);
  await lab.open();
  await lab.share();
  const field = lab.dialog.getByRole("textbox", { name: "Link to this position" });
  await expect(field).toHaveValue(/#run=1\./);
  await lab.dialog.getByRole("button", { name: "Copy" }).first().click();
  await expect(lab.dialog.getByRole("status")).toContainText("The text is selected");
  await expect(field).toBeFocused();
  await expect
    .poll(() =>
      field.evaluate(
        (field) => field instanceof HTMLInputElement && field.selectionEnd === field.value.length,
      ),
    )
    .toBe(true);
});

test("time is paused while the dialog is open, and continues afterwards", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  await lab.share();
  await expect(page.getByRole("button", { name: "Play", exact: true, includeHidden: true })).toBeAttached();
  await lab.done();
  await expect(lab.button("Pause")).toBeVisible();
});

test("a scenario that was saved and opened again is the same run, step by step", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const [moment, nodes, address] = [await lab.moment(), await lab.nodes(), await lab.address()];
  await lab.share();
  const { name, content } = await lab.save("Save scenario");
  expect(name).toBe("pbft-one-request.json");
  const text = content.toString();
  expect(text).toContain('\n  "version": 1,\n');
  await lab.done();
  await lab.choose(/Two of four down/);
  await lab.share();
  await lab.give("mine.json", text);
  await expect(lab.dialog).toBeHidden();
  await expect(page.getByLabel("Scene")).toHaveValue("own:mine");
  await lab.button("Pause").click();
  await lab.button("Start over").click();
  await lab.button("Pause").click();
  await lab.settle();
  await page.getByRole("slider", { name: "Time scrubber" }).press("Home");
  await expect.poll(() => lab.moment()).toMatch(/^step 0 /);
  await lab.onwardTo(7);
  expect((await lab.moment()).split(", ")[1]).toBe(moment.split(", ")[1]);
  await expect.poll(() => lab.nodes()).toEqual(nodes);
  // The link holds the digest of the trace.
  expect(await lab.address()).toBe(address);
});

test("a file that is dropped opens; while it is held over the page, the page says so", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  const text = '{ "version": 1, "cluster": { "replicas": 7, "clients": 1, "seed": "5" } }';
  await drag(page, "dragover", "seven.json", text);
  await expect(page.getByText("Drop a scenario file to open it")).toBeVisible();
  await drag(page, "dragleave", "seven.json", text);
  await expect(page.getByText("Drop a scenario file to open it")).toBeHidden();
  await drag(page, "dragover", "seven.json", text);
  await drag(page, "drop", "seven.json", text);
  await expect(lab.replica(6)).toBeVisible();
  await expect(page.getByText("Drop a scenario file to open it")).toBeHidden();
  await expect(page.getByLabel("Scene").locator("option:checked")).toHaveText("seven");
  // It stays in the list while the page is open.
  await lab.choose(/One request/);
  await expect(lab.replica(6)).toBeHidden();
  await lab.choose(/^seven$/);
  await expect(lab.replica(6)).toBeVisible();
});

test("the title of a file does not reverse the direction of other text", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  const caption = { atMs: 0, text: { en: "Read \u202ethis" } };
  const ask = { atMs: 0, do: "submit", client: 0, operation: "get x" };
  const text = JSON.stringify({
    version: 1,
    cluster: { seed: "5" },
    commands: [ask],
    captions: [caption],
  });
  await drag(page, "drop", "se\u202even.json", text);
  await expect(page.getByLabel("Scene").locator("option:checked")).toHaveText("se⟨U+202E⟩ven");
  await expect(page.locator("[part=captions]")).toContainText("Read ⟨U+202E⟩this");
  await page.keyboard.press("t");
  await expect(page.getByRole("dialog", { name: "The run as text" })).toContainText("Read ⟨U+202E⟩this");
  expect(await page.locator("pbft-lab").evaluate((element) => element.shadowRoot?.textContent)).not.toContain(
    "\u202e",
  );
});

const BAD_FILES = [
  {
    what: "is cut off",
    name: "cut.json",
    text: '{ "version": 1, "cluster": {',
    says: /EOF .* line 1, column 28/,
  },
  { what: "is of another version", name: "new.json", text: '{ "version": 2 }', says: /version/ },
  {
    what: "asks for too much",
    name: "many.json",
    text: '{ "version": 1, "cluster": { "replicas": 101 } }',
    says: /cluster\.replicas.*100/,
  },
  { what: "is nested without end", name: "deep.json", text: "[".repeat(1_000_000), says: /nested|JSON/ },
  { what: "is too large", name: "large.json", text: " ".repeat(11_000_000), says: /larger than 8 MB/ },
];

for (const { what, name, text, says } of BAD_FILES) {
  test(`a file that ${what} is refused with a sentence, and the run is as it was`, async ({ page }) => {
    const lab = new Sharing(page);
    await lab.prepare();
    const [moment, nodes] = [await lab.moment(), await lab.nodes()];
    await lab.share();
    await lab.give(name, text);
    const alert = lab.dialog.getByRole("alert");
    await expect(alert).toContainText(`“${name}” was not opened`);
    await expect(alert).toContainText(says);
    await expect(alert).toContainText("Your run is unchanged.");
    await lab.done();
    await expect.poll(() => lab.moment()).toBe(moment);
    await expect.poll(() => lab.nodes()).toEqual(nodes);
    await lab.onward();
  });
}

for (const of of ["Stage", "Timeline"]) {
  test(`figures of the ${of} are whole SVG and PNG files without external resources`, async ({ page }) => {
    const lab = new Sharing(page);
    await lab.prepare();
    await lab.theme("dark");
    await lab.share();
    await lab.leaf("Figure");
    await lab.dialog.getByRole("radio", { name: of }).check();
    const svg = await lab.save(`Save ${of.toLowerCase()} as SVG`);
    expect(svg.name).toBe(`pbft-one-request-step-7-${of.toLowerCase()}.svg`);
    const text = svg.content.toString();
    const found = await page.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
      const all = [...root.querySelectorAll("*")];
      return {
        root: root.localName,
        words: ["title", "desc"].map((name) => root.querySelector(`:scope > ${name}`)?.textContent?.trim()),
        names: [...new Set(all.map(({ localName }) => localName))],
        attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))],
      };
    }, text);
    expect(found.root).toBe("svg");
    expect(found.words.every((words) => words)).toBe(true);
    const shapes = ["title", "desc", "g", "path", "circle", "rect", "text", "tspan", "clipPath"];
    expect(found.names.filter((name) => !shapes.includes(name))).toEqual([]);
    expect(found.attributes.filter((name) => /^on|href|style|class/.test(name))).toEqual([]);
    expect(text).not.toMatch(/url\((?!#)|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
    // For paper, whatever the page wears.
    expect(text).toMatch(of === "Stage" ? /fill="#fbfaf7"/ : /rgb\(251, 250, 247\)/);
    const png = await lab.save(`Save ${of.toLowerCase()} as PNG`);
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    expect(png.content.readUInt32BE(16)).toBeGreaterThan(1000);
  });
}

test("a figure has the colours that are chosen for it", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  await lab.share();
  const light = await lab.save("Save stage as SVG");
  expect(light.content.toString()).toContain('fill="#fbfaf7"');
  expect(light.content.toString()).toContain("Replica 3");
  await lab.dialog.getByLabel("Colours").selectOption("dark");
  const dark = await lab.save("Save stage as SVG");
  expect(dark.content.toString()).toContain('fill="#15181d"');
});

test("each trace begins as its format requires", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  await lab.share();
  const json = await lab.save("JSON");
  expect(JSON.parse(json.content.toString())).toMatchObject({ format: "pbft-lab-trace", version: 1 });
  const shiviz = await lab.save("ShiViz");
  expect(shiviz.content.toString()).toMatch(/^\(\?<host>\\S\+\) .*\n\n(r|c)\d/);
  const mermaid = await lab.save("Mermaid");
  expect(mermaid.content.toString()).toMatch(/^(%%.*\n)*sequenceDiagram/);
  const tikz = await lab.save("TikZ");
  expect(tikz.content.toString()).toMatch(/\\documentclass/);
  expect([json, shiviz, mermaid, tikz].map(({ name }) => name)).toEqual([
    "pbft-one-request-trace.json",
    "pbft-one-request-shiviz.log",
    "pbft-one-request.mmd",
    "pbft-one-request.tex",
  ]);
});

test("the code to embed names the scene, or holds the link to this moment", async ({ page, baseURL }) => {
  const lab = new Sharing(page);
  await lab.prepare();
  const link = (await lab.address()).split("#run=")[1] ?? "";
  await lab.share();
  await lab.leaf("Embed");
  const code = lab.dialog.getByRole("textbox", { name: "Code for your page" });
  await expect(code).toHaveValue(
    `<script type="module" src="${baseURL}pbft-lab.js"></script>\n<pbft-lab scenario="one-request" autoplay></pbft-lab>`,
  );
  await lab.dialog.getByLabel("Runs").selectOption("at this position");
  await expect(code).toHaveValue(new RegExp(`scenario="${link.replaceAll(".", "\\.")}"`));
  await lab.dialog.getByRole("radio", { name: "In a frame" }).check();
  await expect(code).toHaveValue(new RegExp(`scenario=${link.replaceAll(".", "\\.")}"`));
  const text = await code.inputValue();
  await lab.dialog.getByLabel("Runs").selectOption("from the start");
  await expect(code).toHaveValue(
    /^<iframe src="[^"]*embed\.html\?scenario=one-request&amp;autoplay=" title="/,
  );
  // The frame's page shows that moment.
  const source = text.match(/src="([^"]*)"/)?.[1]?.replaceAll("&amp;", "&");
  await lab.done();
  const moment = await lab.moment();
  await lab.open(source);
  await expect(lab.replica(3)).toHaveAccessibleName(/down/);
  await expect.poll(() => lab.moment()).toBe(moment);
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in the dialog, ${theme}`, async ({ page }) => {
    await holdClipboard(page, true);
    const lab = new Sharing(page);
    await lab.prepare();
    await lab.theme(theme);
    await lab.share();
    const check = async () => {
      // What lies behind the dialog is looked at elsewhere.
      const found = await new AxeBuilder({ page })
        .include({ fromShadowDom: ["pbft-lab", "pbft-lab-share"] })
        .analyze();
      expect(found.passes.length).toBeGreaterThan(10);
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    };
    await lab.dialog.getByRole("button", { name: "Copy" }).first().click();
    await expect(lab.dialog.getByRole("status")).not.toBeEmpty();
    await check();
    await lab.leaf("Embed");
    await expect(lab.dialog.locator(".preview-box pbft-lab")).toBeAttached();
    await check();
    await lab.leaf("Figure");
    await check();
    await lab.give("bad.json", "{");
    await expect(lab.dialog.getByRole("alert")).toBeVisible();
    await check();
  });
}

test("the dialog opens, saves and closes by keyboard alone", async ({ page }) => {
  const lab = new Sharing(page);
  await lab.open();
  await lab.button("Share").focus();
  await page.keyboard.press("Enter");
  await expect(lab.dialog).toBeVisible();
  await lab.leaf("File");
  await lab.dialog.getByRole("button", { name: "Save scenario" }).focus();
  const { name } = await lab.saved(() => page.keyboard.press("Enter"));
  expect(name).toBe("pbft-one-request.json");
  await page.keyboard.press("Escape");
  await expect(lab.dialog).toBeHidden();
  await expect(lab.button("Share")).toBeFocused();
});
