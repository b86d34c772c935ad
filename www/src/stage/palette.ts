// Colours of the stage from the page's style sheet.

import { KINDS } from "../model/message-kinds.ts";
import { ALL_LOOKS } from "../model/values.ts";
import type { Palette } from "./painter.ts";

/** A canvas cannot use custom properties: the probe gets each colour once, and the browser computes it. */
export function paletteOf(probe: Element | null): { readonly palette: Palette; readonly font: string } {
  const colourOf = (name: string): string => {
    probe?.setAttribute("data-colour", name);
    return probe ? getComputedStyle(probe).color : "";
  };
  const colours: Partial<Record<keyof Palette, string>> = {};
  for (const name of [...KINDS, ...ALL_LOOKS, "paper", "ink", "alarm"] as const) {
    colours[name] = colourOf(name);
  }
  return { palette: colours as Palette, font: probe ? getComputedStyle(probe).fontFamily : "" };
}
