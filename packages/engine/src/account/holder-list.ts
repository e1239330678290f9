import { grownInts, intAt } from '../columns.ts';

const HOLDERS_AT_START = 64;

/** The rows with a position in one instrument. Unordered: whoever iterates sorts what can be observed. */
export class HolderList {
  #rows: Int32Array = new Int32Array(HOLDERS_AT_START);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  rowAt(place: number): number {
    return intAt(this.#rows, place);
  }

  /** Adds a row and returns its place. */
  add(row: number): number {
    if (this.#count === this.#rows.length) this.#rows = grownInts(this.#rows, this.#count * 2);
    this.#rows[this.#count] = row;
    this.#count += 1;
    return this.#count - 1;
  }

  /** Removes the row at `place`; returns the row that moved there, or −1 when it was the last. */
  removeAt(place: number): number {
    this.#count -= 1;
    if (place === this.#count) return -1;
    const moved = this.rowAt(this.#count);
    this.#rows[place] = moved;
    return moved;
  }
}
