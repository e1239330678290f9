/**
 * Who is due for liquidation, and why. The one place that searches: a mark asks those whom it reaches in the due
 * index, a trade those whom it touched.
 */
import { legsOf } from '../account/legs.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { ROUNDINGS_MICROS } from '../margin/claim-rise.ts';
import { instrumentAt, type Market } from '../market.ts';
import { isAnythingToLiquidate, isCrossToLiquidate, isIsolatedToLiquidate } from './closable.ts';
import { fileCross, fileIsolated, fileStaleAccounts } from './file-account.ts';
import { fileChangedRows } from './file-wide-account.ts';
import type { Touch } from './touched-accounts.ts';

export const NOBODY: readonly Touch[] = [];

/** Sorts by account number, then asset number; of a slot that was found by two of its positions, one touch stays. */
function byAccount(market: Market, touches: Touch[]): Touch[] {
  const { accounts } = market;
  touches.sort(
    (left, right) =>
      accounts.accountId(left.slot) - accounts.accountId(right.slot) ||
      accounts.assetId(left.slot) - accounts.assetId(right.slot),
  );
  return touches.filter((touch, place) => touch.slot !== touches[place - 1]?.slot);
}

/** Looks at an opened row: files it anew, unless its position is gone, and says whether it, or its account, is due. */
function isRowDue(market: Market, row: number): boolean {
  const { positions } = market;
  if (positions.sizeLots(row) === 0) {
    market.dueIndex.unfile(row);
    return false;
  }
  return positions.isIsolated(row) ? fileIsolated(market, row) : fileCross(market, positions.slotOf(row));
}

/**
 * The accounts that are due now that instruments trade again, by account number; the first of these instruments that an
 * account holds is named as what set it off (rule H2).
 */
export function dueByMarks(
  market: Market,
  instruments: readonly InstrumentState[],
  cause: Omit<Touch, 'slot' | 'instrumentId'>,
): readonly Touch[] {
  const { accounts, positions } = market;
  const touches = instruments.flatMap((instrument) => dueByMark(market, instrument, cause));
  return byAccount(market, touches).map((touch) => {
    const legs = legsOf(accounts, touch.slot);
    const isHeld = ({ id }: InstrumentState): boolean =>
      legs.some((leg) => positions.sizeLotsOf(touch.slot, id, leg) !== 0);
    return { ...touch, instrumentId: instruments.find(isHeld)?.id ?? touch.instrumentId };
  });
}

/** The accounts that a new mark of an instrument makes due, by account number. Allocates nothing when nobody is. */
export function dueByMark(
  market: Market,
  instrument: InstrumentState,
  cause: Omit<Touch, 'slot' | 'instrumentId'>,
): readonly Touch[] {
  const { dueIndex, positions } = market;
  fileStaleAccounts(market);
  let due: Touch[] | null = null;
  const count = dueIndex.open(instrument);
  for (let place = 0; place < count; place += 1) {
    const row = dueIndex.openedRow(place);
    if (!isRowDue(market, row)) continue;
    due ??= [];
    due.push({ ...cause, slot: positions.slotOf(row), instrumentId: instrument.id });
  }
  return due === null ? NOBODY : byAccount(market, due);
}

/**
 * Whether the floor of free margin says that the cross positions of an account in one-way mode are not due: each claims
 * initial margin, which is above its maintenance but for the roundings of tiers, and the account has all claims covered.
 */
function isCrossSafe(market: Market, slot: number): boolean {
  const roundingsMicros = ROUNDINGS_MICROS * market.instruments.length;
  return market.positions.freeMarginFloors.floorMicros(slot) > roundingsMicros;
}

/** A trade changes one position and the wallet: only an account touched on several instruments, or with several legs, is looked at in full. */
function isTouchDue(market: Market, place: number): boolean {
  const { touched, positions } = market;
  const slot = touched.slotAt(place);
  if (fileChangedRows(market, slot)) return false;
  if (touched.isOnSeveral(place) || market.accounts.isHedged(slot))
    return isAnythingToLiquidate(market, slot);
  const instrument = instrumentAt(market, touched.instrumentIdAt(place));
  const row = positions.row(slot, instrument.id, 0);
  if (positions.isIsolated(row)) {
    return isIsolatedToLiquidate(market, instrument, row) || isCrossToLiquidate(market, slot);
  }
  return !isCrossSafe(market, slot) && isCrossToLiquidate(market, slot);
}

/** The accounts that are due among those touched since the last call, by account number. */
export function dueByTouch(market: Market): readonly Touch[] {
  const { touched } = market;
  let due: Touch[] | null = null;
  for (let place = 0; place < touched.count; place += 1) {
    if (!isTouchDue(market, place)) continue;
    due ??= [];
    due.push(touched.touchAt(place));
  }
  touched.clear();
  return due === null ? NOBODY : byAccount(market, due);
}
