// Stops propagation of handled touch events to the host page.

/** Slides around would turn with a finger that does something here. */
export function containSwipe(event: PointerEvent): void {
  if (event.pointerType === "touch") {
    event.stopPropagation();
  }
}
