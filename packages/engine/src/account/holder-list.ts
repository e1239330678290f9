import { grownInts, intAt } from '../columns.ts';

const HOLDERS_AT_START = 64;

/** The accounts with a position in one instrument. Unordered: whoever iterates sorts what can be observed. */
export class HolderList {
  #slots: Int32Array = new Int32Array(HOLDERS_AT_START);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  slotAt(place: number): number {
    return intAt(this.#slots, place);
  }

  /** Adds an account and returns its place. */
  add(accountSlot: number): number {
    if (this.#count === this.#slots.length) this.#slots = grownInts(this.#slots, this.#count * 2);
    this.#slots[this.#count] = accountSlot;
    this.#count += 1;
    return this.#count - 1;
  }

  /** Removes the holder at `place`; returns the account that moved there, or −1 when it was the last. */
  removeAt(place: number): number {
    this.#count -= 1;
    if (place === this.#count) return -1;
    const moved = this.slotAt(this.#count);
    this.#slots[place] = moved;
    return moved;
  }
}
