import { byteAt, grownBytes, grownInts, intAt } from '../columns.ts';

const SLOTS_AT_START = 64;

/** A set of accounts in the order of their first entry: adding is a flag and a place in a list, never an object. */
export class SlotSet {
  #slots: Int32Array = new Int32Array(SLOTS_AT_START);
  #flags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(slot: number): boolean {
    return slot < this.#flags.length && byteAt(this.#flags, slot) === 1;
  }

  slotAt(place: number): number {
    return intAt(this.#slots, place);
  }

  add(slot: number): void {
    if (this.has(slot)) return;
    if (slot >= this.#flags.length) {
      this.#flags = grownBytes(this.#flags, Math.max(slot + 1, this.#flags.length * 2));
    }
    if (this.#count === this.#slots.length) this.#slots = grownInts(this.#slots, this.#count * 2);
    this.#flags[slot] = 1;
    this.#slots[this.#count] = slot;
    this.#count += 1;
  }

  /** Empties the set, at the cost of what is in it. */
  clear(): void {
    for (let place = 0; place < this.#count; place += 1) this.#flags[this.slotAt(place)] = 0;
    this.#count = 0;
  }
}
