import {
  type ApplyResult,
  accountId,
  instrumentId,
  liquidationId,
  type OrderCloseReason,
  orderId,
  type PlaceOrder,
  priceTicks,
  type RejectCode,
  sizeLots,
} from '@spillway/protocol';
import { restOrder } from '../account/resting-orders.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { type AdmittedOrder, admitOrder } from './admit-order.ts';
import { matchTaker, type TakerOrder, type TakerStop } from './match-taker.ts';

function takerOf(market: Market, command: PlaceOrder, order: AdmittedOrder): TakerOrder {
  market.lastOrderId += 1;
  const { slot, instrument, direction, worstTicks, lots } = order;
  const causeSequence = market.events.emit('orderAccepted', 0, {
    orderId: orderId(market.lastOrderId),
    clientOrderId: command.clientOrderId,
    accountId: command.accountId,
    instrumentId: instrumentId(instrument.id),
    side: command.side,
    priceTicks: priceTicks(worstTicks),
    sizeLots: sizeLots(lots),
    isReduceOnly: command.isReduceOnly,
    liquidationId: liquidationId(0),
  });
  return {
    slot,
    orderId: market.lastOrderId,
    direction,
    worstTicks,
    remainingLots: lots,
    selfTradePrevention: command.selfTradePrevention,
    liquidationId: 0,
    causeSequence,
    onTrade: null,
  };
}

/** Why an order that stopped taking is over, or null when its remainder rests in the book. */
function closeReason(stop: TakerStop, command: PlaceOrder): OrderCloseReason | null {
  switch (stop) {
    case 'filled':
    case 'self-trade':
    case 'insolvent':
      return stop;
    case 'book':
      return command.timeInForce === 'gtc' ? null : 'immediate-or-cancel';
  }
}

function finish(
  market: Market,
  command: PlaceOrder,
  done: { order: AdmittedOrder; taker: TakerOrder; stop: TakerStop },
): void {
  const { order, taker, stop } = done;
  const reason = closeReason(stop, command);
  if (reason === null) {
    const rest = {
      orderId: taker.orderId,
      clientOrderId: command.clientOrderId,
      accountSlot: order.slot,
      instrumentId: order.instrument.id,
      direction: order.direction,
      priceTicks: order.worstTicks,
      remainingLots: taker.remainingLots,
      isReduceOnly: command.isReduceOnly,
    };
    restOrder(market, rest, taker.causeSequence);
    return;
  }
  market.events.emit('orderClosed', taker.causeSequence, {
    orderId: orderId(taker.orderId),
    clientOrderId: command.clientOrderId,
    accountId: accountId(market.accounts.accountId(order.slot)),
    instrumentId: instrumentId(order.instrument.id),
    reason,
    remainingLots: sizeLots(taker.remainingLots),
  });
}

/** Admits an order, trades it, and rests or closes what is left. */
export function placeOrder(
  market: Market,
  command: PlaceOrder,
  at: { readonly slot: number; readonly instrument: InstrumentState },
): ApplyResult | RejectCode {
  const order = admitOrder(market, command, at);
  if (typeof order === 'string') return order;
  const taker = takerOf(market, command, order);
  const stop = matchTaker(market, order.instrument, taker);
  finish(market, command, { order, taker, stop });
  return { isAccepted: true, orderId: orderId(taker.orderId) };
}
