import type { InstrumentState } from '../instrument-state.ts';
import {
  crossEquityMicros,
  crossMargin,
  isolatedEquityMicros,
  positionMaintenanceMicros,
  positionNotionalMicros,
  unrealisedMicros,
} from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { gainAndLeverage, profitAndMarginRatio, type Score } from './scores.ts';

/**
 * The margin behind a position at mark: isolated equity, or the position's share of cross equity by maintenance.
 * A ranking needs no exact share, so this one is a double.
 */
function marginBehindMicros(market: Market, instrument: InstrumentState, row: number): number {
  if (market.positions.isIsolated(row)) return isolatedEquityMicros(market, instrument, row);
  const slot = market.positions.slotOf(row);
  const { equityMicros, maintenanceMicros } = crossMargin(market, slot);
  const weight = positionMaintenanceMicros(market, instrument, row) / maintenanceMicros;
  return equityMicros * weight;
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

/** The score of the position in a row, as things stand. */
export function holderScore(market: Market, instrument: InstrumentState, row: number): number {
  return deleveragingScore({
    unrealisedMicros: unrealisedMicros(market, instrument, row),
    entryCostMicros: market.positions.entryCostMicros(row),
    notionalMicros: positionNotionalMicros(market, instrument, row),
    marginMicros: marginBehindMicros(market, instrument, row),
  });
}

function profitAndMarginRatioOf(market: Market, instrument: InstrumentState, row: number): Score {
  const { positions, accounts, margins } = market;
  if (positions.isIsolated(row)) {
    return profitAndMarginRatio({
      profitMicros: unrealisedMicros(market, instrument, row),
      marginMicros: positions.bucketMicros(row),
      maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
    });
  }
  const slot = positions.slotOf(row);
  return profitAndMarginRatio({
    profitMicros: margins.unrealisedMicros(slot),
    marginMicros: accounts.walletMicros(slot),
    maintenanceMicros: margins.maintenanceMicros(slot),
  });
}

function gainAndLeverageOf(market: Market, instrument: InstrumentState, row: number): Score {
  const { positions } = market;
  return gainAndLeverage({
    isLong: positions.sizeLots(row) > 0,
    isInverse: instrument.specification.contractType === 'inverse',
    costMicros: positions.entryCostMicros(row),
    notionalMicros: positionNotionalMicros(market, instrument, row),
    equityMicros: positions.isIsolated(row)
      ? isolatedEquityMicros(market, instrument, row)
      : crossEquityMicros(market, positions.slotOf(row)),
  });
}

/** The score of the position in a row under a ranking whose scores are kept exactly (rule D6). */
export function exactHolderScore(market: Market, instrument: InstrumentState, row: number): Score {
  return market.rules.deleveragingRanking === 'profit-and-margin-ratio'
    ? profitAndMarginRatioOf(market, instrument, row)
    : gainAndLeverageOf(market, instrument, row);
}
