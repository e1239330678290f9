import { accountId, instrumentId, liquidationId, orderId, priceTicks, sizeLots } from '@spillway/protocol';
import { opposite, sideOf, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { type BookTrade, matchTaker, type TakerOrder } from '../matching/match-taker.ts';
import { heldLots, type Liquidation, recordForcedClose } from './liquidation.ts';

/** Sends an immediate-or-cancel order of the party in liquidation through the book, bounded by a price. */
export function sendForcedOrder(
  market: Market,
  liquidation: Liquidation,
  order: { readonly instrument: InstrumentState; readonly lots: number; readonly worstTicks: number },
): void {
  const { instrument, lots, worstTicks } = order;
  const positionDirection = signOf(heldLots(market, liquidation, instrument));
  const direction = opposite(positionDirection);
  market.lastOrderId += 1;
  const names = {
    orderId: orderId(market.lastOrderId),
    clientOrderId: 0,
    accountId: accountId(liquidation.accountId),
    instrumentId: instrumentId(instrument.id),
  };
  const acceptedSequence = market.events.emit('orderAccepted', liquidation.startedSequence, {
    ...names,
    side: sideOf(direction),
    priceTicks: priceTicks(worstTicks),
    sizeLots: sizeLots(lots),
    isReduceOnly: true,
    liquidationId: liquidationId(liquidation.id),
  });
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
  const taker: TakerOrder = {
    slot: liquidation.slot,
    orderId: market.lastOrderId,
    direction,
    worstTicks,
    remainingLots: lots,
    selfTradePrevention: 'cancel-maker',
    liquidationId: liquidation.id,
    causeSequence: acceptedSequence,
    onTrade,
  };
  const stop = matchTaker(market, instrument, taker);
  market.events.emit('orderClosed', taker.causeSequence, {
    ...names,
    reason: stop === 'filled' ? 'filled' : 'immediate-or-cancel',
    remainingLots: sizeLots(taker.remainingLots),
  });
}
