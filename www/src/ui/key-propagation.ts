// Keys that end at the element, so that the page around does nothing more with them: those that it used, and all that is typed in its
// fields. Every other key is the page's.

import { canScroll, type Direction } from "./scrolling.ts";

/** Keys that are held down and that the element has used: the page does not hear of their end either. */
const kept = new Set<string>();
const ENDINGS = ["keydown", "keypress", "keyup"] as const;

/** Ends a key here. */
export function containKey(event: KeyboardEvent): void {
  event.stopPropagation();
  if (kept.size === 0) {
    for (const type of ENDINGS) {
      addEventListener(type, onEnding, true);
    }
  }
  kept.add(nameOf(event));
}

// Wherever the focus is by now.
function onEnding(event: KeyboardEvent): void {
  if (!kept.has(nameOf(event)) || event.repeat) {
    return;
  }
  if (event.type === "keydown") {
    // Its end was not heard, and it is pressed again: for whom will be seen.
    kept.delete(nameOf(event));
  } else {
    event.stopPropagation();
  }
  if (event.type === "keyup") {
    kept.delete(nameOf(event));
  }
  if (kept.size === 0) {
    for (const type of ENDINGS) {
      removeEventListener(type, onEnding, true);
    }
  }
}

function nameOf({ code, key }: KeyboardEvent): string {
  return code || key;
}

/** What a page around hears of typing. They leave a shadow tree as clicks do. */
export const TYPING = [
  "beforeinput",
  "input",
  "compositionstart",
  "compositionupdate",
  "compositionend",
  "cut",
  "copy",
  "paste",
] as const;

const TYPED =
  "textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=file])";
const FIELDS = `select, ${TYPED}`;
/** What has a use of its own for the space bar and for the arrows. */
const PRESSED = "button, a, summary, input, [role=button]";
const TURNED = "input, [role=slider]";
const OPEN = "dialog[open], [popover]:popover-open";

const EDITING = /^(Enter|Backspace|Delete|Insert|Home|End|Page(Up|Down)|Arrow(Up|Down|Left|Right))$/;
/** With a command key: copy and its like. */
const EDITING_COMMANDS = /^([acvxyz]|Backspace|Delete|Insert|Home|End|Arrow(Up|Down|Left|Right))$/i;
/** What a browser does to a control that has the focus. */
const CHOOSING = /^( |Home|End|Page(Up|Down)|Arrow(Up|Down|Left|Right))$/;

/** Whether what has the focus needs the key itself, so that no shortcut is meant. */
export function isTaken(event: KeyboardEvent): boolean {
  const path = event.composedPath().filter((target) => target instanceof Element);
  const [target] = path;
  if (!target) {
    return false;
  }
  if (target.matches(FIELDS) || path.some((one) => one.matches("dialog, [popover]"))) {
    return true;
  }
  if (event.key === " ") {
    return target.matches(PRESSED);
  }
  // Of a region that can be scrolled sideways, they are how it is done.
  return event.key.startsWith("Arrow") && (target.matches(TURNED) || target.scrollWidth > target.clientWidth);
}

/** Whether the browser does something inside the element with a key that nobody else has used. */
export function isUsed(event: KeyboardEvent, element: Element): boolean {
  const path = event.composedPath();
  const inside = path.slice(0, path.indexOf(element)).filter((one) => one instanceof Element);
  const [target] = inside;
  if (!target || event.key === "Tab") {
    return false;
  }
  const plain = !(event.ctrlKey || event.metaKey || event.altKey);
  if (target.matches(TYPED)) {
    return isTyped(event);
  }
  if (inside.some((one) => one.matches(OPEN)) && plain) {
    // What is open lies above the page: a key that turned the page below would be meant for something that is not seen.
    return event.key.length === 1 || event.key === "Escape" || EDITING.test(event.key);
  }
  return plain && (isChoice(event.key, target) || canScroll(inside, SCROLLING[scrollKey(event)] ?? NOWHERE));
}

function isTyped(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, isComposing } = event;
  // Some keyboards write with Alt or AltGr.
  const writes = key.length === 1 && (!(ctrlKey || metaKey) || event.getModifierState("AltGraph"));
  const unknown = isComposing || ["Process", "Unidentified", "Dead"].includes(key);
  return writes || unknown || (ctrlKey || metaKey ? EDITING_COMMANDS : EDITING).test(key);
}

function isChoice(key: string, target: Element): boolean {
  if (target.matches("select")) {
    // Its list is open, or a letter chooses in it.
    return key.length === 1 || key === "Enter" || CHOOSING.test(key) || isExpanded(target);
  }
  if (target.matches("input[type=range]")) {
    return key !== " " && CHOOSING.test(key);
  }
  if (target.matches("input[type=radio]")) {
    return key === " " || key.startsWith("Arrow");
  }
  const pressed = key === " " && target.matches("button, summary, input[type=checkbox]");
  return pressed || (key === "Enter" && target.matches("button, summary, a[href], input"));
}

// An older browser does not know the word.
function isExpanded(target: Element): boolean {
  return CSS.supports("selector(:open)") && target.matches(":open");
}

const NOWHERE: Direction = { x: 0, y: 0 };
const UP: Direction = { x: 0, y: -1 };
const DOWN: Direction = { x: 0, y: 1 };
const SCROLLING: Readonly<Record<string, Direction>> = {
  ArrowUp: UP,
  PageUp: UP,
  Home: UP,
  "Shift+ ": UP,
  ArrowDown: DOWN,
  PageDown: DOWN,
  End: DOWN,
  " ": DOWN,
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

function scrollKey({ key, shiftKey }: KeyboardEvent): string {
  return key === " " && shiftKey ? "Shift+ " : key;
}
