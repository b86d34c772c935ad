import { describe, expect, it } from "vitest";
import { ring } from "../../src/stage/progress-ring.ts";

function filled(have: number, need: number) {
  return ring(40, { have, need }, { have: 0, need }).filter(
    (segment) => segment.part === "prepare" && segment.filled,
  );
}

describe("the progress ring", () => {
  it("has one slot for each vote that is needed, in both halves", () => {
    const segments = ring(40, { have: 2, need: 3 }, { have: 1, need: 3 });
    expect(segments.filter(({ part }) => part === "prepare").map((slot) => slot.filled)).toEqual([
      true,
      true,
      false,
    ]);
    expect(segments.filter(({ part }) => part === "commit").map((slot) => slot.filled)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is full when more votes came than are needed", () => {
    expect(filled(4, 3)).toHaveLength(3);
  });

  it("grows as one arc where slots would be too small to see", () => {
    expect(filled(0, 67)).toHaveLength(0);
    expect(filled(40, 67)).toHaveLength(1);
  });

  it("has a slot for the only vote of a single replica", () => {
    expect(filled(1, 1)).toHaveLength(1);
  });
});
