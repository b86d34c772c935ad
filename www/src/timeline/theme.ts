// Theme: colours of the timeline from the page's style sheet. A canvas cannot use custom properties, so a probe element takes
// each colour and its computed value is read.

import { COLOR_TOKENS, type ColorToken, type Palette } from "./renderer.ts";

export interface CanvasTheme {
  readonly palette: Palette;
  readonly font: string;
}

export function canvasThemeOf(probe: Element): CanvasTheme {
  const colours: Partial<Record<ColorToken, string>> = {};
  for (const color of COLOR_TOKENS) {
    probe.setAttribute("data-ink", color);
    colours[color] = getComputedStyle(probe).color;
  }
  return { palette: colours as Palette, font: getComputedStyle(probe).fontFamily };
}
