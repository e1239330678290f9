import { NO_SLOT, type OrderPool } from '../book/order-pool.ts';
import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import { IdTable } from './id-table.ts';

/** One row an account: its cash, its lock, and the list of its open orders. Accounts are never closed. */
export class AccountStore {
  /** Cash that is not in an isolated bucket. */
  walletsMicros: Float64Array;
  orderCounts: Int32Array;
  readonly #ids: IdTable = new IdTable();
  #lockFlags: Uint8Array;
  #oldestOrders: Int32Array;
  #newestOrders: Int32Array;

  constructor() {
    const { capacity } = this.#ids;
    this.walletsMicros = new Float64Array(capacity);
    this.orderCounts = new Int32Array(capacity);
    this.#lockFlags = new Uint8Array(capacity);
    this.#oldestOrders = new Int32Array(capacity);
    this.#newestOrders = new Int32Array(capacity);
  }

  get count(): number {
    return this.#ids.count;
  }

  /** The slot of an account, `NO_SLOT` when there is none of this number. */
  slotOf(accountId: number): number {
    return this.#ids.slotOf(accountId);
  }

  /** Opens an account and returns its slot. */
  add(accountId: number): number {
    const slot = this.#ids.add(accountId);
    this.#growColumns();
    this.#oldestOrders[slot] = NO_SLOT;
    this.#newestOrders[slot] = NO_SLOT;
    return slot;
  }

  /** Makes room for so many accounts at once. */
  reserve(count: number): void {
    this.#ids.reserve(count);
    this.#growColumns();
  }

  accountId(slot: number): number {
    return this.#ids.idAt(slot);
  }

  /** Every slot, by ascending account number: the one order in which accounts are ever visited. */
  slotsById(): Int32Array {
    return this.#ids.slotsById();
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

  /** Puts an order into the list of its account by its number: at the end, unless it was amended or waited for a trigger. */
  insertOrder(slot: number, order: number, orders: OrderPool): void {
    const orderId = orders.orderId(order);
    let older = intAt(this.#newestOrders, slot);
    let younger = NO_SLOT;
    while (older !== NO_SLOT && orders.orderId(older) > orderId) {
      younger = older;
      older = orders.previousOfAccount(older);
    }
    orders.setPreviousOfAccount(order, older);
    orders.setNextOfAccount(order, younger);
    if (older === NO_SLOT) this.#oldestOrders[slot] = order;
    else orders.setNextOfAccount(older, order);
    if (younger === NO_SLOT) this.#newestOrders[slot] = order;
    else orders.setPreviousOfAccount(younger, order);
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

  #growColumns(): void {
    const { capacity } = this.#ids;
    if (capacity === this.walletsMicros.length) return;
    this.walletsMicros = grownFloats(this.walletsMicros, capacity);
    this.orderCounts = grownInts(this.orderCounts, capacity);
    this.#lockFlags = grownBytes(this.#lockFlags, capacity);
    this.#oldestOrders = grownInts(this.#oldestOrders, capacity);
    this.#newestOrders = grownInts(this.#newestOrders, capacity);
  }
}
