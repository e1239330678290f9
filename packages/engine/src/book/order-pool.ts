import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';

/** "No slot": the end of a list. */
export const NO_SLOT = -1;

const SLOTS_AT_START = 1024;

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
 * together in memory. A slot says nothing about time: an order's age is its `orderId`.
 */
export class OrderPool {
  orderIds: Float64Array = new Float64Array(SLOTS_AT_START);
  clientOrderIds: Float64Array = new Float64Array(SLOTS_AT_START);
  pricesTicks: Float64Array = new Float64Array(SLOTS_AT_START);
  remainingLots: Float64Array = new Float64Array(SLOTS_AT_START);
  accountSlots: Int32Array = new Int32Array(SLOTS_AT_START);
  instrumentIds: Int32Array = new Int32Array(SLOTS_AT_START);
  /** The level of the ladder that the order queues in. */
  levels: Int32Array = new Int32Array(SLOTS_AT_START);
  /** The queue of a level, oldest first. */
  nextInLevel: Int32Array = new Int32Array(SLOTS_AT_START);
  previousInLevel: Int32Array = new Int32Array(SLOTS_AT_START);
  /** The open orders of an account, oldest first. */
  nextOfAccount: Int32Array = new Int32Array(SLOTS_AT_START);
  previousOfAccount: Int32Array = new Int32Array(SLOTS_AT_START);
  buyFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  reduceOnlyFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);

  /** Where an order rests; looked up, never iterated. */
  readonly #slotById: Map<number, number> = new Map();
  #capacity = SLOTS_AT_START;
  #used = 0;
  /** Freed slots, chained through `nextInLevel`. */
  #firstFree = NO_SLOT;

  get count(): number {
    return this.#slotById.size;
  }

  /** The slot of an open order, `NO_SLOT` when there is none of this number. */
  slotOf(orderId: number): number {
    return this.#slotById.get(orderId) ?? NO_SLOT;
  }

  direction(slot: number): Direction {
    return byteAt(this.buyFlags, slot) === 1 ? 1 : -1;
  }

  isReduceOnly(slot: number): boolean {
    return byteAt(this.reduceOnlyFlags, slot) === 1;
  }

  add(order: NewOrder): number {
    const slot = this.#takeSlot();
    this.orderIds[slot] = order.orderId;
    this.clientOrderIds[slot] = order.clientOrderId;
    this.pricesTicks[slot] = order.priceTicks;
    this.remainingLots[slot] = order.remainingLots;
    this.accountSlots[slot] = order.accountSlot;
    this.instrumentIds[slot] = order.instrumentId;
    this.levels[slot] = NO_SLOT;
    this.nextInLevel[slot] = NO_SLOT;
    this.previousInLevel[slot] = NO_SLOT;
    this.nextOfAccount[slot] = NO_SLOT;
    this.previousOfAccount[slot] = NO_SLOT;
    this.buyFlags[slot] = order.direction === 1 ? 1 : 0;
    this.reduceOnlyFlags[slot] = order.isReduceOnly ? 1 : 0;
    this.#slotById.set(order.orderId, slot);
    return slot;
  }

  /** Frees a slot; the order must have left its level and its account's list. */
  release(slot: number): void {
    this.#slotById.delete(floatAt(this.orderIds, slot));
    this.nextInLevel[slot] = this.#firstFree;
    this.#firstFree = slot;
  }

  #takeSlot(): number {
    if (this.#firstFree !== NO_SLOT) {
      const slot = this.#firstFree;
      this.#firstFree = intAt(this.nextInLevel, slot);
      return slot;
    }
    if (this.#used === this.#capacity) this.#grow();
    const slot = this.#used;
    this.#used += 1;
    return slot;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    this.orderIds = grownFloats(this.orderIds, capacity);
    this.clientOrderIds = grownFloats(this.clientOrderIds, capacity);
    this.pricesTicks = grownFloats(this.pricesTicks, capacity);
    this.remainingLots = grownFloats(this.remainingLots, capacity);
    this.accountSlots = grownInts(this.accountSlots, capacity);
    this.instrumentIds = grownInts(this.instrumentIds, capacity);
    this.levels = grownInts(this.levels, capacity);
    this.nextInLevel = grownInts(this.nextInLevel, capacity);
    this.previousInLevel = grownInts(this.previousInLevel, capacity);
    this.nextOfAccount = grownInts(this.nextOfAccount, capacity);
    this.previousOfAccount = grownInts(this.previousOfAccount, capacity);
    this.buyFlags = grownBytes(this.buyFlags, capacity);
    this.reduceOnlyFlags = grownBytes(this.reduceOnlyFlags, capacity);
    this.#capacity = capacity;
  }
}
