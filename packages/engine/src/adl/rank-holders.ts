import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import {
  crossEquityMicros,
  crossMaintenanceMicros,
  isolatedEquityMicros,
  positionMaintenanceMicros,
  positionNotionalMicros,
  unrealisedMicros,
} from '../margin/account-margin.ts';
import type { Market } from '../market.ts';

/**
 * The margin behind a position at mark: isolated equity, or the position's share of cross equity by maintenance.
 * A ranking needs no exact share, so this one is a double.
 */
function marginBehindMicros(market: Market, instrument: InstrumentState, row: number): number {
  const slot = market.positions.slotOf(row);
  if (market.positions.isIsolated(row)) return isolatedEquityMicros(market, instrument, row);
  const weight = positionMaintenanceMicros(market, instrument, row) / crossMaintenanceMicros(market, slot);
  return crossEquityMicros(market, slot) * weight;
}

/**
 * BitMEX's score (rule D2): profit as a share of entry × effective leverage, or divided by it in a loss, where
 * effective leverage = notional / margin behind the position (mark value − bankruptcy value). Only an order of
 * accounts follows from it, so it is a double: the four operations of IEEE 754 are the same on every machine.
 */
export function deleveragingScore(position: {
  readonly unrealisedMicros: number;
  readonly entryCostMicros: number;
  readonly notionalMicros: number;
  readonly marginMicros: number;
}): number {
  const profitShare = position.unrealisedMicros / Math.abs(position.entryCostMicros);
  const effectiveLeverage = position.notionalMicros / Math.max(1, position.marginMicros);
  return profitShare > 0 ? profitShare * effectiveLeverage : profitShare / effectiveLeverage;
}

/** The accounts on one side of an instrument, highest score first, ties by lower account number (rule D2). */
export function rankHolders(market: Market, instrument: InstrumentState, direction: Direction): number[] {
  const ranked: { slot: number; accountId: number; score: number }[] = [];
  for (let place = 0; place < instrument.holders.count; place += 1) {
    const row = instrument.holders.rowAt(place);
    if (market.positions.sizeLots(row) * direction <= 0) continue;
    const score = deleveragingScore({
      unrealisedMicros: unrealisedMicros(market, instrument, row),
      entryCostMicros: market.positions.entryCostMicros(row),
      notionalMicros: positionNotionalMicros(market, instrument, row),
      marginMicros: marginBehindMicros(market, instrument, row),
    });
    const slot = market.positions.slotOf(row);
    ranked.push({ slot, accountId: market.accounts.accountId(slot), score });
  }
  ranked.sort((left, right) => right.score - left.score || left.accountId - right.accountId);
  return ranked.map((holder) => holder.slot);
}
