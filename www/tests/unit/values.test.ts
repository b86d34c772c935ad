// Identities of values: the competing values, the order of their looks, and the plain picture where all agree.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MessageBrief, ValueView } from "../../src/engine/engine.ts";
import { ALL_LOOKS, keyOf, LOOKS, PATTERNS, replyKey, Values } from "../../src/model/values.ts";
import { type Row, recordsOf } from "./timeline-rows.ts";

function batch(value: number, operation?: string): ValueView {
  const digest = String(value).repeat(64).slice(0, 64);
  const message: MessageBrief = { kind: "PRE-PREPARE", seq: 1, view: 0, digest };
  return {
    value,
    digest,
    null: false,
    message: operation === undefined ? message : { ...message, operation },
  };
}

function reply(value: number, timestamp: number, result: string): ValueView {
  return { value, null: false, message: { kind: "REPLY", client: 0, timestamp, result } };
}

function proposal(value: number, number = 1, view = 0): Row {
  return { sort: "sent", atMs: 1, kind: "PRE-PREPARE", node: 0, other: 1, number, view, value };
}

function valuesOf(views: readonly ValueView[], rows: readonly Row[]): Values {
  const values = new Values();
  values.learn(views);
  values.follow(recordsOf(rows.map((row, step) => ({ ...row, step: row.step ?? step }))), 0);
  return values;
}

const END = 1_000_000;

describe("values", () => {
  it("has no identity where each number has one value", () => {
    const values = valuesOf(
      [batch(1, "put x 1"), batch(2, "put x 2")],
      [proposal(1, 1), proposal(2, 2), proposal(1, 1)],
    );
    expect(values.at(END).any).toBe(false);
    expect(values.at(END).of(1)).toBeUndefined();
    // Its name is known all the same.
    expect(values.nameOfKey("1".repeat(64))).toEqual({ sort: "operation", text: "x=1", more: 0 });
  });

  it("gives looks in the order of appearance as soon as there are two values for one number", () => {
    const values = valuesOf([batch(7, "put x 1"), batch(3, "put x 2")], [proposal(7), proposal(3)]);
    expect(values.at(0).any).toBe(false);
    const now = values.at(1);
    expect(now.of(7)).toEqual({ look: "value-1", name: { sort: "operation", text: "x=1", more: 0 } });
    expect(now.of(3)?.look).toBe("value-2");
    expect(now.ofKey("3".repeat(64))?.look).toBe("value-2");
    // The same moment again, and the moment before.
    expect(values.at(1)).toBe(values.at(5));
    expect(values.at(0).any).toBe(false);
  });

  it("does not take two views for a contest, but two decisions", () => {
    const views = [batch(1, "a"), batch(2, "b")];
    const calm = valuesOf(views, [proposal(1, 1, 0), proposal(2, 1, 1)]);
    expect(calm.at(END).any).toBe(false);
    const decided = (value: number): Row => ({ sort: "committed-local", atMs: 2, node: 1, number: 1, value });
    const broken = valuesOf(views, [proposal(1, 1, 0), decided(1), proposal(2, 1, 1), decided(2)]);
    expect(broken.at(END).shown.map(({ look }) => look)).toEqual(["value-1", "value-2"]);
  });

  it("keeps the looks of a past that another branch shares, and forgets what only the old one had", () => {
    const values = new Values();
    values.learn([batch(1, "a"), batch(2, "b"), batch(3, "c"), batch(4, "d")]);
    const step = (rows: Row[]) => rows.map((row, place) => ({ ...row, step: place }));
    const records = recordsOf(step([proposal(1), proposal(2), proposal(3, 2), proposal(4, 2)]));
    values.follow(records, 0);
    expect(values.at(END).of(4)?.look).toBe("value-4");
    const other = recordsOf(step([proposal(1), proposal(2), proposal(4, 2), proposal(3, 2)]));
    values.follow(other, 2);
    expect(values.at(END).of(2)?.look).toBe("value-2");
    expect(values.at(END).of(4)?.look).toBe("value-3");
  });
});

describe("the names of values", () => {
  it("gives null and unknown their own looks, and an unknown one its own when its batch is found", () => {
    const nothing: ValueView = { ...batch(2), null: true };
    const values = valuesOf(
      [batch(1), nothing, batch(3, "put y 3")],
      [proposal(1), proposal(2), proposal(3)],
    );
    expect([1, 2, 3].map((value) => values.at(END).of(value)?.look)).toEqual([
      "value-unknown",
      "value-null",
      "value-2",
    ]);
    values.learn([batch(1, "put x 9")]);
    expect(values.at(END).of(1)).toEqual({
      look: "value-1",
      name: { sort: "operation", text: "x=9", more: 0 },
    });
    expect(values.at(END).of(3)?.look).toBe("value-2");
  });

  it("gives equal results of different requests one look", () => {
    const row = (value: number, number: number): Row => ({
      sort: "sent",
      atMs: 1,
      kind: "REPLY",
      number,
      value,
    });
    const views = [reply(1, 1, "ok"), reply(2, 1, "fake"), reply(3, 2, "fake"), reply(4, 2, "ok")];
    const values = valuesOf(views, [row(1, 1), row(2, 1), row(3, 2), row(4, 2)]);
    const looks = values.at(END);
    expect([1, 2, 3, 4].map((value) => looks.of(value)?.look)).toEqual([
      "value-1",
      "value-2",
      "value-2",
      "value-1",
    ]);
    expect(looks.shown).toHaveLength(2);
    expect(looks.ofKey(replyKey(0, 2, "fake"))?.look).toBe("value-2");
  });

  it("repeats the looks after the last, with the name as the distinction", () => {
    const numbers = Array.from({ length: LOOKS.length + 1 }, (_, place) => place + 1);
    const values = valuesOf(
      numbers.map((value) => batch(value, `op ${value}`)),
      numbers.map((value) => proposal(value)),
    );
    const { shown } = values.at(END);
    expect(shown.map(({ look }) => look)).toEqual([...LOOKS, "value-1"]);
    expect(new Set(shown.map(({ name }) => name.text)).size).toBe(numbers.length);
  });

  it("finds the value of a message by what it says", () => {
    expect(keyOf({ kind: "PREPARE", digest: "ab" })).toBe("ab");
    expect(keyOf({ kind: "REPLY", client: 1, timestamp: 2, result: "ok" })).toBe(replyKey(1, 2, "ok"));
    expect(keyOf({ kind: "STATUS" })).toBeUndefined();
  });
});

describe("the looks of values", () => {
  const css = readFileSync(join(import.meta.dirname, "../../src/ui/tokens.css"), "utf8");
  const pair = (token: string): [string, string] => {
    const found = new RegExp(
      `--${token}: var\\(--pbft-${token}, light-dark\\((#\\w{6}), (#\\w{6})\\)\\)`,
    ).exec(css);
    return [found?.[1] ?? "", found?.[2] ?? ""];
  };

  it("have a pattern each", () => {
    expect(new Set(ALL_LOOKS.map((look) => PATTERNS[look])).size).toBe(ALL_LOOKS.length);
  });

  it.each([0, 1] as const)("have a contrast of at least 3 : 1, in theme %s", (theme) => {
    for (const look of ALL_LOOKS) {
      for (const ground of ["paper", "panel", "node"]) {
        const ratio = contrast(pair(look)[theme], pair(ground)[theme]);
        expect(ratio, `${look} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it.each([0, 1] as const)(
    "differ for colour-blind readers in theme %s: the first three as seen by each kind",
    (theme) => {
      for (const kind of Object.keys(BLINDNESS)) {
        const seen = LOOKS.slice(0, 3).map((look) => oklab(asSeen(pair(look)[theme], kind)));
        for (const [a, b] of [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const) {
          const distance = Math.hypot(
            ...(seen[a] ?? []).map((part, place) => part - (seen[b]?.[place] ?? 0)),
          );
          expect(distance, `${kind}: ${LOOKS[a]} and ${LOOKS[b]}`).toBeGreaterThan(0.09);
        }
      }
    },
  );
});

/** Linear light of each part of a colour, from 0 to 1. */
function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const BLINDNESS: Readonly<Record<string, readonly (readonly number[])[]>> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function asSeen(hex: string, kind: string): number[] {
  const parts = linear(hex);
  return (BLINDNESS[kind] ?? []).map((row) =>
    Math.max(
      0,
      row.reduce((sum, weight, place) => sum + weight * (parts[place] ?? 0), 0),
    ),
  );
}

function oklab([r = 0, g = 0, b = 0]: number[]): number[] {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
