import type { OrderCloseReason } from '@spillway/protocol';
import { type NewOrder, NO_SLOT } from '../book/order-pool.ts';
import { intAt } from '../columns.ts';
import { sideOf } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import type { TakerOrder } from '../matching/taker-order.ts';
import { NO_ROW } from './row-table.ts';

/** Why an order ends, and the event that led to it (0 when the command itself did). */
export interface OrderClosing {
  readonly reason: OrderCloseReason;
  readonly causeSequence: number;
}

/** Puts an order into book, account and totals, without a word to the sink: what `restOrder` and a restore share. */
export function enterOrder(market: Market, instrument: InstrumentState, order: NewOrder): void {
  const { accounts, orders, positions } = market;
  const { accountSlot, direction, remainingLots: lots } = order;
  const slot = orders.add(order);
  instrument.book.ladder(direction).append(slot);
  accounts.appendOrder(accountSlot, slot, orders);
  const row = positions.row(accountSlot, instrument.id);
  if (order.isReduceOnly) {
    positions.reduceOnlyCounts[row] = intAt(positions.reduceOnlyCounts, row) + 1;
  } else {
    const costMicros = valueMicros(instrument, lots, order.priceTicks);
    positions.addOrderLots(row, direction, { lots, costMicros });
  }
}

/** Puts what is left of a taker at the end of the queue of its price. */
export function restOrder(market: Market, instrument: InstrumentState, taker: TakerOrder): void {
  enterOrder(market, instrument, taker);
  const event = market.events.orderRested;
  event.orderId = taker.orderId;
  event.accountId = market.accounts.accountId(taker.accountSlot);
  event.instrumentId = instrument.id;
  event.side = sideOf(taker.direction);
  event.priceTicks = taker.priceTicks;
  event.remainingLots = taker.remainingLots;
  event.displayedLots = taker.remainingLots;
  market.events.sendOrderRested(taker.causeSequence);
}

/** Takes an order out of the market for good. */
export function closeRestingOrder(market: Market, order: number, closing: OrderClosing): void {
  const { accounts, orders, positions } = market;
  const slot = orders.accountSlot(order);
  const lots = orders.remainingLots(order);
  const direction = orders.direction(order);
  const instrument = instrumentAt(market, orders.instrumentId(order));
  const row = positions.row(slot, instrument.id);
  if (orders.isReduceOnly(order)) {
    positions.reduceOnlyCounts[row] = intAt(positions.reduceOnlyCounts, row) - 1;
  } else {
    const costMicros = valueMicros(instrument, lots, orders.priceTicks(order));
    positions.addOrderLots(row, direction, { lots: -lots, costMicros: -costMicros });
  }
  instrument.book.ladder(direction).remove(order);
  accounts.removeOrder(slot, order, orders);
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

/** Closes the open orders of an account, oldest first, on one instrument or (null) on all. */
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
  let order = market.accounts.oldestOrder(slot);
  while (order !== NO_SLOT) {
    const next = orders.nextOfAccount(order);
    const isHere = orders.instrumentId(order) === instrument.id && orders.isReduceOnly(order);
    if (isHere && sizeLots * orders.direction(order) >= 0) {
      closeRestingOrder(market, order, { reason: 'reduce-only', causeSequence });
    }
    order = next;
  }
}
