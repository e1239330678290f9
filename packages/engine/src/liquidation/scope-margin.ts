import { mulDivCeil, PPM } from '@spillway/protocol';
import { crossMargin, isolatedEquityMicros, positionMaintenanceMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { isMarginShort } from './due-accounts.ts';
import { type Liquidation, rowIn } from './liquidation.ts';

/** Equity and maintenance of what is liquidated together. */
export interface ScopeMargin {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

/** Equity and maintenance in the scope of a liquidation: one isolated position, or all cross positions. */
export function scopeMargin(market: Market, liquidation: Liquidation): ScopeMargin {
  const { slot, instrument } = liquidation;
  if (liquidation.mode === 'cross') return crossMargin(market, slot);
  const row = rowIn(market, liquidation, instrument);
  return {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  };
}

export function isStillDue(market: Market, liquidation: Liquidation): boolean {
  return isMarginShort(market.rules, scopeMargin(market, liquidation));
}

/** Whether so little is left of maintenance that the fund takes over at once, past the book (rule L21). */
export function isForBackstop(market: Market, { equityMicros, maintenanceMicros }: ScopeMargin): boolean {
  const { backstopPpm } = market.rules;
  // Equity is whole micros: below a share of maintenance is below the share rounded up.
  return backstopPpm > 0 && equityMicros < mulDivCeil(maintenanceMicros, backstopPpm, PPM);
}
