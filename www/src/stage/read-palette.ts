// The colours of the stage for its canvas, which cannot use custom properties itself.

import { KINDS } from "../model/message-kinds.ts";
import { ALL_LOOKS } from "../model/values.ts";
import type { Palette } from "./painter.ts";

/** A probe wears each colour once, and the browser says what it came to. */
export function readPalette(probe: Element | null): Palette {
  const colours: Partial<Record<keyof Palette, string>> = {};
  for (const name of [...KINDS, ...ALL_LOOKS, "paper", "ink", "alarm"] as const) {
    probe?.setAttribute("data-colour", name);
    colours[name] = probe ? getComputedStyle(probe).color : "";
  }
  colours.font = probe ? getComputedStyle(probe).fontFamily : "";
  return colours as Palette;
}
