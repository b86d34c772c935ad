// Indices of rows: those of one kind, in order, with binary search.

/** The rows for one kind of query, in order. */
export class RowIndex {
  count = 0;
  rows = new Uint32Array(1024);

  push(row: number): void {
    if (this.count === this.rows.length) {
      const larger = new Uint32Array(2 * this.count);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows[this.count] = row;
    this.count += 1;
  }

  row(place: number): number {
    return this.rows[place] ?? 0;
  }

  /** Removes the rows from this one on. */
  truncate(row: number): void {
    this.count = lowerBound(this.count, (place) => this.row(place) >= row);
  }

  /** Discards the first rows; the indices of the others decrease by their number. */
  forget(rows: number): void {
    const gone = lowerBound(this.count, (place) => this.row(place) >= rows);
    this.rows.copyWithin(0, gone, this.count);
    this.count -= gone;
    for (let place = 0; place < this.count; place += 1) {
      this.rows[place] = this.row(place) - rows;
    }
  }
}

/** The first of `count` positions for which the condition holds; it must hold for all later ones too. */
export function lowerBound(count: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
