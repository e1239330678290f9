import {
  accountId,
  instrumentId,
  type OrderTerms,
  type PlaceTriggerOrder,
  type PositionLeg,
  priceTicks,
  type SelfTradePrevention,
  simulatedMs,
  sizeLots,
  type TimeInForce,
  type TriggerType,
} from '@spillway/protocol';
import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import { InvariantError } from '../invariants/invariant-error.ts';
import { LeftistHeaps } from './leftist-heaps.ts';

/** "No slot": the end of a list, an order that does not wait. */
export const NO_SLOT = -1;

const SLOTS_AT_START = 64;

/** An order that is to wait: all that was said of it, its number, and the slot of its account. */
export type WaitingOrder = Omit<PlaceTriggerOrder, 'kind' | 'timeMs'> & {
  readonly orderId: number;
  readonly accountSlot: number;
};

/** Words in columns and snapshots: a word is kept as its place in its list. */
export const LEGS: readonly PositionLeg[] = ['both', 'long', 'short'];
export const TIMES_IN_FORCE: readonly TimeInForce[] = ['gtc', 'ioc', 'fok', 'gtd'];
export const PREVENTIONS: readonly SelfTradePrevention[] = [
  'cancel-taker',
  'cancel-maker',
  'cancel-both',
  'decrement',
];
export const TRIGGER_TYPES: readonly TriggerType[] = ['stop', 'take-profit', 'trailing-stop'];

function wordAt<Word>(words: readonly Word[], column: Uint8Array, slot: number): Word {
  const word = words[byteAt(column, slot)];
  if (word === undefined) throw new InvariantError('a column holds one of its words', { slot });
  return word;
}

/**
 * Every order of the market that waits for a trigger, one slot each, with all that it takes to place it later; and the
 * list of each account, oldest first. Freed slots are reused. A slot says nothing about time: an order's age is its number.
 */
export class TriggerOrders {
  orderIds: Float64Array = new Float64Array(SLOTS_AT_START);
  clientOrderIds: Float64Array = new Float64Array(SLOTS_AT_START);
  accountIds: Float64Array = new Float64Array(SLOTS_AT_START);
  accountSlots: Int32Array = new Int32Array(SLOTS_AT_START);
  instrumentIds: Int32Array = new Int32Array(SLOTS_AT_START);
  pricesTicks: Float64Array = new Float64Array(SLOTS_AT_START);
  sizesLots: Float64Array = new Float64Array(SLOTS_AT_START);
  /** 0 when it does not expire. */
  expiriesMs: Float64Array = new Float64Array(SLOTS_AT_START);
  triggersTicks: Float64Array = new Float64Array(SLOTS_AT_START);
  callbacksPpm: Int32Array = new Int32Array(SLOTS_AT_START);
  /** The timers of their expiries; set by whoever lets an order wait. */
  timers: Int32Array = new Int32Array(SLOTS_AT_START);
  buyFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  marketFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  reduceOnlyFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  closePositionFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  byLastFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  #legs: Uint8Array = new Uint8Array(SLOTS_AT_START);
  #timesInForce: Uint8Array = new Uint8Array(SLOTS_AT_START);
  #preventions: Uint8Array = new Uint8Array(SLOTS_AT_START);
  #triggerTypes: Uint8Array = new Uint8Array(SLOTS_AT_START);

  /** Heaps by price of the books of all instruments; kept by them, and where in them a slot is. */
  readonly heaps: LeftistHeaps = new LeftistHeaps();
  places: Uint8Array = new Uint8Array(SLOTS_AT_START);

  #nextOfAccount: Int32Array = new Int32Array(SLOTS_AT_START);
  #previousOfAccount: Int32Array = new Int32Array(SLOTS_AT_START);
  /** By account slot. */
  #oldestOfAccount: Int32Array = new Int32Array(SLOTS_AT_START).fill(NO_SLOT);
  #newestOfAccount: Int32Array = new Int32Array(SLOTS_AT_START).fill(NO_SLOT);
  #countOfAccount: Int32Array = new Int32Array(SLOTS_AT_START);

  /** Where an order waits; looked up, never iterated. */
  readonly #slotById: Map<number, number> = new Map();
  #used = 0;
  /** Freed slots, chained through `#nextOfAccount`. */
  #firstFree = NO_SLOT;

  get count(): number {
    return this.#slotById.size;
  }

  /** The slot of a waiting order, `NO_SLOT` when there is none of this number. */
  slotOf(orderId: number): number {
    return this.#slotById.get(orderId) ?? NO_SLOT;
  }

  /** How many orders of an account wait. */
  countOf(accountSlot: number): number {
    return accountSlot < this.#countOfAccount.length ? intAt(this.#countOfAccount, accountSlot) : 0;
  }

  /** The oldest waiting order of an account, or `NO_SLOT`; `nextOf` goes on from there. */
  oldestOf(accountSlot: number): number {
    return accountSlot < this.#oldestOfAccount.length ? intAt(this.#oldestOfAccount, accountSlot) : NO_SLOT;
  }

  nextOf(slot: number): number {
    return intAt(this.#nextOfAccount, slot);
  }

  triggerType(slot: number): TriggerType {
    return wordAt(TRIGGER_TYPES, this.#triggerTypes, slot);
  }

  triggerBy(slot: number): 'mark' | 'last' {
    return byteAt(this.byLastFlags, slot) === 1 ? 'last' : 'mark';
  }

  /** What the order says of itself once it is fired; the fields that were not given stay away. */
  termsOf(slot: number): OrderTerms {
    const expiryMs = floatAt(this.expiriesMs, slot);
    return {
      accountId: accountId(floatAt(this.accountIds, slot)),
      instrumentId: instrumentId(intAt(this.instrumentIds, slot)),
      clientOrderId: floatAt(this.clientOrderIds, slot),
      side: byteAt(this.buyFlags, slot) === 1 ? 'buy' : 'sell',
      leg: wordAt(LEGS, this.#legs, slot),
      orderType: byteAt(this.marketFlags, slot) === 1 ? 'market' : 'limit',
      timeInForce: wordAt(TIMES_IN_FORCE, this.#timesInForce, slot),
      ...(expiryMs === 0 ? {} : { expiresAtMs: simulatedMs(expiryMs) }),
      priceTicks: priceTicks(floatAt(this.pricesTicks, slot)),
      sizeLots: sizeLots(floatAt(this.sizesLots, slot)),
      isReduceOnly: byteAt(this.reduceOnlyFlags, slot) === 1,
      isClosePosition: byteAt(this.closePositionFlags, slot) === 1,
      selfTradePrevention: wordAt(PREVENTIONS, this.#preventions, slot),
    };
  }

  /** The slots of all waiting orders by order number: the canonical order. For snapshots, not for every command. */
  slotsByOrderId(): number[] {
    return [...this.#slotById].sort(([left], [right]) => left - right).map(([, slot]) => slot);
  }

  /** Puts an order into a slot; its number is higher than that of every order before. */
  add(order: WaitingOrder): number {
    const slot = this.#takeSlot();
    this.orderIds[slot] = order.orderId;
    this.clientOrderIds[slot] = order.clientOrderId;
    this.accountIds[slot] = order.accountId;
    this.accountSlots[slot] = order.accountSlot;
    this.instrumentIds[slot] = order.instrumentId;
    this.pricesTicks[slot] = order.priceTicks;
    this.sizesLots[slot] = order.sizeLots;
    this.expiriesMs[slot] = order.expiresAtMs ?? 0;
    this.triggersTicks[slot] = order.triggerTicks;
    this.callbacksPpm[slot] = order.callbackPpm;
    this.buyFlags[slot] = order.side === 'buy' ? 1 : 0;
    this.marketFlags[slot] = order.orderType === 'market' ? 1 : 0;
    this.reduceOnlyFlags[slot] = order.isReduceOnly ? 1 : 0;
    this.closePositionFlags[slot] = order.isClosePosition === true ? 1 : 0;
    this.byLastFlags[slot] = order.triggerBy === 'last' ? 1 : 0;
    this.#legs[slot] = LEGS.indexOf(order.leg ?? 'both');
    this.#timesInForce[slot] = TIMES_IN_FORCE.indexOf(order.timeInForce);
    this.#preventions[slot] = PREVENTIONS.indexOf(order.selfTradePrevention);
    this.#triggerTypes[slot] = TRIGGER_TYPES.indexOf(order.triggerType);
    this.#slotById.set(order.orderId, slot);
    this.#append(slot, order.accountSlot);
    return slot;
  }

  /** Frees a slot; the order must have left its trigger book. */
  release(slot: number): void {
    this.#slotById.delete(floatAt(this.orderIds, slot));
    this.#unlink(slot, intAt(this.accountSlots, slot));
    this.#nextOfAccount[slot] = this.#firstFree;
    this.#firstFree = slot;
  }

  #append(slot: number, accountSlot: number): void {
    if (accountSlot >= this.#countOfAccount.length) this.#growAccounts(accountSlot);
    const newest = intAt(this.#newestOfAccount, accountSlot);
    this.#previousOfAccount[slot] = newest;
    this.#nextOfAccount[slot] = NO_SLOT;
    if (newest === NO_SLOT) this.#oldestOfAccount[accountSlot] = slot;
    else this.#nextOfAccount[newest] = slot;
    this.#newestOfAccount[accountSlot] = slot;
    this.#countOfAccount[accountSlot] = intAt(this.#countOfAccount, accountSlot) + 1;
  }

  #unlink(slot: number, accountSlot: number): void {
    const previous = intAt(this.#previousOfAccount, slot);
    const next = intAt(this.#nextOfAccount, slot);
    if (previous === NO_SLOT) this.#oldestOfAccount[accountSlot] = next;
    else this.#nextOfAccount[previous] = next;
    if (next === NO_SLOT) this.#newestOfAccount[accountSlot] = previous;
    else this.#previousOfAccount[next] = previous;
    this.#countOfAccount[accountSlot] = intAt(this.#countOfAccount, accountSlot) - 1;
  }

  #takeSlot(): number {
    if (this.#firstFree !== NO_SLOT) {
      const slot = this.#firstFree;
      this.#firstFree = intAt(this.#nextOfAccount, slot);
      return slot;
    }
    if (this.#used === this.orderIds.length) this.#grow(this.#used * 2);
    const slot = this.#used;
    this.#used += 1;
    return slot;
  }

  #growAccounts(accountSlot: number): void {
    const known = this.#countOfAccount.length;
    let capacity = known;
    while (capacity <= accountSlot) capacity *= 2;
    this.#countOfAccount = grownInts(this.#countOfAccount, capacity);
    this.#oldestOfAccount = grownInts(this.#oldestOfAccount, capacity).fill(NO_SLOT, known);
    this.#newestOfAccount = grownInts(this.#newestOfAccount, capacity).fill(NO_SLOT, known);
  }

  #grow(capacity: number): void {
    this.orderIds = grownFloats(this.orderIds, capacity);
    this.clientOrderIds = grownFloats(this.clientOrderIds, capacity);
    this.accountIds = grownFloats(this.accountIds, capacity);
    this.accountSlots = grownInts(this.accountSlots, capacity);
    this.instrumentIds = grownInts(this.instrumentIds, capacity);
    this.pricesTicks = grownFloats(this.pricesTicks, capacity);
    this.sizesLots = grownFloats(this.sizesLots, capacity);
    this.expiriesMs = grownFloats(this.expiriesMs, capacity);
    this.triggersTicks = grownFloats(this.triggersTicks, capacity);
    this.callbacksPpm = grownInts(this.callbacksPpm, capacity);
    this.timers = grownInts(this.timers, capacity);
    this.buyFlags = grownBytes(this.buyFlags, capacity);
    this.marketFlags = grownBytes(this.marketFlags, capacity);
    this.reduceOnlyFlags = grownBytes(this.reduceOnlyFlags, capacity);
    this.closePositionFlags = grownBytes(this.closePositionFlags, capacity);
    this.byLastFlags = grownBytes(this.byLastFlags, capacity);
    this.#legs = grownBytes(this.#legs, capacity);
    this.#timesInForce = grownBytes(this.#timesInForce, capacity);
    this.#preventions = grownBytes(this.#preventions, capacity);
    this.#triggerTypes = grownBytes(this.#triggerTypes, capacity);
    this.places = grownBytes(this.places, capacity);
    this.#nextOfAccount = grownInts(this.#nextOfAccount, capacity);
    this.#previousOfAccount = grownInts(this.#previousOfAccount, capacity);
  }
}
