// Event log of a run: a line for each event, and the current sentence.

import type { TraceRecord } from "../engine/engine.ts";
import { castOf } from "../model/build-view-model.ts";
import type { Cast, PacketInTransit } from "../model/cast.ts";
import type { Violation } from "../model/safety.ts";
import type { ValueNames } from "../model/values.ts";
import type { ViewModel } from "../model/view-model.ts";
import { brokenHeadline, type Headline, Headlines } from "../text/headline.ts";
import { type Line, lineOf } from "../text/narration.ts";

/** The maximum number of lines. Older ones are only counted. */
const LINES_MAX = 4000;
/** The minimum number of the latest messages and timers among them. */
const DETAILS_MIN = 1000;

// Readers go back for the facts of replicas. Messages are removed first if there are thousands.
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

/** The request that a client sent. */
function requestIn(
  client: number,
  timestamp: number,
  records: readonly TraceRecord[],
): PacketInTransit | undefined {
  for (const { what } of records) {
    if (what.type === "sent" && what.from === client && what.message.timestamp === timestamp) {
      return { from: client, to: what.to[0] ?? client, message: what.message };
    }
  }
  return undefined;
}

/** The packet that a command names, or whose message is refused, if these records or the next update contain it. */
function packetIn(
  { what, cause }: TraceRecord,
  records: readonly TraceRecord[],
  flying: ViewModel["flying"],
): PacketInTransit | undefined {
  if (what.type === "fact" && what.fact.name === "message-refused") {
    const got = records.find(({ id }) => id === cause)?.what;
    return got?.type === "delivered" ? got : undefined;
  }
  if (what.type === "fact" && what.fact.name === "request-sent") {
    return requestIn(what.node, what.fact.timestamp, records);
  }
  if (what.type !== "command" || !("packet" in what.command)) {
    return undefined;
  }
  const { packet } = what.command;
  const known = records.find((record) => "packet" in record.what && record.what.packet === packet)?.what;
  return known && "packet" in known ? known : flying.find(({ id }) => id === packet);
}

export class EventLog {
  lines: readonly Line[] = [];
  /** The number of removed lines. */
  dropped = 0;
  headline: Headline | undefined;
  /** The sequence number of the current sentence, or of the last one that was about any. */
  seq: number | undefined;
  readonly #headlines = new Headlines();

  /** The oldest record that has a line. */
  get from(): number {
    return this.lines[0]?.id ?? Number.MAX_SAFE_INTEGER;
  }

  /** Whether another sentence is due at this real time. `still`: whether the run is paused. */
  updateHeadline(wallMs: number, still: boolean): boolean {
    const headline = this.#headlines.current(wallMs, still);
    const other = headline !== this.headline;
    this.headline = headline;
    this.seq = headline?.seq ?? this.seq;
    return other;
  }

  /** Adds new events, and counts those that were left out. */
  append(records: readonly TraceRecord[], skipped: number, model: ViewModel, values?: ValueNames): void {
    if (records.length === 0 && skipped === 0) {
      return;
    }
    const cast: Cast = values ? { ...castOf(model), values } : castOf(model);
    const packets = new Map<number, PacketInTransit>();
    const fresh = records.map((record) => {
      const packet = packetIn(record, records, model.flying);
      if (!packet) {
        return lineOf(record, cast);
      }
      packets.set(record.id, packet);
      return lineOf(record, { ...cast, packet });
    });
    const all = [...this.lines, ...fresh];
    this.lines = shortened(all);
    this.dropped += skipped + all.length - this.lines.length;
    this.#headlines.hear(records, model, cast, packets);
  }

  /** Repeats the line of a record as the current sentence; by default the last line. */
  repeat(record?: number): void {
    const line = record === undefined ? this.lines.at(-1) : this.lines.findLast(({ id }) => id === record);
    if (line) {
      this.#headlines.interrupt(
        { section: line.section, seq: line.seq, sentence: line.sentence },
        performance.now(),
      );
    }
  }

  /** Makes a violation the current sentence. */
  reportViolation(violation: Violation, model: ViewModel, values?: ValueNames): void {
    const cast: Cast = values ? { ...castOf(model), values } : castOf(model);
    this.#headlines.interrupt(brokenHeadline(violation, cast), performance.now());
  }

  /** Removes the lines from this record on, because they belong to another future. */
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
