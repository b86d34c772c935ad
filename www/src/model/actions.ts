// Actions that parts request. A part never acts itself: it sends an intent to the element, which asks the engine.

import type { Command, Scenario, WhyQuestion } from "../engine/engine.ts";
import type { Gripped } from "./inspected.ts";
import type { Kind } from "./message-kinds.ts";
import type { Milestone } from "./milestones.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export type Wish =
  | { readonly wish: "play" | "pause" | "step" | "back" | "reset" | "close" | "recover" }
  /** A way that takes long is to be gone on, or given up. */
  | { readonly wish: "go-on" | "turn-back" }
  /** Enough of running until something happens. */
  | { readonly wish: "stop" }
  /** The first run again, instead of the resumed one; and: its notice has been read. */
  | { readonly wish: "afresh" | "dismiss" }
  /** As fast as can be until the next of something. */
  | { readonly wish: "until"; readonly milestone: Milestone }
  /** On to a moment that lies ahead. */
  | { readonly wish: "go"; readonly atMs: number }
  | { readonly wish: "speed"; readonly speed: number }
  | { readonly wish: "branch"; readonly branch: number }
  | { readonly wish: "scene"; readonly name: string }
  | { readonly wish: "replicas"; readonly replicas: number }
  | { readonly wish: "seed"; readonly seed: string }
  /** Another run, with these settings. */
  | { readonly wish: "settings"; readonly scenario: Scenario }
  /** A request of this client, to be written. */
  | { readonly wish: "compose"; readonly client: number }
  | { readonly wish: "command"; readonly command: Command }
  /** To any step of the run, forward or back. */
  | { readonly wish: "seek"; readonly step: number }
  /** The record that the reader looks at; undefined: none. With `show` the page scrolls to it among the events. */
  | { readonly wish: "select"; readonly record: number | undefined; readonly show?: boolean }
  | { readonly wish: "why"; readonly question: WhyQuestion }
  /** To the moment at which a record was made. */
  | { readonly wish: "visit"; readonly record: number }
  /** A word of the glossary. */
  | { readonly wish: "explain"; readonly term: string }
  /** The answer has been read. */
  | { readonly wish: "enough" }
  | { readonly wish: "stop-waiting" }
  | { readonly wish: "compare"; readonly branches: readonly [number, number] }
  | { readonly wish: "choose"; readonly node: number; readonly anchor: Element }
  | { readonly wish: "grip"; readonly gripped: Gripped }
  | { readonly wish: "show"; readonly kind: Kind; readonly shown: boolean }
  | { readonly wish: "language"; readonly language: string }
  | { readonly wish: "theme"; readonly theme: Theme };

export class Intent extends Event {
  static readonly type = "intent";
  readonly wish: Wish;

  constructor(wish: Wish) {
    // Out of the shadow trees of the parts that hold it, up to the page's layout, which stops it.
    super(Intent.type, { bubbles: true, composed: true });
    this.wish = wish;
  }
}
