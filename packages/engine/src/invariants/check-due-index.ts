import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { isMarginShort } from '../liquidation/due-accounts.ts';
import { maintenanceMarginMicros } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';
import { InvariantError } from './invariant-error.ts';

/** Every mark as bad, or as good, for its position as a search would pass over. */
type Corner = 'worst' | 'best';

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

/** What is left of an account, or of one isolated position, in a corner. */
function cornerMargin(
  market: Market,
  scope: { readonly slot: number; readonly isolatedInstrument: InstrumentState | null },
  corner: Corner,
): { equityMicros: number; maintenanceMicros: number } {
  const { positions, accounts } = market;
  const { slot, isolatedInstrument } = scope;
  const bucketRow = isolatedInstrument === null ? null : positions.row(slot, isolatedInstrument.id);
  let equityMicros = bucketRow === null ? accounts.walletMicros(slot) : positions.bucketMicros(bucketRow);
  let maintenanceMicros = 0;
  for (const instrument of isolatedInstrument === null ? market.instruments : [isolatedInstrument]) {
    const row = positions.row(slot, instrument.id);
    const sizeLots = positions.sizeLots(row);
    if (sizeLots === 0 || positions.isIsolated(row) !== (isolatedInstrument !== null)) continue;
    const worthMicros = valueMicros(instrument, sizeLots, cornerTicks(market, { instrument, row }, corner));
    equityMicros += worthMicros - positions.entryCostMicros(row);
    maintenanceMicros += maintenanceMarginMicros(instrument.specification, Math.abs(worthMicros));
  }
  return { equityMicros, maintenanceMicros };
}

/** A filed row lies where a search finds it, on the side of the mark that the search begins from. */
function checkPlace(market: Market, { instrument, row }: HeldRow): void {
  const { dueIndex, positions } = market;
  if (!dueIndex.isFiled(row)) return;
  const isLong = positions.sizeLots(row) > 0;
  const aheadTicks = instrument.markTicks - dueIndex.boundTicks(row);
  const isAhead = dueIndex.isWatched(row) || (isLong ? aheadTicks >= 0 : aheadTicks <= 0);
  if (isAhead && dueIndex.isInPlace(row, instrument, isLong)) return;
  throw new InvariantError('a filed position lies where a mark finds it', {
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
  if (market.dueIndex.stale.has(slot)) return;
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    if (market.positions.sizeLots(row) !== 0) checkPlace(market, { instrument, row });
  }
  const scopes = [null, ...market.instruments].map((isolatedInstrument) => ({ slot, isolatedInstrument }));
  for (const scope of scopes) {
    for (const corner of ['worst', 'best'] as const) {
      const margin = cornerMargin(market, scope, corner);
      if (!isMarginShort(market.rules, margin)) continue;
      throw new InvariantError('nobody whom a mark passes over is due', {
        account: market.accounts.accountId(slot),
        isolatedInstrument: scope.isolatedInstrument?.id ?? null,
        corner,
        ...margin,
      });
    }
  }
}
