// The side of each node at the line that is being drawn, distinguished by pattern and by shape and letter of the marks at the
// nodes; and of the partition that holds.

import { nothing, type SVGTemplateResult, svg } from "lit";
import type { Point } from "../ui/local-coordinates.ts";
import { type Layout, type Place, round } from "./geometry.ts";
import { halvesOf, letterOf, type Sides, type Stroke } from "./partition-line.ts";

const MARK = 9;

/** `sides` is undefined where the line separates nothing. */
export function sideMarks(
  stroke: Stroke,
  sides: Sides | undefined,
  layout: Layout,
): SVGTemplateResult | typeof nothing {
  const [first, second] = halvesOf(stroke, layout);
  const { from, to } = stroke;
  return svg`
    <g class="division" aria-hidden="true">
      ${
        sides
          ? svg`
              <defs>
                <pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                  <path class="hatch" d="M 0 0 V 10"></path>
                </pattern>
              </defs>
              <polygon class="half plain" points=${points(first)}></polygon>
              <polygon class="half hatched" points=${points(second)}></polygon>
              <polygon class="rim" points=${points(second)}></polygon>
            `
          : nothing
      }
      <path class="stroke" d=${`M ${round(from.x)} ${round(from.y)} L ${round(to.x)} ${round(to.y)}`}></path>
      ${marks(sides ?? [], layout)}
    </g>
  `;
}

/** The groups of a partition, and the lines between them for as long as it lasts. */
export function groupMarks(
  groups: readonly (readonly number[])[],
  lines: readonly Stroke[],
  layout: Layout,
): SVGTemplateResult {
  const path = ({ from, to }: Stroke) =>
    `M ${round(from.x)} ${round(from.y)} L ${round(to.x)} ${round(to.y)}`;
  return svg`
    <g class="division" aria-hidden="true">
      ${lines.map((line) => svg`<path class="parting" d=${path(line)}></path>`)} ${marks(groups, layout)}
    </g>
  `;
}

function marks(groups: readonly (readonly number[])[], layout: Layout): SVGTemplateResult[] {
  return groups.map((nodes, index) => {
    const group = marksAt(nodes, layout);
    const shape = SHAPES[index % SHAPES.length] ?? circle;
    const name = letterOf(index);
    return svg`
      <path class="side" d=${group.map(shape).join(" ")}></path>
      ${group.map((mark) => letter(name, mark))}
    `;
  });
}

interface Mark extends Point {
  readonly reach: number;
  readonly lettered: boolean;
}

// At the shoulder of a node, or in the middle of one that is hardly larger than the mark.
function marksAt(nodes: readonly number[], { replicas, clients }: Layout): Mark[] {
  const places: readonly Place[] = [...replicas, ...clients];
  return nodes.flatMap((node) => {
    const place = places[node];
    if (!place) {
      return [];
    }
    const { x, y, radius } = place;
    const lettered = radius >= 2 * MARK;
    const off = lettered ? radius * 0.85 : 0;
    return [{ x: x + off, y: y - off, reach: lettered ? MARK : Math.min(MARK, radius * 0.7), lettered }];
  });
}

// All marks of a side are one path: a hundred nodes are no more work than four.
function circle({ x, y, reach }: Mark): string {
  const r = round(reach);
  return `M ${round(x - reach)} ${round(y)} a ${r} ${r} 0 1 0 ${2 * r} 0 a ${r} ${r} 0 1 0 ${-2 * r} 0 Z`;
}

function square({ x, y, reach }: Mark): string {
  const width = round(2 * reach);
  return `M ${round(x - reach)} ${round(y - reach)} h ${width} v ${width} h ${-width} Z`;
}

function diamond({ x, y, reach }: Mark): string {
  const far = round(1.3 * reach);
  return `M ${round(x)} ${round(y - far)} l ${far} ${far} l ${-far} ${far} l ${-far} ${-far} Z`;
}

const SHAPES = [circle, square, diamond];

function letter(text: string, { x, y, lettered }: Mark): SVGTemplateResult | typeof nothing {
  return lettered ? svg`<text class="letter" x=${round(x)} y=${round(y + 4.5)}>${text}</text>` : nothing;
}

function points(corners: readonly Point[]): string {
  return corners.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ");
}
