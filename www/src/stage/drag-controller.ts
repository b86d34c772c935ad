// Pointer gestures on the stage beyond a click: dragging a node, drawing a line.

import { containKey } from "../ui/key-propagation.ts";
import type { Point } from "../ui/local-coordinates.ts";
import { type Client, pointOn } from "../ui/local-coordinates.ts";
import { containSwipe } from "../ui/swipe-propagation.ts";
import type { Stroke } from "./partition-line.ts";

/** A press that moves less than this, in pixels of the window, is a click. */
const CLICK_REACH = 4;
const CLICK_REACH_OF_A_FINGER = 9;

/** The host of a drag. Points are in pixels of the stage. */
export interface DragHost {
  /** Whether every press begins a line, also that of a finger, and also on a node. */
  drawing(): boolean;
  /** The position of a node. */
  centreOf(node: number): Point | undefined;
  /** A node is about to be dragged. */
  onDragStart(): void;
  /** The drag was cancelled: everything is where it was. */
  onDragCancel(): void;
  /** A node is dragged to a point. */
  onDrag(node: number, to: Point): void;
  /** The line that is being drawn; undefined when it ends. */
  onDraw(stroke: Stroke | undefined): void;
  /** A line was drawn. */
  onLine(stroke: Stroke): void;
}

interface Press {
  readonly pointer: number;
  readonly surface: Element;
  readonly reach: number;
  readonly began: Client;
  readonly from: Point;
  /** The node that is dragged; undefined where a line is drawn. */
  readonly node: { readonly id: number; readonly centre: Point } | undefined;
  /** Whether it has become more than a click; `over`: it had, and was cancelled before the release. */
  readonly moving: "not-yet" | "moving" | "over";
}

export class DragController {
  /** Whether the click that comes now belongs to a gesture, and is none. */
  busy = false;
  readonly #host: DragHost;
  #press: Press | undefined;

  constructor(host: DragHost) {
    this.#host = host;
  }

  readonly down = (event: PointerEvent): void => {
    const surface = event.currentTarget;
    if (!(surface instanceof Element) || event.button !== 0 || !event.isPrimary) {
      return;
    }
    // A gesture without an end event, because the release was outside the stage.
    this.cancel();
    const drawing = this.#host.drawing();
    const id = drawing ? undefined : nodeAt(event.target);
    const centre = id === undefined ? undefined : this.#host.centreOf(id);
    const finger = event.pointerType === "touch";
    // A finger on empty ground scrolls the page, unless the reader said that it is to draw.
    if (centre || drawing || !finger) {
      containSwipe(event);
      this.#press = {
        pointer: event.pointerId,
        surface,
        reach: finger ? CLICK_REACH_OF_A_FINGER : CLICK_REACH,
        began: event,
        from: pointOn(surface, event),
        node: id !== undefined && centre ? { id, centre } : undefined,
        moving: "not-yet",
      };
    }
  };

  readonly move = (event: PointerEvent): void => {
    const press = this.#press;
    if (!press || press.pointer !== event.pointerId || press.moving === "over") {
      return;
    }
    containSwipe(event);
    // A finger that is heard is there; a mouse may have been let go where the stage did not hear it.
    if (event.pointerType !== "touch" && event.buttons === 0) {
      this.cancel();
      return;
    }
    if (press.moving === "not-yet") {
      const { clientX, clientY } = press.began;
      if (Math.hypot(event.clientX - clientX, event.clientY - clientY) < press.reach) {
        return;
      }
      this.#begin(press);
    }
    const to = pointOn(press.surface, event);
    if (press.node) {
      const { id, centre } = press.node;
      const way = { x: to.x - press.from.x, y: to.y - press.from.y };
      this.#host.onDrag(id, { x: centre.x + way.x, y: centre.y + way.y });
    } else {
      this.#host.onDraw({ from: press.from, to });
    }
  };

  /** A finger that drags or draws does not scroll the page. `touch-action` would say so too, but not for a part of a drawing. */
  readonly touchMove = {
    passive: false,
    handleEvent: (event: Event): void => {
      if (this.#press) {
        event.preventDefault();
      }
    },
  };

  readonly up = (event: PointerEvent): void => {
    const press = this.#press;
    if (press?.pointer !== event.pointerId) {
      return;
    }
    containSwipe(event);
    this.#end();
    if (press.moving === "moving" && !press.node) {
      this.#host.onDraw(undefined);
      this.#host.onLine({ from: press.from, to: pointOn(press.surface, event) });
    }
  };

  readonly cancel = (): void => {
    this.#giveUp();
    this.#end();
  };

  // Nothing of it counts: the node is where it was, and no line was drawn.
  #giveUp(): void {
    const press = this.#press;
    if (press?.moving === "moving") {
      this.#press = { ...press, moving: "over" };
      if (press.node) {
        this.#host.onDragCancel();
      } else {
        this.#host.onDraw(undefined);
      }
    }
  }

  #begin(press: Press): void {
    this.#press = { ...press, moving: "moving" };
    this.busy = true;
    if (press.node) {
      this.#host.onDragStart();
    }
    capture(press);
    addEventListener("keydown", this.#onKey, true);
  }

  #end(): void {
    if (!this.#press) {
      return;
    }
    this.#press = undefined;
    removeEventListener("keydown", this.#onKey, true);
    // After the click with which the browser ends it.
    setTimeout(() => {
      this.busy = false;
    });
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      containKey(event);
      this.#giveUp();
    }
  };
}

// The pointer may leave the stage and come back. A pointer that is gone already cannot be captured, and need not be.
function capture({ surface, pointer }: Press): void {
  try {
    surface.setPointerCapture(pointer);
  } catch {}
}

function nodeAt(target: EventTarget | null): number | undefined {
  const node = target instanceof Element ? target.closest("[data-node]") : null;
  return node ? Number(node.getAttribute("data-node")) : undefined;
}
