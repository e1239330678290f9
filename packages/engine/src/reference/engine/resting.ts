/** Orders come to rest, shrink and are closed. */
import type { OrderCloseReason } from '@spillway/protocol';
import type { Account, Direction, Holding, Market, Position, RestingOrder, WaitingOrder } from './market.ts';

export function sideOf(direction: Direction): 'buy' | 'sell' {
  return direction === 1 ? 'buy' : 'sell';
}

export function directionOf(side: 'buy' | 'sell'): Direction {
  return side === 'buy' ? 1 : -1;
}

/** Why an order is closed, and the event that led to it. */
export interface Closing {
  readonly reason: OrderCloseReason;
  readonly causeSequence: number;
}

/** Puts an order, or the next slice of an iceberg, at the end of the queue of its price (rule O13). */
export function restOrder(market: Market, order: RestingOrder, causeSequence: number): void {
  const { remainingLots } = order;
  order.shownLots = Math.min(order.displayLots ?? remainingLots, remainingLots);
  market.restingOrders = [...market.restingOrders.filter((other) => other !== order), order];
  market.outlet.emit('orderRested', causeSequence, {
    orderId: order.id,
    accountId: order.account.id,
    instrumentId: order.instrument.id,
    side: sideOf(order.direction),
    priceTicks: order.priceTicks,
    remainingLots,
    displayedLots: order.shownLots,
  });
}

/** Takes lots off a resting order, which keeps its place. */
export function takeOff(order: RestingOrder, lots: number): void {
  order.remainingLots -= lots;
  order.shownLots -= lots;
}

/** Tells price and remaining size of an order that were changed by anything but a trade. */
export function tellAmended(
  market: Market,
  order: Pick<RestingOrder, 'id' | 'account' | 'instrument' | 'priceTicks' | 'remainingLots'>,
  change: { readonly causeSequence: number; readonly isPriorityKept: boolean },
): number {
  return market.outlet.emit('orderAmended', change.causeSequence, {
    orderId: order.id,
    accountId: order.account.id,
    instrumentId: order.instrument.id,
    priceTicks: order.priceTicks,
    remainingLots: order.remainingLots,
    isPriorityKept: change.isPriorityKept,
  });
}

/** Takes an order out of the book for good. */
export function closeResting(market: Market, order: RestingOrder, closing: Closing): void {
  market.restingOrders = market.restingOrders.filter((other) => other !== order);
  market.outlet.emit('orderClosed', closing.causeSequence, {
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    accountId: order.account.id,
    instrumentId: order.instrument.id,
    reason: closing.reason,
    remainingLots: order.remainingLots,
  });
}

export function closeWaiting(market: Market, order: WaitingOrder, closing: Closing): void {
  market.waitingOrders = market.waitingOrders.filter((other) => other !== order);
  market.outlet.emit('orderClosed', closing.causeSequence, {
    orderId: order.id,
    clientOrderId: order.terms.clientOrderId,
    accountId: order.account.id,
    instrumentId: order.instrument.id,
    reason: closing.reason,
    remainingLots: order.terms.sizeLots,
  });
}

/** The open orders of an account, oldest (lowest number) first. */
export function restingOf(market: Market, account: Account): RestingOrder[] {
  return market.restingOrders
    .filter((order) => order.account === account)
    .sort((left, right) => left.id - right.id);
}

/** The orders of an account that wait for a trigger, oldest first. */
export function waitingOf(market: Market, account: Account): WaitingOrder[] {
  return market.waitingOrders.filter((order) => order.account === account);
}

/** Closes an account's resting orders on the instruments of the holdings, oldest first (rules L4 and D1). */
export function closeRestingOf(
  market: Market,
  at: { readonly account: Account; readonly holdings: readonly Holding[] },
  closing: Closing,
): void {
  const instruments = at.holdings.map((holding) => holding.instrument);
  for (const order of restingOf(market, at.account)) {
    if (instruments.includes(order.instrument)) closeResting(market, order, closing);
  }
}

/** Closes the reduce-only orders that no longer reduce: the position is flat or points the other way (rule O9). */
export function closeIdleReduceOnly(
  market: Market,
  at: { readonly holding: Holding; readonly position: Position },
  causeSequence: number,
): void {
  const { holding, position } = at;
  for (const order of restingOf(market, holding.account)) {
    const isHere = order.instrument === holding.instrument && order.leg === position.leg;
    if (isHere && order.isReduceOnly && position.sizeLots * order.direction >= 0) {
      closeResting(market, order, { reason: 'reduce-only', causeSequence });
    }
  }
}
