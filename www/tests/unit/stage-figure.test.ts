// @vitest-environment happy-dom

import { describe, expect, it } from "vitest";
import { dotsOf, type FigureOptions } from "../../src/model/figure-options.ts";
import { KINDS } from "../../src/model/message-kinds.ts";
import { NO_PACKETS, PacketRows } from "../../src/model/packets.ts";
import { ALL_LOOKS, ValueLooks } from "../../src/model/values.ts";
import { stageSvg } from "../../src/stage/figure.ts";
import { layOut } from "../../src/stage/geometry.ts";
import type { PaintOptions, Palette } from "../../src/stage/painter.ts";
import { colourOf, paint, type Style, styledShapes } from "../../src/stage/svg-export.ts";
import { withDensity } from "../../src/ui/png-density.ts";
import { model } from "./view-models.ts";

const NAMES = ["request", "pre-prepare", "prepare", "reply"];
const PLAIN: Style = {
  fill: "rgb(1, 2, 3)",
  stroke: "none",
  strokeWidth: "1px",
  strokeDasharray: "none",
  strokeLinecap: "butt",
  strokeLinejoin: "miter",
  paintOrder: "normal",
  fontSize: "13px",
  fontWeight: "400",
  textAnchor: "middle",
  opacity: "1",
  display: "inline",
};
const palette = Object.fromEntries(
  [...KINDS, ...ALL_LOOKS, "paper", "ink", "alarm"].map((name, index) => [name, `rgb(${index}, 0, 0)`]),
) as Palette;

function drawing(...children: Element[]): Element {
  const svg = element("svg", {});
  svg.append(...children);
  return svg;
}

function element(name: string, attributes: Record<string, string>, text = ""): Element {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...(text === "" ? [] : [text]));
  return made;
}

/** The names of all elements, if every one that is opened is closed in its turn. */
function elements(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, close, name = "", rest = ""] of svg.matchAll(/<(\/?)([\w-]+)((?:[^<>"]|"[^"<]*")*)>/g)) {
    if (close) {
      expect(open.pop()).toBe(name);
    } else {
      names.push(name);
      if (!rest.endsWith("/")) {
        open.push(name);
      }
    }
  }
  expect(open).toEqual([]);
  expect(svg.replace(/<(\/?)([\w-]+)((?:[^<>"]|"[^"<]*")*)>/g, "")).not.toMatch(/[<>]/);
  return names;
}

function figure(
  rows: readonly number[],
  children: readonly Element[] = [],
  title = "a < b",
  values?: PaintOptions["values"],
  sheet: Omit<FigureOptions, "colours"> = { caption: "", size: undefined },
): string {
  const figure = {
    drawing: drawing(...children),
    styleOf: () => PLAIN,
    layout: layOut(900, 500, 4, 1),
    model: model(),
    nowMs: 0,
    packets: rows.length === 0 ? NO_PACKETS : new PacketRows(new Float32Array(rows), NAMES),
    palette,
    font: 'sans "A & B"',
    strength: 0.3,
    options: { hidden: new Set(["prepare"] as const), glide: true, values },
    words: { title, text: "<text>", kind: (kind: string) => `the ${kind}` },
  };
  return stageSvg(figure, sheet);
}

/** A message of a kind, half on its way. */
const row = (id: number, kind: number, from: number, to: number) => [id, kind, from, to, -5, 5, 0, 1, id, 0];

describe("the figure of the stage", () => {
  it("is well-formed, whatever the words are", () => {
    const names = elements(figure([...row(1, 0, 4, 0), ...row(2, 3, 0, 4)], [element("text", {}, "<&>")]));
    expect(names.slice(0, 4)).toEqual(["svg", "title", "desc", "rect"]);
    expect(names).toContain("text");
  });

  it("takes shapes and text alone: nothing that acts or comes from elsewhere", () => {
    const group = element("g", { class: "node", tabindex: "0", onclick: "alert(1)" });
    group.append(
      element("circle", { r: "3", "data-node": "1", onload: "alert(1)" }),
      element("circle", { r: "40", class: "touch" }),
    );
    const svg = figure(
      [],
      [
        group,
        element("script", {}, "alert(1)"),
        element("image", { href: "https://example.org/x.png" }),
        element("foreignObject", {}, "x"),
      ],
    );
    expect(svg).toContain('<g>\n<circle r="3" fill="#010203"></circle>\n</g>');
    expect(svg).not.toMatch(/script|alert|image|foreignObject|onclick|onload|class|tabindex|r="40"/);
    expect(svg.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(/);
  });

  it("has the messages that are seen, in their colours, and names their kinds below", () => {
    const svg = figure([...row(1, 0, 4, 0), ...row(2, 1, 0, 1), ...row(3, 2, 1, 2)]);
    expect(svg).toContain(">the request</text>");
    expect(svg).toContain(">the pre-prepare</text>");
    // Its kind is hidden.
    expect(svg).not.toContain("the prepare");
    expect(svg).toContain(colourOf(palette.request)?.hex);
    expect(svg).not.toContain(`fill="${colourOf(palette.prepare)?.hex}"`);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("has the signs of the nodes that are meant, and dims what the stage dims", () => {
    const meant = element("g", { class: "node highlighted" });
    meant.append(element("circle", { r: "41", class: "touch" }));
    const svg = figure(row(1, 0, 4, 0), [meant]);
    expect(svg).toContain('r="41"');
    expect(svg).toContain('<g opacity="0.3">\n<path');
  });

  it("names the values that compete, as the stage does", () => {
    const name = { sort: "operation", text: "a<1", more: 0 } as const;
    const looks = new ValueLooks(new Map([[1, { look: "value-2", name }]]), () => undefined);
    const values = { looks, nameOf: () => "a<1" };
    const svg = figure([...row(1, 0, 4, 0), ...row(2, 0, 4, 1)], [], "", values);
    expect(svg.match(/a&lt;1<\/text>/g)).toHaveLength(1);
    expect(svg).toContain("stroke-dasharray");
    expect(figure(row(2, 0, 4, 1), [], "", values)).not.toContain("a&lt;1");
  });

  it("is as high as the stage when nothing is on its way", () => {
    expect(figure([])).toContain('width="900" height="500"');
    expect(figure(row(1, 0, 4, 0))).toContain('width="900" height="530"');
  });
});

describe("the sheet of the figure", () => {
  const wide = "The cluster at step 7. ".repeat(12);
  const sheet = (caption: string, size?: FigureOptions["size"]) =>
    figure(row(1, 0, 4, 0), [], "", undefined, { caption, size });
  const lines = (svg: string) =>
    [...svg.matchAll(/<text x="12" [^>]*>([^<]*)<\/text>/g)].map(([, line]) => line ?? "");

  it("has the caption below the drawing, in lines that fit", () => {
    const svg = sheet(wide);
    const found = lines(svg);
    expect(found.length).toBeGreaterThan(1);
    expect(found.join(" ")).toBe(wide.trim());
    // In letters of 13 pixels that are as wide as those of a wide font.
    expect(Math.max(...found.map((line) => line.length * 13 * 0.6))).toBeLessThanOrEqual(900 - 24);
    const height = Number(/viewBox="0 0 900 ([\d.]+)"/.exec(svg)?.[1]);
    const last = Math.max(...[...svg.matchAll(/<text x="12" y="([\d.]+)"/g)].map(([, y]) => Number(y)));
    expect(last).toBeLessThan(height);
    expect(svg).toContain(`<desc>&lt;text&gt; ${wide}</desc>`);
  });

  it("breaks Chinese between characters, and a word without an end anywhere", () => {
    expect(
      lines(sheet("集群在第七步时的状态。".repeat(12))).every((line) => line.length * 13 <= 900 - 24),
    ).toBe(true);
    expect(lines(sheet("x".repeat(300))).join("")).toBe("x".repeat(300));
    expect(lines(sheet("<&>"))).toEqual(["&lt;&amp;&gt;"]);
    expect(lines(sheet(" "))).toEqual([]);
  });

  it("has its size in centimetres or pixels, and the proportions of the drawing", () => {
    expect(sheet("", { width: 16, unit: "cm" })).toContain(
      'width="16cm" height="9.42cm" viewBox="0 0 900 530"',
    );
    expect(sheet("", { width: 450, unit: "px" })).toContain('width="450" height="265" viewBox="0 0 900 530"');
    expect(sheet("")).toContain('width="900" height="530" viewBox="0 0 900 530"');
  });

  it("becomes dots of print, or those that are asked for", () => {
    expect(dotsOf({ width: 16, unit: "cm" }, 900)).toEqual({ width: 1890, perMetre: 11811 });
    expect(dotsOf({ width: 1280, unit: "px" }, 900)).toEqual({ width: 1280, perMetre: undefined });
    expect(dotsOf(undefined, 900)).toEqual({ width: 1800, perMetre: undefined });
  });
});

describe("the density of a PNG", () => {
  // One grey dot.
  const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

  it("follows the header, with its checksum", () => {
    const png = new Uint8Array(Buffer.from(DOT, "base64"));
    const dense = Buffer.from(withDensity(png, 11811));
    expect(dense.length).toBe(png.length + 21);
    expect(dense.subarray(33, 54).toString("hex")).toBe("000000097048597300002e2300002e230178a53f76");
    expect(dense.subarray(54)).toEqual(Buffer.from(png.subarray(33)));
  });
});

describe("a shape that leaves the page", () => {
  it("carries its own looks", () => {
    const style = {
      ...PLAIN,
      fill: "none",
      stroke: "rgb(255, 0, 0)",
      strokeWidth: "2.5px",
      strokeDasharray: "4px, 2px",
      strokeLinecap: "round",
      opacity: "0.3",
    };
    expect(styledShapes(drawing(element("path", { d: "M 0 0" })), () => style)).toEqual([
      '<path d="M 0 0" opacity="0.3" fill="none" stroke="#ff0000" stroke-width="2.5" stroke-dasharray="4 2" stroke-linecap="round"></path>',
    ]);
  });

  it("whose edge lies under it becomes two shapes, since few programs know another order", () => {
    const style = { ...PLAIN, stroke: "rgb(255, 0, 0)", paintOrder: "stroke" };
    const shapes = styledShapes(drawing(element("circle", { r: "3" })), () => style);
    expect(shapes).toEqual([
      '<circle r="3" stroke="#ff0000" stroke-width="1" fill="none"></circle>',
      '<circle r="3" fill="#010203"></circle>',
    ]);
  });

  it("is left out with all that it holds when it is not displayed", () => {
    expect(styledShapes(drawing(element("path", {})), () => ({ ...PLAIN, display: "none" }))).toEqual([]);
  });
});

describe("a computed colour", () => {
  it("is written in the oldest way there is", () => {
    expect(paint("fill", "rgb(251, 250, 247)")).toBe(' fill="#fbfaf7"');
    expect(paint("fill", "rgba(255, 0, 0, 0.25)")).toBe(' fill="#ff0000" fill-opacity="0.25"');
    expect(paint("stroke", "color(srgb 1 0.5 0)")).toBe(' stroke="#ff8000"');
    expect(paint("stroke", "color(srgb 1 0 1.2e-5 / 0.5)")).toBe(' stroke="#ff0000" stroke-opacity="0.5"');
  });

  it("that is none, or cannot be seen, is none", () => {
    expect(paint("fill", "none")).toBe(' fill="none"');
    expect(paint("fill", "rgba(0, 0, 0, 0)")).toBe(' fill="none"');
  });
});
