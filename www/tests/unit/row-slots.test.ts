import { expect, it } from "vitest";
import { RowSlots } from "../../src/ui/row-slots.ts";

it("an item keeps its slot while it is in the list, and new items take the slots of those that left", () => {
  const slots = new RowSlots();
  expect(slots.assign([10, 11, 12])).toEqual([0, 1, 2]);
  expect(slots.assign([11, 12, 13])).toEqual([1, 2, 0]);
  expect(slots.assign([12, 13, 14, 15])).toEqual([2, 0, 1, 3]);
});

it("a list that is replaced as a whole keeps the order of its rows", () => {
  const slots = new RowSlots();
  slots.assign([1, 2, 3]);
  expect(slots.assign([7, 8, 9])).toEqual([0, 1, 2]);
});

it("no two items share a slot, and there are at most as many slots as items were in the list at once", () => {
  const slots = new RowSlots();
  for (let first = 0; first < 1000; first += 7) {
    const length = 20 + (first % 11);
    const keys = slots.assign(Array.from({ length }, (_, index) => first + index));
    expect(new Set(keys).size).toBe(length);
    expect(Math.max(...keys)).toBeLessThan(31);
  }
});
