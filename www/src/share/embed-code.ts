// Code to embed a scene in another page, as an element or in a frame.

import { escaped } from "../text/xml.ts";
import { isLink } from "./address.ts";

export interface EmbedOptions {
  /** The folder of the lab. */
  readonly home: string;
  /** The name of a scene, or the text of a link. */
  readonly scenario: string;
  readonly seed: string | undefined;
  /** Whether it plays automatically. */
  readonly autoplay: boolean;
  /** The title of the frame, for readers who cannot see it. */
  readonly title: string;
}

/**
 * If the embedding page does not listen, the frame scrolls; this height fits a usual window. An attribute instead of a style,
 * which a strict policy of that page would forbid.
 */
const FRAME_HEIGHT = 640;

export function elementCode({ home, scenario, seed, autoplay }: EmbedOptions): string {
  const attributes = [
    `scenario="${escaped(scenario)}"`,
    ...(seed === undefined ? [] : [`seed="${escaped(seed)}"`]),
    ...(autoplay ? ["autoplay"] : []),
  ];
  const script = escaped(new URL("pbft-lab.js", home).href);
  return [
    `<script type="module" src="${script}"></script>`,
    `<pbft-lab ${attributes.join(" ")}></pbft-lab>`,
  ].join("\n");
}

export function frameCode({ home, scenario, seed, autoplay, title }: EmbedOptions): string {
  const page = new URL("embed.html", home);
  if (isLink(scenario)) {
    // Servers do not receive the hash. Most refuse addresses as long as a link may be.
    page.hash = `scenario=${scenario}`;
  } else {
    page.searchParams.set("scenario", scenario);
  }
  if (seed !== undefined) {
    page.searchParams.set("seed", seed);
  }
  if (autoplay) {
    page.searchParams.set("autoplay", "");
  }
  const attributes = [
    `src="${escaped(page.href)}"`,
    `title="${escaped(title)}"`,
    `width="100%"`,
    `height="${FRAME_HEIGHT}"`,
    `loading="lazy"`,
    `allow="clipboard-write"`,
  ];
  return `<iframe ${attributes.join(" ")}></iframe>`;
}
