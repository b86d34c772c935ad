// The stage's SVG without its style sheet: every shape carries its own looks, so that it can leave the page. Only shapes and
// text are taken, with nothing that acts, is named, or comes from elsewhere.

import { escaped } from "../text/xml.ts";

const SHAPES: ReadonlySet<string> = new Set(["path", "circle", "rect", "text", "tspan"]);
const PLACES = ["transform", "d", "cx", "cy", "r", "x", "y", "width", "height", "rx"] as const;
/** Only for dragging a node, without a visible shape. */
const UNSEEN = ".touch";
const SIGN = ".highlighted, .selected";

/** What is read of a computed style. */
export type Style = Readonly<
  Record<
    | "fill"
    | "stroke"
    | "strokeWidth"
    | "strokeDasharray"
    | "strokeLinecap"
    | "strokeLinejoin"
    | "paintOrder"
    | "fontSize"
    | "fontWeight"
    | "textAnchor"
    | "opacity"
    | "display",
    string
  >
>;
type StyleOf = (element: Element) => Style;

/** The content of an element as lines of SVG. */
export function styledShapes(element: Element, styleOf: StyleOf): string[] {
  return [...element.children].flatMap((child) => flatOne(child, styleOf));
}

function flatOne(element: Element, styleOf: StyleOf): string[] {
  const name = element.localName;
  const style = styleOf(element);
  const isHidden = element.matches(UNSEEN) && !element.closest(SIGN);
  if (isHidden || style.display === "none") {
    return [];
  }
  const places = placesOf(element) + faded(style);
  if (name === "g") {
    const content = styledShapes(element, styleOf);
    return content.length > 0 ? [`<g${places}>`, ...content, "</g>"] : [];
  }
  if (!SHAPES.has(name)) {
    return [];
  }
  const content = contentOf(element, styleOf);
  const shape = (looks: string) => `<${name}${places}${looks}${lettering(name, style)}>${content}</${name}>`;
  // The order of painting is new in SVG 2, and many programs do not know it: what is under is a shape of its own.
  return style.paintOrder.startsWith("stroke") && style.stroke !== "none"
    ? [shape(strokeOf(style) + paint("fill", "none")), shape(paint("fill", style.fill))]
    : [shape(paint("fill", style.fill) + strokeOf(style))];
}

function placesOf(element: Element): string {
  return PLACES.map((place) => {
    const value = element.getAttribute(place);
    return value === null ? "" : ` ${place}="${escaped(value)}"`;
  }).join("");
}

function faded({ opacity }: Style): string {
  return opacity === "" || opacity === "1" ? "" : ` opacity="${escaped(opacity)}"`;
}

// Between the parts of a text there is only the white of the template.
function contentOf(element: Element, styleOf: StyleOf): string {
  let content = "";
  for (const node of element.childNodes) {
    if (node instanceof Element) {
      content += flatOne(node, styleOf).join("");
    } else if (node.nodeType === node.TEXT_NODE && (node.textContent ?? "").trim() !== "") {
      content += escaped(node.textContent ?? "");
    }
  }
  return content;
}

function strokeOf(style: Style): string {
  if (style.stroke === "none" || style.stroke === "") {
    return "";
  }
  const width = ` stroke-width="${Number.parseFloat(style.strokeWidth)}"`;
  const dashes = style.strokeDasharray.match(/[\d.]+/g)?.join(" ");
  const dash = dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`;
  const cap = style.strokeLinecap === "round" ? ` stroke-linecap="round"` : "";
  const join = style.strokeLinejoin === "round" ? ` stroke-linejoin="round"` : "";
  return paint("stroke", style.stroke) + width + dash + cap + join;
}

function lettering(name: string, { fontSize, fontWeight, textAnchor }: Style): string {
  if (name !== "text" && name !== "tspan") {
    return "";
  }
  const weight = fontWeight === "400" ? "" : ` font-weight="${escaped(fontWeight)}"`;
  return ` font-size="${Number.parseFloat(fontSize)}"${weight} text-anchor="${escaped(textAnchor)}"`;
}

/** An attribute for a colour, in the oldest way of writing it, which every program knows. */
export function paint(attribute: "fill" | "stroke", css: string): string {
  const colour = colourOf(css);
  if (colour === undefined || colour.alpha === 0) {
    return ` ${attribute}="none"`;
  }
  const clear = colour.alpha < 1 ? ` ${attribute}-opacity="${colour.alpha}"` : "";
  return ` ${attribute}="${colour.hex}"${clear}`;
}

/** A colour as a browser computes it: rgb(1, 2, 3), rgba(1, 2, 3, 0.4) or, when it was mixed, color(srgb 0.1 0.2 0.3 / 0.4). */
export function colourOf(css: string): { hex: string; alpha: number } | undefined {
  const mixed = css.startsWith("color(srgb ");
  if (!mixed && !css.startsWith("rgb")) {
    return undefined;
  }
  const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  const parts = [red, green, blue].map((part) => Math.round(mixed ? part * 255 : part));
  const hex = parts.map((part) => Math.min(255, Math.max(0, part)).toString(16).padStart(2, "0"));
  return { hex: `#${hex.join("")}`, alpha };
}
