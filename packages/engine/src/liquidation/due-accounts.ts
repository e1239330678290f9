/** When a position or an account is due for liquidation. `search-due.ts` says who is asked. */
import type { MarketRules } from '@spillway/protocol';
import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';

/** Equity has fallen to maintenance (rule L1). Without a position there is no maintenance and nothing is due. */
export function isMarginShort(
  rules: MarketRules,
  margin: { readonly equityMicros: number; readonly maintenanceMicros: number },
): boolean {
  const { equityMicros, maintenanceMicros } = margin;
  if (maintenanceMicros === 0) return false;
  return rules.isTriggerInclusive ? equityMicros <= maintenanceMicros : equityMicros < maintenanceMicros;
}

export function isIsolatedDue(market: Market, instrument: InstrumentState, row: number): boolean {
  if (market.positions.sizeLots(row) === 0 || !market.positions.isIsolated(row)) return false;
  return isMarginShort(market.rules, {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  });
}

/** Whether the margin of the cross positions of an account is short (rule L1). */
export function isCrossDue(market: Market, slot: number): boolean {
  return isMarginShort(market.rules, crossMargin(market, slot));
}

/** Whether an account, or one of its isolated positions, is due, even if nothing can be done about it now: a full look. */
export function isAnythingDue(market: Market, slot: number): boolean {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isIsolatedDue(market, instrumentAt(market, positions.instrumentOf(row)), row)) return true;
  }
  return isCrossDue(market, slot);
}
