// Row slots: keys for `repeat` by which a list that changes many times a second reuses its rows. An item keeps its slot, and so
// its element, as long as it is in the list; an item that is new takes the slot of one that left. Making and removing hundreds
// of rows in each frame had brought the page to a stop after minutes at the highest speed.

export class RowSlots {
  #slots = new Map<number, number>();
  #free: number[] = [];
  #made = 0;

  /** The slot of each id, in the order of the ids. Ids differ from each other. */
  assign(ids: readonly number[]): readonly number[] {
    const known = this.#slots;
    const present = new Set(ids);
    const left = [...known].filter(([id]) => !present.has(id)).map(([, slot]) => slot);
    // In the order of the list, because rows that keep their order need not be moved.
    const free = [...left, ...this.#free];
    let used = 0;
    this.#slots = new Map(ids.map((id) => [id, known.get(id) ?? free[used++] ?? this.#made++]));
    this.#free = free.slice(used);
    return [...this.#slots.values()];
  }
}
