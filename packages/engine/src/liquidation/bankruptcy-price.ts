import type { PositionPlace } from '../account/fills.ts';
import { sharedMarginMicros, zeroPriceTicks } from '../contract/zero-price.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import {
  crossEquityMicros,
  crossMaintenanceMicros,
  positionMaintenanceMicros,
} from '../margin/account-margin.ts';
import type { Market } from '../market.ts';

/**
 * Where the margin behind a position is used up (rule L6). Isolated: its bucket. Cross: the position's share of
 * the account's equity, in proportion to maintenance (as dYdX v4 shares it), rounded down, against the account.
 * The position is not flat. The result may lie outside the prices of the instrument.
 */
export function bankruptcyPriceTicks(market: Market, at: PositionPlace): number {
  const { positions } = market;
  const { slot, instrument } = at;
  const row = positions.row(slot, instrument.id, at.leg);
  const sizeLots = positions.sizeLots(row);
  if (positions.isIsolated(row)) {
    return zeroPriceTicks(instrument.contract, {
      sizeLots,
      costMicros: positions.entryCostMicros(row),
      marginMicros: positions.bucketMicros(row),
    });
  }
  const marginMicros = sharedMarginMicros({
    equityMicros: crossEquityMicros(market, slot),
    positionMaintenanceMicros: positionMaintenanceMicros(market, instrument, row),
    maintenanceMicros: crossMaintenanceMicros(market, slot),
  });
  const costMicros = valueMicros(instrument, sizeLots, instrument.markTicks);
  return zeroPriceTicks(instrument.contract, { sizeLots, costMicros, marginMicros });
}

/** A price brought within what the instrument allows. */
export function withinPrices(instrument: InstrumentState, priceTicks: number): number {
  return Math.min(Math.max(priceTicks, 1), instrument.specification.priceTicksMax);
}
