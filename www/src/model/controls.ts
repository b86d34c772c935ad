// Parts and controls that an embedding page may leave out.

import type { Command } from "../engine/engine.ts";
import type { Action } from "./actions.ts";
import { isPermitted, type Permitted } from "./lesson.ts";
import { commandsOf, groupOfTool } from "./tools.ts";

/** Names in the attribute `parts`. */
export const PARTS = [
  /** The current sentence. */
  "narration",
  /** The safety bar. */
  "safety",
  /** The cluster as a graph. */
  "stage",
  /** The kinds of messages, with switches. */
  "legend",
  /** The five steps of a request. */
  "steps",
  /** The space-time diagram. */
  "timeline",
  /** The chapters of the scene. */
  "captions",
  /** The list of events. */
  "events",
  /** The votes for one sequence number. */
  "matrix",
  /** The logs of all replicas. */
  "log",
  /** The list of messages in transit. */
  "network",
  /** All details of one node. */
  "inspector",
] as const;
export type PartName = (typeof PARTS)[number];

/** Names in the attribute `controls`. */
export const CONTROLS = [
  /** The choice of a scene. */
  "scene",
  /** Number of replicas, seed, and other settings of a run. */
  "settings",
  /** The request field. */
  "request",
  /** Play and pause. */
  "play",
  /** One step forward or back. */
  "step",
  /** Restart of the run. */
  "reset",
  "speed",
  /** Run until a milestone. */
  "until",
  /** The slider over all steps, and the branches. */
  "moments",
  /** Faults of nodes, and their timers. */
  "faults",
  /** Actions on messages and links. */
  "network",
  /** Links, files, figures. */
  "share",
  /** Guarantees of PBFT, the glossary and the keys; the run as text. */
  "help",
  /** Language and colours. */
  "look",
] as const;
export type ControlName = (typeof CONTROLS)[number];

/** Controls that change the run. A reader who may only look has none of these. */
const CHANGING: readonly ControlName[] = ["settings", "request", "faults", "network"];

/** The parts that an attribute names. All of them if it is absent or names none that exists. */
export function partsOf(text: string | null | undefined): ReadonlySet<PartName> {
  return namesOf(text, PARTS);
}

export function controlsOf(text: string | null | undefined, onlyLooks: boolean): ReadonlySet<ControlName> {
  const named = namesOf(text, CONTROLS);
  return onlyLooks ? new Set([...named].filter((name) => !CHANGING.includes(name))) : named;
}

// An empty list means nothing. A list without any valid name is a mistake and counts as absent.
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

/** Whether the open task of a lesson allows an action. */
export function isWithin(permitted: Permitted, action: Action): boolean {
  switch (action.type) {
    case "command":
      return isPermitted(permitted, [action.command.do]);
    case "tool":
      return !action.tool || isPermitted(permitted, commandsOf(action.tool));
    case "compose":
      return isPermitted(permitted, ["submit"]);
    default:
      return true;
  }
}

function groupOf(action: Action): ControlName | undefined {
  switch (action.type) {
    case "scene":
    case "attack":
    case "question":
    case "rule":
    case "hunt":
      return "scene";
    case "dialog":
      return action.dialog === "attacks" ? "scene" : undefined;
    case "replicas":
    case "seed":
    case "settings":
      return "settings";
    case "run-until":
    case "stop":
      return "until";
    case "play":
    case "attack-end":
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
      // A message can be inspected. A link or a partition offers only actions.
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

/** The parts that show what only rows tell: times of records, and which values compete. */
const OF_ROWS: readonly PartName[] = ["timeline", "stage", "events", "matrix", "safety"];

export function needsRows(parts: ReadonlySet<PartName>): boolean {
  return OF_ROWS.some((part) => parts.has(part));
}
