import { floatAt, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { OrderIndex } from './order-index.ts';

/** "No slot": the end of a list. */
export const NO_SLOT = -1;

const SLOTS_AT_START = 1024;
/** The pool grows by a quarter: memory follows what rests, and each order is copied a few times in its life. */
const GROWTH_DIVISOR = 4;

const RECORD_BYTES = 64;
/** Where the four floats of a record end and its eight integers begin. */
const INTEGERS_OFFSET = 32;

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
 *
 * An order is one record of 64 bytes, so that an operation touches one or two lines of the cache where a column a field
 * would touch a dozen. Each field is a view of the same buffer that begins where the field of slot 0 lies: the float
 * of slot n is at 8 n, the integer at 16 n. (Written out, for the reason given in `columns.ts`.)
 */
export class OrderPool {
  #buffer: ArrayBuffer = new ArrayBuffer(SLOTS_AT_START * RECORD_BYTES);
  #orderIds: Float64Array = new Float64Array(this.#buffer);
  #clientOrderIds: Float64Array = new Float64Array(this.#buffer, 8);
  #pricesTicks: Float64Array = new Float64Array(this.#buffer, 16);
  #remainingLots: Float64Array = new Float64Array(this.#buffer, 24);
  #accountSlots: Int32Array = this.#integers(0);
  #instrumentIds: Int32Array = this.#integers(1);
  /** 1 for a buy, −1 for a sell; doubled when the order is reduce-only. */
  #sides: Int32Array = this.#integers(2);
  #levels: Int32Array = this.#integers(3);
  #nextInLevel: Int32Array = this.#integers(4);
  #previousInLevel: Int32Array = this.#integers(5);
  #nextOfAccount: Int32Array = this.#integers(6);
  #previousOfAccount: Int32Array = this.#integers(7);
  readonly #index: OrderIndex = new OrderIndex(this);
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
    return floatAt(this.#orderIds, slot * 8);
  }

  clientOrderId(slot: number): number {
    return floatAt(this.#clientOrderIds, slot * 8);
  }

  priceTicks(slot: number): number {
    return floatAt(this.#pricesTicks, slot * 8);
  }

  remainingLots(slot: number): number {
    return floatAt(this.#remainingLots, slot * 8);
  }

  /** For the ladder that the order rests in. */
  setRemainingLots(slot: number, lots: number): void {
    this.#remainingLots[slot * 8] = lots;
  }

  accountSlot(slot: number): number {
    return intAt(this.#accountSlots, slot * 16);
  }

  instrumentId(slot: number): number {
    return intAt(this.#instrumentIds, slot * 16);
  }

  direction(slot: number): Direction {
    return intAt(this.#sides, slot * 16) > 0 ? 1 : -1;
  }

  isReduceOnly(slot: number): boolean {
    return Math.abs(intAt(this.#sides, slot * 16)) === 2;
  }

  /** The level of the ladder that the order queues in. */
  level(slot: number): number {
    return intAt(this.#levels, slot * 16);
  }

  setLevel(slot: number, level: number): void {
    this.#levels[slot * 16] = level;
  }

  /** The next younger order of the same level. */
  nextInLevel(slot: number): number {
    return intAt(this.#nextInLevel, slot * 16);
  }

  setNextInLevel(slot: number, next: number): void {
    this.#nextInLevel[slot * 16] = next;
  }

  previousInLevel(slot: number): number {
    return intAt(this.#previousInLevel, slot * 16);
  }

  setPreviousInLevel(slot: number, previous: number): void {
    this.#previousInLevel[slot * 16] = previous;
  }

  /** The next younger open order of the same account. */
  nextOfAccount(slot: number): number {
    return intAt(this.#nextOfAccount, slot * 16);
  }

  setNextOfAccount(slot: number, next: number): void {
    this.#nextOfAccount[slot * 16] = next;
  }

  previousOfAccount(slot: number): number {
    return intAt(this.#previousOfAccount, slot * 16);
  }

  setPreviousOfAccount(slot: number, previous: number): void {
    this.#previousOfAccount[slot * 16] = previous;
  }

  /** Writes an order into a slot; whoever queues it links it to its level and its account. */
  add(order: NewOrder): number {
    const slot = this.#takeSlot();
    this.#orderIds[slot * 8] = order.orderId;
    this.#clientOrderIds[slot * 8] = order.clientOrderId;
    this.#pricesTicks[slot * 8] = order.priceTicks;
    this.#remainingLots[slot * 8] = order.remainingLots;
    this.#accountSlots[slot * 16] = order.accountSlot;
    this.#instrumentIds[slot * 16] = order.instrumentId;
    this.#sides[slot * 16] = order.isReduceOnly ? 2 * order.direction : order.direction;
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
    const slot = this.#firstFree;
    if (slot === NO_SLOT) return this.#takeNewSlot();
    this.#firstFree = this.nextInLevel(slot);
    return slot;
  }

  #takeNewSlot(): number {
    const capacity = this.#buffer.byteLength / RECORD_BYTES;
    if (this.#used === capacity) this.#grow(capacity + Math.floor(capacity / GROWTH_DIVISOR));
    this.#used += 1;
    return this.#used - 1;
  }

  #integers(field: number): Int32Array {
    return new Int32Array(this.#buffer, INTEGERS_OFFSET + 4 * field);
  }

  #grow(capacity: number): void {
    const grown = new Uint8Array(capacity * RECORD_BYTES);
    grown.set(new Uint8Array(this.#buffer));
    this.#buffer = grown.buffer;
    this.#orderIds = new Float64Array(this.#buffer);
    this.#clientOrderIds = new Float64Array(this.#buffer, 8);
    this.#pricesTicks = new Float64Array(this.#buffer, 16);
    this.#remainingLots = new Float64Array(this.#buffer, 24);
    this.#accountSlots = this.#integers(0);
    this.#instrumentIds = this.#integers(1);
    this.#sides = this.#integers(2);
    this.#levels = this.#integers(3);
    this.#nextInLevel = this.#integers(4);
    this.#previousInLevel = this.#integers(5);
    this.#nextOfAccount = this.#integers(6);
    this.#previousOfAccount = this.#integers(7);
  }
}
