/** Changing an open order (rule O14). */
import { type AmendOrder, instrumentId, type RejectCode, simulatedMs, sizeLots } from '@spillway/protocol';
import { admitAgain, type OrderAsked } from './admission.ts';
import { holdingOf, positionOf } from './holdings.ts';
import type { Account, Market, RestingOrder } from './market.ts';
import { execute } from './placing.ts';
import { sideOf, tellAmended } from './resting.ts';
import { isTrading } from './trading.ts';

/** Whether the order may stay where it is: the price stays and the size shrinks, at a venue that lets it. */
function keepsPriority(market: Market, order: RestingOrder, command: AmendOrder): boolean {
  const { priceTicks, remainingLots } = command;
  const isReduced =
    Number.isSafeInteger(remainingLots) && remainingLots >= 1 && remainingLots < order.remainingLots;
  const isOffered = market.rules.amendKeepsPriority === 'when-only-reduced';
  return isOffered && priceTicks === order.priceTicks && isReduced;
}

/** The order as it would be placed now, with its new price and size. */
function askedAgain(order: RestingOrder, command: AmendOrder): OrderAsked {
  const { expiresAtMs, displayLots } = order;
  return {
    accountId: command.accountId,
    instrumentId: instrumentId(order.instrument.id),
    clientOrderId: order.clientOrderId,
    side: sideOf(order.direction),
    leg: order.leg,
    orderType: 'limit',
    timeInForce: expiresAtMs === 0 ? 'gtc' : 'gtd',
    priceTicks: command.priceTicks,
    sizeLots: command.remainingLots,
    isReduceOnly: order.isReduceOnly,
    isPostOnly: order.isPostOnly,
    selfTradePrevention: order.selfTradePrevention,
    ...(expiresAtMs === 0 ? {} : { expiresAtMs: simulatedMs(expiresAtMs) }),
    ...(displayLots === null ? {} : { displayLots: sizeLots(displayLots) }),
  };
}

/** Takes the order out of the book and lets it come back as a new one would. */
function comeBack(market: Market, order: RestingOrder, command: AmendOrder): number | RejectCode {
  const holding = holdingOf(order.account, order.instrument);
  const position = positionOf(holding, order.leg);
  if (position === undefined) return 'POSITION_SIDE_INVALID';
  const asked = askedAgain(order, command);
  const before = market.restingOrders;
  market.restingOrders = before.filter((other) => other !== order);
  const admitted = admitAgain(market, asked, { holding, position });
  if (typeof admitted === 'string') {
    market.restingOrders = before;
    return admitted;
  }
  const amended = { ...order, priceTicks: admitted.worstTicks, remainingLots: admitted.lots };
  const sequence = tellAmended(market, amended, { causeSequence: 0, isPriorityKept: false });
  execute(market, { order: asked, admitted, orderId: order.id }, sequence);
  return order.id;
}

/** Sets price and remaining size of a resting order; returns its number, or why it is refused. */
export function amendOrder(market: Market, command: AmendOrder, account: Account): number | RejectCode {
  const { orderId, priceTicks, remainingLots } = command;
  const order = market.restingOrders.find((resting) => resting.id === orderId && resting.account === account);
  if (order === undefined) return 'ORDER_UNKNOWN';
  if (!isTrading(market, order.instrument)) return 'TRADING_HALTED';
  if (priceTicks === order.priceTicks && remainingLots === order.remainingLots) return 'AMEND_UNCHANGED';
  if (!keepsPriority(market, order, command)) return comeBack(market, order, command);
  order.remainingLots = remainingLots;
  order.shownLots = Math.min(order.shownLots, remainingLots);
  tellAmended(market, order, { causeSequence: 0, isPriorityKept: true });
  return order.id;
}
