import { floatAt, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { OrderIndex } from './order-index.ts';

/** "No slot": the end of a list. */
export const NO_SLOT = -1;

const SLOTS_AT_START = 1024;
/** The pool grows by a quarter: memory follows what rests, and each order is copied a few times in its life. */
const GROWTH_DIVISOR = 4;

/*
 * One record of 64 bytes an order, so that an operation touches one or two lines of the cache where a column a field
 * would touch a dozen: four floats, then eight integers, through two views of one buffer.
 */
const RECORD_BYTES = 64;
const FLOATS = 8;
const ORDER_ID = 0;
const CLIENT_ORDER_ID = 1;
const PRICE_TICKS = 2;
const REMAINING_LOTS = 3;
const INTEGERS = 16;
const ACCOUNT_SLOT = 8;
const INSTRUMENT_ID = 9;
const FLAGS = 10;
const LEVEL = 11;
const NEXT_IN_LEVEL = 12;
const PREVIOUS_IN_LEVEL = 13;
const NEXT_OF_ACCOUNT = 14;
const PREVIOUS_OF_ACCOUNT = 15;

const BUY_FLAG = 1;
const REDUCE_ONLY_FLAG = 2;

/** What it takes to put an order into the pool. */
export interface NewOrder {
  readonly orderId: number;
  readonly clientOrderId: number;
  readonly accountSlot: number;
  readonly instrumentId: number;
  readonly direction: Direction;
  readonly priceTicks: number;
  readonly remainingLots: number;
  readonly isReduceOnly: boolean;
}

/**
 * Every resting order of the market, one slot each. Freed slots are reused, so that the live orders stay close
 * together in memory. A slot says nothing about time: an order's age is its number.
 */
export class OrderPool {
  #floats: Float64Array;
  #integers: Int32Array;
  readonly #index: OrderIndex = new OrderIndex(this);
  #capacity = SLOTS_AT_START;
  #used = 0;
  /** Freed slots, chained through the queue of a level. */
  #firstFree = NO_SLOT;

  constructor() {
    const buffer = new ArrayBuffer(SLOTS_AT_START * RECORD_BYTES);
    this.#floats = new Float64Array(buffer);
    this.#integers = new Int32Array(buffer);
  }

  get count(): number {
    return this.#index.count;
  }

  /** The slot of an open order, `NO_SLOT` when there is none of this number. */
  slotOf(orderId: number): number {
    return this.#index.find(orderId);
  }

  orderId(slot: number): number {
    return floatAt(this.#floats, slot * FLOATS + ORDER_ID);
  }

  clientOrderId(slot: number): number {
    return floatAt(this.#floats, slot * FLOATS + CLIENT_ORDER_ID);
  }

  priceTicks(slot: number): number {
    return floatAt(this.#floats, slot * FLOATS + PRICE_TICKS);
  }

  remainingLots(slot: number): number {
    return floatAt(this.#floats, slot * FLOATS + REMAINING_LOTS);
  }

  /** Takes lots off an order, for the ladder that it rests in. */
  takeLots(slot: number, lots: number): void {
    this.#floats[slot * FLOATS + REMAINING_LOTS] = this.remainingLots(slot) - lots;
  }

  accountSlot(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + ACCOUNT_SLOT);
  }

  instrumentId(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + INSTRUMENT_ID);
  }

  direction(slot: number): Direction {
    return (intAt(this.#integers, slot * INTEGERS + FLAGS) & BUY_FLAG) !== 0 ? 1 : -1;
  }

  isReduceOnly(slot: number): boolean {
    return (intAt(this.#integers, slot * INTEGERS + FLAGS) & REDUCE_ONLY_FLAG) !== 0;
  }

  /** The level of the ladder that the order queues in. */
  level(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + LEVEL);
  }

  setLevel(slot: number, level: number): void {
    this.#integers[slot * INTEGERS + LEVEL] = level;
  }

  /** The next younger order of the same level. */
  nextInLevel(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + NEXT_IN_LEVEL);
  }

  setNextInLevel(slot: number, next: number): void {
    this.#integers[slot * INTEGERS + NEXT_IN_LEVEL] = next;
  }

  previousInLevel(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + PREVIOUS_IN_LEVEL);
  }

  setPreviousInLevel(slot: number, previous: number): void {
    this.#integers[slot * INTEGERS + PREVIOUS_IN_LEVEL] = previous;
  }

  /** The next younger open order of the same account. */
  nextOfAccount(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + NEXT_OF_ACCOUNT);
  }

  setNextOfAccount(slot: number, next: number): void {
    this.#integers[slot * INTEGERS + NEXT_OF_ACCOUNT] = next;
  }

  previousOfAccount(slot: number): number {
    return intAt(this.#integers, slot * INTEGERS + PREVIOUS_OF_ACCOUNT);
  }

  setPreviousOfAccount(slot: number, previous: number): void {
    this.#integers[slot * INTEGERS + PREVIOUS_OF_ACCOUNT] = previous;
  }

  /** Writes an order into a slot; whoever queues it links it to its level and its account. */
  add(order: NewOrder): number {
    const slot = this.#takeSlot();
    const floats = this.#floats;
    const integers = this.#integers;
    floats[slot * FLOATS + ORDER_ID] = order.orderId;
    floats[slot * FLOATS + CLIENT_ORDER_ID] = order.clientOrderId;
    floats[slot * FLOATS + PRICE_TICKS] = order.priceTicks;
    floats[slot * FLOATS + REMAINING_LOTS] = order.remainingLots;
    integers[slot * INTEGERS + ACCOUNT_SLOT] = order.accountSlot;
    integers[slot * INTEGERS + INSTRUMENT_ID] = order.instrumentId;
    integers[slot * INTEGERS + FLAGS] =
      (order.direction === 1 ? BUY_FLAG : 0) | (order.isReduceOnly ? REDUCE_ONLY_FLAG : 0);
    this.#index.add(order.orderId, slot);
    return slot;
  }

  /** Frees a slot; the order must have left its level and its account's list. */
  release(slot: number): void {
    this.#index.remove(this.orderId(slot));
    this.setNextInLevel(slot, this.#firstFree);
    this.#firstFree = slot;
  }

  #takeSlot(): number {
    if (this.#firstFree !== NO_SLOT) {
      const slot = this.#firstFree;
      this.#firstFree = this.nextInLevel(slot);
      return slot;
    }
    if (this.#used === this.#capacity) this.#grow();
    const slot = this.#used;
    this.#used += 1;
    return slot;
  }

  #grow(): void {
    this.#capacity += Math.floor(this.#capacity / GROWTH_DIVISOR);
    const floats = new Float64Array(this.#capacity * FLOATS);
    // Bit patterns of integers may look like any float: copied as integers they stay what they are.
    const integers = new Int32Array(floats.buffer);
    integers.set(this.#integers);
    this.#floats = floats;
    this.#integers = integers;
  }
}
