import { intAt, outside } from '../columns.ts';
import { InvariantError } from '../invariants/invariant-error.ts';

const PLACE_BITS_AT_START = 11;
const EMPTY = 0;
/** 2^32 / golden ratio: multiplied by it, numbers in sequence fall far apart and evenly. */
const GOLDEN_RATIO = 0x9e3779b1;

/** An entry is one integer: the slot plus one, and in its lowest bits how far it lies behind where it would like to be. */
const DISTANCE_BITS = 8;
const DISTANCE_MAX = 255;
const SLOT_MAX = 0xff_fffe;
/** A table with so many places an order, and still none for some, is one that no order book fills. */
const SPARSE_LENGTH = 4_096;

/** Who knows the number of the order in a slot. */
interface NumberedOrders {
  orderId(slot: number): number;
}

/**
 * The slot of each open order by its number: open addressing with linear probing. Numbers are given in sequence and most
 * orders are young, so that the number itself as a hash would heap them up in long runs: multiplying spreads them
 * (D. Knuth, The Art of Computer Programming, volume 3, section 6.4). Removal closes the gap and leaves no tombstone, so
 * the table never has to be rebuilt because of churn. An entry does not hold the number: who would like to be where
 * the search began is asked for it.
 */
export class OrderIndex {
  readonly #orders: NumberedOrders;
  #table: Int32Array = new Int32Array(1 << PLACE_BITS_AT_START);
  #mask = (1 << PLACE_BITS_AT_START) - 1;
  #shift = 32 - PLACE_BITS_AT_START;
  #count = 0;

  constructor(orders: NumberedOrders) {
    this.#orders = orders;
  }

  get count(): number {
    return this.#count;
  }

  /** The slot of an order, −1 when no open order has this number. */
  find(orderId: number): number {
    const place = this.#placeOf(orderId);
    return place < 0 ? -1 : (intAt(this.#table, place) >>> DISTANCE_BITS) - 1;
  }

  /** Adds an order that is not in the table; its slot holds its number already. */
  add(orderId: number, slot: number): void {
    if (slot > SLOT_MAX) throw new InvariantError('no more orders rest than can be told apart', { slot });
    // Half full at most: most searches end where they begin, and the processor foresees that they do.
    if (2 * (this.#count + 1) > this.#mask + 1) this.#grow();
    while (!this.#enter(orderId, slot)) this.#grow();
    this.#count += 1;
  }

  /** Removes an order that is in the table, while its slot still holds its number. */
  remove(orderId: number): void {
    this.#closeGap(this.#placeOf(orderId));
    this.#count -= 1;
  }

  /** Where a number would like to be. */
  #homeOf(orderId: number): number {
    return Math.imul(orderId, GOLDEN_RATIO) >>> this.#shift;
  }

  /** Where the entry of an order is, −1 when it has none. */
  #placeOf(orderId: number): number {
    const table = this.#table;
    const mask = this.#mask;
    const home = this.#homeOf(orderId);
    for (let distance = 0; distance <= DISTANCE_MAX; distance += 1) {
      const place = (home + distance) & mask;
      const entry = table[place] ?? outside(place);
      if (entry === EMPTY) return -1;
      const isFromHome = (entry & DISTANCE_MAX) === distance;
      if (isFromHome && this.#orders.orderId((entry >>> DISTANCE_BITS) - 1) === orderId) return place;
    }
    return -1;
  }

  /** Writes an entry to the first free place; false when that is too far from where it would like to be. */
  #enter(orderId: number, slot: number): boolean {
    const table = this.#table;
    const mask = this.#mask;
    const home = this.#homeOf(orderId);
    for (let distance = 0; distance <= DISTANCE_MAX; distance += 1) {
      const place = (home + distance) & mask;
      if (table[place] !== EMPTY) continue;
      table[place] = ((slot + 1) << DISTANCE_BITS) | distance;
      return true;
    }
    return false;
  }

  /** Moves back whoever was pushed past the place that becomes free, until a place was free already. */
  #closeGap(freed: number): void {
    const table = this.#table;
    const mask = this.#mask;
    let gap = freed;
    let place = (gap + 1) & mask;
    let entry = table[place] ?? outside(place);
    while (entry !== EMPTY) {
      const back = (place - gap) & mask;
      if ((entry & DISTANCE_MAX) >= back) {
        table[gap] = entry - back;
        gap = place;
      }
      place = (place + 1) & mask;
      entry = table[place] ?? outside(place);
    }
    table[gap] = EMPTY;
  }

  #grow(): void {
    const old = this.#table;
    let isEntered = false;
    for (let length = 2 * old.length; !isEntered; length *= 2) {
      const isSparse = length > SPARSE_LENGTH * (this.#count + 1);
      if (isSparse) throw new InvariantError('numbers of orders are spread', { count: this.#count });
      this.#table = new Int32Array(length);
      this.#mask = length - 1;
      this.#shift -= 1;
      isEntered = this.#enterAll(old);
    }
  }

  #enterAll(entries: Int32Array): boolean {
    for (const entry of entries) {
      const slot = (entry >>> DISTANCE_BITS) - 1;
      if (entry !== EMPTY && !this.#enter(this.#orders.orderId(slot), slot)) return false;
    }
    return true;
  }
}
