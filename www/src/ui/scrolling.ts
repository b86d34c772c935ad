// Elements that can still be scrolled in a direction.

/** Which way: signs, as a wheel has them. */
export interface Direction {
  readonly x: number;
  readonly y: number;
}

/** Whether one of these boxes can still be scrolled that way. */
export function canScroll(boxes: readonly EventTarget[], { x, y }: Direction): boolean {
  return boxes.some((box) => {
    if (!(box instanceof HTMLElement)) {
      return false;
    }
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = box;
    const along = isFree(x, scrollLeft, scrollWidth - clientWidth);
    const down = isFree(y, scrollTop, scrollHeight - clientHeight);
    if (!along && !down) {
      return false;
    }
    const { overflowX, overflowY } = getComputedStyle(box);
    return (along && SCROLLS.test(overflowX)) || (down && SCROLLS.test(overflowY));
  });
}

const SCROLLS = /^(auto|scroll)$/;

// Where a page is zoomed, the last pixel is none.
function isFree(sign: number, at: number, end: number): boolean {
  return sign < 0 ? Math.abs(at) >= 1 : sign > 0 && Math.abs(at) <= end - 1;
}
