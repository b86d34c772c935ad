// Gestures on the timeline: drag to pan or to scrub, pinch and wheel to zoom, click to select. The listener decides what they
// mean.

import { type Client, pointOn } from "../ui/local-coordinates.ts";
import { containSwipe } from "../ui/swipe-propagation.ts";

/**
 * What a press scrubs with: the axis jumps there at once; the line of the current time follows when the press moves, because
 * something under it may be meant.
 */
export type ScrubHandle = "axis" | "line";
type Pointer = "mouse" | "touch";

export interface GestureListener {
  /** Whether a press here would scrub instead of pan, and with what. */
  handleAt(x: number, y: number): ScrubHandle | undefined;
  /** Returns whether there was anything left in that direction. */
  pan(byPx: number): boolean;
  zoom(factor: number, x: number): void;
  scrub(x: number): void;
  choose(x: number, y: number, by: Pointer): void;
  hover(x: number | undefined, y: number): void;
}

/** A press that moves less than this, in pixels, is a click. */
const CLICK_REACH: Readonly<Record<Pointer, number>> = { mouse: 4, touch: 9 };
const WHEEL_LINE_PX = 16;
const WHEEL_RATE = 0.0022;
/** The maximum distance of one wheel event. */
const WHEEL_MAX_PX = 400;

interface Finger {
  x: number;
  y: number;
}

export class Gestures {
  readonly #target: HTMLElement;
  readonly #listener: GestureListener;
  readonly #fingers = new Map<number, Finger>();
  #doing: "press" | "pan" | "scrub" | "pinch" | undefined;
  /** The gesture that a press becomes when it moves. */
  #then: "pan" | "scrub" = "pan";
  #from: Finger = { x: 0, y: 0 };
  #began: Client = { clientX: 0, clientY: 0 };

  constructor(target: HTMLElement, listener: GestureListener) {
    this.#target = target;
    this.#listener = listener;
    target.addEventListener("pointerdown", this.#down);
    target.addEventListener("pointermove", this.#move);
    target.addEventListener("pointerup", this.#up);
    target.addEventListener("pointercancel", this.#cancel);
    target.addEventListener("lostpointercapture", this.#cancel);
    target.addEventListener("pointerleave", this.#leave);
    target.addEventListener("wheel", this.#wheel, { passive: false });
  }

  /** Drops the gesture: outside of the page no event reports that a finger was lifted. */
  rest(): void {
    this.#fingers.clear();
    this.#end();
  }

  readonly #down = (event: PointerEvent) => {
    if (event.button !== 0) {
      return;
    }
    containSwipe(event);
    const at = this.#at(event);
    // Some pointers cannot be captured. Then the drag ends at the edge.
    try {
      this.#target.setPointerCapture(event.pointerId);
    } catch {}
    this.#fingers.set(event.pointerId, at);
    const handle = this.#listener.handleAt(at.x, at.y);
    if (this.#fingers.size > 1) {
      this.#doing = "pinch";
    } else if (handle === "axis") {
      this.#doing = "scrub";
      this.#listener.scrub(at.x);
    } else {
      this.#doing = "press";
      this.#then = handle ? "scrub" : "pan";
      this.#from = at;
      this.#began = event;
    }
  };

  readonly #move = (event: PointerEvent) => {
    const at = this.#at(event);
    if (pointerOf(event) === "mouse" && event.buttons === 0 && this.#fingers.has(event.pointerId)) {
      // It was released outside.
      this.#cancel(event);
    }
    const finger = this.#fingers.get(event.pointerId);
    if (!finger) {
      this.#listener.hover(at.x, at.y);
      return;
    }
    if (this.#doing === "pinch") {
      this.#pinch(event.pointerId, at);
    } else if (this.#doing === "scrub") {
      this.#listener.scrub(at.x);
    } else if (this.#doing === "pan") {
      this.#listener.pan(at.x - finger.x);
    } else if (this.#wayOf(event) >= CLICK_REACH[pointerOf(event)]) {
      this.#begin(at);
    }
    this.#fingers.set(event.pointerId, at);
    containSwipe(event);
  };

  #wayOf({ clientX, clientY }: Client): number {
    return Math.hypot(clientX - this.#began.clientX, clientY - this.#began.clientY);
  }

  #begin(at: Finger): void {
    this.#doing = this.#then;
    this.#listener.hover(undefined, 0);
    if (this.#then === "scrub") {
      this.#listener.scrub(at.x);
    } else {
      this.#listener.pan(at.x - this.#from.x);
    }
  }

  // The distance of two fingers zooms, their middle pans.
  #pinch(id: number, at: Finger): void {
    const others = [...this.#fingers].filter(([other]) => other !== id).map(([, finger]) => finger);
    const before = this.#fingers.get(id);
    const other = others[0];
    if (!before || !other) {
      return;
    }
    const apart = (finger: Finger) => Math.max(20, Math.hypot(finger.x - other.x, finger.y - other.y));
    this.#listener.zoom(apart(at) / apart(before), (at.x + other.x) / 2);
    this.#listener.pan((at.x - before.x) / 2);
  }

  readonly #up = (event: PointerEvent) => {
    containSwipe(event);
    const at = this.#at(event);
    if (this.#fingers.delete(event.pointerId) && this.#doing === "press") {
      this.#listener.choose(at.x, at.y, pointerOf(event));
    }
    this.#end();
  };

  readonly #cancel = (event: PointerEvent) => {
    this.#fingers.delete(event.pointerId);
    this.#end();
  };

  readonly #leave = () => this.#listener.hover(undefined, 0);

  #end(): void {
    // The finger that stays after a pinch continues to pan.
    this.#doing = this.#fingers.size === 0 ? undefined : "pan";
  }

  // The wheel scrolls the page. With Ctrl, or with two fingers on a touchpad, it zooms; sideways, or with Shift, it pans if
  // there is anything to see.
  readonly #wheel = (event: WheelEvent) => {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE_PX : 1;
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.metaKey) {
      const turned = Math.min(WHEEL_MAX_PX, Math.max(-WHEEL_MAX_PX, unit * event.deltaY));
      this.#listener.zoom(Math.exp(-turned * WHEEL_RATE), this.#at(event).x);
    } else if (!sideways || !this.#listener.pan(-unit * (event.deltaX || event.deltaY))) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #at(event: MouseEvent): Finger {
    return pointOn(this.#target, event);
  }
}

function pointerOf({ pointerType }: PointerEvent): Pointer {
  return pointerType === "touch" ? "touch" : "mouse";
}
