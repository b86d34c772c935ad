import { describe, expect, it } from "vitest";
import { KINDS, kindOf } from "../../src/model/message-kinds.ts";
import { HOLLOW, outline, outlinePath } from "../../src/ui/message-glyphs.ts";

describe("the signs of the kinds of message", () => {
  it("differ in shape, not in colour alone", () => {
    const shapes = KINDS.map((kind) => `${HOLLOW.has(kind)} ${outlinePath(kind, 10)}`);
    expect(new Set(shapes).size).toBe(KINDS.length);
  });

  it.each(KINDS)("fit their box: %s", (kind) => {
    for (const [x, y] of outline(kind)) {
      expect(Math.hypot(x, y)).toBeLessThanOrEqual(1.3);
    }
  });

  it("have a place for an unknown kind", () => {
    expect(kindOf("prepare")).toBe("prepare");
    expect(kindOf("telegram")).toBe("other");
  });
});
