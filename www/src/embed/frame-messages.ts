// Messages between a frame and the page around it: plain data of version 1, in both directions.

import type { Command } from "../engine/engine.ts";
import type { ErrorDetail, Goal, Violation } from "./events.ts";

/** Every message carries this number. A later version is another number, and is ignored by who does not know it. */
export const VERSION = 1;

/** Out of the frame. */
export type Told = { readonly pbftLab: typeof VERSION } & (
  | { readonly type: "ready" }
  /** How high the content is, in CSS pixels. */
  | { readonly type: "height"; readonly height: number }
  | { readonly type: "step"; readonly step: number; readonly nowMs: number }
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "violation"; readonly violation: Violation }
  | { readonly type: "goal"; readonly goal: Goal }
  | { readonly type: "error"; readonly error: ErrorDetail }
);

/** The types of what is told. */
export const TOLD = [
  "ready",
  "height",
  "step",
  "command",
  "violation",
  "goal",
  "error",
] as const satisfies readonly Told["type"][];

/** Into the frame. */
export type Asked = { readonly pbftLab: typeof VERSION } & (
  | { readonly do: "play" | "pause" | "step" | "back" | "reset" | "report" }
  | { readonly do: "seek"; readonly step: number }
);

/** What can be asked for. */
export const ASKED = [
  "play",
  "pause",
  "step",
  "back",
  "reset",
  "seek",
  "report",
] as const satisfies readonly Asked["do"][];

/** What a message asks for; undefined for whatever else it may be. */
export function askedOf(data: unknown): Asked | undefined {
  if (
    typeof data !== "object" ||
    data === null ||
    !("pbftLab" in data) ||
    data.pbftLab !== VERSION ||
    !("do" in data)
  ) {
    return undefined;
  }
  const wanted = ASKED.find((name) => name === data.do);
  if (wanted === "seek") {
    const step = "step" in data ? data.step : undefined;
    return typeof step === "number" && Number.isSafeInteger(step) && step >= 0
      ? { pbftLab: VERSION, do: wanted, step }
      : undefined;
  }
  return wanted && { pbftLab: VERSION, do: wanted };
}

/** The origin that an address names, if it is spelt as an origin is and belongs to a web page; never all of them. */
export function originOf(text: string | null): string | undefined {
  const origin = (text ?? "").trim();
  const legal = /^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  return legal ? origin : undefined;
}
