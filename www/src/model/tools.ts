// The fault palette: its tools, what each of them applies to, and what it does there.

import type { Command } from "../engine/engine.ts";
import type { Action } from "./actions.ts";
import type { ControlName } from "./controls.ts";
import type { ViewModel } from "./view-model.ts";

export const TOOLS = ["crash", "pause", "lie", "slow", "cut", "drop", "split"] as const;
export type Tool = (typeof TOOLS)[number];

/** What is clicked with a tool in hand; `ground`: a line is drawn. */
export type Aim = "node" | "link" | "packet" | "ground";

const AIMS: Readonly<Record<Tool, Aim>> = {
  crash: "node",
  pause: "node",
  lie: "node",
  slow: "link",
  cut: "link",
  drop: "packet",
  split: "ground",
};

const COMMANDS: Readonly<Record<Tool, readonly Command["do"][]>> = {
  crash: ["crash"],
  pause: ["pause"],
  lie: ["behave", "clientBehave"],
  slow: ["link"],
  cut: ["link"],
  drop: ["drop"],
  split: ["partition"],
};

/** The commands that a tool can lead to. */
export const commandsOf = (tool: Tool): readonly Command["do"][] => COMMANDS[tool];

/** Ten times the usual latency of a packet, as in the dialog of a link. */
export const SLOW_MS = [200, 300] as const;

export const aimOf = (tool: Tool | undefined): Aim | undefined => tool && AIMS[tool];

/** The group of controls to which a tool belongs. */
export const groupOfTool = (tool: Tool): ControlName => (AIMS[tool] === "node" ? "faults" : "network");

/** Whether a tool does anything to a node. A link is chosen by its two ends as well. */
export function isTarget(tool: Tool, node: number, model: ViewModel): boolean {
  const replica = model.replicas[node];
  switch (tool) {
    case "crash":
      return replica !== undefined && replica.health !== "down";
    case "pause":
      return replica?.health === "up";
    case "lie":
      return (replica ?? model.clients[node - model.n])?.health !== "down";
    case "slow":
    case "cut":
      return true;
    default:
      return false;
  }
}

/** A tool, and the end of a link that was chosen with it. */
export interface ActiveTool {
  readonly tool: Tool;
  readonly end?: number | undefined;
}

/** What a click means with a tool in hand: the actions instead of it, and what is in hand afterwards. */
export function used(
  activeTool: ActiveTool,
  action: Action,
  model: ViewModel,
): { readonly actions: readonly Action[]; readonly activeTool: ActiveTool } {
  const { tool, end } = activeTool;
  if (action.type === "inspect") {
    const { item } = action.inspected;
    if (item.kind === "packet" && AIMS[tool] === "packet") {
      return { actions: [commanded({ do: "drop", packet: item.packet })], activeTool };
    }
    if (item.kind === "link" && AIMS[tool] === "link") {
      return { actions: onLink(tool, item.from, item.to), activeTool: { tool } };
    }
    return { actions: item.kind === "partition" ? [action] : [], activeTool };
  }
  if (action.type !== "choose") {
    return { actions: [action], activeTool };
  }
  const { node } = action;
  if (AIMS[tool] === "link") {
    const both = end !== undefined && end !== node && Math.min(end, node) < model.n;
    return both
      ? { actions: onLink(tool, end, node), activeTool: { tool } }
      : { actions: [], activeTool: { tool, end: node } };
  }
  return {
    actions: isTarget(tool, node, model) ? onNode(tool, action) : otherwise(tool, action),
    activeTool,
  };
}

// A node to which the tool does not apply shows its card, which has what does: a crashed replica can be restarted.
const otherwise = (tool: Tool, action: Action): Action[] => (AIMS[tool] === "node" ? [action] : []);

function onNode(tool: Tool, action: Extract<Action, { type: "choose" }>): Action[] {
  switch (tool) {
    case "crash":
    case "pause":
      return [commanded({ do: tool, replica: action.node })];
    case "lie":
      return [{ ...action, lies: true }];
    default:
      return [];
  }
}

// Both ways.
function onLink(tool: Tool, from: number, to: number): Action[] {
  const change =
    tool === "cut" ? { up: false } : { latencyMs: { uniform: [...SLOW_MS] as [number, number] } };
  return [
    commanded({ do: "link", from, to, ...change }),
    commanded({ do: "link", from: to, to: from, ...change }),
  ];
}

const commanded = (command: Command): Action => ({ type: "command", command });
