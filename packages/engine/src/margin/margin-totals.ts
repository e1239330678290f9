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

/** Who says in which fee tier an account is (rule A15). */
interface FeeTiers {
  feeTier(accountSlot: number): number;
}

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
 * those are valued anew whose mark is another. Nothing happens until somebody asks; and most orders and fills are content
 * with a floor of free margin, which takes no look at a row (`free-margin-floors.ts`).
 *
 * Derived from the rest of the state: no part of a snapshot. `reference/margin-by-recount.ts` is the slow twin.
 */
export class MarginTotals {
  /** What `crossMargin` fills at each call. */
  readonly cross: CrossMargin = { equityMicros: 0, maintenanceMicros: 0 };
  /** For whoever asks what an order would claim. */
  readonly exposure: Exposure = new Exposure();
  /** Those of the market, who adopts them while nobody holds anything. */
  rules: MarketRules = HOUSE_RULES;
  /** Whose fee tiers decide the fee of closing (rule M11). */
  readonly accounts: FeeTiers;
  readonly #positions: PositionStore;
  readonly #instruments: readonly InstrumentState[];
  readonly #exposureOfRow: Exposure = new Exposure();
  #rows: Float64Array = new Float64Array(LENGTH_AT_START);
  #accounts: Float64Array = new Float64Array(LENGTH_AT_START);
  /** Above 0, which is what a new column holds. */
  #epoch = 1;

  constructor(positions: PositionStore, instruments: readonly InstrumentState[], accounts: FeeTiers) {
    this.#positions = positions;
    this.#instruments = instruments;
    this.accounts = accounts;
  }

  /** To be called by whoever moves a mark, or the open interest that initial margin rises with. */
  noteMark(): void {
    this.#epoch += 1;
    this.#positions.freeMarginFloors.forgetAll();
  }

  /** Unrealised profit and loss of the cross positions of an account. */
  unrealisedMicros(slot: number): number {
    this.#bringPositionsUpToDate(slot);
    return floatAt(this.#accounts, slot * STRIDE + UNREALISED);
  }

  /** Maintenance margin of the cross positions of an account. */
  maintenanceMicros(slot: number): number {
    this.#bringPositionsUpToDate(slot);
    return floatAt(this.#accounts, slot * STRIDE + MAINTENANCE);
  }

  /** What positions and open orders of an account claim of its cross equity (rule M4). */
  claimsMicros(slot: number): number {
    this.#bringClaimsUpToDate(slot);
    return floatAt(this.#accounts, slot * STRIDE + CLAIM);
  }

  /** What one row claims of the cross equity of its account; 0 for `NO_ROW`. */
  claimMicros(row: number): number {
    if (row === NO_ROW) return 0;
    this.#bringClaimsUpToDate(this.#positions.slotOf(row));
    return floatAt(this.#rows, row * STRIDE + CLAIM);
  }

  /** Whether two hedged legs claim only the larger of their claims (rule M12). */
  #isLargerLegClaimed(): boolean {
    return this.rules.hedgeInitialMargin === 'larger-leg';
  }

  #bringPositionsUpToDate(slot: number): void {
    const isValid = this.#accounts[slot * STRIDE + VALID_FOR] === this.#epoch;
    const change = this.#positions.changed.ofAccount(slot);
    if (isValid && change === NO_ROW) return;
    if (!isValid || change === SEVERAL_ROWS) this.#addUp(slot);
    else this.#replacePosition(slot, change);
  }

  #bringClaimsUpToDate(slot: number): void {
    const isValid = this.#accounts[slot * STRIDE + VALID_FOR] === this.#epoch;
    if (isValid) this.#addUpClaims(slot);
    else this.#addUp(slot);
  }

  #addUp(slot: number): void {
    const positions = this.#positions;
    let unrealisedMicros = 0;
    let maintenanceMicros = 0;
    let claimsMicros = 0;
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      const place = row * STRIDE;
      this.#refreshRow(row);
      unrealisedMicros += floatAt(this.#rows, place + UNREALISED);
      maintenanceMicros += floatAt(this.#rows, place + MAINTENANCE);
      claimsMicros += floatAt(this.#rows, place + CLAIM);
      if (this.#isLargerLegClaimed() && positions.legOf(row) === 2) {
        claimsMicros -= this.#smallerLegMicros(slot, row);
      }
    }
    const base = slot * STRIDE;
    this.#accounts = withRoomFor(this.#accounts, base);
    this.#accounts[base + UNREALISED] = unrealisedMicros;
    this.#accounts[base + MAINTENANCE] = maintenanceMicros;
    this.#accounts[base + CLAIM] = claimsMicros;
    this.#accounts[base + VALID_FOR] = this.#epoch;
    positions.changed.clearAccount(slot);
  }

  /** Brings the terms of a row up to date, those that need it. */
  #refreshRow(row: number): void {
    const { changed } = this.#positions;
    const instrument = this.#instrumentOf(row);
    const place = row * STRIDE;
    this.#rows = withRoomFor(this.#rows, place);
    const isValid = this.#rows[place + VALID_FOR] === instrument.markTicks;
    if (!isValid || changed.isChanged(row)) this.#valuePosition(row, instrument);
    // What open interest raises is another in each epoch.
    const isClaimValid = isValid && !instrument.isMarginScaled;
    if (!isClaimValid || this.#positions.isClaimChanged(row)) this.#valueClaim(row, instrument);
    this.#rows[place + VALID_FOR] = instrument.markTicks;
  }

  /** Adds up what the rows of an account claim; those alone are valued that may claim another margin. */
  #addUpClaims(slot: number): void {
    const positions = this.#positions;
    let claimsMicros = 0;
    for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
      if (positions.isClaimChanged(row)) this.#valueClaim(row, this.#instrumentOf(row));
      claimsMicros += floatAt(this.#rows, row * STRIDE + CLAIM);
      if (this.#isLargerLegClaimed() && positions.legOf(row) === 2) {
        claimsMicros -= this.#smallerLegMicros(slot, row);
      }
    }
    this.#accounts[slot * STRIDE + CLAIM] = claimsMicros;
  }

  /** Replaces the terms of a position in the sums of its account. A sum that passes 2^53 on the way is added up anew. */
  #replacePosition(slot: number, row: number): void {
    const base = slot * STRIDE;
    const place = row * STRIDE;
    const isExact = this.#addTerms(base, place, -1);
    this.#valuePosition(row, this.#instrumentOf(row));
    if (this.#addTerms(base, place, 1) && isExact) this.#positions.changed.clearAccount(slot);
    else this.#addUp(slot);
  }

  /**
   * Adds the terms of a position to the sums of its account, or takes them off.
   * @returns whether the sums are still exact
   */
  #addTerms(base: number, place: number, sign: 1 | -1): boolean {
    const accounts = this.#accounts;
    const rows = this.#rows;
    const unrealised = floatAt(accounts, base + UNREALISED) + sign * floatAt(rows, place + UNREALISED);
    const maintenance = floatAt(accounts, base + MAINTENANCE) + sign * floatAt(rows, place + MAINTENANCE);
    accounts[base + UNREALISED] = unrealised;
    accounts[base + MAINTENANCE] = maintenance;
    return Math.max(Math.abs(unrealised), maintenance) <= Number.MAX_SAFE_INTEGER;
  }

  /** The smaller claim of two legs, once both are valued: the long one comes first. */
  #smallerLegMicros(slot: number, shortRow: number): number {
    const positions = this.#positions;
    const longRow = positions.findRow(slot, positions.instrumentOf(shortRow), 1);
    if (longRow === NO_ROW) return 0;
    return Math.min(
      floatAt(this.#rows, longRow * STRIDE + CLAIM),
      floatAt(this.#rows, shortRow * STRIDE + CLAIM),
    );
  }

  #valuePosition(row: number, instrument: InstrumentState): void {
    const positions = this.#positions;
    const place = row * STRIDE;
    const isCross = !positions.isIsolated(row);
    const sizeLots = positions.sizeLots(row);
    const worthMicros = valueMicros(instrument, sizeLots, instrument.markTicks);
    const heldMicros = notionalMicros(instrument, sizeLots, instrument.markTicks);
    this.#rows[place + UNREALISED] = isCross ? worthMicros - positions.entryCostMicros(row) : 0;
    this.#rows[place + MAINTENANCE] = isCross
      ? maintenanceAtMarkMicros(
          instrument,
          heldMicros,
          closingFeePpmOf(this, instrument, positions.slotOf(row)),
        )
      : 0;
    positions.changed.clearRow(row);
  }

  #valueClaim(row: number, instrument: InstrumentState): void {
    const positions = this.#positions;
    const closingFeePpm = closingFeePpmOf(this, instrument, positions.slotOf(row));
    const exposure = this.#exposureOfRow.read(positions, row, closingFeePpm);
    this.#rows = withRoomFor(this.#rows, row * STRIDE);
    this.#rows[row * STRIDE + CLAIM] = claimMicros(instrument, exposure);
    positions.clearClaimChange(row);
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
