// Pointer positions in local coordinates. The page around the element may scale, zoom and rotate it, so that a pixel of the element is not one
// of the window: rulers of a known length lie on each drawing, and the browser says where in the window their ends are.

import { html, type TemplateResult } from "lit";

/** How far apart the ends of a ruler are, in the drawing's own pixels, as the style sheet has it. */
const LENGTH_PX = 100;

/** A point, in CSS pixels of a drawing's own box. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What every pointer event has. */
export interface Client {
  readonly clientX: number;
  readonly clientY: number;
}

/** To be put beside a drawing, into the box that it fills. */
export const RULERS: TemplateResult = html`
  <span class="ruler" aria-hidden="true"></span>
  <span class="ruler right" aria-hidden="true"></span>
  <span class="ruler down" aria-hidden="true"></span>
`;

/** A place of the window in the drawing's own pixels, from its upper left corner. */
export function pointOn(drawing: Element, { clientX, clientY }: Client): Point {
  const [corner, right, down] = rulersOf(drawing);
  const way = minus({ x: clientX, y: clientY }, corner);
  const [across, along] = [minus(right, corner), minus(down, corner)];
  const area = cross(across, along);
  // Of a drawing that is turned away from the reader there is nothing to point at.
  return area === 0
    ? way
    : { x: (LENGTH_PX * cross(way, along)) / area, y: (LENGTH_PX * cross(across, way)) / area };
}

function rulersOf(drawing: Element): [Point, Point, Point] {
  const rulers = drawing.parentElement?.querySelectorAll(":scope > .ruler") ?? [];
  const [corner, right, down] = [...rulers].map((ruler) => ruler.getBoundingClientRect());
  if (corner && right && down) {
    return [corner, right, down];
  }
  const { x, y } = drawing.getBoundingClientRect();
  return [
    { x, y },
    { x: x + LENGTH_PX, y },
    { x, y: y + LENGTH_PX },
  ];
}

function minus(a: Point, b: Point): Point {
  return { x: a.x - b.x, y: a.y - b.y };
}

function cross(a: Point, b: Point): number {
  return a.x * b.y - a.y * b.x;
}
