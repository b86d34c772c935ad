// The icon of a Byzantine node: two horns. It has a shape of its own, so that it can be recognised without colour.

import { type SVGTemplateResult, svg } from "lit";
import { round } from "./geometry.ts";

/** The positions of the horns, in degrees from the top. */
const LEAN = 36;
/** The width of a horn at its root, in degrees. */
const ROOT = 26;

/** The horns of a node of this radius around the origin. They reach over the ring of votes. */
export function byzantineIcon(radius: number): SVGTemplateResult {
  return svg`<path class="horns" d=${`${horn(radius, -1)} ${horn(radius, 1)}`}></path>`;
}

// From the outline out to a tip that is bent upwards.
function horn(radius: number, side: -1 | 1): string {
  const length = Math.max(7, radius * 0.55);
  const at = (degrees: number, reach: number) => {
    const angle = (degrees * Math.PI) / 180;
    return `${round(side * reach * Math.sin(angle))} ${round(-reach * Math.cos(angle))}`;
  };
  const outer = at(LEAN + ROOT / 2, radius);
  const inner = at(LEAN - ROOT / 2, radius);
  const tip = at(LEAN - 2, radius + length);
  return `M ${outer} Q ${at(LEAN + ROOT / 2, radius + length * 0.6)} ${tip} Q ${at(LEAN - 4, radius + length * 0.4)} ${inner} Z`;
}
