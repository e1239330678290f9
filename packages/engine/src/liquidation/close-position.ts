import { deleverage, unwindAtMark } from '../adl/deleverage.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { takeOver } from '../insurance/insurance-fund.ts';
import type { Market } from '../market.ts';
import { closeInParts } from './close-in-parts.ts';
import { deleveragingTicks, forcedBoundTicks, takeoverTicks } from './forced-bound.ts';
import { sendForcedOrder } from './forced-order.ts';
import { heldLots, type Liquidation, placeIn } from './liquidation.ts';
import { chargeFee } from './liquidation-fee.ts';
import { isForBackstop, scopeMargin } from './scope-margin.ts';

/** All of a position: through the book, then the fund, then the other side of the market (rules L6, L7, D1, D4). */
function closeWhole(market: Market, liquidation: Liquidation, instrument: InstrumentState): void {
  const lots = Math.abs(heldLots(market, liquidation, instrument));
  if (lots === 0) return;
  const priceTicks = takeoverTicks(market, placeIn(liquidation, instrument));
  const worstTicks = forcedBoundTicks(market, liquidation, instrument);
  sendForcedOrder(market, liquidation, { instrument, lots, worstTicks });
  if (heldLots(market, liquidation, instrument) !== 0) {
    takeOver(market, liquidation, { instrument, priceTicks, stage: 'insurance' });
    const deleveragedTicks = deleveragingTicks(market, instrument, priceTicks);
    deleverage(market, liquidation, { instrument, priceTicks: deleveragedTicks });
    unwindAtMark(market, liquidation, instrument);
  }
  chargeFee(market, liquidation, instrument);
}

/**
 * Closes one position by force (rules L5 to L9, L12 to L21): whoever has too little left is taken over past the book;
 * else a part of it where the venue closes in parts; what must go goes whole.
 * @param isTested - whether the margin is tested after each position, so that a part may be enough
 */
export function closePosition(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly isTested: boolean },
): void {
  const { instrument } = at;
  if (isForBackstop(market, scopeMargin(market, liquidation))) {
    const priceTicks = takeoverTicks(market, placeIn(liquidation, instrument));
    takeOver(market, liquidation, { instrument, priceTicks, stage: 'backstop' });
    chargeFee(market, liquidation, instrument);
    closeWhole(market, liquidation, instrument);
  } else if (!closeInParts(market, liquidation, at)) {
    closeWhole(market, liquidation, instrument);
  }
}
