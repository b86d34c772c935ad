// Kinds of UI state: forms of the page by the room that there is, tabs of its side panel, and panes over it.

import type { PartName } from "./controls.ts";

/** Wide: the panel beside the stage, the timeline below. Folded: both behind tabs at the lower edge, above which they open.
 *  Tall, on a phone: the tabs with their content below the stage. */
export type Form = "wide" | "folded" | "tall";

const TALL_BELOW_PX = 600;
const WIDE_FROM_PX = 960;
const WIDE_FROM_HEIGHT_PX = 660;

/** `height` is undefined where the content decides it. */
export function formFor(width: number, height: number | undefined): Form {
  if (width < TALL_BELOW_PX) {
    return "tall";
  }
  return width < WIDE_FROM_PX || (height !== undefined && height < WIDE_FROM_HEIGHT_PX) ? "folded" : "wide";
}

/** On a phone's width a given height below the first leaves no room for an open tab, below the second not for all that the stage
 *  has around the nodes. */
const LOW_BELOW_PX = 560;
const FLAT_BELOW_PX = 420;
/** Where not even the rows fit, such as at 400 percent of a usual screen, everything is scrolled. */
const SCROLLED_BELOW_PX = 300;

export type HeightClass = "high" | "low" | "flat";

export function heightClassFor(form: Form, height: number | undefined): HeightClass {
  if (form === "wide" || height === undefined || height >= LOW_BELOW_PX || height < SCROLLED_BELOW_PX) {
    return "high";
  }
  return height < FLAT_BELOW_PX ? "flat" : "low";
}

export const TABS = ["timeline", "lesson", "events", "votes", "replica", "messages"] as const;
export type Tab = (typeof TABS)[number];

/** The parts in each tab. */
const CONTENTS: Readonly<Record<Tab, readonly PartName[]>> = {
  timeline: ["timeline"],
  lesson: ["captions", "steps"],
  events: ["events"],
  votes: ["matrix"],
  replica: ["inspector", "log"],
  messages: ["network"],
};

/** The tabs that have something to show. The timeline has a place of its own where there is room. */
export function tabsOf(parts: ReadonlySet<PartName>, form: Form): Tab[] {
  return TABS.filter(
    (tab) => !(tab === "timeline" && form === "wide") && CONTENTS[tab].some((part) => parts.has(part)),
  );
}

/** What lies over the panel when the reader has asked for it. */
export type Pane = "safety" | "branches";

/** Factors of the size of text. */
export const TEXT_SIZES = [1, 1.15, 1.3] as const;

/** The list of lies in the panel: folded, the most useful ones, or all that match a search. */
export interface LieList {
  readonly shown: "none" | "useful" | "all";
  readonly search: string;
}
