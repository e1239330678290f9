import { opposite, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { isFillable } from '../matching/fill-or-kill.ts';
import { matchTaker } from '../matching/match-taker.ts';
import { acceptTaker, type BookTrade, closeTaker, TakerOrder } from '../matching/taker-order.ts';
import { heldLots, type Liquidation, recordForcedClose } from './liquidation.ts';

/**
 * Sends an immediate-or-cancel order of the party in liquidation through the book, bounded by a price. Where the venue
 * has it so, an order for a part of the position is all or nothing (rule L19).
 */
export function sendForcedOrder(
  market: Market,
  liquidation: Liquidation,
  order: { readonly instrument: InstrumentState; readonly lots: number; readonly worstTicks: number },
): void {
  const { instrument, lots, worstTicks } = order;
  const held = heldLots(market, liquidation, instrument);
  const positionDirection = signOf(held);
  const onTrade = (trade: BookTrade): void => {
    recordForcedClose(market, liquidation, {
      instrument,
      positionDirection,
      lots: trade.lots,
      priceTicks: trade.priceTicks,
      stage: 'book',
      counterpartyAccountId: trade.makerAccountId,
      causeSequence: trade.sequence,
    });
  };
  const taker = new TakerOrder();
  taker.accountSlot = liquidation.slot;
  taker.instrumentId = instrument.id;
  taker.leg = liquidation.leg;
  taker.direction = opposite(positionDirection);
  taker.priceTicks = worstTicks;
  taker.remainingLots = lots;
  taker.isReduceOnly = true;
  taker.liquidationId = liquidation.id;
  taker.causeSequence = liquidation.startedSequence;
  taker.onTrade = onTrade;
  acceptTaker(market, taker);
  const mustBeWhole = market.rules.isPartialFillOrKill && lots < Math.abs(held);
  if (!mustBeWhole || isFillable(market, instrument, taker)) matchTaker(market, instrument, taker);
  closeTaker(market, taker, taker.remainingLots === 0 ? 'filled' : 'immediate-or-cancel');
}
