// The line that is being drawn: its two sides, told apart by pattern and by shape and letter of the marks at their nodes.

import { nothing, type SVGTemplateResult, svg } from "lit";
import { halvesOf, type Sides, type Stroke } from "./divide.ts";
import { type Layout, type Place, type Point, round } from "./geometry.ts";

const MARK = 9;

/** `sides` is undefined where the line separates nothing. */
export function divideMarks(
  stroke: Stroke,
  sides: Sides | undefined,
  layout: Layout,
): SVGTemplateResult | typeof nothing {
  const [first, second] = halvesOf(stroke, layout);
  const { from, to } = stroke;
  const places = [...layout.replicas, ...layout.clients];
  const marks = (nodes: readonly number[], mark: (at: Point) => SVGTemplateResult) =>
    nodes.map((node) => {
      const place = places[node];
      return place ? mark(markAt(place)) : nothing;
    });
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
      ${marks(sides?.[0] ?? [], ({ x, y }) => svg`<circle class="side" cx=${round(x)} cy=${round(y)} r=${MARK}></circle>${letter("A", x, y)}`)}
      ${marks(sides?.[1] ?? [], ({ x, y }) => svg`<rect class="side" x=${round(x - MARK)} y=${round(y - MARK)} width=${2 * MARK} height=${2 * MARK}></rect>${letter("B", x, y)}`)}
    </g>
  `;
}

// At the shoulder of a node, or in the middle of one that is hardly larger than the mark.
function markAt({ x, y, radius }: Place): Point {
  return radius < 2 * MARK ? { x, y } : { x: x + radius * 0.85, y: y - radius * 0.85 };
}

function letter(text: string, x: number, y: number): SVGTemplateResult {
  return svg`<text class="letter" x=${round(x)} y=${round(y + 4.5)}>${text}</text>`;
}

function points(corners: readonly Point[]): string {
  return corners.map(({ x, y }) => `${round(x)},${round(y)}`).join(" ");
}
