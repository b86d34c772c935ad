import { describe, expect, it } from "vitest";
import { LaneHistory } from "../../src/model/lane-history.ts";
import { NO_PACKETS, PacketRows } from "../../src/model/packets.ts";
import type { TimelineRecords } from "../../src/model/timeline-records.ts";
import { NO_LOOKS } from "../../src/model/values.ts";
import { translator } from "../../src/text/catalogue.ts";
import { ticks } from "../../src/timeline/axis.ts";
import { densityOf } from "../../src/timeline/density.ts";
import type { Labels } from "../../src/timeline/draw.ts";
import { figureLayout, timelineSvg } from "../../src/timeline/figure.ts";
import { laneOf, laneY, layOutTimeline, namedLanes, nodeAt, timeAt, xOf } from "../../src/timeline/layout.ts";
import { COLOR_TOKENS, type Palette } from "../../src/timeline/renderer.ts";
import { ARROWS_MAX, hit, type SceneInput, sceneOf } from "../../src/timeline/scene.ts";
import { follow, keepUp, pan, type TimeWindow, whole, zoom } from "../../src/timeline/window.ts";
import { longRun, message, type Row, recordsOf } from "./timeline-rows.ts";

const LAYOUT = layOutTimeline(1100, 340, 4, 1);
const window = (fromMs: number, spanMs: number): TimeWindow => ({ fromMs, spanMs, mode: "free" });

function input(rows: readonly Row[] | TimelineRecords, more: Partial<SceneInput> = {}): SceneInput {
  const records = "append" in rows ? rows : recordsOf(rows);
  const history = new LaneHistory();
  history.follow(records, 0);
  return {
    records,
    history,
    packets: NO_PACKETS,
    nowMs: records.endMs,
    layout: LAYOUT,
    window: window(0, 100),
    hiddenKinds: new Set(),
    selected: undefined,
    highlighted: new Set(),
    looks: NO_LOOKS,
    flags: [],
    forks: [],
    ...more,
  };
}

describe("the window", () => {
  const reach = { startMs: 0, endMs: 1000, nowMs: 1000 };

  it("zooms around the place that is pointed at", () => {
    const before = window(400, 100);
    const after = zoom(before, 2, 0.25, reach);
    expect(after.spanMs).toBe(50);
    expect(after.fromMs + after.spanMs * 0.25).toBeCloseTo(before.fromMs + before.spanMs * 0.25);
  });

  it("follows the present, leaves room for what is on its way, and stays there while it zooms", () => {
    const followed = follow(window(0, 100), reach);
    expect(followed.fromMs + followed.spanMs).toBeGreaterThan(1000);
    expect(followed.fromMs).toBeLessThan(1000);
    expect(zoom(followed, 2, 0, reach).mode).toBe("follow");
    const later = keepUp(followed, { ...reach, nowMs: 1050 });
    expect(later.fromMs - followed.fromMs).toBeCloseTo(50);
  });

  it("turns over like a page for readers who asked for less motion", () => {
    const first: TimeWindow = { fromMs: 0, spanMs: 100, mode: "follow" };
    expect(keepUp(first, { ...reach, nowMs: 99 }, true)).toEqual(first);
    const next = keepUp(first, { ...reach, nowMs: 101 }, true);
    expect(next.fromMs).toBeGreaterThan(50);
    expect(keepUp(next, { ...reach, nowMs: 150 }, true)).toEqual(next);
  });

  it("stays where it was put once it was moved by hand", () => {
    const moved = pan(follow(window(0, 100), reach), -0.5, reach);
    expect(moved.mode).toBe("free");
    expect(keepUp(moved, { ...reach, nowMs: 2000, endMs: 2000 })).toEqual(moved);
  });

  it("shows the whole run, and more of it as it goes on", () => {
    const all = whole(reach);
    expect(all.fromMs).toBeLessThanOrEqual(0);
    expect(all.fromMs + all.spanMs).toBeGreaterThanOrEqual(1000);
    const later = keepUp(all, { ...reach, endMs: 5000, nowMs: 5000 });
    expect(later.fromMs + later.spanMs).toBeGreaterThanOrEqual(5000);
  });

  it("is never moved off the run, and never zoomed out of reason", () => {
    const right = pan(window(0, 100), 1000, reach);
    expect(right.fromMs).toBeLessThanOrEqual(1000);
    const left = pan(window(0, 100), -1000, reach);
    expect(left.fromMs + left.spanMs).toBeGreaterThanOrEqual(0);
    expect(zoom(window(0, 100), 1e-9, 0.5, reach).spanMs).toBeLessThanOrEqual(2000);
    expect(zoom(window(0, 100), 1e9, 0.5, reach).spanMs).toBeGreaterThan(0);
  });
});

describe("the axis", () => {
  it("has round numbers with room between them", () => {
    expect(ticks(0, 100, 18).map(({ atMs }) => atMs)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(3.009, 3.051, 0.009).map(({ atMs, decimals }) => atMs.toFixed(decimals))).toEqual([
      "3.01",
      "3.02",
      "3.03",
      "3.04",
      "3.05",
    ]);
    expect(ticks(0, 9000, 1700).every(({ unit }) => unit === "s")).toBe(true);
  });

  it("has none where there is no room or no time", () => {
    expect(ticks(0, 0, 10)).toEqual([]);
    expect(ticks(0, 10, Number.NaN)).toEqual([]);
  });
});

describe("the layout", () => {
  it("puts clients above replicas, and finds the node of each lane again", () => {
    const layout = layOutTimeline(900, 300, 3, 2);
    const lanes = [3, 4, 0, 1, 2].map((node) => laneOf(layout, node));
    expect(lanes).toEqual([0, 1, 2, 3, 4]);
    expect(lanes.map((lane) => nodeAt(layout, lane))).toEqual([3, 4, 0, 1, 2]);
  });

  it("names no two lanes so near to each other that the names would touch, and the first of each group", () => {
    for (const replicas of [1, 4, 7, 10, 13, 31, 50, 99, 100]) {
      for (const clients of [0, 1, 2, 3, 7, 40, 100]) {
        for (const height of [220, 320, 460, 700]) {
          const layout = layOutTimeline(900, height, replicas, clients);
          const named = namedLanes(layout);
          const ys = named.map((lane) => laneY(layout, lane));
          const gaps = ys.slice(1).map((y, place) => y - (ys[place] ?? 0));
          expect(Math.min(13, ...gaps), `${replicas} ${clients} ${height}`).toBeGreaterThanOrEqual(13 - 1e-9);
          expect(named[0]).toBe(0);
          expect(named.some((lane) => lane >= clients) || replicas === 1 || layout.spacing < 1.5).toBe(true);
          if (layout.spacing >= 13) {
            expect(named).toHaveLength(replicas + clients);
          }
        }
      }
    }
  });

  it.each([1, 4, 31, 100])("keeps the lanes of %i replicas inside", (replicas) => {
    const layout = layOutTimeline(360, 350, replicas, 1);
    expect(laneY(layout, 0)).toBeGreaterThan(layout.top);
    expect(laneY(layout, replicas)).toBeLessThan(layout.bottom);
  });

  it("turns times into places and back", () => {
    const shown = window(50, 200);
    expect(timeAt(LAYOUT, shown, xOf(LAYOUT, shown, 123))).toBeCloseTo(123);
  });
});

describe("the scene's messages", () => {
  it("draws a message from where and when it was sent to where and when it arrived", () => {
    const scene = sceneOf(input(message(0, 2, 10, 30)));
    expect(scene.arrows).toHaveLength(1);
    const [arrow] = scene.arrows;
    expect(arrow).toMatchObject({ kind: "prepare", fate: "arrived", record: 1 });
    expect(arrow?.x0).toBeCloseTo(xOf(LAYOUT, scene.window, 10));
    expect(arrow?.x1).toBeCloseTo(xOf(LAYOUT, scene.window, 30));
    expect(arrow?.y0).toBe(laneY(LAYOUT, 1));
    expect(arrow?.y1).toBe(laneY(LAYOUT, 3));
  });

  it("draws a message that is lost at once as a stub that does not arrive", () => {
    const rows: Row[] = [
      { sort: "sent", atMs: 10, node: 0, other: 2, kind: "COMMIT" },
      { sort: "dropped", atMs: 10, node: 0, other: 2, kind: "COMMIT", back: 1 },
    ];
    const [arrow] = sceneOf(input(rows)).arrows;
    expect(arrow?.fate).toBe("lost");
    expect(arrow?.x1).toBeGreaterThan(arrow?.x0 ?? 0);
    expect(arrow?.y1).toBeLessThan(laneY(LAYOUT, 3));
  });

  it("draws what is on its way as far as it has come", () => {
    const packets = new PacketRows(Float32Array.from([7, 3, 0, 2, -10, 10, 0, 5, 0, 0]), [
      "A",
      "B",
      "C",
      "PREPARE",
    ]);
    const scene = sceneOf(input([{ sort: "submit", atMs: 40, node: 4 }], { packets, nowMs: 50 }));
    const [arrow] = scene.arrows;
    expect(arrow).toMatchObject({ kind: "prepare", fate: "flying", number: 5, record: undefined });
    expect(arrow?.x0).toBeCloseTo(xOf(LAYOUT, scene.window, 40));
    expect(arrow?.x1).toBeCloseTo(scene.cursorX);
    expect(arrow?.y1).toBeCloseTo((laneY(LAYOUT, 1) + laneY(LAYOUT, 3)) / 2);
  });

  it("leaves out what is outside of the window and what the reader has hidden", () => {
    const rows = [...message(0, 1, 1, 3), ...message(0, 1, 20, 30, "COMMIT"), ...message(0, 1, 200, 210)];
    expect(sceneOf(input(rows, { window: window(10, 50) })).arrows.map(({ kind }) => kind)).toEqual([
      "commit",
    ]);
    const hidden = sceneOf(input(rows, { hiddenKinds: new Set(["commit"]) }));
    expect(hidden.arrows.map(({ kind }) => kind)).toEqual(["prepare"]);
  });

  it("gives a density instead of arrows where there are too many of them", () => {
    const records = recordsOf(longRun(ARROWS_MAX + 1000));
    const far = sceneOf(input(records, { window: window(0, records.endMs) }));
    expect(far.arrows).toEqual([]);
    expect(far.density).toBeDefined();
    const near = sceneOf(input(records, { window: window(500, 400) }));
    expect(near.density).toBeUndefined();
    expect(near.arrows.length).toBeGreaterThan(100);
  });
});

describe("the scene around its messages", () => {
  it("stacks what one node reports at one moment, and keeps the weightier of two that are too near", () => {
    const rows: Row[] = [
      { sort: "committed-local", atMs: 10, node: 1 },
      { sort: "executed", atMs: 10, node: 1 },
      { sort: "request-accepted", atMs: 50, node: 2 },
      { sort: "crash", atMs: 50.2, node: 2 },
    ];
    const { marks } = sceneOf(input(rows));
    const at = (sort: string) => marks.find((mark) => mark.sort === sort);
    expect(at("executed")?.x).toBe(at("committed-local")?.x);
    expect(at("executed")?.y).toBeGreaterThan(at("committed-local")?.y ?? 0);
    expect(at("crash")).toBeDefined();
    expect(at("request-accepted")).toBeUndefined();
  });

  it("marks where a script failed, and where one was refused something, each with words of its own", () => {
    const rows: Row[] = [
      { sort: "script-failed", atMs: 20, node: 2 },
      { sort: "script-refused", atMs: 60, node: 2 },
    ];
    const { marks } = sceneOf(input(rows));
    expect(marks.map(({ sort }) => sort)).toEqual(["script-failed", "script-refused"]);
    const words = ["timeline-mark", "timeline-mark-name"].flatMap((key) =>
      ["script-failed", "script-refused", "evidence-found", "alarm"].map((mark) =>
        translator("zh")(key, { mark }),
      ),
    );
    // The key names proof of a lie and an alarm once.
    expect(new Set(words).size).toBe(7);
  });

  it("has a gap in the lane of a node that is down, and only a dashed line after the present", () => {
    const rows: Row[] = [
      { sort: "crash", atMs: 20, node: 0 },
      { sort: "restart", atMs: 40, node: 0 },
      { sort: "executed", atMs: 60, node: 1 },
    ];
    const pieces = sceneOf(input(rows)).lanes.filter(({ lane }) => lane === 1);
    expect(pieces.map(({ health }) => health)).toEqual(["up", "down", "up", "ahead"]);
    expect(pieces[1]?.x0).toBeCloseTo(xOf(LAYOUT, window(0, 100), 20));
  });

  it("bands the views of each replica from the moment at which it entered", () => {
    const rows: Row[] = [
      { sort: "view-change-started", atMs: 20, node: 1, view: 1 },
      { sort: "view-entered", atMs: 30, node: 1, view: 1 },
      { sort: "executed", atMs: 60, node: 1 },
    ];
    const scene = sceneOf(input(rows));
    const bands = scene.bands.filter(({ lane }) => lane === 2);
    expect(bands.map(({ view, active }) => [view, active])).toEqual([
      [0, true],
      [1, false],
      [1, true],
    ]);
    expect(scene.viewLabels.map(({ view }) => view)).toEqual([0, 1]);
  });

  it("names the steps, one bar for the messages that are on their way together", () => {
    const rows = [
      ...message(0, 1, 1, 20, "PRE-PREPARE"),
      ...message(0, 2, 2, 25, "PRE-PREPARE"),
      ...message(0, 1, 70, 90, "PRE-PREPARE"),
    ];
    const { phases } = sceneOf(input(rows));
    expect(phases.map(({ kind }) => kind)).toEqual(["pre-prepare", "pre-prepare"]);
    expect(phases[0]?.x1).toBeCloseTo(xOf(LAYOUT, window(0, 100), 25));
  });

  it("names a step that begins a moment before there is room for it", () => {
    const steps = ["PREPARE", "COMMIT", "REPLY"].flatMap((kind, step) =>
      message(0, 1, 1 + step * 14, 30 + step * 25, kind),
    );
    const low = layOutTimeline(1100, 170, 4, 1);
    expect(low.phaseRows).toBe(2);
    const { phases } = sceneOf(input(steps, { layout: low }));
    expect(phases.map(({ kind }) => kind)).toEqual(["prepare", "commit", "reply"]);
  });

  it("says that something is known of the future when the run has gone back", () => {
    const rows = message(0, 1, 1, 50);
    expect(sceneOf(input(rows)).future).toBe(false);
    expect(sceneOf(input(rows, { nowMs: 20 })).future).toBe(true);
  });
});

describe("the event under the pointer", () => {
  it("is found, a mark before an arrow", () => {
    const scene = sceneOf(input([...message(0, 2, 10, 90), { sort: "executed", atMs: 90, node: 2 }]));
    const [arrow] = scene.arrows;
    const middle = [
      ((arrow?.x0 ?? 0) + (arrow?.x1 ?? 0)) / 2,
      ((arrow?.y0 ?? 0) + (arrow?.y1 ?? 0)) / 2,
    ] as const;
    expect(hit(scene, ...middle, 6)?.record).toBe(1);
    expect(hit(scene, arrow?.x1 ?? 0, arrow?.y1 ?? 0, 6)?.record).toBe(2);
    expect(hit(scene, middle[0], middle[1] + 60, 6)).toBeUndefined();
    // Beside the picture nothing is seen, wherever its arrows come from.
    const cut = sceneOf(input(message(0, 2, 10, 30), { window: window(20, 100) }));
    const [{ x0 = 0, y0 = 0 } = {}] = cut.arrows;
    expect(x0).toBeLessThan(LAYOUT.left);
    expect(hit(cut, x0, y0, 6)).toBeUndefined();
  });
});

describe("a long run", () => {
  /** A request a `span` milliseconds long for each sequence number, with idle time between every ten. */
  function requests(count: number, span: number): Row[] {
    const rows: Row[] = [];
    const arrive = (kind: string, number: number, sentMs: number, atMs: number) => {
      rows.push({ sort: "sent", atMs: sentMs, node: 0, other: 1, kind, number });
      rows.push({ sort: "delivered", atMs, node: 0, other: 1, kind, number, back: 1 });
    };
    for (let number = 1; number <= count; number += 1) {
      const from = number * span + Math.floor((number - 1) / 10) * 20 * span;
      const third = span / 3;
      ["PRE-PREPARE", "PREPARE", "COMMIT"].forEach((kind, phase) => {
        for (let copy = 0; copy < 12; copy += 1) {
          arrive(kind, number, from + phase * third, from + (phase + 0.9) * third);
        }
      });
    }
    return rows;
  }

  it("names its phases above a density as above arrows", () => {
    const few = sceneOf(
      input(
        requests(1, 90).flatMap((row) => [row]),
        { window: window(0, 300) },
      ),
    );
    const rows = requests(1, 90);
    const many = sceneOf(
      input(
        Array.from({ length: 200 }, () => rows)
          .flat()
          .sort((a, b) => a.atMs - b.atMs)
          .map((row) => ({ ...row, back: 0 })),
        {
          window: window(0, 300),
        },
      ),
    );
    expect(few.density).toBeUndefined();
    expect(many.density).toBeDefined();
    const names = (scene: typeof few) => scene.phases.map(({ kind, number }) => `${kind} ${number}`);
    expect(names(many)).toEqual(["pre-prepare 1", "prepare 1", "commit 1"]);
    expect(names(few)).toEqual(names(many));
  });

  it("gives neighbouring requests one bar that is wide enough for its name, and idle time none", () => {
    const rows = requests(200, 30);
    const scene = sceneOf(input(rows, { window: window(0, 20_000) }));
    expect(scene.density).toBeDefined();
    const bars = scene.phases.toSorted((a, b) => a.x0 - b.x0);
    expect(bars.length).toBeGreaterThan(8);
    expect(bars.every(({ kind, to }) => kind === "request" && to !== undefined)).toBe(true);
    expect(bars[0]).toMatchObject({ number: 1, to: 10 });
    expect(bars.at(-1)?.to).toBe(200);
    bars.slice(1).forEach((bar, before) => {
      expect(bar.number).toBe((bars[before]?.to ?? 0) + 1);
    });
  });

  it("shows view changes in any crowd, and leaves out what is retransmitted later", () => {
    const rows = requests(200, 30);
    const end = rows.at(-1)?.atMs ?? 0;
    const late: Row[] = [
      { sort: "sent", atMs: end + 3000, node: 0, other: 1, kind: "COMMIT", number: 1 },
      { sort: "delivered", atMs: end + 3010, node: 0, other: 1, kind: "COMMIT", number: 1, back: 1 },
      { sort: "sent", atMs: end + 3020, node: 0, other: 1, kind: "VIEW-CHANGE" },
      { sort: "delivered", atMs: end + 3100, node: 0, other: 1, kind: "VIEW-CHANGE", back: 1 },
    ];
    const scene = sceneOf(input([...rows, ...late], { window: window(0, end + 4000) }));
    const kinds = scene.phases.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "view-change")).toHaveLength(1);
    const first = scene.phases.find(({ number, kind }) => number === 1 && kind === "request");
    expect(first?.x1).toBeLessThan(200);
  });

  it("marks each lost message above the axis", () => {
    const rows = requests(200, 30);
    const lost: Row = { sort: "dropped", atMs: 5000, node: 0, other: 1, kind: "PREPARE", number: 3 };
    const all = [...rows.filter(({ atMs }) => atMs <= 5000), lost, ...rows.filter(({ atMs }) => atMs > 5000)];
    const scene = sceneOf(input(all, { window: window(0, 20_000) }));
    expect(scene.losses).toEqual([Math.round(xOf(LAYOUT, window(0, 20_000), 5000))]);
    // Where arrows are drawn, the arrow shows its end.
    expect(sceneOf(input([lost])).losses).toEqual([]);
  });
});

describe("the density", () => {
  it("shows a message in every gap that it crosses, and in no other", () => {
    const records = recordsOf(message(0, 2, 10, 50));
    const { columns, rows, levels } = densityOf(records, LAYOUT, window(0, 100), () => true);
    const cut = rows / 4;
    const gaps = [0, 1, 2, 3].map((gap) => {
      const cells = levels.subarray(gap * cut * columns, (gap + 1) * cut * columns);
      return cells.some((level) => level > 0);
    });
    // Between the client and replica 0 nothing passes, nor between replicas 2 and 3.
    expect(gaps).toEqual([false, true, true, false]);
  });

  it("is the same for a reader who moves a little, however many messages there are", () => {
    const records = recordsOf(longRun(200_000));
    const span = records.endMs / 1.2;
    const perPx = span / (LAYOUT.right - LAYOUT.left);
    const before = densityOf(records, LAYOUT, window(1000, span), () => true);
    const after = densityOf(records, LAYOUT, window(1000 + 10 * perPx, span), () => true);
    let differ = 0;
    for (let column = 10; column < before.columns - 2; column += 1) {
      differ += before.levels[column] === after.levels[column - 10] ? 0 : 1;
    }
    expect(differ).toBeLessThan(before.columns / 20);
  });

  it("leaves out the kinds that are hidden", () => {
    const records = recordsOf(message(0, 2, 10, 50));
    const { levels } = densityOf(records, LAYOUT, window(0, 100), () => false);
    expect(levels.every((level) => level === 0)).toBe(true);
  });
});

describe("the figure", () => {
  const palette = Object.fromEntries(COLOR_TOKENS.map((color) => [color, "#123456"])) as Palette;
  const plain: Labels = {
    lane: (node) => `<${node}>`,
    view: (view) => `view ${view}`,
    phase: (kind) => kind,
    time: ({ atMs }) => String(atMs),
    axis: () => "virtual time",
    partitionLine: (sort) => sort,
    fork: (branch) => `branch ${branch}`,
  };
  const sheet = { caption: "A run.", size: undefined };
  const options = { palette, font: 'sans "A & B"', labels: plain, title: "a < b & c", text: "step 3 > 2" };

  it("is well-formed, whatever the words are, and has no number that is none", () => {
    const rows = [
      ...message(0, 2, 10, 50),
      { sort: "crash", atMs: 60, node: 1 },
      { sort: "partition", atMs: 70 },
    ] as const;
    const svg = timelineSvg(sceneOf(input(rows, { selected: 1, highlighted: new Set([1]) })), options, sheet);
    expect(svg).toContain("<title>a &lt; b &amp; c</title>");
    expect(svg).toContain("<desc>step 3 &gt; 2 A run.</desc>");
    expect(svg).toContain("&lt;0&gt;");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.match(/<g /g)).toHaveLength(svg.match(/<\/g>/g)?.length ?? -1);
    expect(svg.startsWith("<svg ") && svg.trimEnd().endsWith("</svg>")).toBe(true);
  });

  it("is the same for the same scene, and short for a run of very many messages", () => {
    const records = recordsOf(longRun(20_000));
    const scene = sceneOf(input(records, { window: window(0, records.endMs) }));
    expect(timelineSvg(scene, options, sheet)).toBe(timelineSvg(scene, options, sheet));
    expect(timelineSvg(scene, options, sheet).length).toBeLessThan(1_500_000);
  });

  it("names its axis with its unit, and has its caption, in the width that is chosen", () => {
    const layout = figureLayout(605, 4, 1);
    const size = { width: 16, unit: "cm" } as const;
    const svg = timelineSvg(sceneOf({ ...input(message(0, 2, 10, 50)), layout }), options, {
      caption: "A run.",
      size,
    });
    expect(svg).toContain(">virtual time</text>");
    expect(svg).toContain(">A run.</text>");
    expect(svg).toMatch(/width="16cm" height="[\d.]+cm" viewBox="0 0 605 /);
    const texts = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    const height = Number(/viewBox="0 0 605 ([\d.]+)"/.exec(svg)?.[1]);
    expect(texts.every(([x = -1, y = -1]) => x >= 0 && x <= 605 && y >= 0 && y <= height)).toBe(true);
  });

  it("gives each lane room, however many there are", () => {
    for (const replicas of [1, 4, 31, 100]) {
      const { spacing, height } = figureLayout(605, replicas, 1);
      expect(spacing).toBeGreaterThanOrEqual(11);
      expect(height).toBeLessThan(1500);
    }
  });
});
