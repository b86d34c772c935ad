// Actions of the user. Parts do not perform them: they dispatch an event to the element, which sends a request to the engine.

import type { Command, Found, HuntTask, QuestionEntry, Scenario, WhyQuestion } from "../engine/engine.ts";
import type { Attack } from "./attacks.ts";
import type { CourseProgress, When } from "./course-progress.ts";
import type { Inspected } from "./inspected.ts";
import type { QuestionKind } from "./lesson.ts";
import type { Kind } from "./message-kinds.ts";
import type { Milestone } from "./milestones.ts";
import type { Tool } from "./tools.ts";
import type { LieList, Pane, Tab } from "./ui-state.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export type Action =
  | { readonly type: "play" | "pause" | "step" | "back" | "reset" | "close" | "recover" }
  /** Continues or cancels a long replay. */
  | { readonly type: "continue" | "cancel" }
  /** Closes the dialog of the comparison. */
  | { readonly type: "stop-comparing" }
  /** Stops a search for a milestone. */
  | { readonly type: "stop" }
  /** Restarts with the first run instead of the resumed one, or dismisses the notice about it. */
  | { readonly type: "restart" | "dismiss" }
  /** Runs as fast as possible to the next milestone of a kind. */
  | { readonly type: "run-until"; readonly milestone: Milestone }
  /** Goes to a later time. */
  | { readonly type: "go"; readonly atMs: number }
  | { readonly type: "speed"; readonly speed: number }
  | { readonly type: "branch"; readonly branch: number }
  | { readonly type: "scene"; readonly name: string }
  | { readonly type: "replicas"; readonly replicas: number }
  | { readonly type: "seed"; readonly seed: string }
  /** Opens another run with these settings. */
  | { readonly type: "settings"; readonly scenario: Scenario }
  /** Opens the request field for this client. */
  | { readonly type: "compose"; readonly client: number }
  | { readonly type: "command"; readonly command: Command }
  /** Goes to any step of the run. */
  | { readonly type: "seek"; readonly step: number }
  /** Selects a record, or none. With `show` the page scrolls to it in the list of events. */
  | { readonly type: "select"; readonly record: number | undefined; readonly show?: boolean }
  | { readonly type: "why"; readonly question: WhyQuestion }
  /** Goes to the time of a record. */
  | { readonly type: "visit"; readonly record: number }
  /** Explains a word of the glossary. */
  | { readonly type: "explain"; readonly term: string }
  /** Closes the answer. */
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
  /** The sequence number whose votes are shown; undefined follows the story. */
  | { readonly type: "votes"; readonly seq: number | undefined }
  /** Whether the list of events includes messages and timers. */
  | { readonly type: "details"; readonly shown: boolean }
  /** What the list of lies shows; with `node`, it opens in the panel for that node. */
  | { readonly type: "lies"; readonly list: LieList; readonly node?: number }
  /** The timeline with half of the stage's room, or without; the presentation mode, or the page. */
  | { readonly type: "tall-timeline" | "present" }
  /** A place in the list of text sizes. */
  | { readonly type: "text-size"; readonly size: number }
  /** A dialog of the page. */
  | {
      readonly type: "dialog";
      readonly dialog: "attacks" | "run-settings" | "set-up" | "text-version" | "share" | "help" | "course";
    }
  /** Chooses an answer to a question of the lesson, or takes it back. */
  | {
      readonly type: "answer";
      readonly part: number;
      readonly asked: QuestionKind;
      readonly choice: number;
    }
  /** Gives what a question asks the reader to find. */
  | {
      readonly type: "found";
      readonly part: number;
      readonly asked: QuestionKind;
      readonly found: Found;
    }
  | { readonly type: "ask-again"; readonly part: number; readonly asked: QuestionKind }
  /** Shows the next hint of a task. */
  | { readonly type: "hint"; readonly part: number }
  /** Goes back to where a task begins. */
  | { readonly type: "again"; readonly atMs: number }
  /** Copies an address that proves what the reader did. */
  | { readonly type: "proof" }
  /** The choices in the test before or after the course. */
  | { readonly type: "test"; readonly when: When; readonly choices: readonly number[] }
  /** Adds the progress of a file. */
  | { readonly type: "add-progress"; readonly progress: CourseProgress }
  | { readonly type: "clear-progress" }
  /** Loads the rules that a cluster may lack. */
  | { readonly type: "rules" }
  /** Searches for an attack; `rule`: the code of the missing rule. */
  | { readonly type: "hunt"; readonly task: HuntTask; readonly rule: string | undefined }
  | { readonly type: "stop-hunt" }
  /** Opens an attack, without its rule or with it, and plays it. */
  | { readonly type: "attack"; readonly attack: Attack; readonly holds: boolean }
  /** Opens a run that answers a question, with the rule or without it. */
  | { readonly type: "question"; readonly question: QuestionEntry; readonly holds: boolean }
  /** Opens the same attack with its rule, or without it. */
  | { readonly type: "rule"; readonly holds: boolean }
  /** Goes on without the attack: its run stays. */
  | { readonly type: "leave-attack" }
  /** Goes to the violation of the attack, or to where it would be. */
  | { readonly type: "attack-end" }
  | { readonly type: "language"; readonly language: string }
  | { readonly type: "theme"; readonly theme: Theme };

export class ActionEvent extends Event {
  static readonly type = "lab-action";
  readonly action: Action;

  constructor(action: Action) {
    // The event bubbles out of the shadow trees to the layout of the page, which stops it.
    super(ActionEvent.type, { bubbles: true, composed: true });
    this.action = action;
  }
}
