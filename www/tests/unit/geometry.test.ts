import { describe, expect, it } from "vitest";
import {
  along,
  arc,
  CAPTION_LINE,
  fieldHeight,
  heading,
  type Layout,
  lane,
  layOut,
  type Place,
} from "../../src/stage/geometry.ts";

const BOXES = [
  { width: 950, height: 468 },
  { width: 575, height: 336 },
  { width: 332, height: 496 },
];
/** Beyond the rim of a replica: its timer's arc with its head, or the hat of a small primary. */
const NODE_REACH = 16;
const SIZES = [1, 2, 3, 4, 5, 7, 13, 14, 31, 64, 100];

function apart(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function pairs(places: readonly Place[]): [Place, Place][] {
  return places.flatMap((a, index) => places.slice(index + 1).map((b): [Place, Place] => [a, b]));
}

describe("the layout of the stage", () => {
  const layouts = BOXES.flatMap(({ width, height }) =>
    SIZES.map((n): [string, Layout, number] => [
      `${n} in ${width}x${height}`,
      layOut(width, height, n, 1),
      n,
    ]),
  );

  it.each(layouts)("keeps every node inside the box: %s", (_, layout) => {
    for (const { x, y, radius } of [...layout.replicas, ...layout.clients]) {
      expect(x - radius).toBeGreaterThanOrEqual(0);
      expect(y - radius).toBeGreaterThanOrEqual(0);
      expect(x + radius).toBeLessThanOrEqual(layout.width);
      expect(y + radius).toBeLessThanOrEqual(layout.height);
    }
  });

  it.each([
    [1280, 240],
    [820, 268],
    [640, 280],
    [575, 336],
    [820, 468],
    [1180, 592],
    [332, 496],
    [700, 900],
  ])("keeps rings, timers and crowns inside a box of %i by %i", (width, height) => {
    for (let n = 1; n <= 100; n += 1) {
      const { replicas } = layOut(width, height, n, 1);
      for (const { x, y, radius } of replicas) {
        const reach = radius + NODE_REACH;
        const inside = x >= reach && x + reach <= width && y >= reach && y + reach <= height;
        expect(inside, `n = ${n}: ${reach} around ${x}, ${y}`).toBe(true);
      }
    }
  });

  it.each(layouts)("lays no node on another: %s", (_, layout, n) => {
    const overlapping = pairs([...layout.replicas, ...layout.clients]).filter(
      ([a, b]) => apart(a, b) <= (a.radius + b.radius) * (n > 31 ? 0.6 : 1),
    );
    expect(overlapping).toEqual([]);
  });

  it.each(SIZES)("is the mirror image of itself about the client's line, n = %i", (n) => {
    const { replicas, clients } = layOut(950, 468, n, 1);
    const line = clients[0]?.y ?? Number.NaN;
    replicas.forEach(({ x, y }, id) => {
      const twin = replicas[n - 1 - id];
      expect(twin?.x).toBeCloseTo(x, 6);
      expect((twin?.y ?? Number.NaN) + y).toBeCloseTo(2 * line, 6);
    });
  });

  it("puts the client to the left in a wide box and on top in a tall one", () => {
    const wide = layOut(950, 468, 4, 1);
    const tall = layOut(332, 496, 4, 1);
    expect(wide.orientation).toBe("wide");
    expect(tall.orientation).toBe("tall");
    expect(Math.max(...wide.clients.map(({ x }) => x))).toBeLessThan(
      Math.min(...wide.replicas.map(({ x }) => x)),
    );
    expect(Math.max(...tall.clients.map(({ y }) => y))).toBeLessThan(
      Math.min(...tall.replicas.map(({ y }) => y)),
    );
  });

  it("names nodes only as long as the names do not run into each other", () => {
    expect(layOut(950, 468, 7, 1).replicas.every(({ caption }) => caption)).toBe(true);
    expect(layOut(950, 468, 31, 1).replicas.some(({ caption }) => caption)).toBe(false);
  });

  it("finds room for a hundred clients, each beside the others", () => {
    for (const { width, height } of CLIENT_BOXES) {
      const { clients } = layOut(width, height, 4, 100);
      expect(clients).toHaveLength(100);
      expect(clients.every(({ x, y, radius }) => x >= radius && y >= radius && y <= height - radius)).toBe(
        true,
      );
      expect(pairs(clients).filter(([a, b]) => apart(a, b) < a.radius + b.radius)).toEqual([]);
    }
  });
});

describe("a stage that is narrow", () => {
  it.each([
    [360, 305],
    [390, 340],
    [332, 496],
    [575, 336],
  ])("keeps a low field for requests free, and the client off the replicas, in %i by %i", (width, height) => {
    for (const n of [1, 4, 7]) {
      const { replicas, clients } = layOut(width, height, n, 1, true);
      const edge = height - fieldHeight(width, 1);
      for (const node of replicas) {
        expect(node.y + node.radius + NODE_REACH, `n = ${n}`).toBeLessThanOrEqual(edge);
        for (const client of clients) {
          expect(apart(node, client), `n = ${n}`).toBeGreaterThan(node.radius + client.radius + NODE_REACH);
        }
      }
    }
  });
});

/** The second is the stage of a window of 1024 by 768 pixels. */
const CLIENT_BOXES = [...BOXES, { width: 640, height: 280 }, { width: 700, height: 900 }];
/** From the middle of a client to the outer rim of its timer's head. */
const reachOf = ({ radius }: Place) => radius + 19;

/** The room of a number of two digits. */
function numberBox({ caption }: Place) {
  const { x = 0, y = 0, anchor } = caption ?? {};
  const left = anchor === "end" ? x - 18 : x - 9;
  return { left, right: left + 18, top: y, bottom: y + CAPTION_LINE };
}

function overlap(a: ReturnType<typeof numberBox>, b: ReturnType<typeof numberBox>): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

describe("several clients", () => {
  const layouts = CLIENT_BOXES.flatMap(({ width, height }) =>
    [2, 3, 4, 5, 7, 12, 20].map((count): [string, Layout] => [
      `${count} in ${width}x${height}`,
      layOut(width, height, 4, count),
    ]),
  );

  it.each(layouts)("have captions that touch no timer and stay in the box: %s", (_, layout) => {
    const { clients, clientDetail, height } = layout;
    const lines = { full: 0, brief: 2, name: 1, number: 1, none: 0 }[clientDetail];
    for (const one of clients) {
      expect(one.caption === undefined).toBe(clientDetail === "none");
      const { caption } = one;
      if (!caption || clientDetail === "number") {
        continue;
      }
      const bottom = caption.y + lines * CAPTION_LINE + 5;
      expect(caption.side).toBe("below");
      expect(caption.y).toBeGreaterThanOrEqual(one.y + reachOf(one));
      expect(bottom).toBeLessThanOrEqual(height);
      const below = clients.filter(({ x, y }) => x === one.x && y > one.y);
      expect(below.filter((other) => other.y - reachOf(other) < bottom)).toEqual([]);
    }
  });

  it.each(layouts)("show their timers whole: %s", (_, { clients, height }) => {
    const timed = clients.filter(({ radius }) => radius >= 12);
    for (const one of timed) {
      expect(one.y - reachOf(one)).toBeGreaterThanOrEqual(0);
      expect(one.y + reachOf(one)).toBeLessThanOrEqual(height);
    }
  });

  // The second is the stage of a window of 1280 by 720 pixels.
  it.each([
    [640, 280, [4, 5, 8, 12, 15]],
    [819, 268, [3, 4, 7, 12]],
    [332, 496, [4, 6, 9]],
  ])(
    "have their numbers beside them, apart from timers and from each other: %i by %i",
    (width, height, counts) => {
      for (const count of counts) {
        const { clients, clientDetail } = layOut(width, height, 4, count);
        expect(clientDetail).toBe("number");
        const boxes = clients.map(numberBox);
        const touching = pairs(clients).filter(([a, b]) => overlap(numberBox(a), numberBox(b)));
        expect(touching, String(count)).toEqual([]);
        expect(boxes.filter(({ left, top, bottom }) => left < 0 || top < 0 || bottom > height)).toEqual([]);
        const near = clients.filter((one) => {
          const { right, top } = numberBox(one);
          const reach = one.radius < 12 ? one.radius : reachOf(one);
          return right > one.x - reach && top < one.y + reach;
        });
        expect(near, String(count)).toEqual([]);
      }
    },
  );

  it("say what they wait for as long as there is room, then their names and numbers", () => {
    const told = (count: number) => layOut(640, 280, 4, count).clientDetail;
    expect([1, 2, 3, 4, 12, 20].map(told)).toEqual(["full", "brief", "name", "number", "number", "none"]);
    expect(layOut(950, 468, 4, 4).clientDetail).toBe("brief");
  });
});

describe("the lane of a message", () => {
  const left: Place = { x: 0, y: 0, radius: 10, caption: undefined };
  const right: Place = { x: 200, y: 0, radius: 10, caption: undefined };

  it("leads from rim to rim", () => {
    const path = lane(left, right);
    expect(along(path, 0)).toEqual(path.from);
    expect(along(path, 1)).toEqual(path.to);
    expect(path.from.x).toBeGreaterThanOrEqual(10);
    expect(path.to.x).toBeLessThanOrEqual(190);
  });

  it("bows to the right of its direction, so that the way back is another", () => {
    expect(along(lane(left, right), 0.5).y).toBeGreaterThan(0);
    expect(along(lane(right, left), 0.5).y).toBeLessThan(0);
  });

  it("points to where it leads", () => {
    expect(Math.cos(heading(lane(left, right), 0.5))).toBeCloseTo(1);
    expect(Math.cos(heading(lane(right, left), 0.5))).toBeCloseTo(-1);
  });

  it("stays on the way for a share below 0 or above 1", () => {
    const path = lane(left, right);
    expect(along(path, -3)).toEqual(path.from);
    expect(along(path, 7)).toEqual(path.to);
  });
});

describe("an arc", () => {
  it("begins at twelve o'clock and runs clockwise", () => {
    expect(arc(10, 0, 0.25)).toBe("M 0 -10 A 10 10 0 0 1 10 0");
  });

  it("takes the long way round for more than half a turn", () => {
    expect(arc(10, 0, 0.75)).toContain("A 10 10 0 1 1");
  });
});
