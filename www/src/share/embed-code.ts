// Code to embed a scene in another page, as an element or in a frame. The same description makes the code and its preview.

import type { ControlName, PartName } from "../model/controls.ts";
import { escaped } from "../text/xml.ts";
import { isLink } from "./address.ts";

export interface EmbedOptions {
  /** The folder of the lab. */
  readonly home: string;
  /** The name of a scene, or the text of a link. */
  readonly scenario: string;
  readonly seed?: string | undefined;
  /** Undefined: the reader's. */
  readonly lang?: string | undefined;
  readonly theme?: "light" | "dark" | undefined;
  /** Whether it plays automatically. */
  readonly autoplay?: boolean;
  /** Whether the reader can only look. */
  readonly readonly?: boolean;
  /** Undefined: all of them. */
  readonly parts?: readonly PartName[] | undefined;
  readonly controls?: readonly ControlName[] | undefined;
  /** In pixels. Undefined: as wide as there is room, as high as the content. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** The title of the frame, for readers who cannot see it. */
  readonly title: string;
}

/** What a page gets: an element with its attributes. */
export interface Embedded {
  readonly tag: "pbft-lab" | "iframe";
  /** A flag has an empty value. */
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** The script that the page needs. */
  readonly script: string | undefined;
}

/**
 * The height of a frame whose content decides nothing: everything fits. An attribute instead of a style, which a strict policy
 * of the embedding page would forbid.
 */
export const FRAME_HEIGHT = 640;
const FLAGS: ReadonlySet<string> = new Set(["autoplay", "readonly"]);

export function embeddedElement(options: EmbedOptions): Embedded {
  const { width, height, home } = options;
  return {
    tag: "pbft-lab",
    attributes: [
      ...wishes(options),
      ...optional("width", pixels(width)),
      ...optional("height", pixels(height)),
    ],
    script: new URL("pbft-lab.js", home).href,
  };
}

export function embeddedFrame(options: EmbedOptions): Embedded {
  const { title, width, height } = options;
  return {
    tag: "iframe",
    attributes: [
      ["src", addressInFrame(options)],
      ["title", title],
      ["width", String(width ?? "100%")],
      ["height", String(height ?? FRAME_HEIGHT)],
      ["loading", "lazy"],
      ["allow", "clipboard-write"],
    ],
    script: undefined,
  };
}

/** The page for frames, with the attributes in its address. */
export function addressInFrame(options: EmbedOptions): string {
  const page = new URL("embed.html", options.home);
  for (const [name, value] of wishes(options)) {
    if (name === "scenario" && isLink(value)) {
      // Servers do not receive the hash. Most refuse addresses as long as a link may be.
      page.hash = `scenario=${value}`;
    } else {
      page.searchParams.set(name, value);
    }
  }
  return page.href;
}

export function codeOf({ tag, attributes, script }: Embedded): string {
  const all = attributes.map(([name, value]) =>
    FLAGS.has(name) && value === "" ? name : `${name}="${escaped(value)}"`,
  );
  const element = `<${tag} ${all.join(" ")}></${tag}>`;
  return script === undefined
    ? element
    : `<script type="module" src="${escaped(script)}"></script>\n${element}`;
}

function wishes({ scenario, seed, lang, theme, autoplay, readonly, parts, controls }: EmbedOptions) {
  return [
    ["scenario", scenario] as const,
    ...optional("seed", seed),
    ...optional("lang", lang),
    ...optional("theme", theme),
    ...optional("parts", parts?.join(" ")),
    ...optional("controls", controls?.join(" ")),
    ...optional("autoplay", autoplay ? "" : undefined),
    ...optional("readonly", readonly ? "" : undefined),
  ];
}

function optional(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}

function pixels(size: number | undefined): string | undefined {
  return size === undefined ? undefined : `${size}px`;
}
