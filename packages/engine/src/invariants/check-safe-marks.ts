import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { isMarginShort } from '../liquidation/due-accounts.ts';
import { maintenanceMarginMicros } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';
import { InvariantError } from './invariant-error.ts';

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

/**
 * Nobody may be due in any corner of the marks that the search for due accounts passes over; between the corners
 * margin is monotonic. Throws `InvariantError` when somebody is.
 */
export function checkSafeMarks(market: Market, slot: number): void {
  const scopes = [null, ...market.instruments].map((isolatedInstrument) => ({ slot, isolatedInstrument }));
  for (const scope of scopes) {
    for (const corner of ['worst', 'best'] as const) {
      const margin = cornerMargin(market, scope, corner);
      if (!isMarginShort(market.rules, margin)) continue;
      throw new InvariantError('within the safe marks nobody is due', {
        account: market.accounts.accountId(slot),
        isolatedInstrument: scope.isolatedInstrument?.id ?? null,
        corner,
        ...margin,
      });
    }
  }
}
