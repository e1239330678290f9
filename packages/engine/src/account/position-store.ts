import { byteAt, floatAt, grownBytes, grownFloats, grownInts, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { FreeMarginFloors } from '../margin/free-margin-floors.ts';
import { ChangedRows } from './changed-rows.ts';
import type { PositionValues } from './fill-math.ts';
import { type Leg, NO_ROW, RowTable } from './row-table.ts';
import { WideAccounts } from './wide-accounts.ts';

/** Rows that are looked at for each row that is made: two, so that the broom gets round faster than rows are made. */
const ROWS_SWEPT_PER_ROW_MADE = 2;
/** And at most so many after one command. */
const ROWS_SWEPT_MAX = 64;

/** What keeps rows by their numbers, and forgets them before they are given to somebody else. */
export interface RowFiles {
  unfile(row: number): void;
}

/** Whose row, and for what. */
interface RowPlace {
  readonly slot: number;
  readonly instrumentId: number;
  readonly leg: Leg;
}

/** Who says in which mode an account is where it has done nothing yet (rule A11). */
interface ModesOfAccounts {
  isIsolatedByDefault(accountSlot: number): boolean;
}

/** The amounts of a row lie together, so that a question about it reads one line of cache instead of seven. */
const STRIDE = 8;
const STRIDE_BITS = 3;
const SIZE_LOTS = 0;
const ENTRY_COST_MICROS = 1;
const BUCKET_MICROS = 2;
const BUY_ORDERS_LOTS = 3;
const BUY_ORDERS_COST_MICROS = 4;
const SELL_ORDERS_LOTS = 5;
const SELL_ORDERS_COST_MICROS = 6;
const MARGIN_RATE = 7;
/** The cost of the orders of a side lies behind their lots. */
const COST_AFTER_LOTS = 1;

/**
 * Positions: a row for each account, instrument and leg that needs one. It holds the position, the margin mode, the
 * leverage, and what the open orders of the account on the instrument add up to.
 *
 * `row` finds or makes a row, `findRow` only finds. Where there is no row there is no position and no order, in
 * cross, at the leverage that nobody chose. A row that has come to say no more than that is swept up after some later
 * command and used again: a row may be kept in a variable, but not from one command to the next unless the position
 * is held. Making and sweeping can be observed by nobody.
 */
export class PositionStore {
  /** Rows whose position or settings changed since the margin of their account was added up. */
  readonly changed: ChangedRows = new ChangedRows();
  /** For whoever changes orders, positions or settings to lower or forget. */
  readonly freeMarginFloors: FreeMarginFloors = new FreeMarginFloors();
  /** How accounts with many positions are filed in the due index. */
  readonly wide: WideAccounts = new WideAccounts();
  reduceOnlyCounts: Int32Array;
  /** Place in the instrument's list of holders, plus one; 0 when flat. */
  holderPlaces: Int32Array;
  readonly #accounts: ModesOfAccounts;
  readonly #table: RowTable = new RowTable();
  #amounts: Float64Array;
  #leverages: Int32Array;
  #isolatedFlags: Uint8Array;
  /** 1 where a row may claim another margin than when it was last valued. */
  #claimFlags: Uint8Array;
  /** By instrument: the leverage of whoever has chosen none. */
  readonly #defaultLeverages: number[] = [];
  #rowsToSweep = 0;
  /** The row that the broom looks at next. */
  #broom = 0;

  constructor(accounts: ModesOfAccounts) {
    this.#accounts = accounts;
    const { capacity } = this.#table;
    this.reduceOnlyCounts = new Int32Array(capacity);
    this.holderPlaces = new Int32Array(capacity);
    this.#amounts = new Float64Array(capacity * STRIDE);
    this.#leverages = new Int32Array(capacity);
    this.#isolatedFlags = new Uint8Array(capacity);
    this.#claimFlags = new Uint8Array(capacity);
  }

  /** Rows in use. */
  get count(): number {
    return this.#table.count;
  }

  /** Above every row in use: how long a column of somebody else must be. */
  get end(): number {
    return this.#table.end;
  }

  /** Makes known the next instrument, with the leverage of whoever chooses none (rule A2). */
  addInstrument(defaultLeverage: number): void {
    this.#defaultLeverages.push(defaultLeverage);
  }

  /** Changes the leverage of whoever chooses none; only before there is an account. */
  setDefaultLeverage(instrumentId: number, leverage: number): void {
    this.#defaultLeverages[instrumentId] = leverage;
  }

  /** Makes room for so many rows at once. */
  reserve(rowCount: number): void {
    this.#table.reserve(rowCount);
    this.#growColumns();
  }

  /** To be called after the last `enter`: lets the rows be found by account, instrument and leg. */
  indexRows(): void {
    this.#table.index();
  }

  /** The row of an account, an instrument and a leg; made when there is none. */
  row(accountSlot: number, instrumentId: number, leg: Leg): number {
    const found = this.#table.find(accountSlot, instrumentId, leg);
    return found === NO_ROW ? this.#makeRow(accountSlot, instrumentId, leg) : found;
  }

  /**
   * Makes the row of a position that a snapshot holds, where there is none. It is found only after `indexRows`. As what a
   * snapshot holds says more than its absence would, there is nothing to sweep.
   */
  enter(at: RowPlace, position: PositionValues): number {
    const row = this.#table.append(at.slot, at.instrumentId, at.leg);
    this.#growColumns();
    const place = row * STRIDE;
    this.#amounts[place + SIZE_LOTS] = position.sizeLots;
    this.#amounts[place + ENTRY_COST_MICROS] = position.entryCostMicros;
    this.#amounts[place + BUCKET_MICROS] = position.bucketMicros;
    this.#leverages[row] = position.leverage;
    this.#isolatedFlags[row] = position.isIsolated ? 1 : 0;
    this.#noteMarginRate(row);
    this.#claimFlags[row] = 1;
    this.changed.add(at.slot, row);
    this.#noteOtherRows(at.slot, row);
    return row;
  }

  /** The row of an account, an instrument and a leg; `NO_ROW` when there is none. */
  findRow(accountSlot: number, instrumentId: number, leg: Leg): number {
    return this.#table.find(accountSlot, instrumentId, leg);
  }

  /** The first row of an account, by instrument, then leg; `NO_ROW` when it owns none. Follow `nextRow` from there. */
  firstRow(accountSlot: number): number {
    return this.#table.firstRow(accountSlot);
  }

  /** The row of the same account after this one; `NO_ROW` after the last. */
  nextRow(row: number): number {
    return this.#table.nextRow(row);
  }

  slotOf(row: number): number {
    return this.#table.slotOf(row);
  }

  instrumentOf(row: number): number {
    return this.#table.instrumentOf(row);
  }

  legOf(row: number): Leg {
    return this.#table.legOf(row);
  }

  sizeLots(row: number): number {
    return floatAt(this.#amounts, row * STRIDE + SIZE_LOTS);
  }

  /** The size of a position, 0 where there is no row. */
  sizeLotsOf(accountSlot: number, instrumentId: number, leg: Leg): number {
    const row = this.findRow(accountSlot, instrumentId, leg);
    return row === NO_ROW ? 0 : this.sizeLots(row);
  }

  entryCostMicros(row: number): number {
    return floatAt(this.#amounts, row * STRIDE + ENTRY_COST_MICROS);
  }

  /** Margin of an isolated position; 0 in cross. */
  bucketMicros(row: number): number {
    return floatAt(this.#amounts, row * STRIDE + BUCKET_MICROS);
  }

  leverage(row: number): number {
    return intAt(this.#leverages, row);
  }

  /** 1 / leverage of a position in cross, kept because every order asks for it; Infinity of an isolated one. */
  marginRate(row: number): number {
    return floatAt(this.#amounts, row * STRIDE + MARGIN_RATE);
  }

  /** The leverage of whoever has chosen none; 0 where it is that of the risk tier (rule A2). */
  defaultLeverage(instrumentId: number): number {
    return this.#defaultLeverages[instrumentId] ?? 1;
  }

  isIsolated(row: number): boolean {
    return byteAt(this.#isolatedFlags, row) === 1;
  }

  /** Lots of the resting orders of one direction that could increase exposure (reduce-only ones cannot). */
  orderLots(row: number, direction: Direction): number {
    return floatAt(this.#amounts, row * STRIDE + (direction === 1 ? BUY_ORDERS_LOTS : SELL_ORDERS_LOTS));
  }

  /** What those orders would cost (or bring in) at their own prices; positive. */
  orderCostMicros(row: number, direction: Direction): number {
    const term = direction === 1 ? BUY_ORDERS_COST_MICROS : SELL_ORDERS_COST_MICROS;
    return floatAt(this.#amounts, row * STRIDE + term);
  }

  /**
   * @param sizeLots - signed: negative when short
   * @param entryCostMicros - signed: what the position was bought for, negative for what it was sold for
   */
  setPosition(row: number, sizeLots: number, entryCostMicros: number): void {
    this.#amounts[row * STRIDE + SIZE_LOTS] = sizeLots;
    this.#amounts[row * STRIDE + ENTRY_COST_MICROS] = entryCostMicros;
    const slot = this.slotOf(row);
    this.#claimFlags[row] = 1;
    this.changed.add(slot, row);
    this.wide.noteRow(slot, row);
  }

  /** Whether a row may claim another margin (rule M4) than when it was last valued. */
  isClaimChanged(row: number): boolean {
    return byteAt(this.#claimFlags, row) !== 0;
  }

  /** To be called by whoever has valued what a row claims. */
  clearClaimChange(row: number): void {
    this.#claimFlags[row] = 0;
  }

  /** The bucket is no part of cross margin: no sum of the account changes with it. */
  setBucket(row: number, bucketMicros: number): void {
    this.#amounts[row * STRIDE + BUCKET_MICROS] = bucketMicros;
  }

  setLeverage(row: number, leverage: number): void {
    this.#leverages[row] = leverage;
    this.#noteSettings(row);
  }

  setIsolated(row: number, isIsolated: boolean): void {
    this.#isolatedFlags[row] = isIsolated ? 1 : 0;
    this.#noteSettings(row);
  }

  /** Margin of an account follows other terms than before: for whoever changes some that are not kept here. */
  noteTerms(accountSlot: number): void {
    for (let row = this.firstRow(accountSlot); row !== NO_ROW; row = this.nextRow(row))
      this.#noteSettings(row);
  }

  /** Mode and leverage are again those of whoever has chosen none. */
  resetSettings(row: number): void {
    this.setIsolated(row, this.#accounts.isIsolatedByDefault(this.slotOf(row)));
    this.setLeverage(row, this.defaultLeverage(this.instrumentOf(row)));
  }

  /** Where what the orders of a row and direction add up to is kept: for `countOrders`. */
  ordersPlace(row: number, direction: Direction): number {
    return row * STRIDE + (direction === 1 ? BUY_ORDERS_LOTS : SELL_ORDERS_LOTS);
  }

  /**
   * Adds to what the orders of a row and direction add up to, or (below zero) takes off; to lower the floor of free margin
   * is left to the caller.
   */
  countOrders(place: number, lots: number, costMicros: number): void {
    const amounts = this.#amounts;
    amounts[place] = floatAt(amounts, place) + lots;
    amounts[place + COST_AFTER_LOTS] = floatAt(amounts, place + COST_AFTER_LOTS) + costMicros;
    this.#claimFlags[place >> STRIDE_BITS] = 1;
  }

  /** Whether a row says no more than its absence would. */
  isIdle(row: number): boolean {
    return (
      this.sizeLots(row) === 0 &&
      this.entryCostMicros(row) === 0 &&
      this.bucketMicros(row) === 0 &&
      !this.hasOrders(row) &&
      !this.hasOwnSettings(row)
    );
  }

  /** Whether any order of the account rests on the instrument, reduce-only ones included. */
  hasOrders(row: number): boolean {
    return (
      this.orderLots(row, 1) !== 0 || this.orderLots(row, -1) !== 0 || intAt(this.reduceOnlyCounts, row) !== 0
    );
  }

  /** Whether mode or leverage was chosen. */
  hasOwnSettings(row: number): boolean {
    const isModeChosen = this.isIsolated(row) !== this.#accounts.isIsolatedByDefault(this.slotOf(row));
    return isModeChosen || this.leverage(row) !== this.defaultLeverage(this.instrumentOf(row));
  }

  /**
   * Gives back some rows that are idle. To be called between commands: during one, somebody may hold a row in hand.
   * The work is in proportion to the rows made since, so that the rows in use follow what is held.
   * @param files - whoever keeps rows by number and must forget them
   */
  sweep(files: RowFiles): void {
    if (this.#rowsToSweep === 0) return;
    const count = Math.min(this.#rowsToSweep, ROWS_SWEPT_MAX);
    this.#rowsToSweep -= count;
    for (let looked = 0; looked < count; looked += 1) {
      if (this.#broom >= this.end) this.#broom = 0;
      if (this.#table.isInUse(this.#broom) && this.isIdle(this.#broom)) {
        files.unfile(this.#broom);
        this.#giveBack(this.#broom);
      }
      this.#broom += 1;
    }
  }

  #makeRow(accountSlot: number, instrumentId: number, leg: Leg): number {
    const row = this.#table.add(accountSlot, instrumentId, leg);
    this.#growColumns();
    this.#leverages[row] = this.defaultLeverage(instrumentId);
    this.#isolatedFlags[row] = this.#accounts.isIsolatedByDefault(accountSlot) ? 1 : 0;
    this.#rowsToSweep += ROWS_SWEPT_PER_ROW_MADE;
    this.#noteMarginRate(row);
    this.changed.add(accountSlot, row);
    this.wide.noteNewRow(accountSlot, row);
    this.#noteOtherRows(accountSlot, row);
    return row;
  }

  /** An idle row holds zeros, as a new one does, but for its settings. */
  #giveBack(row: number): void {
    const slot = this.slotOf(row);
    this.wide.noteLostRow(slot, row);
    this.#noteOtherRows(slot, row);
    this.#table.remove(row);
  }

  /** The account has other rows than before, by one that comes or goes. */
  #noteOtherRows(accountSlot: number, row: number): void {
    this.changed.addAll(accountSlot);
    this.#claimFlags[row] = 1;
  }

  #noteMarginRate(row: number): void {
    const rate = this.isIsolated(row) ? Number.POSITIVE_INFINITY : 1 / this.leverage(row);
    this.#amounts[row * STRIDE + MARGIN_RATE] = rate;
  }

  #noteSettings(row: number): void {
    const slot = this.slotOf(row);
    this.#noteMarginRate(row);
    this.changed.add(slot, row);
    this.wide.noteRow(slot, row);
    this.#claimFlags[row] = 1;
    this.freeMarginFloors.forget(slot);
  }

  #growColumns(): void {
    const { capacity } = this.#table;
    if (capacity === this.#leverages.length) return;
    this.reduceOnlyCounts = grownInts(this.reduceOnlyCounts, capacity);
    this.holderPlaces = grownInts(this.holderPlaces, capacity);
    this.#amounts = grownFloats(this.#amounts, capacity * STRIDE);
    this.#leverages = grownInts(this.#leverages, capacity);
    this.#isolatedFlags = grownBytes(this.#isolatedFlags, capacity);
    this.#claimFlags = grownBytes(this.#claimFlags, capacity);
  }
}
