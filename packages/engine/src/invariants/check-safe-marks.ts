import { NO_ROW } from '../account/row-table.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { isMarginShort } from '../liquidation/due-accounts.ts';
import { maintenanceMarginMicros } from '../margin/margin-math.ts';
import { instrumentAt, type Market } from '../market.ts';
import { expectFact } from './expect-fact.ts';

/** Every mark as bad, or as good, for its position as the safe marks of the account allow. */
type Corner = 'worst' | 'best';

/** The mark of a corner, within the prices of the instrument; the mark itself where nothing is known. */
function cornerTicks(
  market: Market,
  at: { instrument: InstrumentState; row: number },
  corner: Corner,
): number {
  const { positions } = market;
  const { instrument, row } = at;
  const safeToTicks = positions.safeToTicks[row] ?? 0;
  if (safeToTicks === 0) return instrument.markTicks;
  const safeFromTicks = positions.safeFromTicks[row] ?? 0;
  const isLow = positions.sizeLots(row) > 0 === (corner === 'worst');
  return Math.min(Math.max(isLow ? safeFromTicks : safeToTicks, 1), instrument.specification.priceTicksMax);
}

/** Adds what one position is worth in a corner, and its maintenance there. */
function addCorner(
  market: Market,
  row: number,
  sums: { readonly corner: Corner; equityMicros: number; maintenanceMicros: number },
): void {
  const { positions } = market;
  const instrument = instrumentAt(market, positions.instrumentOf(row));
  const ticks = cornerTicks(market, { instrument, row }, sums.corner);
  const worthMicros = valueMicros(instrument, positions.sizeLots(row), ticks);
  sums.equityMicros += worthMicros - positions.entryCostMicros(row);
  sums.maintenanceMicros += maintenanceMarginMicros(instrument.specification, Math.abs(worthMicros));
}

function checkCorner(market: Market, slot: number, corner: Corner): void {
  const { positions, accounts } = market;
  const account = accounts.accountId(slot);
  const cross = { corner, equityMicros: accounts.walletMicros(slot), maintenanceMicros: 0 };
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!positions.isIsolated(row)) {
      addCorner(market, row, cross);
      continue;
    }
    const isolated = { corner, equityMicros: positions.bucketMicros(row), maintenanceMicros: 0 };
    addCorner(market, row, isolated);
    const values = { account, instrument: positions.instrumentOf(row), ...isolated };
    expectFact(!isMarginShort(market.rules, isolated), 'within the safe marks nobody is due', values);
  }
  expectFact(!isMarginShort(market.rules, cross), 'within the safe marks nobody is due', {
    account,
    ...cross,
  });
}

/**
 * Nobody may be due in any corner of the marks that the search for due accounts passes over; between the corners
 * margin is monotonic. Throws `InvariantError` when somebody is.
 */
export function checkSafeMarks(market: Market, slot: number): void {
  checkCorner(market, slot, 'worst');
  checkCorner(market, slot, 'best');
}
