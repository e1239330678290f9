import type { SelfTradePrevention } from '@spillway/protocol';
import type { Leg } from '../account/row-table.ts';
import { outside } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { InvariantError } from '../invariants/invariant-error.ts';
import { OrderIndex } from './order-index.ts';

/** "No slot": the end of a list. */
export const NO_SLOT = -1;

const SLOTS_AT_START = 1024;
/** The pool grows by a quarter: memory follows what rests, and each order is copied a few times in its life. */
const GROWTH_DIVISOR = 4;

/** What it takes to put an order into the pool. */
export interface NewOrder {
  readonly orderId: number;
  readonly clientOrderId: number;
  readonly accountSlot: number;
  readonly instrumentId: number;
  readonly leg: Leg;
  readonly direction: Direction;
  readonly priceTicks: number;
  readonly remainingLots: number;
  /** What the book shows of that; less than all of an iceberg. */
  readonly shownLots: number;
  /** The largest slice that an iceberg shows; 0 for an order that shows all of itself. */
  readonly displayLots: number;
  /** 0 when it does not expire. */
  readonly expiresAtMs: number;
  readonly isReduceOnly: boolean;
  readonly isPostOnly: boolean;
  readonly selfTradePrevention: SelfTradePrevention;
}

/** What few orders have: icebergs and those that expire. */
interface OrderExtras {
  readonly displayLots: number;
  hiddenLots: number;
  readonly expiresAtMs: number;
  /** The timer of its expiry. */
  timer: number;
}

/** The word of an order's nature: its flags, negative for a sell. The lowest is always set, so that there is a sign. */
const IS_ORDER = 1;
const IS_REDUCE_ONLY = 2;
const HAS_EXTRAS = 4;
const IS_POST_ONLY = 8;
/** Two bits: the place in the list below. What most orders choose comes first. */
const PREVENTION_SHIFT = 4;
export const RESTING_PREVENTIONS: readonly SelfTradePrevention[] = [
  'cancel-maker',
  'cancel-taker',
  'cancel-both',
  'decrement',
];
/** Two bits: the number of the leg. */
const LEG_SHIFT = 6;
/** All that is above: the number of the instrument. */
const INSTRUMENT_SHIFT = 8;

function natureOf(order: NewOrder): number {
  let flags = IS_ORDER;
  if (order.isReduceOnly) flags |= IS_REDUCE_ONLY;
  if (order.displayLots !== 0 || order.expiresAtMs !== 0) flags |= HAS_EXTRAS;
  if (order.isPostOnly) flags |= IS_POST_ONLY;
  // Two comparisons, where a search of the list would cost as much as the rest of the order.
  const { selfTradePrevention: prevention } = order;
  if (prevention !== 'cancel-maker') {
    const place = prevention === 'cancel-taker' ? 1 : RESTING_PREVENTIONS.indexOf(prevention);
    flags |= place << PREVENTION_SHIFT;
  }
  flags |= (order.leg << LEG_SHIFT) | (order.instrumentId << INSTRUMENT_SHIFT);
  return order.direction * flags;
}

/* As in `columns.ts`; but a function of this module takes three bytes less to name than an imported one. */

function floatIn(floats: Float64Array, place: number): number {
  return floats[place] ?? outside(place);
}

function integerIn(integers: Int32Array, place: number): number {
  return integers[place] ?? outside(place);
}

/**
 * Every resting order of the market, one slot each. Freed slots are reused, so that the live orders stay close
 * together in memory. A slot says nothing about time: an order's age is its number.
 *
 * An order is one record of 64 bytes, so that an operation touches one or two lines of the cache where a column a field
 * would touch a dozen: four floats, then eight integers, through two views of one buffer. (Their places are written out
 * where they are used, so that what reads them is small: see `columns.ts`.)
 *
 * | floats, 8 an order | integers, 16 an order                                              |
 * |--------------------|--------------------------------------------------------------------|
 * | 0 order id         | 8 account slot                                                     |
 * | 1 client order id  | 9 row of the position store                                        |
 * | 2 price            | 10 nature: flags, leg and instrument, negative for a sell          |
 * | 3 shown lots       | 11 level                                                           |
 * |                    | 12, 13 next and previous in the level                              |
 * |                    | 14, 15 next and previous of the account                            |
 */
export class OrderPool {
  #floats: Float64Array = new Float64Array(SLOTS_AT_START * 8);
  #integers: Int32Array = new Int32Array(this.#floats.buffer);
  readonly #index: OrderIndex = new OrderIndex(this);
  /** By slot; looked up, never iterated. */
  readonly #extras: Map<number, OrderExtras> = new Map();
  #used = 0;
  /** Freed slots, chained through the queue of a level. */
  #firstFree = NO_SLOT;

  get count(): number {
    return this.#index.count;
  }

  /** The slot of an open order, `NO_SLOT` when there is none of this number. */
  slotOf(orderId: number): number {
    return this.#index.find(orderId);
  }

  orderId(slot: number): number {
    return floatIn(this.#floats, slot * 8);
  }

  clientOrderId(slot: number): number {
    return floatIn(this.#floats, slot * 8 + 1);
  }

  priceTicks(slot: number): number {
    return floatIn(this.#floats, slot * 8 + 2);
  }

  /** What the book shows: what takers find there now. */
  shownLots(slot: number): number {
    return floatIn(this.#floats, slot * 8 + 3);
  }

  /** For the ladder that the order rests in. */
  setShownLots(slot: number, lots: number): void {
    this.#floats[slot * 8 + 3] = lots;
  }

  /** What is shown, and what an iceberg hides. */
  remainingLots(slot: number): number {
    const shownLots = this.shownLots(slot);
    return this.hasExtras(slot) ? shownLots + this.#extrasOf(slot).hiddenLots : shownLots;
  }

  accountSlot(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 8);
  }

  instrumentId(slot: number): number {
    return Math.abs(integerIn(this.#integers, slot * 16 + 10)) >> INSTRUMENT_SHIFT;
  }

  /**
   * The row of the order's account and instrument in the position store, so that nobody has to look it up: it stays the
   * same as long as the order rests.
   */
  row(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 9);
  }

  setRow(slot: number, row: number): void {
    this.#integers[slot * 16 + 9] = row;
  }

  direction(slot: number): Direction {
    return integerIn(this.#integers, slot * 16 + 10) > 0 ? 1 : -1;
  }

  isReduceOnly(slot: number): boolean {
    return (Math.abs(integerIn(this.#integers, slot * 16 + 10)) & IS_REDUCE_ONLY) !== 0;
  }

  isPostOnly(slot: number): boolean {
    return (Math.abs(integerIn(this.#integers, slot * 16 + 10)) & IS_POST_ONLY) !== 0;
  }

  selfTradePrevention(slot: number): SelfTradePrevention {
    const place = (Math.abs(integerIn(this.#integers, slot * 16 + 10)) >> PREVENTION_SHIFT) & 3;
    return RESTING_PREVENTIONS[place] ?? outside(place);
  }

  /** Whether the order is an iceberg or expires. */
  hasExtras(slot: number): boolean {
    return (Math.abs(integerIn(this.#integers, slot * 16 + 10)) & HAS_EXTRAS) !== 0;
  }

  /** The largest slice that an iceberg shows; 0 for an order that shows all of itself. */
  displayLots(slot: number): number {
    return this.hasExtras(slot) ? this.#extrasOf(slot).displayLots : 0;
  }

  /** Sets what is left behind what the book shows of an order with extras. */
  setHiddenLots(slot: number, lots: number): void {
    this.#extrasOf(slot).hiddenLots = lots;
  }

  /** 0 when it does not expire. */
  expiresAtMs(slot: number): number {
    return this.hasExtras(slot) ? this.#extrasOf(slot).expiresAtMs : 0;
  }

  /** The timer of the expiry of an order that has one. */
  timer(slot: number): number {
    return this.#extrasOf(slot).timer;
  }

  setTimer(slot: number, timer: number): void {
    this.#extrasOf(slot).timer = timer;
  }

  /** The leg of the account that the order opens or closes (rule A12). */
  leg(slot: number): Leg {
    const leg = (Math.abs(integerIn(this.#integers, slot * 16 + 10)) >> LEG_SHIFT) & 3;
    return leg === 0 ? 0 : leg === 1 ? 1 : 2;
  }

  /** The level of the ladder that the order queues in. */
  level(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 11);
  }

  setLevel(slot: number, level: number): void {
    this.#integers[slot * 16 + 11] = level;
  }

  /** The next younger order of the same level. */
  nextInLevel(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 12);
  }

  setNextInLevel(slot: number, next: number): void {
    this.#integers[slot * 16 + 12] = next;
  }

  previousInLevel(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 13);
  }

  setPreviousInLevel(slot: number, previous: number): void {
    this.#integers[slot * 16 + 13] = previous;
  }

  /** The next younger open order of the same account. */
  nextOfAccount(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 14);
  }

  setNextOfAccount(slot: number, next: number): void {
    this.#integers[slot * 16 + 14] = next;
  }

  previousOfAccount(slot: number): number {
    return integerIn(this.#integers, slot * 16 + 15);
  }

  setPreviousOfAccount(slot: number, previous: number): void {
    this.#integers[slot * 16 + 15] = previous;
  }

  /** Writes an order into a slot; whoever queues it links it to its level and its account. */
  add(order: NewOrder): number {
    const slot = this.#takeSlot();
    const floats = this.#floats;
    const integers = this.#integers;
    floats[slot * 8] = order.orderId;
    floats[slot * 8 + 1] = order.clientOrderId;
    floats[slot * 8 + 2] = order.priceTicks;
    floats[slot * 8 + 3] = order.shownLots;
    integers[slot * 16 + 8] = order.accountSlot;
    integers[slot * 16 + 10] = natureOf(order);
    if (order.displayLots !== 0 || order.expiresAtMs !== 0) this.#addExtras(slot, order);
    this.#index.add(order.orderId, slot);
    return slot;
  }

  /** Frees a slot; the order must have left its level and its account's list. */
  release(slot: number): void {
    this.#index.remove(this.orderId(slot));
    if (this.hasExtras(slot)) this.#extras.delete(slot);
    this.setNextInLevel(slot, this.#firstFree);
    this.#firstFree = slot;
  }

  #addExtras(slot: number, order: NewOrder): void {
    const { displayLots, expiresAtMs } = order;
    const hiddenLots = order.remainingLots - order.shownLots;
    this.#extras.set(slot, { displayLots, hiddenLots, expiresAtMs, timer: NO_SLOT });
  }

  #extrasOf(slot: number): OrderExtras {
    const extras = this.#extras.get(slot);
    if (extras === undefined) throw new InvariantError('an order whose flags say so has extras', { slot });
    return extras;
  }

  #takeSlot(): number {
    const slot = this.#firstFree;
    if (slot === NO_SLOT) return this.#takeNewSlot();
    this.#firstFree = this.nextInLevel(slot);
    return slot;
  }

  #takeNewSlot(): number {
    const capacity = this.#floats.length / 8;
    if (this.#used === capacity) this.#grow(capacity + Math.floor(capacity / GROWTH_DIVISOR));
    this.#used += 1;
    return this.#used - 1;
  }

  #grow(capacity: number): void {
    const floats = new Float64Array(capacity * 8);
    // Copied as integers: what looks like a float there may be none.
    const integers = new Int32Array(floats.buffer);
    integers.set(this.#integers);
    this.#floats = floats;
    this.#integers = integers;
  }
}
