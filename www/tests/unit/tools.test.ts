import { describe, expect, it } from "vitest";
import type { Action } from "../../src/model/actions.ts";
import { aimOf, groupOfTool, isTarget, TOOLS, used } from "../../src/model/tools.ts";
import { model } from "./view-models.ts";

const anchor = {} as Element;
const choose = (node: number): Action => ({ type: "choose", node, anchor });
const inspect = (item: Extract<Action, { type: "inspect" }>["inspected"]["item"]): Action => ({
  type: "inspect",
  inspected: { item, x: 0, y: 0, origin: undefined },
});

describe("the tools of the fault palette", () => {
  it("apply to what they can change, and to nothing else", () => {
    const shown = model({ down: [3] });
    const targets = (tool: (typeof TOOLS)[number]) => [0, 3].map((node) => isTarget(tool, node, shown));
    expect(targets("crash")).toEqual([true, false]);
    expect(targets("pause")).toEqual([true, false]);
    expect(targets("lie")).toEqual([true, false]);
    expect(targets("cut")).toEqual([true, true]);
    expect(targets("drop")).toEqual([false, false]);
    expect(TOOLS.map(aimOf)).toEqual(["node", "node", "node", "link", "link", "packet", "ground"]);
    expect(groupOfTool("crash")).toBe("faults");
    expect(groupOfTool("drop")).toBe("network");
  });

  it("act on a node instead of opening its card, and do nothing to another", () => {
    const shown = model({ down: [3] });
    const crash = { tool: "crash" } as const;
    expect(used(crash, choose(1), shown).actions).toEqual([
      { type: "command", command: { do: "crash", replica: 1 } },
    ]);
    // Nothing to crash there: its card has what can be done.
    expect(used(crash, choose(3), shown)).toEqual({ actions: [choose(3)], activeTool: crash });
    expect(used({ tool: "lie" }, choose(1), shown).actions).toEqual([
      { type: "choose", node: 1, anchor, lies: true },
    ]);
  });

  it("act on a link both ways, that is clicked or whose two ends are", () => {
    const shown = model();
    const both = [
      { type: "command", command: { do: "link", from: 0, to: 2, up: false } },
      { type: "command", command: { do: "link", from: 2, to: 0, up: false } },
    ];
    expect(used({ tool: "cut" }, inspect({ kind: "link", from: 0, to: 2 }), shown).actions).toEqual(both);
    const first = used({ tool: "cut" }, choose(0), shown);
    expect(first).toEqual({ actions: [], activeTool: { tool: "cut", end: 0 } });
    expect(used(first.activeTool, choose(2), shown)).toEqual({ actions: both, activeTool: { tool: "cut" } });
    expect(used({ tool: "cut" }, inspect({ kind: "packet", packet: 5 }), shown).actions).toEqual([]);
  });

  it("drop a message, and leave every other action as it is", () => {
    const drop = { tool: "drop" } as const;
    const shown = model();
    expect(used(drop, inspect({ kind: "packet", packet: 5 }), shown).actions).toEqual([
      { type: "command", command: { do: "drop", packet: 5 } },
    ]);
    expect(used(drop, { type: "play" }, shown).actions).toEqual([{ type: "play" }]);
  });
});
