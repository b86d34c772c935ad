// @vitest-environment happy-dom

import { beforeEach, describe, expect, it } from "vitest";
import { type GestureListener, Gestures } from "../../src/timeline/gestures.ts";

let target: HTMLElement;
let gestures: Gestures;
let done: string[];
/** The position of the line of the moment shown. */
const LINE = 50;
/** There is nothing to be seen that far to the left. */
const END = 900;

beforeEach(() => {
  target = document.createElement("div");
  done = [];
  const listener: GestureListener = {
    handleAt: (x, y) => (y >= 90 ? "axis" : Math.abs(x - LINE) <= 7 ? "line" : undefined),
    pan: (byPx) => {
      done.push(`pan ${byPx}`);
      return byPx < END;
    },
    zoom: (factor) => done.push(`zoom ${factor}`),
    scrub: (x) => done.push(`scrub ${x}`),
    choose: (x, y, by) => done.push(`choose ${x} ${y} by ${by}`),
    hover: () => {},
  };
  gestures = new Gestures(target, listener);
});

function send(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const buttons = type === "pointerup" ? 0 : 1;
  target.dispatchEvent(
    new PointerEvent(type, { pointerId: 1, pointerType: "mouse", buttons, clientX: x, clientY: y, ...more }),
  );
}

describe("a press on the timeline", () => {
  it("chooses, unless it moves: then it pans", () => {
    send("pointerdown", 10, 10);
    send("pointermove", 12, 11);
    send("pointerup", 12, 11);
    send("pointerdown", 10, 10);
    send("pointermove", 20, 10);
    send("pointerup", 20, 10);
    expect(done).toEqual(["choose 12 11 by mouse", "pan 10"]);
  });

  it("of a finger that trembles chooses too", () => {
    const finger = { pointerType: "touch", pointerId: 9 };
    send("pointerdown", 10, 10, finger);
    send("pointermove", 16, 13, finger);
    send("pointerup", 16, 13, finger);
    expect(done).toEqual(["choose 16 13 by touch"]);
  });

  it("on the axis leads there at once", () => {
    send("pointerdown", 30, 95);
    send("pointermove", 31, 95);
    send("pointerup", 31, 95);
    expect(done).toEqual(["scrub 30", "scrub 31"]);
  });

  it("on the line of the moment shown chooses what lies under it, and takes the line along when it moves", () => {
    send("pointerdown", LINE + 3, 10);
    send("pointerup", LINE + 3, 10);
    expect(done).toEqual(["choose 53 10 by mouse"]);
    done.length = 0;
    send("pointerdown", LINE + 3, 10);
    send("pointermove", LINE + 20, 10);
    send("pointermove", LINE + 25, 10);
    send("pointerup", LINE + 25, 10);
    expect(done).toEqual(["scrub 70", "scrub 75"]);
  });

  it("whose end was not heard is over when the pointer comes back without it", () => {
    send("pointerdown", 10, 10);
    send("pointermove", 40, 10, { buttons: 0 });
    send("pointermove", 60, 10, { buttons: 0 });
    expect(done).toEqual([]);
  });
});

describe("two fingers", () => {
  const one = { pointerType: "touch", pointerId: 1 };
  const other = { pointerType: "touch", pointerId: 2 };

  it("zoom by what they move apart", () => {
    send("pointerdown", 10, 10, one);
    send("pointerdown", 60, 10, other);
    send("pointermove", 110, 10, other);
    expect(done).toEqual(["zoom 2", "pan 25"]);
  });

  it("of which one was on the timeline when it was taken off the page are one when it is back", () => {
    send("pointerdown", 10, 10, one);
    gestures.rest();
    send("pointerdown", 60, 10, other);
    send("pointermove", 110, 10, other);
    expect(done).toEqual(["pan 50"]);
  });

  it("of which one is lost are one", () => {
    send("pointerdown", 10, 10, one);
    send("lostpointercapture", 10, 10, one);
    send("pointerdown", 60, 10, other);
    send("pointermove", 110, 10, other);
    expect(done).toEqual(["pan 50"]);
  });
});

describe("the wheel", () => {
  /** Whether the page is kept from scrolling. */
  function turn(more: WheelEventInit): boolean {
    // This DOM knows no modifiers of wheels.
    const event = Object.assign(new WheelEvent("wheel", { cancelable: true, ...more }), more);
    target.dispatchEvent(event);
    return event.defaultPrevented;
  }

  it("is the page's, up and down", () => {
    expect([turn({ deltaY: 100 }), turn({ deltaY: -100 }), turn({ deltaX: 5, deltaY: 100 })]).toEqual([
      false,
      false,
      false,
    ]);
    expect(done).toEqual([]);
  });

  it("zooms with Ctrl, and with the command key of a Mac", () => {
    expect([turn({ deltaY: -100, ctrlKey: true }), turn({ deltaY: -100, metaKey: true })]).toEqual([
      true,
      true,
    ]);
    expect(done.map((one) => one.split(" ")[0])).toEqual(["zoom", "zoom"]);
  });

  it("pans sideways and with Shift, until there is nothing left that way", () => {
    expect([turn({ deltaX: 30 }), turn({ deltaY: 30, shiftKey: true }), turn({ deltaX: -1000 })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
