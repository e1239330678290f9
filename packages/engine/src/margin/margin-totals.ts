import { HOUSE_RULES, type MarketRules } from '@spillway/protocol';
import { SEVERAL_ROWS } from '../account/changed-rows.ts';
import type { PositionStore } from '../account/position-store.ts';
import { NO_ROW } from '../account/row-table.ts';
import { floatAt, grownFloats } from '../columns.ts';
import { type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import { InvariantError } from '../invariants/invariant-error.ts';
import { closingFeePpmOf } from './closing-fee.ts';
import { Exposure } from './exposure.ts';
import { maintenanceAtMarkMicros } from './margin-math.ts';
import { claimMicros } from './order-margin.ts';

const LENGTH_AT_START = 1024;

/** Four numbers lie together for each row and for each account: three terms of margin, and what they hold for. */
const STRIDE = 4;
const UNREALISED = 0;
const MAINTENANCE = 1;
const CLAIM = 2;
/** Of a row: the mark at which it was valued. Of an account: the epoch of the marks at which it was added up. */
const VALID_FOR = 3;

/** Equity and maintenance of the cross positions of an account. */
export interface CrossMargin {
  equityMicros: number;
  maintenanceMicros: number;
}

/**
 * What cross margin comes to for each account, kept so that an order does not add up every position anew.
 *
 * Each row has three terms: unrealised profit and loss and maintenance of a position in cross, and what the
 * instrument claims (rule M4). Each account has their sums. A change of one row replaces its terms in the sums; a
 * mark that moved starts a new epoch, in which the rows of an account are compared with their marks once, and only
 * those are valued anew whose mark is another. Nothing happens until somebody asks.
 *
 * Derived from the rest of the state: no part of a snapshot. `reference/margin-by-recount.ts` is the slow twin.
 */
export class MarginTotals {
  /** What `crossMargin` fills at each call. */
  readonly cross: CrossMargin = { equityMicros: 0, maintenanceMicros: 0 };
  /** For whoever asks what an order would claim. */
  readonly exposure: Exposure = new Exposure();
  /** Those of the market; `setRules` sets them before there is any account. */
  rules: MarketRules = HOUSE_RULES;
  readonly #positions: PositionStore;
  readonly #instruments: readonly InstrumentState[];
  readonly #exposureOfRow: Exposure = new Exposure();
  #rows: Float64Array = new Float64Array(LENGTH_AT_START);
  #accounts: Float64Array = new Float64Array(LENGTH_AT_START);
  /** Above 0, which is what a new column holds. */
  #epoch = 1;

  constructor(positions: PositionStore, instruments: readonly InstrumentState[]) {
    this.#positions = positions;
    this.#instruments = instruments;
  }

  /** To be called by whoever moves a mark, or the open interest that initial margin rises with. */
  noteMark(): void {
    this.#epoch += 1;
  }

  /** Unrealised profit and loss of the cross positions of an account. */
  unrealisedMicros(slot: number): number {
    this.#bringUpToDate(slot);
    return floatAt(this.#accounts, slot * STRIDE + UNREALISED);
  }

  /** Maintenance margin of the cross positions of an account. */
  maintenanceMicros(slot: number): number {
    this.#bringUpToDate(slot);
    return floatAt(this.#accounts, slot * STRIDE + MAINTENANCE);
  }

  /** What positions and open orders of an account claim of its cross equity (rule M4). */
  claimsMicros(slot: number): number {
    this.#bringUpToDate(slot);
    return floatAt(this.#accounts, slot * STRIDE + CLAIM);
  }

  /** What one row claims of the cross equity of its account; 0 for `NO_ROW`. */
  claimMicros(row: number): number {
    if (row === NO_ROW) return 0;
    this.#bringUpToDate(this.#positions.slotOf(row));
    return floatAt(this.#rows, row * STRIDE + CLAIM);
  }

  #bringUpToDate(slot: number): void {
    const { changed } = this.#positions;
    const change = changed.ofAccount(slot);
    if (this.#accounts[slot * STRIDE + VALID_FOR] !== this.#epoch || change === SEVERAL_ROWS)
      this.#addUp(slot);
    else if (change === NO_ROW) return;
    else if (changed.isOrdersOnly(change)) this.#replaceClaim(slot, change);
    else this.#replaceRow(slot, change);
  }

  #addUp(slot: number): void {
    const positions = this.#positions;
    let unrealisedMicros = 0;
    let maintenanceMicros = 0;
    let claimsMicros = 0;
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      const instrument = this.#instrumentOf(row);
      const place = row * STRIDE;
      const isValid = this.#rows[place + VALID_FOR] === instrument.markTicks && !instrument.isMarginScaled;
      if (!isValid || positions.changed.isChanged(row)) this.#valueRow(row, instrument);
      unrealisedMicros += floatAt(this.#rows, place + UNREALISED);
      maintenanceMicros += floatAt(this.#rows, place + MAINTENANCE);
      claimsMicros += floatAt(this.#rows, place + CLAIM);
    }
    const base = slot * STRIDE;
    this.#accounts = withRoomFor(this.#accounts, base);
    this.#accounts[base + UNREALISED] = unrealisedMicros;
    this.#accounts[base + MAINTENANCE] = maintenanceMicros;
    this.#accounts[base + CLAIM] = claimsMicros;
    this.#accounts[base + VALID_FOR] = this.#epoch;
    positions.changed.clearAccount(slot);
  }

  /** Replaces what a row claims, after a change of its orders alone. */
  #replaceClaim(slot: number, row: number): void {
    const { changed } = this.#positions;
    const base = slot * STRIDE;
    const othersMicros = floatAt(this.#accounts, base + CLAIM) - floatAt(this.#rows, row * STRIDE + CLAIM);
    const sumMicros = othersMicros + this.#valueClaim(row, this.#instrumentOf(row));
    this.#accounts[base + CLAIM] = sumMicros;
    changed.clearRow(row);
    if (Math.max(othersMicros, sumMicros) <= Number.MAX_SAFE_INTEGER) changed.clearAccount(slot);
    else this.#addUp(slot);
  }

  /** Replaces the terms of a row in the sums of its account. A sum that passes 2^53 on the way is added up anew. */
  #replaceRow(slot: number, row: number): void {
    const base = slot * STRIDE;
    const place = row * STRIDE;
    const isExact = this.#addTerms(base, place, -1);
    this.#valueRow(row, this.#instrumentOf(row));
    if (this.#addTerms(base, place, 1) && isExact) this.#positions.changed.clearAccount(slot);
    else this.#addUp(slot);
  }

  /**
   * Adds the terms of a row to the sums of its account, or takes them off.
   * @returns whether the sums are still exact
   */
  #addTerms(base: number, place: number, sign: 1 | -1): boolean {
    const accounts = this.#accounts;
    const rows = this.#rows;
    const unrealised = floatAt(accounts, base + UNREALISED) + sign * floatAt(rows, place + UNREALISED);
    const maintenance = floatAt(accounts, base + MAINTENANCE) + sign * floatAt(rows, place + MAINTENANCE);
    const claims = floatAt(accounts, base + CLAIM) + sign * floatAt(rows, place + CLAIM);
    accounts[base + UNREALISED] = unrealised;
    accounts[base + MAINTENANCE] = maintenance;
    accounts[base + CLAIM] = claims;
    return Math.max(Math.abs(unrealised), maintenance, claims) <= Number.MAX_SAFE_INTEGER;
  }

  #valueRow(row: number, instrument: InstrumentState): void {
    const positions = this.#positions;
    const place = row * STRIDE;
    this.#rows = withRoomFor(this.#rows, place);
    const isCross = !positions.isIsolated(row);
    const sizeLots = positions.sizeLots(row);
    const worthMicros = valueMicros(instrument, sizeLots, instrument.markTicks);
    const heldMicros = notionalMicros(instrument, sizeLots, instrument.markTicks);
    this.#rows[place + UNREALISED] = isCross ? worthMicros - positions.entryCostMicros(row) : 0;
    this.#rows[place + MAINTENANCE] = isCross
      ? maintenanceAtMarkMicros(instrument, heldMicros, closingFeePpmOf(this, instrument))
      : 0;
    this.#valueClaim(row, instrument);
    this.#rows[place + VALID_FOR] = instrument.markTicks;
    positions.changed.clearRow(row);
  }

  #valueClaim(row: number, instrument: InstrumentState): number {
    const closingFeePpm = closingFeePpmOf(this, instrument);
    const micros = claimMicros(instrument, this.#exposureOfRow.read(this.#positions, row, closingFeePpm));
    this.#rows[row * STRIDE + CLAIM] = micros;
    return micros;
  }

  #instrumentOf(row: number): InstrumentState {
    const instrument = this.#instruments[this.#positions.instrumentOf(row)];
    if (instrument === undefined) throw new InvariantError('an instrument in use is listed', { row });
    return instrument;
  }
}

/** The column, or a longer copy of it that has the four numbers from `place` on. */
function withRoomFor(column: Float64Array, place: number): Float64Array {
  if (place + STRIDE <= column.length) return column;
  let length = column.length;
  while (length < place + STRIDE) length *= 2;
  return grownFloats(column, length);
}
