import { grownInts, intAt } from '../columns.ts';

/** "No row": the end of a chain, or a position that nobody ever had. */
export const NO_ROW = -1;

/** One position of an account and instrument, or in hedge mode its long and its short one. */
export type Leg = 0 | 1 | 2;

const ROWS_AT_START = 256;
const ACCOUNTS_AT_START = 64;
/** Room for the legs of an instrument in the number of a place: `instrument × 4 + leg`. */
const LEGS = 4;
/** Odd constants of Fibonacci hashing: 2^32 and 2^31 over the golden ratio (Knuth, volume 3, section 6.4). */
const SLOT_FACTOR = 0x9e3779b1;
const PLACE_FACTOR = 0x4f1bbcdd;

const STRIDE = 4;
const SLOT = 0;
const PLACE = 1;
/** The next row of the account, plus one; of a free row, the next free one, plus one. */
const NEXT = 2;

/** Stands in the place of a row that is free. */
const FREE_PLACE = -1;

/** By how much a hash of 32 bits is shifted so that its high bits name one of `length` entries, a power of two. */
function shiftFor(length: number): number {
  return Math.clz32(length) + 1;
}

/**
 * Which rows exist: one for each (account slot, instrument, leg) in use, found by an open-addressing table, and
 * chained for each account in order of instrument, then leg. Rows that are given back are used again.
 */
export class RowTable {
  /** Slot, place and next row of each row, together because they are asked for together. */
  #keys: Int32Array = new Int32Array(ROWS_AT_START * STRIDE);
  /** The first row of each account, plus one. */
  #firsts: Int32Array = new Int32Array(ACCOUNTS_AT_START);
  /** Rows by hash, plus one; at most half full. */
  #entries: Int32Array = new Int32Array(ROWS_AT_START * 2);
  /** Takes the high bits of a hash to a place in `#entries`. */
  #shift: number = shiftFor(ROWS_AT_START * 2);
  #end = 0;
  #count = 0;
  #firstFree = NO_ROW;

  /** Rows in use. */
  get count(): number {
    return this.#count;
  }

  /** Above every row that was ever used. */
  get end(): number {
    return this.#end;
  }

  /** How long a column of values must be. */
  get capacity(): number {
    return this.#keys.length / STRIDE;
  }

  find(accountSlot: number, instrumentId: number, leg: Leg): number {
    const place = instrumentId * LEGS + leg;
    const mask = this.#entries.length - 1;
    let index = this.#home(accountSlot, place);
    for (;;) {
      const row = intAt(this.#entries, index) - 1;
      if (row === NO_ROW) return NO_ROW;
      if (
        intAt(this.#keys, row * STRIDE + SLOT) === accountSlot &&
        intAt(this.#keys, row * STRIDE + PLACE) === place
      )
        return row;
      index = (index + 1) & mask;
    }
  }

  /** Makes a row that is not there. */
  add(accountSlot: number, instrumentId: number, leg: Leg): number {
    if (this.#firstFree === NO_ROW && this.#end === this.capacity) this.#grow(this.capacity * 2);
    const row = this.append(accountSlot, instrumentId, leg);
    this.#enter(row);
    return row;
  }

  /** Makes a row that is chained, but found only once `index` has been called: to be the first of many. */
  append(accountSlot: number, instrumentId: number, leg: Leg): number {
    const row = this.#takeRow();
    this.#keys[row * STRIDE + SLOT] = accountSlot;
    this.#keys[row * STRIDE + PLACE] = instrumentId * LEGS + leg;
    this.#link(row);
    this.#count += 1;
    return row;
  }

  /**
   * Lets every row be found. Entries lie all over the table: in a loop of nothing else the processor waits for several of
   * them at a time, and the loop takes a quarter of what entering them one by one takes.
   */
  index(): void {
    const length = this.capacity * 2;
    this.#entries = new Int32Array(length);
    this.#shift = shiftFor(length);
    for (let row = 0; row < this.#end; row += 1) if (this.isInUse(row)) this.#enter(row);
  }

  /** Gives a row back; whoever still names it is wrong from now on. */
  remove(row: number): void {
    this.#leave(row);
    this.#unlink(row);
    this.#keys[row * STRIDE + PLACE] = FREE_PLACE;
    this.#keys[row * STRIDE + NEXT] = this.#firstFree + 1;
    this.#firstFree = row;
    this.#count -= 1;
  }

  isInUse(row: number): boolean {
    return intAt(this.#keys, row * STRIDE + PLACE) !== FREE_PLACE;
  }

  slotOf(row: number): number {
    return intAt(this.#keys, row * STRIDE + SLOT);
  }

  instrumentOf(row: number): number {
    return intAt(this.#keys, row * STRIDE + PLACE) >> 2;
  }

  legOf(row: number): Leg {
    const leg = intAt(this.#keys, row * STRIDE + PLACE) & (LEGS - 1);
    return leg === 0 ? 0 : leg === 1 ? 1 : 2;
  }

  /** The first row of an account, by instrument, then leg; `NO_ROW` when it owns none. */
  firstRow(accountSlot: number): number {
    // An account beyond the column has never had a row.
    return (this.#firsts[accountSlot] ?? 0) - 1;
  }

  /** The row of the same account after this one. */
  nextRow(row: number): number {
    return intAt(this.#keys, row * STRIDE + NEXT) - 1;
  }

  /** Makes room for so many rows at once. */
  reserve(rowCount: number): void {
    let capacity = this.capacity;
    while (capacity < rowCount) capacity *= 2;
    if (capacity > this.capacity) this.#grow(capacity);
  }

  #home(accountSlot: number, place: number): number {
    return (Math.imul(accountSlot, SLOT_FACTOR) ^ Math.imul(place, PLACE_FACTOR)) >>> this.#shift;
  }

  #homeOf(row: number): number {
    return this.#home(intAt(this.#keys, row * STRIDE + SLOT), intAt(this.#keys, row * STRIDE + PLACE));
  }

  #enter(row: number): void {
    const mask = this.#entries.length - 1;
    let index = this.#homeOf(row);
    while (intAt(this.#entries, index) !== 0) index = (index + 1) & mask;
    this.#entries[index] = row + 1;
  }

  /** Deletion by shifting back: no tombstones, so that a search never grows longer with time. */
  #leave(row: number): void {
    const entries = this.#entries;
    const mask = entries.length - 1;
    let gap = this.#homeOf(row);
    while (intAt(entries, gap) !== row + 1) gap = (gap + 1) & mask;
    let index = (gap + 1) & mask;
    for (;;) {
      const entry = intAt(entries, index);
      if (entry === 0) break;
      // An entry may fill the gap unless its search begins behind it.
      const isBehindGap = ((index - this.#homeOf(entry - 1)) & mask) >= ((index - gap) & mask);
      if (isBehindGap) {
        entries[gap] = entry;
        gap = index;
      }
      index = (index + 1) & mask;
    }
    entries[gap] = 0;
  }

  #link(row: number): void {
    const slot = intAt(this.#keys, row * STRIDE + SLOT);
    const place = intAt(this.#keys, row * STRIDE + PLACE);
    if (slot >= this.#firsts.length) this.#growAccounts(slot + 1);
    let before = NO_ROW;
    let after = this.firstRow(slot);
    while (after !== NO_ROW && intAt(this.#keys, after * STRIDE + PLACE) < place) {
      before = after;
      after = this.nextRow(after);
    }
    this.#keys[row * STRIDE + NEXT] = after + 1;
    this.#join(slot, before, row);
  }

  #unlink(row: number): void {
    const slot = intAt(this.#keys, row * STRIDE + SLOT);
    let before = NO_ROW;
    let here = this.firstRow(slot);
    while (here !== row) {
      before = here;
      here = this.nextRow(here);
    }
    this.#join(slot, before, this.nextRow(row));
  }

  /** Lets `row` follow `before` in the chain of an account, or begin it. */
  #join(slot: number, before: number, row: number): void {
    if (before === NO_ROW) this.#firsts[slot] = row + 1;
    else this.#keys[before * STRIDE + NEXT] = row + 1;
  }

  #takeRow(): number {
    if (this.#firstFree !== NO_ROW) {
      const row = this.#firstFree;
      this.#firstFree = this.nextRow(row);
      return row;
    }
    if (this.#end === this.capacity) this.#keys = grownInts(this.#keys, this.#keys.length * 2);
    this.#end += 1;
    return this.#end - 1;
  }

  #grow(capacity: number): void {
    this.#keys = grownInts(this.#keys, capacity * STRIDE);
    this.index();
  }

  #growAccounts(count: number): void {
    let length = this.#firsts.length;
    while (length < count) length *= 2;
    this.#firsts = grownInts(this.#firsts, length);
  }
}
