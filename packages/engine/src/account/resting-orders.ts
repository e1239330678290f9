import {
  accountId,
  sizeLots as asLots,
  instrumentId,
  type OrderCloseReason,
  orderId,
  priceTicks,
} from '@spillway/protocol';
import { type NewOrder, NO_SLOT } from '../book/order-pool.ts';
import { intAt } from '../columns.ts';
import { sideOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import type { TakerOrder } from '../matching/taker-order.ts';
import { countOrder, countReduceOnly, uncountOrder } from './count-orders.ts';
import { NO_ROW } from './row-table.ts';

/** Why an order ends, and the event that led to it (0 when the command itself did). */
export interface OrderClosing {
  readonly reason: OrderCloseReason;
  readonly causeSequence: number;
}

/**
 * Puts an order into account, totals and timers, without a word to the sink: what `restOrder` and a restore share.
 * @param row - that of the order's account and instrument
 * @returns its slot, to be put into the book
 */
export function enterOrder(market: Market, row: number, order: NewOrder): number {
  const { accounts, orders } = market;
  const { accountSlot } = order;
  const slot = orders.add(order);
  orders.setRow(slot, row);
  if (order.orderId === market.lastOrderId) accounts.appendOrder(accountSlot, slot, orders);
  else accounts.insertOrder(accountSlot, slot, orders);
  if (order.expiresAtMs !== 0) {
    const owner = accounts.accountId(accountSlot);
    const expiry = { timeMs: order.expiresAtMs, kind: 'order-expiry', owner, item: order.orderId } as const;
    orders.setTimer(slot, market.timers.add(expiry));
  }
  if (order.isReduceOnly) countReduceOnly(market, row, 1);
  else countOrder(market, row, order);
  return slot;
}

/** Puts what is left of a taker, or the slice that it shows, at the end of the queue of its price. */
export function restOrder(market: Market, instrument: InstrumentState, taker: TakerOrder): void {
  const { displayLots, remainingLots, row } = taker;
  taker.shownLots = displayLots === 0 ? remainingLots : Math.min(displayLots, remainingLots);
  const ownRow = row === NO_ROW ? market.positions.row(taker.accountSlot, instrument.id, taker.leg) : row;
  instrument.book.ladder(taker.direction).append(enterOrder(market, ownRow, taker));
  const event = market.events.orderRested;
  event.orderId = taker.orderId;
  event.accountId = market.accounts.accountId(taker.accountSlot);
  event.instrumentId = instrument.id;
  event.side = sideOf(taker.direction);
  event.priceTicks = taker.priceTicks;
  event.remainingLots = remainingLots;
  event.displayedLots = taker.shownLots;
  market.events.sendOrderRested(taker.causeSequence);
}

/** Puts the next slice of an iceberg, of which nothing is shown any more, at the end of the queue (rule O13). */
export function showNextSlice(market: Market, order: number, causeSequence: number): void {
  const { orders } = market;
  const remainingLots = orders.remainingLots(order);
  const shownLots = Math.min(orders.displayLots(order), remainingLots);
  const direction = orders.direction(order);
  const instrument = instrumentAt(market, orders.instrumentId(order));
  const ladder = instrument.book.ladder(direction);
  ladder.remove(order);
  orders.setShownLots(order, shownLots);
  orders.setHiddenLots(order, remainingLots - shownLots);
  ladder.append(order);
  const event = market.events.orderRested;
  event.orderId = orders.orderId(order);
  event.accountId = market.accounts.accountId(orders.accountSlot(order));
  event.instrumentId = instrument.id;
  event.side = sideOf(direction);
  event.priceTicks = orders.priceTicks(order);
  event.remainingLots = remainingLots;
  event.displayedLots = shownLots;
  market.events.sendOrderRested(causeSequence);
}

/** Tells price and remaining size of an order that were changed by anything but a trade. */
export function tellAmended(
  market: Market,
  order: number,
  change: { readonly causeSequence: number; readonly isPriorityKept: boolean },
): void {
  const { accounts, orders } = market;
  market.events.emit('orderAmended', change.causeSequence, {
    orderId: orderId(orders.orderId(order)),
    accountId: accountId(accounts.accountId(orders.accountSlot(order))),
    instrumentId: instrumentId(orders.instrumentId(order)),
    priceTicks: priceTicks(orders.priceTicks(order)),
    remainingLots: asLots(orders.remainingLots(order)),
    isPriorityKept: change.isPriorityKept,
  });
}

/** Takes an order out of account, totals, timers and book; its slot is still to be released. */
function leaveMarket(market: Market, instrument: InstrumentState, order: number): void {
  const { accounts, orders } = market;
  const slot = orders.accountSlot(order);
  if (orders.isReduceOnly(order)) countReduceOnly(market, orders.row(order), -1);
  else uncountOrder(market, instrument, order);
  instrument.book.ladder(orders.direction(order)).remove(order);
  accounts.removeOrder(slot, order, orders);
  if (orders.expiresAtMs(order) !== 0) market.timers.remove(orders.timer(order));
}

/** Takes an order out of the market without a word to the sink: it comes back under its number (rule O14). */
export function takeOutOrder(market: Market, order: number): void {
  leaveMarket(market, instrumentAt(market, market.orders.instrumentId(order)), order);
  market.orders.release(order);
}

/** Takes an order out of the market for good. */
export function closeRestingOrder(market: Market, order: number, closing: OrderClosing): void {
  const { accounts, orders } = market;
  const slot = orders.accountSlot(order);
  const lots = orders.remainingLots(order);
  const instrument = instrumentAt(market, orders.instrumentId(order));
  leaveMarket(market, instrument, order);
  const event = market.events.orderClosed;
  event.orderId = orders.orderId(order);
  event.clientOrderId = orders.clientOrderId(order);
  event.accountId = accounts.accountId(slot);
  event.instrumentId = instrument.id;
  event.reason = closing.reason;
  event.remainingLots = lots;
  orders.release(order);
  market.events.sendOrderClosed(closing.causeSequence);
}

/** Closes the open orders of an account in an asset, oldest first, on one instrument or (null) on all of the asset. */
export function closeOrdersOf(
  market: Market,
  scope: { readonly slot: number; readonly instrument: InstrumentState | null },
  closing: OrderClosing,
): void {
  const { orders } = market;
  let order = market.accounts.oldestOrder(scope.slot);
  while (order !== NO_SLOT) {
    const next = orders.nextOfAccount(order);
    const isInScope = scope.instrument === null || orders.instrumentId(order) === scope.instrument.id;
    if (isInScope) closeRestingOrder(market, order, closing);
    order = next;
  }
}

/**
 * Closes the reduce-only orders that no longer reduce: the position is flat, or points the other way (rule O9).
 * @param fill - what changed the position
 */
export function closeIdleReduceOnlyOrders(
  market: Market,
  instrument: InstrumentState,
  fill: { readonly slot: number; readonly row: number; readonly causeSequence: number },
): void {
  const { orders, positions } = market;
  const { slot, row, causeSequence } = fill;
  if (row === NO_ROW || intAt(positions.reduceOnlyCounts, row) === 0) return;
  const sizeLots = positions.sizeLots(row);
  const leg = positions.legOf(row);
  let order = market.accounts.oldestOrder(slot);
  while (order !== NO_SLOT) {
    const next = orders.nextOfAccount(order);
    const isHere =
      orders.instrumentId(order) === instrument.id && orders.leg(order) === leg && orders.isReduceOnly(order);
    if (isHere && sizeLots * orders.direction(order) >= 0) {
      closeRestingOrder(market, order, { reason: 'reduce-only', causeSequence });
    }
    order = next;
  }
}
