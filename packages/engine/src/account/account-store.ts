import { NO_SLOT, type OrderPool } from '../book/order-pool.ts';
import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';

const SLOTS_AT_START = 64;

/** One row an account: its cash, its lock, and the list of its open orders. Accounts are never closed. */
export class AccountStore {
  accountIds: Float64Array = new Float64Array(SLOTS_AT_START);
  /** Cash that is not in an isolated bucket. */
  walletsMicros: Float64Array = new Float64Array(SLOTS_AT_START);
  orderCounts: Int32Array = new Int32Array(SLOTS_AT_START);
  #lockFlags: Uint8Array = new Uint8Array(SLOTS_AT_START);
  #oldestOrders: Int32Array = new Int32Array(SLOTS_AT_START);
  #newestOrders: Int32Array = new Int32Array(SLOTS_AT_START);
  /** Where an account lives; looked up, never iterated. */
  readonly #slotById: Map<number, number> = new Map();

  get count(): number {
    return this.#slotById.size;
  }

  /** The slot of an account, `NO_SLOT` when there is none of this number. */
  slotOf(accountId: number): number {
    return this.#slotById.get(accountId) ?? NO_SLOT;
  }

  /** Opens an account and returns its slot. */
  add(accountId: number): number {
    const slot = this.count;
    if (slot === this.accountIds.length) this.#grow();
    this.accountIds[slot] = accountId;
    this.#oldestOrders[slot] = NO_SLOT;
    this.#newestOrders[slot] = NO_SLOT;
    this.#slotById.set(accountId, slot);
    return slot;
  }

  accountId(slot: number): number {
    return floatAt(this.accountIds, slot);
  }

  /** Every slot, by ascending account number: the one order in which accounts are ever visited. */
  slotsById(): number[] {
    const slots = Array.from({ length: this.count }, (_, slot) => slot);
    return slots.sort((left, right) => this.accountId(left) - this.accountId(right));
  }

  walletMicros(slot: number): number {
    return floatAt(this.walletsMicros, slot);
  }

  isLocked(slot: number): boolean {
    return byteAt(this.#lockFlags, slot) === 1;
  }

  setLocked(slot: number, isLocked: boolean): void {
    this.#lockFlags[slot] = isLocked ? 1 : 0;
  }

  /** The oldest open order of the account; follow `nextOfAccount` from there. */
  oldestOrder(slot: number): number {
    return intAt(this.#oldestOrders, slot);
  }

  appendOrder(slot: number, order: number, orders: OrderPool): void {
    const newest = intAt(this.#newestOrders, slot);
    orders.setPreviousOfAccount(order, newest);
    orders.setNextOfAccount(order, NO_SLOT);
    if (newest === NO_SLOT) this.#oldestOrders[slot] = order;
    else orders.setNextOfAccount(newest, order);
    this.#newestOrders[slot] = order;
    this.orderCounts[slot] = intAt(this.orderCounts, slot) + 1;
  }

  removeOrder(slot: number, order: number, orders: OrderPool): void {
    const previous = orders.previousOfAccount(order);
    const next = orders.nextOfAccount(order);
    if (previous === NO_SLOT) this.#oldestOrders[slot] = next;
    else orders.setNextOfAccount(previous, next);
    if (next === NO_SLOT) this.#newestOrders[slot] = previous;
    else orders.setPreviousOfAccount(next, previous);
    this.orderCounts[slot] = intAt(this.orderCounts, slot) - 1;
  }

  /** The open orders of an account, oldest first, on one instrument or (null) on all. */
  openOrders(slot: number, orders: OrderPool, instrumentId: number | null): number[] {
    const found: number[] = [];
    let order = this.oldestOrder(slot);
    while (order !== NO_SLOT) {
      if (instrumentId === null || orders.instrumentId(order) === instrumentId) found.push(order);
      order = orders.nextOfAccount(order);
    }
    return found;
  }

  #grow(): void {
    const capacity = this.accountIds.length * 2;
    this.accountIds = grownFloats(this.accountIds, capacity);
    this.walletsMicros = grownFloats(this.walletsMicros, capacity);
    this.orderCounts = grownInts(this.orderCounts, capacity);
    this.#lockFlags = grownBytes(this.#lockFlags, capacity);
    this.#oldestOrders = grownInts(this.#oldestOrders, capacity);
    this.#newestOrders = grownInts(this.#newestOrders, capacity);
  }
}
