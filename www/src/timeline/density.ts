// Density of messages, if they are too many to draw one by one: for each pixel column and each gap between two lanes, how many
// messages cross it, and of which kinds.

import { KINDS } from "../model/message-kinds.ts";
import type { TimelineRecords } from "../model/timeline-records.ts";
import { laneOf, type TimelineLayout, xOf } from "./layout.ts";
import type { TimeWindow } from "./window.ts";

/** The number of levels of a cell; 0 is empty. */
export const LEVELS = 6;
/** Above this number only every second, third, ... message is counted, always the same ones, so that nothing flickers. */
const COUNTED_MAX = 150_000;
/** The width of a column in pixels. */
const COLUMN_PX = 1;

export interface Density {
  readonly columns: number;
  /** Rows of cells from the first lane to the last. Each gap between two lanes has several rows. */
  readonly rows: number;
  readonly left: number;
  readonly top: number;
  readonly columnPx: number;
  readonly rowPx: number;
  /** For each cell, row by row, the index in KINDS of its colour. */
  readonly kinds: Uint8Array;
  /** For each cell its level, 0 to LEVELS. */
  readonly levels: Uint8Array;
}

export function densityOf(
  records: TimelineRecords,
  layout: TimelineLayout,
  window: TimeWindow,
  shown: (kind: number) => boolean,
): Density {
  const gaps = Math.max(1, layout.replicas + layout.clients - 1);
  const columns = Math.max(1, Math.floor((layout.right - layout.left) / COLUMN_PX));
  const cut = layout.spacing >= 30 ? 8 : layout.spacing >= 8 ? 4 : 1;
  const kinds = new Uint8Array(columns * gaps * cut);
  const levels = new Uint8Array(columns * gaps * cut);
  const counter = new Counter(records, layout, gaps, shown);
  const perColumn = (window.spanMs / (layout.right - layout.left)) * COLUMN_PX;
  const first = records.firstArrowAfter(window.fromMs);
  const last = records.firstArrowAfter(window.fromMs + window.spanMs);
  const stride = Math.max(1, Math.ceil((last - first) / COUNTED_MAX));
  let from = Math.ceil(first / stride) * stride;
  for (let column = 0; column < columns && from < last; column += 1) {
    const until = window.fromMs + (column + 1) * perColumn;
    const to = counter.count(from, last, until, stride);
    if (to > from) {
      counter.write(column, columns, cut, stride, kinds, levels);
    }
    from = to;
  }
  return {
    columns,
    rows: gaps * cut,
    left: xOf(layout, window, window.fromMs),
    top: layout.top + layout.spacing / 2,
    columnPx: COLUMN_PX,
    rowPx: layout.spacing / cut,
    kinds,
    levels,
  };
}

/** Counts one column at a time. */
class Counter {
  readonly #records: TimelineRecords;
  readonly #gaps: number;
  /** For each kind the differences between adjacent gaps. */
  readonly #steps: Int32Array;
  /** Whether a kind was counted in this column. */
  readonly #used = new Uint8Array(KINDS.length);
  readonly #lanes: Uint16Array;
  readonly #shown: readonly boolean[];

  constructor(
    records: TimelineRecords,
    layout: TimelineLayout,
    gaps: number,
    shown: (kind: number) => boolean,
  ) {
    this.#records = records;
    this.#gaps = gaps;
    this.#steps = new Int32Array(KINDS.length * (gaps + 1));
    this.#lanes = Uint16Array.from({ length: layout.replicas + layout.clients }, (_, node) =>
      laneOf(layout, node),
    );
    this.#shown = KINDS.map((_, kind) => shown(kind));
  }

  /** Counts every `stride`th arrow from one on that arrives before `until`. Returns the first one that does not. */
  count(from: number, last: number, until: number, stride: number): number {
    const records = this.#records;
    const width = this.#gaps + 1;
    const steps = this.#steps;
    steps.fill(0);
    this.#used.fill(0);
    let index = from;
    for (; index < last; index += stride) {
      const row = records.arrow(index);
      if (records.at(row) >= until) {
        break;
      }
      const kind = records.kind(row);
      const a = this.#lanes[records.node(row)];
      const b = this.#lanes[records.other(row)];
      if (a !== undefined && b !== undefined && this.#shown[kind]) {
        const low = kind * width + Math.min(a, b);
        const high = kind * width + Math.max(a, b);
        steps[low] = (steps[low] ?? 0) + 1;
        steps[high] = (steps[high] ?? 0) - 1;
        this.#used[kind] = 1;
      }
    }
    return index;
  }

  /** Fills the cells of a column from the counts: each kind gets its share of a gap. */
  write(
    column: number,
    columns: number,
    cut: number,
    stride: number,
    kinds: Uint8Array,
    levels: Uint8Array,
  ): void {
    const used = KINDS.map((_, kind) => kind).filter((kind) => this.#used[kind] === 1);
    const crossing = new Int32Array(used.length);
    for (let gap = 0; gap < this.#gaps; gap += 1) {
      const total = this.#cross(gap, used, crossing);
      if (total === 0) {
        continue;
      }
      const level = Math.min(LEVELS, 1 + Math.floor(Math.log2(total * stride) / 1.5));
      let place = 0;
      let passed = crossing[0] ?? 0;
      for (let part = 0; part < cut; part += 1) {
        const wanted = ((part + 0.5) / cut) * total;
        while (passed <= wanted && place < used.length - 1) {
          place += 1;
          passed += crossing[place] ?? 0;
        }
        const cell = (gap * cut + part) * columns + column;
        kinds[cell] = used[place] ?? 0;
        levels[cell] = level;
      }
    }
  }

  /** The number of messages of each kind that cross this gap, from those of the gap above. Returns their sum. */
  #cross(gap: number, used: readonly number[], crossing: Int32Array): number {
    let total = 0;
    for (let place = 0; place < used.length; place += 1) {
      const now = (crossing[place] ?? 0) + (this.#steps[(used[place] ?? 0) * (this.#gaps + 1) + gap] ?? 0);
      crossing[place] = now;
      total += now;
    }
    return total;
  }
}

/** The opacity of a level. */
export function levelAlpha(level: number): number {
  return level === 0 ? 0 : 0.22 + (0.7 * level) / LEVELS;
}
