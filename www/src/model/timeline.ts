// Timeline of a run in the page: the engine's rows and the current time. It notifies its listener of changes.

import type { ValueView } from "../engine/engine.ts";
import { LaneHistory } from "./lane-history.ts";
import { endsBefore, type MessageEnd } from "./message-ends.ts";
import { NO_PACKETS, type PacketRows } from "./packets.ts";
import { RequestStarts } from "./request-starts.ts";
import { TimelineRecords } from "./timeline-records.ts";
import { type ValueLooks, Values } from "./values.ts";

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
  /** What there is to say of the values that the new rows name. */
  readonly values: readonly ValueView[];
}

export class Timeline {
  readonly records: TimelineRecords;
  readonly history = new LaneHistory();
  readonly values = new Values();
  readonly requests = new RequestStarts();
  packets: PacketRows = NO_PACKETS;
  nowMs = 0;
  stepCount = 0;
  replicas = 0;
  clients = 0;
  /** Counts the runs, because another run begins with another window. */
  run = 0;

  #listener: (() => void) | undefined;
  #ends: readonly MessageEnd[] = [];

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
    this.values.clear();
    this.requests.clear();
    this.packets = NO_PACKETS;
    this.nowMs = 0;
    this.stepCount = 0;
    this.run += 1;
  }

  absorb(news: TimelineNews): void {
    this.values.learn(news.values);
    if (news.rows.length > 0) {
      this.records.append(news.rows, news.from);
      this.history.follow(this.records, news.from);
      this.values.follow(this.records, news.from);
      this.requests.follow(this.records, news.from, news.replicas);
    }
    this.nowMs = news.nowMs;
    this.stepCount = news.stepCount;
    this.packets = news.packets;
    this.replicas = news.replicas;
    this.clients = news.clients;
    this.#listener?.();
  }

  /** The identities of the values that are contested at this moment. */
  get looks(): ValueLooks {
    return this.values.at(this.stepCount);
  }

  /** The messages that ended a moment ago and were not accepted; the same list while there is none new. */
  get ends(): readonly MessageEnd[] {
    const ends = endsBefore(this.records, this.stepCount, this.nowMs);
    const isSame = (list: readonly MessageEnd[]) =>
      list.length === ends.length && list.every(({ record }, place) => record === ends[place]?.record);
    this.#ends = isSame(this.#ends) ? this.#ends : ends;
    return this.#ends;
  }

  get reach(): Reach {
    const { records, nowMs } = this;
    return { startMs: records.startMs, endMs: Math.max(records.endMs, nowMs), nowMs };
  }
}
