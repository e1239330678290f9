import { byteAt, grownBytes, intAt } from '../columns.ts';

/** A power of two, so that a place in the ring is the low bits of a running number. */
const SLOTS_AT_START = 64;

/**
 * A set of accounts from which they are taken in the order of their first entry: a flag and a place in a ring, never an
 * object.
 */
export class SlotQueue {
  #ring: Int32Array = new Int32Array(SLOTS_AT_START);
  #flags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  /** The place of the oldest entry. */
  #first = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(slot: number): boolean {
    return slot < this.#flags.length && byteAt(this.#flags, slot) === 1;
  }

  /** Puts a slot at the end, unless it is waiting already. */
  add(slot: number): void {
    if (this.has(slot)) return;
    if (slot >= this.#flags.length) {
      this.#flags = grownBytes(this.#flags, Math.max(slot + 1, this.#flags.length * 2));
    }
    if (this.#count === this.#ring.length) this.#growRing();
    this.#flags[slot] = 1;
    this.#ring[(this.#first + this.#count) & (this.#ring.length - 1)] = slot;
    this.#count += 1;
  }

  /** Takes out the slot that has waited longest; there must be one. */
  takeOldest(): number {
    const slot = intAt(this.#ring, this.#first);
    this.#first = (this.#first + 1) & (this.#ring.length - 1);
    this.#count -= 1;
    this.#flags[slot] = 0;
    return slot;
  }

  /** Twice the room, with the oldest entry at its beginning. */
  #growRing(): void {
    const grown = new Int32Array(this.#ring.length * 2);
    grown.set(this.#ring.subarray(this.#first));
    grown.set(this.#ring.subarray(0, this.#first), this.#ring.length - this.#first);
    this.#ring = grown;
    this.#first = 0;
  }
}
