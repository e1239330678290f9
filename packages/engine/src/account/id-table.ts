import { floatAt, grownFloats, intAt } from '../columns.ts';

const IDS_AT_START = 64;
const TWO_32 = 4_294_967_296;
/** Odd constants of Fibonacci hashing: 2^32 and 2^31 over the golden ratio (Knuth, volume 3, section 6.4). */
const LOW_FACTOR = 0x9e3779b1;
const HIGH_FACTOR = 0x4f1bbcdd;

/**
 * Gives each id a slot, from 0 up, and finds it again: an open-addressing table, at most half full. An id is a safe
 * integer; once in, it stays. It may be given further slots, which are not found by it.
 */
export class IdTable {
  #ids: Float64Array = new Float64Array(IDS_AT_START);
  /** Slots by hash, plus one, but those that a difference tells. */
  #entries: Int32Array = new Int32Array(IDS_AT_START * 2);
  #count = 0;
  #firstId = 0;
  /** How many slots from the first on were given to ids one after the other: there the difference is the slot. */
  #denseCount = 0;
  #isAscending = true;
  /** The first slot of every id by ascending id, as somebody last asked for it, and for how many slots that held. */
  #slotsById: Int32Array = new Int32Array(0);
  #sortedCount = 0;

  get count(): number {
    return this.#count;
  }

  /** How long a column of values must be. */
  get capacity(): number {
    return this.#ids.length;
  }

  idAt(slot: number): number {
    return floatAt(this.#ids, slot);
  }

  /** The first slot of an id, −1 when it has none. */
  slotOf(id: number): number {
    const place = id - this.#firstId;
    if (place >= 0 && place < this.#denseCount && Number.isInteger(place)) return place;
    return intAt(this.#entries, this.#find(id)) - 1;
  }

  /** Gives an id, which has none, the next slot. */
  add(id: number): number {
    const slot = this.#append(id);
    if (slot === 0) this.#firstId = id;
    if (slot === this.#denseCount && id === this.#firstId + slot) this.#denseCount += 1;
    else this.#entries[this.#find(id)] = slot + 1;
    return slot;
  }

  /** Gives an id, which has a slot, one more. */
  addAgain(id: number): number {
    this.#isAscending = false;
    return this.#append(id);
  }

  /** Makes room for so many ids at once. */
  reserve(count: number): void {
    let capacity = this.capacity;
    while (capacity < count) capacity *= 2;
    if (capacity === this.capacity) return;
    this.#ids = grownFloats(this.#ids, capacity);
    this.#entries = new Int32Array(capacity * 2);
    for (let slot = this.#denseCount; slot < this.#count; slot += 1) {
      const entry = this.#find(this.idAt(slot));
      // Slots come as they were given: what stands there already is the first of its id.
      if (this.#entries[entry] === 0) this.#entries[entry] = slot + 1;
    }
  }

  /** The first slot of every id, by ascending id; not to be changed. Sorted only when that changed since the last call. */
  slotsById(): Int32Array {
    if (this.#sortedCount === this.#count) return this.#slotsById;
    this.#sortedCount = this.#count;
    if (this.#isAscending) {
      this.#slotsById = new Int32Array(this.#count);
      for (let slot = 0; slot < this.#count; slot += 1) this.#slotsById[slot] = slot;
      return this.#slotsById;
    }
    // Numbers alone, without slots, are sorted without a call for each comparison.
    const ids = this.#ids.slice(0, this.#count).sort();
    const first = ids.filter((id, rank) => rank === 0 || id !== ids[rank - 1]);
    this.#slotsById = new Int32Array(first.length);
    for (const [rank, id] of first.entries()) this.#slotsById[rank] = this.slotOf(id);
    return this.#slotsById;
  }

  #append(id: number): number {
    if (this.#count === this.capacity) this.reserve(this.#count + 1);
    const slot = this.#count;
    if (slot > 0 && id < this.idAt(slot - 1)) this.#isAscending = false;
    this.#ids[slot] = id;
    this.#count += 1;
    return slot;
  }

  /** Where an id is entered, or would be. */
  #find(id: number): number {
    const mask = this.#entries.length - 1;
    // The high bits of the hash name the entry.
    const hash = Math.imul(id, LOW_FACTOR) ^ Math.imul(id / TWO_32, HIGH_FACTOR);
    let index = hash >>> (Math.clz32(this.#entries.length) + 1);
    for (;;) {
      const slot = intAt(this.#entries, index) - 1;
      if (slot < 0 || this.#ids[slot] === id) return index;
      index = (index + 1) & mask;
    }
  }
}
