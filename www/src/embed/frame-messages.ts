// Messages between a frame and the page around it: plain data of version 1, in both directions.

import type { Command } from "../engine/engine.ts";
import type { AnswerDetail, ErrorDetail, Goal, Violation } from "./events.ts";

/** Version of the messages. Receivers ignore messages of another version. */
export const VERSION = 1;

/** A message from the frame. */
export type FrameEvent = { readonly pbftLab: typeof VERSION } & (
  | { readonly type: "ready" }
  /** The height of the content in CSS pixels. */
  | { readonly type: "height"; readonly height: number }
  | { readonly type: "step"; readonly step: number; readonly nowMs: number }
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "violation"; readonly violation: Violation }
  | { readonly type: "goal"; readonly goal: Goal }
  | { readonly type: "answer"; readonly answer: AnswerDetail }
  | { readonly type: "error"; readonly error: ErrorDetail }
);

/** Types of messages from the frame. */
export const FRAME_EVENTS = [
  "ready",
  "height",
  "step",
  "command",
  "violation",
  "goal",
  "answer",
  "error",
] as const satisfies readonly FrameEvent["type"][];

/** A message to the frame. */
export type FrameCommand = { readonly pbftLab: typeof VERSION } & (
  | { readonly do: "play" | "pause" | "step" | "back" | "reset" | "report" }
  | { readonly do: "seek"; readonly step: number }
);

/** Types of messages to the frame. */
export const FRAME_COMMANDS = [
  "play",
  "pause",
  "step",
  "back",
  "reset",
  "seek",
  "report",
] as const satisfies readonly FrameCommand["do"][];

/** The command in a message. Undefined for any other data. */
export function frameCommandOf(data: unknown): FrameCommand | undefined {
  if (
    typeof data !== "object" ||
    data === null ||
    !("pbftLab" in data) ||
    data.pbftLab !== VERSION ||
    !("do" in data)
  ) {
    return undefined;
  }
  const wanted = FRAME_COMMANDS.find((name) => name === data.do);
  if (wanted === "seek") {
    const step = "step" in data ? data.step : undefined;
    return typeof step === "number" && Number.isSafeInteger(step) && step >= 0
      ? { pbftLab: VERSION, do: wanted, step }
      : undefined;
  }
  return wanted && { pbftLab: VERSION, do: wanted };
}

/** The origin in an address, if it is an origin of a web page. Never "*". */
export function originOf(text: string | null): string | undefined {
  const origin = (text ?? "").trim();
  const legal = /^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
  return legal ? origin : undefined;
}
