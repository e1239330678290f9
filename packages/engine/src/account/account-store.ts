import { NO_SLOT, type OrderPool } from '../book/order-pool.ts';
import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import { IdTable } from './id-table.ts';

/**
 * Accounts, never closed. An account is one in each settlement asset that it has to do with (rule A16): each has a slot
 * of its own, with its cash and the list of its open orders. The slot of the first asset is there from the start and
 * stands for the account; the others are made when they are needed, which nobody can observe.
 */
export class AccountStore {
  /** Cash that is not in an isolated bucket. */
  walletsMicros: Float64Array;
  orderCounts: Int32Array;
  readonly #ids: IdTable = new IdTable();
  #oldestOrders: Int32Array;
  #newestOrders: Int32Array;
  #assetIds: Int32Array;
  /** The slot of the first asset, and the next slot of the same account by asset number (`NO_SLOT` after the last). */
  #firstSlots: Int32Array;
  #nextSlots: Int32Array;
  #furtherSlots = 0;
  /** Every slot by account number, then asset number, where accounts have several. */
  #slotsByNumber: Int32Array = new Int32Array(0);
  // Of the account as a whole, at the slot of its first asset.
  #lockFlags: Uint8Array;
  #parentIds: Float64Array;
  // Of the account as a whole, at each of its slots, because orders ask.
  #hedgeFlags: Uint8Array;
  #feeTiers: Int32Array;
  #isolatedFlags: Uint8Array;

  constructor() {
    const { capacity } = this.#ids;
    this.walletsMicros = new Float64Array(capacity);
    this.orderCounts = new Int32Array(capacity);
    this.#oldestOrders = new Int32Array(capacity);
    this.#newestOrders = new Int32Array(capacity);
    this.#assetIds = new Int32Array(capacity);
    this.#firstSlots = new Int32Array(capacity);
    this.#nextSlots = new Int32Array(capacity);
    this.#lockFlags = new Uint8Array(capacity);
    this.#parentIds = new Float64Array(capacity);
    this.#hedgeFlags = new Uint8Array(capacity);
    this.#feeTiers = new Int32Array(capacity);
    this.#isolatedFlags = new Uint8Array(capacity);
  }

  /** How many slots there are. */
  get count(): number {
    return this.#ids.count;
  }

  /** The slot of an account in the first asset, `NO_SLOT` when there is none of this number. */
  slotOf(accountId: number): number {
    return this.#ids.slotOf(accountId);
  }

  /** Opens an account and returns its slot in the first asset. */
  add(accountId: number): number {
    return this.#enter(this.#ids.add(accountId));
  }

  /** The slot in an asset of the account whose slot in the first one is known; `NO_SLOT` when it has none. */
  findSlotIn(firstSlot: number, assetId: number): number {
    let slot = firstSlot;
    while (slot !== NO_SLOT && this.assetId(slot) !== assetId) slot = this.nextSlot(slot);
    return slot;
  }

  /** The slot in an asset of the account whose slot in the first one is known; made when there is none. */
  slotIn(firstSlot: number, assetId: number): number {
    const known = this.findSlotIn(firstSlot, assetId);
    return known === NO_SLOT ? this.#addSlot(firstSlot, assetId) : known;
  }

  assetId(slot: number): number {
    return intAt(this.#assetIds, slot);
  }

  /** The slot in the first asset of the account that a slot belongs to. */
  firstSlot(slot: number): number {
    return intAt(this.#firstSlots, slot);
  }

  /** The slot of the same account in its next asset; `NO_SLOT` after the last. */
  nextSlot(slot: number): number {
    return intAt(this.#nextSlots, slot);
  }

  /** Makes room for so many slots at once. */
  reserve(count: number): void {
    this.#ids.reserve(count);
    this.#growColumns();
  }

  accountId(slot: number): number {
    return this.#ids.idAt(slot);
  }

  /** Every account by ascending number, as its slot in the first asset. */
  firstSlotsById(): Int32Array {
    return this.#ids.slotsById();
  }

  /** Every slot, by ascending account number, then asset number: the one order in which accounts are ever visited. */
  slotsById(): Int32Array {
    if (this.#furtherSlots === 0) return this.#ids.slotsById();
    if (this.#slotsByNumber.length === this.count) return this.#slotsByNumber;
    this.#slotsByNumber = new Int32Array(this.count);
    let place = 0;
    for (const first of this.#ids.slotsById()) {
      for (let slot = first; slot !== NO_SLOT; slot = this.nextSlot(slot)) {
        this.#slotsByNumber[place] = slot;
        place += 1;
      }
    }
    return this.#slotsByNumber;
  }

  walletMicros(slot: number): number {
    return floatAt(this.walletsMicros, slot);
  }

  isLocked(slot: number): boolean {
    return byteAt(this.#lockFlags, this.firstSlot(slot)) === 1;
  }

  setLocked(slot: number, isLocked: boolean): void {
    this.#lockFlags[this.firstSlot(slot)] = isLocked ? 1 : 0;
  }

  /** The account that this one is a sub-account of; 0 when it is none (rule A17). */
  parentId(slot: number): number {
    return floatAt(this.#parentIds, this.firstSlot(slot));
  }

  setParentId(slot: number, parentId: number): void {
    this.#parentIds[this.firstSlot(slot)] = parentId;
  }

  /** Whether the account holds a long and a short leg an instrument, instead of one position (rule A12). */
  isHedged(slot: number): boolean {
    return byteAt(this.#hedgeFlags, slot) === 1;
  }

  setHedged(slot: number, isHedged: boolean): void {
    for (let each = this.firstSlot(slot); each !== NO_SLOT; each = this.nextSlot(each)) {
      this.#hedgeFlags[each] = isHedged ? 1 : 0;
    }
  }

  /** The tier of the account in the fee tables of instruments (rule A15). */
  feeTier(slot: number): number {
    return intAt(this.#feeTiers, slot);
  }

  setFeeTier(slot: number, feeTier: number): void {
    for (let each = this.firstSlot(slot); each !== NO_SLOT; each = this.nextSlot(each)) {
      this.#feeTiers[each] = feeTier;
    }
  }

  /** Whether the account is isolated in instruments where it has done nothing yet (rule A11). */
  isIsolatedByDefault(slot: number): boolean {
    return byteAt(this.#isolatedFlags, slot) === 1;
  }

  setIsolatedByDefault(slot: number, isIsolated: boolean): void {
    for (let each = this.firstSlot(slot); each !== NO_SLOT; each = this.nextSlot(each)) {
      this.#isolatedFlags[each] = isIsolated ? 1 : 0;
    }
  }

  /** The oldest open order of the account; follow `nextOfAccount` from there. */
  oldestOrder(slot: number): number {
    return intAt(this.#oldestOrders, slot);
  }

  /** Puts an order at the end of the list of its account: one that is younger than all others. */
  appendOrder(slot: number, order: number, orders: OrderPool): void {
    const older = intAt(this.#newestOrders, slot);
    orders.setPreviousOfAccount(order, older);
    orders.setNextOfAccount(order, NO_SLOT);
    // The older one is written, not read: nothing has to wait for it.
    if (older === NO_SLOT) this.#oldestOrders[slot] = order;
    else orders.setNextOfAccount(older, order);
    this.#newestOrders[slot] = order;
    this.orderCounts[slot] = intAt(this.orderCounts, slot) + 1;
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

  /** The open orders of a slot, oldest first, on one instrument or (null) on all. */
  openOrders(slot: number, orders: OrderPool, instrumentId: number | null): number[] {
    const found: number[] = [];
    let order = this.oldestOrder(slot);
    while (order !== NO_SLOT) {
      if (instrumentId === null || orders.instrumentId(order) === instrumentId) found.push(order);
      order = orders.nextOfAccount(order);
    }
    return found;
  }

  /** The open orders of an account in all its assets, lowest number first. */
  allOpenOrders(firstSlot: number, orders: OrderPool): number[] {
    const found: number[] = [];
    for (let slot = firstSlot; slot !== NO_SLOT; slot = this.nextSlot(slot)) {
      found.push(...this.openOrders(slot, orders, null));
    }
    return found.sort((left, right) => orders.orderId(left) - orders.orderId(right));
  }

  /** Makes a slot in another asset, with what is the account's as a whole, and links it by asset number. */
  #addSlot(firstSlot: number, assetId: number): number {
    const slot = this.#enter(this.#ids.addAgain(this.accountId(firstSlot)));
    this.#furtherSlots += 1;
    let before = firstSlot;
    while (this.nextSlot(before) !== NO_SLOT && this.assetId(this.nextSlot(before)) < assetId) {
      before = this.nextSlot(before);
    }
    this.#assetIds[slot] = assetId;
    this.#firstSlots[slot] = firstSlot;
    this.#nextSlots[slot] = this.nextSlot(before);
    this.#nextSlots[before] = slot;
    this.#hedgeFlags[slot] = byteAt(this.#hedgeFlags, firstSlot);
    this.#feeTiers[slot] = intAt(this.#feeTiers, firstSlot);
    this.#isolatedFlags[slot] = byteAt(this.#isolatedFlags, firstSlot);
    return slot;
  }

  /** Prepares the columns of a new slot. */
  #enter(slot: number): number {
    this.#growColumns();
    this.#oldestOrders[slot] = NO_SLOT;
    this.#newestOrders[slot] = NO_SLOT;
    this.#firstSlots[slot] = slot;
    this.#nextSlots[slot] = NO_SLOT;
    return slot;
  }

  #growColumns(): void {
    const { capacity } = this.#ids;
    if (capacity === this.walletsMicros.length) return;
    this.walletsMicros = grownFloats(this.walletsMicros, capacity);
    this.orderCounts = grownInts(this.orderCounts, capacity);
    this.#oldestOrders = grownInts(this.#oldestOrders, capacity);
    this.#newestOrders = grownInts(this.#newestOrders, capacity);
    this.#assetIds = grownInts(this.#assetIds, capacity);
    this.#firstSlots = grownInts(this.#firstSlots, capacity);
    this.#nextSlots = grownInts(this.#nextSlots, capacity);
    this.#lockFlags = grownBytes(this.#lockFlags, capacity);
    this.#parentIds = grownFloats(this.#parentIds, capacity);
    this.#hedgeFlags = grownBytes(this.#hedgeFlags, capacity);
    this.#feeTiers = grownInts(this.#feeTiers, capacity);
    this.#isolatedFlags = grownBytes(this.#isolatedFlags, capacity);
  }
}
