// All keys of the page: the action of each key in each place, for the listeners and for the list in the help.

export type PageShortcut =
  | "play"
  | "step"
  | "back"
  | "restart"
  | "slower"
  | "faster"
  | "earlier"
  | "later"
  | "replica"
  | "client"
  | "request"
  | "text"
  | "attacks"
  | "present"
  | "leave"
  | "help";
export type StageShortcut = "stage-next" | "stage-previous" | "stage-menu" | "stage-move";
export type PlotShortcut =
  | "plot-left"
  | "plot-right"
  | "plot-previous"
  | "plot-next"
  | "plot-in"
  | "plot-out"
  | "plot-fit"
  | "plot-follow"
  | "plot-go"
  | "plot-why"
  | "plot-flags"
  | "plot-none";
export type ScrubberShortcut =
  | "scrub-next"
  | "scrub-previous"
  | "scrub-far"
  | "scrub-far-back"
  | "scrub-first"
  | "scrub-last";

/** From the name that a browser gives a key to what it does. */
type Keys<Action> = Readonly<Record<string, Action>>;

const DIGITS: Keys<PageShortcut> = Object.fromEntries(
  Array.from("0123456789", (digit): [string, PageShortcut] => [digit, "replica"]),
);

/** Anywhere on the page, outside of fields. */
export const PAGE_KEYS: Keys<PageShortcut> = {
  " ": "play",
  ".": "step",
  ArrowRight: "step",
  ",": "back",
  ArrowLeft: "back",
  "]": "later",
  "[": "earlier",
  "+": "faster",
  "=": "faster",
  "-": "slower",
  r: "restart",
  ...DIGITS,
  c: "client",
  "/": "request",
  t: "text",
  a: "attacks",
  f: "present",
  Escape: "leave",
  "?": "help",
};

/** On a replica or a client of the stage. */
export const STAGE_KEYS: Keys<StageShortcut> = {
  ArrowRight: "stage-next",
  ArrowDown: "stage-next",
  ArrowLeft: "stage-previous",
  ArrowUp: "stage-previous",
  Enter: "stage-menu",
  " ": "stage-menu",
  "Shift+ArrowRight": "stage-move",
  "Shift+ArrowDown": "stage-move",
  "Shift+ArrowLeft": "stage-move",
  "Shift+ArrowUp": "stage-move",
};

/** On the timeline. */
export const PLOT_KEYS: Keys<PlotShortcut> = {
  ArrowLeft: "plot-left",
  ArrowRight: "plot-right",
  ArrowUp: "plot-previous",
  ArrowDown: "plot-next",
  "+": "plot-in",
  "=": "plot-in",
  "-": "plot-out",
  Home: "plot-fit",
  End: "plot-follow",
  Enter: "plot-go",
  w: "plot-why",
  g: "plot-flags",
  Escape: "plot-none",
};

/** On the scrubber below it. */
export const SCRUBBER_KEYS: Keys<ScrubberShortcut> = {
  ArrowRight: "scrub-next",
  ArrowUp: "scrub-next",
  ArrowLeft: "scrub-previous",
  ArrowDown: "scrub-previous",
  PageUp: "scrub-far",
  PageDown: "scrub-far-back",
  Home: "scrub-first",
  End: "scrub-last",
};

/** The lists of the help, in their order. */
export const KEY_LISTS: readonly { readonly place: string; readonly keys: Keys<string> }[] = [
  { place: "page", keys: PAGE_KEYS },
  { place: "stage", keys: STAGE_KEYS },
  { place: "plot", keys: PLOT_KEYS },
  { place: "scrubber", keys: SCRUBBER_KEYS },
];

/** What a table does, each thing once, with the keys for it. */
export function actionsOf(keys: Keys<string>): [action: string, keys: string[]][] {
  const actions = new Map<string, string[]>();
  // An object has its digits first, wherever they were written; a list has them last.
  const entries = Object.entries(keys).sort(([a], [b]) => Number(a in DIGITS) - Number(b in DIGITS));
  for (const [key, action] of entries) {
    // The same key as plus, without the shift key.
    if (key !== "=") {
      actions.set(action, [...(actions.get(action) ?? []), key]);
    }
  }
  return [...actions];
}

/** The table's entry for what was pressed; with a command key held down it is for the browser. */
export function shortcutFor<Action>(keys: Keys<Action>, event: KeyboardEvent): Action | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return undefined;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // What has no meaning of its own with the shift key has the same as without it.
  const shifted = `Shift+${key}`;
  const known = event.shiftKey && Object.hasOwn(keys, shifted) ? shifted : key;
  return Object.hasOwn(keys, known) ? keys[known] : undefined;
}
