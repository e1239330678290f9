import { NO_ROW } from '../account/row-table.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { isAnyCrossClosable, isClosable } from '../liquidation/closable.ts';
import { deferredBudgetMicros } from '../liquidation/deferred-budget.ts';
import { isMarginShort } from '../liquidation/due-accounts.ts';
import { maintenanceAtMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';
import { expectFact } from './expect-fact.ts';

/** Every mark as bad, or as good, for its position as a search would pass over. */
type Corner = 'worst' | 'best';

interface CornerMargin {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

interface HeldRow {
  readonly instrument: InstrumentState;
  readonly row: number;
}

/** The mark of a corner: a bound, or the last price that there is; the mark itself where nobody is passed over. */
function cornerTicks(market: Market, { instrument, row }: HeldRow, corner: Corner): number {
  const { dueIndex, positions } = market;
  if (dueIndex.isWatched(row)) return instrument.markTicks;
  const isLong = positions.sizeLots(row) > 0;
  if (corner === 'worst' && dueIndex.isFiled(row)) return dueIndex.boundTicks(row);
  return isLong === (corner === 'worst') ? 1 : instrument.specification.priceTicksMax;
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
  sums.maintenanceMicros += maintenanceAtMicros(market, { instrument, row }, ticks);
}

function isTrading(market: Market, row: number): boolean {
  const isHeld = market.positions.sizeLots(row) !== 0;
  return isHeld && !instrumentAt(market, market.positions.instrumentOf(row)).isHalted;
}

/** Whether margin in a corner leads to a liquidation; of positions that wait, only where nothing is left to wait for. */
function isLiquidated(
  market: Market,
  margin: CornerMargin,
  positions: { readonly isTrading: boolean; readonly isClosable: boolean },
): boolean {
  if (!positions.isTrading || !isMarginShort(market.rules, margin)) return false;
  // One micro is held back for the rounding of the share that overrides.
  return positions.isClosable || (deferredBudgetMicros(market.rules, margin, -1) ?? 0) < 0;
}

function checkCorner(market: Market, slot: number, corner: Corner): void {
  const { positions, accounts } = market;
  const account = accounts.accountId(slot);
  let isAnyTrading = false;
  const cross = { corner, equityMicros: accounts.walletMicros(slot), maintenanceMicros: 0 };
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!positions.isIsolated(row)) {
      addCorner(market, row, cross);
      isAnyTrading ||= isTrading(market, row);
      continue;
    }
    const isolated = { corner, equityMicros: positions.bucketMicros(row), maintenanceMicros: 0 };
    addCorner(market, row, isolated);
    const values = { account, instrument: positions.instrumentOf(row), ...isolated };
    expectFact(
      !isLiquidated(market, isolated, {
        isTrading: isTrading(market, row),
        isClosable: isClosable(market, row),
      }),
      'nobody whom a mark passes over is due',
      values,
    );
  }
  expectFact(
    !isLiquidated(market, cross, {
      isTrading: isAnyTrading,
      isClosable: isAnyCrossClosable(market, slot),
    }),
    'nobody whom a mark passes over is due',
    {
      account,
      ...cross,
    },
  );
}

/** A filed row lies where a search finds it, on the side of the mark that the search begins from. */
function checkPlace(market: Market, { instrument, row }: HeldRow): void {
  const { dueIndex, positions } = market;
  if (!dueIndex.isFiled(row)) return;
  const isLong = positions.sizeLots(row) > 0;
  const aheadTicks = instrument.markTicks - dueIndex.boundTicks(row);
  const isAhead = dueIndex.isWatched(row) || (isLong ? aheadTicks >= 0 : aheadTicks <= 0);
  expectFact(isAhead && dueIndex.isInPlace(row, instrument, isLong), 'a mark finds a filed position', {
    row,
    instrument: instrument.id,
    markTicks: instrument.markTicks,
    boundTicks: dueIndex.boundTicks(row),
  });
}

/**
 * Nobody may be due in any corner of the marks that the search for due accounts passes over; between the corners
 * margin is monotonic. An account that is to be filed anew claims nothing. Throws `InvariantError` with the values.
 */
export function checkDueIndex(market: Market, slot: number): void {
  const { dueIndex, positions } = market;
  if (dueIndex.stale.has(slot)) return;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0) continue;
    checkPlace(market, { instrument: instrumentAt(market, positions.instrumentOf(row)), row });
  }
  checkCorner(market, slot, 'worst');
  checkCorner(market, slot, 'best');
}
