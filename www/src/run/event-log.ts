// The event log of a run: a line for each event, and the current sentence.

import type { TraceRecord } from "../engine/engine.ts";
import { castOf } from "../model/build-view-model.ts";
import type { Parcel } from "../model/cast.ts";
import type { Violation } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import { brokenHeadline, type Headline, Headlines } from "../text/headline.ts";
import { type Line, lineOf } from "../text/narration.ts";

/** Maximum number of lines kept; older ones are only counted. */
const LINES_MAX = 4000;
/** At least this number of the latest messages and timers are among them. */
const DETAILS_MIN = 1000;

// What replicas came to is what a reader goes back for: where thousands of messages fly, they are the first to go.
function shortened(lines: readonly Line[]): readonly Line[] {
  const surplus = lines.length - LINES_MAX;
  if (surplus <= 0) {
    return lines;
  }
  const details = lines.filter(({ level }) => level === "detail").length;
  let leaving = Math.min(surplus, Math.max(0, details - DETAILS_MIN));
  const left = lines.filter(({ level }) => {
    const leaves = level === "detail" && leaving > 0;
    leaving -= leaves ? 1 : 0;
    return !leaves;
  });
  return left.slice(-LINES_MAX);
}

/** The packet that a command names, as far as these records and the moment after them know it. */
function parcelIn(
  { what }: TraceRecord,
  records: readonly TraceRecord[],
  flying: ViewModel["flying"],
): Parcel | undefined {
  if (what.type !== "command" || !("packet" in what.command)) {
    return undefined;
  }
  const { packet } = what.command;
  const known = records.find((record) => "packet" in record.what && record.what.packet === packet)?.what;
  return known && "packet" in known ? known : flying.find(({ id }) => id === packet);
}

export class EventLog {
  lines: readonly Line[] = [];
  /** How many older lines are not kept. */
  dropped = 0;
  headline: Headline | undefined;
  /** The sequence number that the sentence of the moment, or the last one that was about any, is about. */
  seq: number | undefined;
  readonly #headlines = new Headlines();

  /** The oldest record that has a line. */
  get from(): number {
    return this.lines[0]?.id ?? Number.MAX_SAFE_INTEGER;
  }

  /** Whether another sentence is due at this real time; `still`: whether the run stands still. */
  updateHeadline(wallMs: number, still: boolean): boolean {
    const headline = this.#headlines.current(wallMs, still);
    const other = headline !== this.headline;
    this.headline = headline;
    this.seq = headline?.seq ?? this.seq;
    return other;
  }

  /** New occurrences, and how many more there were that nobody could have read. */
  append(records: readonly TraceRecord[], skipped: number, model: ViewModel): void {
    if (records.length === 0 && skipped === 0) {
      return;
    }
    const cast = castOf(model);
    const fresh = records.map((record) => {
      const parcel = parcelIn(record, records, model.flying);
      return lineOf(record, parcel ? { ...cast, parcel } : cast);
    });
    const all = [...this.lines, ...fresh];
    this.lines = shortened(all);
    this.dropped += skipped + all.length - this.lines.length;
    this.#headlines.hear(records, model, cast);
  }

  /** The line of a record becomes the sentence of the moment; unless one is named, the last. */
  repeat(record?: number): void {
    const line = record === undefined ? this.lines.at(-1) : this.lines.findLast(({ id }) => id === record);
    if (line) {
      this.#headlines.interrupt(
        { section: line.section, seq: line.seq, sentence: line.sentence },
        performance.now(),
      );
    }
  }

  /** A promise is broken: that is the sentence of the moment. */
  reportViolation(violation: Violation, model: ViewModel): void {
    this.#headlines.interrupt(brokenHeadline(violation, castOf(model)), performance.now());
  }

  /** Removes the lines of records from this one on: they belong to another time. */
  truncate(keep: number): void {
    this.lines = this.lines.filter((line) => line.id < keep);
    this.dropped = keep === 0 ? 0 : this.dropped;
    this.headline = undefined;
    this.seq = undefined;
    this.#headlines.clear();
  }

  clear(): void {
    this.truncate(0);
  }
}
