// Signs of the ends of messages on the timeline, each of its own shape, in the colour of alarm.

import type { Look } from "../model/values.ts";
import { lengthsOf } from "../ui/value-lines.ts";
import type { Arrow } from "./scene.ts";

/** One dash of a line of a contested value, in pixels. */
const DASH_PX = 4;

/** The dashes of the line of a value. */
export function dashOf(look: Look): number[] {
  return lengthsOf(look).map((length) => length * DASH_PX);
}

/** The line segments of the signs of all ends: a cross for what was lost, a barred circle for what was refused, and unequal
 *  bars for what was forged. */
export function endLines(arrows: readonly Arrow[], reach: number): number[] {
  return arrows.flatMap(({ fate, x1, y1 }) => {
    switch (fate) {
      case "lost":
        return cross(x1, y1, reach);
      case "refused":
        return barredCircle(x1, y1, reach * 1.25);
      case "forged":
        return unequal(x1, y1, reach * 1.25);
      default:
        return [];
    }
  });
}

function cross(x: number, y: number, reach: number): number[] {
  return [x - reach, y - reach, x + reach, y + reach, x - reach, y + reach, x + reach, y - reach];
}

const CORNERS = 12;

function barredCircle(x: number, y: number, reach: number): number[] {
  const at = (corner: number) => {
    const angle = (corner * 2 * Math.PI) / CORNERS;
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  };
  const rim = Array.from({ length: CORNERS }, (_, corner) => [...at(corner), ...at(corner + 1)]).flat();
  const off = reach * Math.SQRT1_2;
  return [...rim, x - off, y - off, x + off, y + off];
}

function unequal(x: number, y: number, reach: number): number[] {
  const gap = reach * 0.4;
  const bars = [x - reach, y - gap, x + reach, y - gap, x - reach, y + gap, x + reach, y + gap];
  return [...bars, x - reach * 0.7, y + reach, x + reach * 0.7, y - reach];
}
