// The wheel over the element: it scrolls the page around, unless something under the pointer can still be scrolled that way. Then a page
// that turns its slides with the wheel does not hear of it.

import type { ReactiveController } from "lit";
import { canScroll } from "./scrolling.ts";

export class WheelPropagation implements ReactiveController {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostConnected(): void {
    this.#host.addEventListener("wheel", this.#onWheel, { passive: true });
  }

  hostDisconnected(): void {
    this.#host.removeEventListener("wheel", this.#onWheel);
  }

  readonly #onWheel = (event: WheelEvent) => {
    const path = event.composedPath();
    const inside = path.slice(0, path.indexOf(this.#host));
    // With Shift some browsers say themselves that it goes sideways, and some do not.
    const turned = event.shiftKey && event.deltaX === 0;
    const direction = turned ? { x: event.deltaY, y: 0 } : { x: event.deltaX, y: event.deltaY };
    if (!event.ctrlKey && canScroll(inside, direction)) {
      event.stopPropagation();
    }
  };
}
