import { intAt, outside } from '../columns.ts';

const PLACE_BITS_AT_START = 11;
const EMPTY = 0;
/** 2^32 / golden ratio: multiplied by it, numbers in sequence fall far apart and evenly. */
const GOLDEN_RATIO = 0x9e3779b1;

/** Who knows the whole number of the order in a slot. */
interface NumberedOrders {
  orderId(slot: number): number;
}

/**
 * The slot of each open order by its number: open addressing with linear probing. Numbers are given in sequence and most
 * orders are young, so that the number itself as a hash would heap them up in long runs: multiplying spreads them
 * (D. Knuth, The Art of Computer Programming, volume 3, section 6.4). Removal closes the gap and leaves no tombstone, so
 * the table never has to be rebuilt because of churn.
 */
export class OrderIndex {
  readonly #orders: NumberedOrders;
  /** Two integers a place: the low 32 bits of an order's number, and its slot plus one (`EMPTY` when free). */
  #table: Int32Array = new Int32Array(2 << PLACE_BITS_AT_START);
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
    const table = this.#table;
    const tag = orderId | 0;
    let place = this.#homeOf(tag);
    for (;;) {
      const entry = table[2 * place + 1] ?? outside(place);
      if (entry === EMPTY) return -1;
      // Numbers that agree in their low 32 bits are told apart by the order itself.
      if (table[2 * place] === tag && this.#orders.orderId(entry - 1) === orderId) return entry - 1;
      place = (place + 1) & this.#mask;
    }
  }

  /** Adds an order that is not in the table. */
  add(orderId: number, slot: number): void {
    // Above three quarters, probing grows faster than memory shrinks.
    if (4 * (this.#count + 1) > 3 * (this.#mask + 1)) this.#grow();
    this.#enter(orderId | 0, slot + 1);
    this.#count += 1;
  }

  /** Removes an order that is in the table, while its slot still holds its number. */
  remove(orderId: number): void {
    const table = this.#table;
    const tag = orderId | 0;
    let place = this.#homeOf(tag);
    for (;;) {
      const entry = table[2 * place + 1] ?? outside(place);
      if (table[2 * place] === tag && this.#orders.orderId(entry - 1) === orderId) break;
      place = (place + 1) & this.#mask;
    }
    this.#closeGap(place);
    this.#count -= 1;
  }

  /** Where a number would like to be. */
  #homeOf(tag: number): number {
    return Math.imul(tag, GOLDEN_RATIO) >>> this.#shift;
  }

  #enter(tag: number, entry: number): void {
    const table = this.#table;
    let place = this.#homeOf(tag);
    while (table[2 * place + 1] !== EMPTY) place = (place + 1) & this.#mask;
    table[2 * place] = tag;
    table[2 * place + 1] = entry;
  }

  /** Moves back whoever was pushed past the place that becomes free, until a place was free already. */
  #closeGap(freed: number): void {
    const table = this.#table;
    const mask = this.#mask;
    let gap = freed;
    let place = (gap + 1) & mask;
    for (;;) {
      const entry = table[2 * place + 1] ?? outside(place);
      if (entry === EMPTY) break;
      const tag = table[2 * place] ?? outside(place);
      const pushedBy = (place - this.#homeOf(tag)) & mask;
      if (pushedBy >= ((place - gap) & mask)) {
        table[2 * gap] = tag;
        table[2 * gap + 1] = entry;
        gap = place;
      }
      place = (place + 1) & mask;
    }
    table[2 * gap + 1] = EMPTY;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#mask = old.length - 1;
    this.#shift -= 1;
    for (let place = 0; place < old.length; place += 2) {
      const entry = intAt(old, place + 1);
      if (entry !== EMPTY) this.#enter(intAt(old, place), entry);
    }
  }
}
