// Placement of a small dialog, next to its subject.

const NARROW_PX = 620;
const GAP_PX = 10;

/** What the dialog is about, as the window has it. */
export interface Beside {
  readonly left: number;
  readonly right: number;
  /** The height of its middle. */
  readonly middle: number;
}

/** On the right of it, or the left where there is no room, and always inside the window; on a narrow one the style sheet puts it at
 *  the bottom. */
export function placeBeside(popover: HTMLElement, beside: Beside | undefined): void {
  if (!beside || innerWidth < NARROW_PX) {
    popover.style.removeProperty("left");
    popover.style.removeProperty("top");
    return;
  }
  const { width, height } = popover.getBoundingClientRect();
  const right = beside.right + GAP_PX;
  const left = right + width + GAP_PX < innerWidth ? right : beside.left - GAP_PX - width;
  // Above the page nothing scales it, but the zoom of what it belongs to is its own too.
  const zoom = popover.offsetWidth > 0 ? width / popover.offsetWidth : 1;
  popover.style.left = `${inside(left, width, innerWidth) / zoom}px`;
  popover.style.top = `${inside(beside.middle - height / 2, height, innerHeight) / zoom}px`;
}

/** Beside its subject, above or below it, or else beside all of them: wherever it covers least of the others, and nearest. */
export function placeClear(
  popover: HTMLElement,
  subject: DOMRect | undefined,
  others: readonly DOMRect[],
): void {
  const middle = subject && subject.top + subject.height / 2;
  if (!subject || middle === undefined || innerWidth < NARROW_PX) {
    placeBeside(popover, undefined);
    return;
  }
  const { width, height } = popover.getBoundingClientRect();
  const zoom = popover.offsetWidth > 0 ? width / popover.offsetWidth : 1;
  const centre = subject.left + subject.width / 2 - width / 2;
  const sides = [subject.right + GAP_PX, subject.left - GAP_PX - width];
  const heights = [middle - height / 2, subject.top, subject.bottom - height, GAP_PX, innerHeight - height];
  const candidates = [
    ...heights.flatMap((y) => sides.map((x) => [x, y] as const)),
    [centre, subject.bottom + GAP_PX] as const,
    [centre, subject.top - GAP_PX - height] as const,
    ...heights.flatMap((y) => beyond(others, subject, width).map((x) => [x, y] as const)),
  ].map(([x, y]) => new DOMRect(inside(x, width, innerWidth), inside(y, height, innerHeight), width, height));
  const covered = (place: DOMRect) =>
    [subject, ...others].reduce((sum, node) => sum + overlap(place, node), 0);
  // Of equal ones the first: those next to the subject.
  const best = candidates.reduce((a, b) => (covered(b) < covered(a) ? b : a));
  popover.style.left = `${best.x / zoom}px`;
  popover.style.top = `${best.y / zoom}px`;
}

/** On the right of all of them, and on the left, unless that is far from the subject. */
function beyond(boxes: readonly DOMRect[], subject: DOMRect, width: number): number[] {
  const right = Math.max(0, ...boxes.map((box) => box.right)) + GAP_PX;
  const left = Math.min(innerWidth, ...boxes.map((box) => box.left)) - GAP_PX - width;
  return [
    ...(right - subject.right < FAR_PX ? [right] : []),
    ...(subject.left - left - width < FAR_PX ? [left] : []),
  ];
}

const FAR_PX = 320;

/** The area that two boxes share. */
function overlap(a: DOMRect, b: DOMRect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}

function inside(start: number, length: number, room: number): number {
  return Math.round(Math.max(GAP_PX, Math.min(start, room - length - GAP_PX)));
}

/** Below a button, its near edge at that of the button, and always inside the window. */
export function placeBelow(popover: HTMLElement, { left, right, bottom, top }: DOMRect): void {
  const { width, height } = popover.getBoundingClientRect();
  const zoom = popover.offsetWidth > 0 ? width / popover.offsetWidth : 1;
  const start = left + width + GAP_PX < innerWidth ? left : right - width;
  const below = bottom + BELOW_PX;
  const from = below + height + GAP_PX < innerHeight ? below : top - BELOW_PX - height;
  popover.style.left = `${inside(start, width, innerWidth) / zoom}px`;
  popover.style.top = `${inside(from, height, innerHeight) / zoom}px`;
}

const BELOW_PX = 6;
