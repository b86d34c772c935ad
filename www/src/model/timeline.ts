// Timeline of a run in the page: the engine's rows and the current time. It notifies its listener of changes.

import { LaneHistory } from "./lane-history.ts";
import { NO_PACKETS, type PacketRows } from "./packets.ts";
import { TimelineRecords } from "./timeline-records.ts";

/** The extent of the run. */
export interface Reach {
  readonly startMs: number;
  /** The time of the last record, or the present time if that is later. */
  readonly endMs: number;
  readonly nowMs: number;
}

/** The timeline data of an update. */
export interface TimelineNews {
  readonly nowMs: number;
  readonly stepCount: number;
  readonly packets: PacketRows;
  readonly replicas: number;
  readonly clients: number;
  /** New rows, with the number of the first record. */
  readonly rows: Uint32Array;
  readonly from: number;
}

export class Timeline {
  readonly records: TimelineRecords;
  readonly history = new LaneHistory();
  packets: PacketRows = NO_PACKETS;
  nowMs = 0;
  stepCount = 0;
  replicas = 0;
  clients = 0;
  /** Counts the runs, because another run begins with another window. */
  run = 0;

  #listener: (() => void) | undefined;

  /** `sorts` and `kinds` are the engine's names, in the order of their numbers. */
  constructor(sorts: readonly string[], kinds: readonly string[]) {
    this.records = new TimelineRecords(sorts, kinds);
  }

  /** The listener; one at a time. */
  listen(listener: (() => void) | undefined): void {
    this.#listener = listener;
  }

  /** Starts another run. */
  clear(): void {
    this.records.clear();
    this.history.clear();
    this.packets = NO_PACKETS;
    this.nowMs = 0;
    this.stepCount = 0;
    this.run += 1;
  }

  absorb(news: TimelineNews): void {
    if (news.rows.length > 0) {
      this.records.append(news.rows, news.from);
      this.history.follow(this.records, news.from);
    }
    this.nowMs = news.nowMs;
    this.stepCount = news.stepCount;
    this.packets = news.packets;
    this.replicas = news.replicas;
    this.clients = news.clients;
    this.#listener?.();
  }

  get reach(): Reach {
    const { records, nowMs } = this;
    return { startMs: records.startMs, endMs: Math.max(records.endMs, nowMs), nowMs };
  }
}
