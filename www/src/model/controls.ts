// Parts and groups of controls that an embedding page may leave out: the one table of both.

import type { Command } from "../engine/engine.ts";
import type { Action } from "./actions.ts";
import { groupOfTool } from "./tools.ts";

/** Names for the attribute `parts`. */
export const PARTS = [
  /** The sentence of the moment. */
  "narration",
  /** The safety bar. */
  "safety",
  /** The cluster as a graph. */
  "stage",
  /** The kinds of message, to be shown or not. */
  "legend",
  /** The five steps of a request. */
  "steps",
  /** The space-time diagram. */
  "timeline",
  /** The chapters of the scene. */
  "captions",
  /** The list of what happens. */
  "events",
  /** The votes for one number. */
  "matrix",
  /** The logs of all replicas. */
  "log",
  /** The messages on their way, as a list. */
  "network",
  /** One node, complete. */
  "inspector",
] as const;
export type PartName = (typeof PARTS)[number];

/** Names for the attribute `controls`. */
export const CONTROLS = [
  /** Another scene. */
  "scene",
  /** Number of replicas, seed, and what else a run begins with. */
  "settings",
  /** A client's request. */
  "request",
  /** Play and pause. */
  "play",
  /** One occurrence further, and one back. */
  "step",
  /** The run from its beginning. */
  "reset",
  "speed",
  /** On until something happens. */
  "until",
  /** The slider over all steps, and the futures of the run. */
  "moments",
  /** What can be done to a node and its timers. */
  "faults",
  /** What can be done to messages and links. */
  "network",
  /** Links, files, figures. */
  "share",
  /** What PBFT promises, its words and the keys; and the run as text. */
  "help",
  /** Language and colours. */
  "look",
] as const;
export type ControlName = (typeof CONTROLS)[number];

/** What changes the run beyond showing another moment of it; a reader who may only look has none of these. */
const CHANGING: readonly ControlName[] = ["settings", "request", "faults", "network"];

/** The parts that an attribute names; without one, or where it names none that there is, all of them. */
export function partsOf(text: string | null | undefined): ReadonlySet<PartName> {
  return namesOf(text, PARTS);
}

export function controlsOf(text: string | null | undefined, onlyLooks: boolean): ReadonlySet<ControlName> {
  const named = namesOf(text, CONTROLS);
  return onlyLooks ? new Set([...named].filter((name) => !CHANGING.includes(name))) : named;
}

// An empty list has a meaning: nothing. A list of which nothing is legal is a mistake, and counts as absent.
function namesOf<Name extends string>(
  text: string | null | undefined,
  known: readonly Name[],
): ReadonlySet<Name> {
  const words = (text ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
  const named = known.filter((name) => words.includes(name));
  const wanted = typeof text === "string" && (words.length === 0 || named.length > 0);
  return new Set(wanted ? named : known);
}

/** Whether these controls allow an action. An action without its control is ignored. */
export function allows(controls: ReadonlySet<ControlName>, action: Action): boolean {
  const group = groupOf(action);
  return group === undefined || controls.has(group);
}

function groupOf(action: Action): ControlName | undefined {
  switch (action.type) {
    case "scene":
      return "scene";
    case "replicas":
    case "seed":
    case "settings":
      return "settings";
    case "run-until":
    case "stop":
      return "until";
    case "play":
    case "pause":
      return "play";
    case "step":
    case "back":
      return "step";
    case "reset":
      return "reset";
    case "speed":
      return "speed";
    case "branch":
      return "moments";
    case "explain":
      return "help";
    case "language":
    case "theme":
    case "text-size":
    case "present":
      return "look";
    case "tool":
      return action.tool && groupOfTool(action.tool);
    case "compose":
      return "request";
    case "command":
      return groupOfCommand(action.command);
    case "inspect":
      // A message can be looked at; a link or a partition has nothing to it but what can be done.
      return action.inspected.item.kind === "packet" ? undefined : "network";
    default:
      return undefined;
  }
}

function groupOfCommand(command: Command): ControlName {
  switch (command.do) {
    case "submit":
      return "request";
    case "partition":
    case "heal":
    case "link":
    case "deliver":
    case "drop":
    case "delay":
    case "duplicate":
      return "network";
    default:
      return "faults";
  }
}
