// Actions of the user. A part performs none of them: it dispatches an event to the element, which asks the engine.

import type { Command, Scenario, WhyQuestion } from "../engine/engine.ts";
import type { Pane, Tab } from "./desk.ts";
import type { Inspected } from "./inspected.ts";
import type { Kind } from "./message-kinds.ts";
import type { Milestone } from "./milestones.ts";
import type { Tool } from "./tools.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export type Action =
  | { readonly type: "play" | "pause" | "step" | "back" | "reset" | "close" | "recover" }
  /** A way that takes long is to be gone on, or given up. */
  | { readonly type: "continue" | "cancel" }
  /** The dialog of the comparison was closed. */
  | { readonly type: "stop-comparing" }
  /** Enough of running until something happens. */
  | { readonly type: "stop" }
  /** The first run again, instead of the resumed one; and: its notice has been read. */
  | { readonly type: "restart" | "dismiss" }
  /** As fast as can be until the next of something. */
  | { readonly type: "run-until"; readonly milestone: Milestone }
  /** On to a moment that lies ahead. */
  | { readonly type: "go"; readonly atMs: number }
  | { readonly type: "speed"; readonly speed: number }
  | { readonly type: "branch"; readonly branch: number }
  | { readonly type: "scene"; readonly name: string }
  | { readonly type: "replicas"; readonly replicas: number }
  | { readonly type: "seed"; readonly seed: string }
  /** Another run, with these settings. */
  | { readonly type: "settings"; readonly scenario: Scenario }
  /** A request of this client, to be written. */
  | { readonly type: "compose"; readonly client: number }
  | { readonly type: "command"; readonly command: Command }
  /** To any step of the run, forward or back. */
  | { readonly type: "seek"; readonly step: number }
  /** The record that the reader looks at; undefined: none. With `show` the page scrolls to it among the events. */
  | { readonly type: "select"; readonly record: number | undefined; readonly show?: boolean }
  | { readonly type: "why"; readonly question: WhyQuestion }
  /** To the moment at which a record was made. */
  | { readonly type: "visit"; readonly record: number }
  /** A word of the glossary. */
  | { readonly type: "explain"; readonly term: string }
  /** The answer has been read. */
  | { readonly type: "close-answer" }
  | { readonly type: "stop-waiting" }
  | { readonly type: "compare"; readonly branches: readonly [number, number] }
  /** A node was chosen, perhaps for its lies at once. */
  | { readonly type: "choose"; readonly node: number; readonly anchor: Element; readonly lies?: boolean }
  /** A tool of the fault palette is taken in hand, or put away. */
  | { readonly type: "tool"; readonly tool: Tool | undefined }
  /** Out of the presentation, or the tool out of the hand. */
  | { readonly type: "leave" }
  | { readonly type: "inspect"; readonly inspected: Inspected }
  | { readonly type: "show"; readonly kind: Kind; readonly shown: boolean }
  /** A tab of the side panel. */
  | { readonly type: "tab"; readonly tab: Tab }
  /** Something over the side panel; the same again, or nothing, closes it. */
  | { readonly type: "pane"; readonly pane: Pane | undefined }
  /** The node that the panel shows. */
  | { readonly type: "node"; readonly node: number }
  /** The timeline with half of the stage's room, or without; the presentation mode, or the page. */
  | { readonly type: "tall-timeline" | "present" }
  /** A place in the list of text sizes. */
  | { readonly type: "text-size"; readonly size: number }
  /** A dialog of the page. */
  | { readonly type: "dialog"; readonly dialog: "run-settings" | "text-version" | "share" | "help" }
  | { readonly type: "language"; readonly language: string }
  | { readonly type: "theme"; readonly theme: Theme };

export class ActionEvent extends Event {
  static readonly type = "lab-action";
  readonly action: Action;

  constructor(action: Action) {
    // Out of the shadow trees of the parts that hold it, up to the page's layout, which stops it.
    super(ActionEvent.type, { bubbles: true, composed: true });
    this.action = action;
  }
}
