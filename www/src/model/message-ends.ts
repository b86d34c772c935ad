// The messages that ended a moment ago without being accepted: lost, refused or forged.

import { KINDS, type Kind } from "./message-kinds.ts";
import { type End, endOf, NOBODY, type TimelineRecords } from "./timeline-records.ts";

export interface MessageEnd {
  readonly record: number;
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  readonly end: Exclude<End, "arrived">;
}

/** So long an end stays in the picture, in virtual milliseconds: about as long as the way of a message. */
const SHOWN_MS = 15;
/** More than these nobody could tell apart. */
const ENDS_MAX = 40;

/** The ends of the last moments before a step, the newest last. */
export function endsBefore(records: TimelineRecords, step: number, nowMs: number): MessageEnd[] {
  const ends: MessageEnd[] = [];
  const last = records.firstArrowAfter(nowMs + 1e-6);
  for (let index = last - 1; index >= 0 && ends.length < ENDS_MAX; index -= 1) {
    const row = records.arrow(index);
    if (records.at(row) < nowMs - SHOWN_MS) {
      break;
    }
    const end = endOf(records, row);
    if (end !== "arrived" && records.step(row) <= step && records.other(row) !== NOBODY) {
      ends.push({
        record: records.first + row,
        from: records.node(row),
        to: records.other(row),
        kind: KINDS[records.kind(row)] ?? "other",
        end,
      });
    }
  }
  return ends.reverse();
}
