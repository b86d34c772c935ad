// Colours of the timeline from the page's style sheet. A canvas cannot use custom properties itself: a probe wears each
// colour once and says what it came to.

import { INKS, type Ink, type Palette } from "./renderer.ts";

export interface Look {
  readonly palette: Palette;
  readonly font: string;
}

export function lookOf(probe: Element): Look {
  const colours: Partial<Record<Ink, string>> = {};
  for (const ink of INKS) {
    probe.setAttribute("data-ink", ink);
    colours[ink] = getComputedStyle(probe).color;
  }
  return { palette: colours as Palette, font: getComputedStyle(probe).fontFamily };
}
