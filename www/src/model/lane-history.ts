// History of each lane: up, paused or down, and the view of its replica. It uses only the engine's records.

import type { RecordKind } from "./record-kinds.ts";
import { NOBODY, recordKindOf, type TimelineRecords } from "./timeline-records.ts";

export type LaneHealth = "up" | "down" | "paused";

/** A period from its record to the next of the same lane. */
export interface Stretch<T> {
  readonly record: number;
  readonly atMs: number;
  readonly state: T;
}

export interface LaneView {
  readonly view: number;
  /** False while the replica waits for the NEW-VIEW. */
  readonly active: boolean;
}

/** The state of the lane after a record. */
const HEALTH: Partial<Readonly<Record<RecordKind, LaneHealth>>> = {
  crash: "down",
  restart: "up",
  pause: "paused",
  resume: "up",
};
/** The initial state of every lane. */
const FIRST_HEALTH: Stretch<LaneHealth> = { record: -1, atMs: 0, state: "up" };
const FIRST_VIEW: Stretch<LaneView> = { record: -1, atMs: 0, state: { view: 0, active: true } };

/** The history of one node. */
class Lane {
  readonly health: Stretch<LaneHealth>[] = [FIRST_HEALTH];
  /** Undefined if the replica does not know its view, because it lost its disk. */
  readonly views: Stretch<LaneView | undefined>[] = [FIRST_VIEW];
}

export class LaneHistory {
  readonly #lanes = new Map<number, Lane>();
  /** One past the last record that was processed. */
  #end = 0;
  /** The oldest record of the timeline at that time. */
  #first = 0;

  clear(): void {
    this.#lanes.clear();
    this.#end = 0;
    this.#first = 0;
  }

  health(node: number): readonly Stretch<LaneHealth>[] {
    return this.#lane(node).health;
  }

  views(node: number): readonly Stretch<LaneView | undefined>[] {
    return this.#lane(node).views;
  }

  /** Processes new records. Records from `from` on were replaced. */
  follow(records: TimelineRecords, from: number): void {
    if (from < this.#end) {
      this.#truncate(from);
    }
    for (let record = Math.max(this.#end, records.first); record < records.end; record += 1) {
      this.#take(records, record - records.first);
    }
    this.#end = records.end;
    this.#forget(records.first);
  }

  // Periods that ended before the first record are outside the timeline.
  #forget(first: number): void {
    if (first === this.#first) {
      return;
    }
    this.#first = first;
    for (const { health, views } of this.#lanes.values()) {
      dropBefore(health, first);
      dropBefore(views, first);
    }
  }

  #truncate(from: number): void {
    for (const { health, views } of this.#lanes.values()) {
      dropFrom(health, from, FIRST_HEALTH);
      dropFrom(views, from, FIRST_VIEW);
    }
    this.#end = from;
  }

  #take(records: TimelineRecords, row: number): void {
    const sort = recordKindOf(records, row);
    const health = HEALTH[sort];
    if (health) {
      this.#turn(records, row, health);
    }
    if (sort === "view-change-started" || sort === "view-entered") {
      this.#enter(records, row, { view: records.view(row), active: sort === "view-entered" });
    } else if (sort === "restart" && records.amnesic(row)) {
      this.#enter(records, row, undefined);
    }
  }

  #turn(records: TimelineRecords, row: number, state: LaneHealth): void {
    const { health } = this.#lane(records.node(row));
    health.push({ record: records.first + row, atMs: records.at(row), state });
  }

  #enter(records: TimelineRecords, row: number, state: LaneView | undefined): void {
    const { views } = this.#lane(records.node(row));
    views.push({ record: records.first + row, atMs: records.at(row), state });
  }

  #lane(node: number): Lane {
    const known = this.#lanes.get(node);
    if (known) {
      return known;
    }
    const fresh = new Lane();
    if (node !== NOBODY) {
      this.#lanes.set(node, fresh);
    }
    return fresh;
  }
}

/** Removes the periods that end before this record. */
function dropBefore<T>(stretches: Stretch<T>[], record: number): void {
  const next = stretches.findIndex((stretch) => stretch.record > record);
  stretches.splice(0, Math.max(0, (next < 0 ? stretches.length : next) - 1));
}

/** Removes the periods that begin at or after this record. If none is left, the lane has its initial state. */
function dropFrom<T>(stretches: Stretch<T>[], record: number, first: Stretch<T>): void {
  const kept = stretches.filter((stretch) => stretch.record < record);
  stretches.splice(0, stretches.length, ...(kept.length > 0 ? kept : [first]));
}
