import type { OrderCloseReason } from '@spillway/protocol';
import { type NewOrder, NO_SLOT } from '../book/order-pool.ts';
import { intAt } from '../columns.ts';
import { sideOf } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { NO_ROW } from './row-table.ts';

/** Why an order ends, and the event that led to it (0 when the command itself did). */
export interface OrderClosing {
  readonly reason: OrderCloseReason;
  readonly causeSequence: number;
}

/** Keeps the totals of a row in step with lots that one of its orders gains, or loses. */
function changeOrderLots(market: Market, order: number, lots: number): void {
  const { orders, positions } = market;
  if (orders.isReduceOnly(order)) return;
  const instrument = instrumentAt(market, orders.instrumentId(order));
  const row = positions.row(orders.accountSlot(order), instrument.id);
  const costMicros = valueMicros(instrument, lots, orders.priceTicks(order));
  positions.addOrderLots(row, orders.direction(order), { lots, costMicros });
}

function changeReduceOnlyCount(market: Market, order: number, change: number): void {
  const { orders, positions } = market;
  if (!orders.isReduceOnly(order)) return;
  const row = positions.row(orders.accountSlot(order), orders.instrumentId(order));
  positions.reduceOnlyCounts[row] = intAt(positions.reduceOnlyCounts, row) + change;
}

/** Puts an order into book, account and totals, without a word to the sink: what `restOrder` and a restore share. */
export function enterOrder(market: Market, order: NewOrder): number {
  const slot = market.orders.add(order);
  instrumentAt(market, order.instrumentId).book.append(slot);
  market.accounts.appendOrder(order.accountSlot, slot, market.orders);
  changeOrderLots(market, slot, order.remainingLots);
  changeReduceOnlyCount(market, slot, 1);
  return slot;
}

/** Puts an order at the end of the queue of its price. */
export function restOrder(market: Market, order: NewOrder, causeSequence: number): void {
  enterOrder(market, order);
  const event = market.events.orderRested;
  event.orderId = order.orderId;
  event.accountId = market.accounts.accountId(order.accountSlot);
  event.instrumentId = order.instrumentId;
  event.side = sideOf(order.direction);
  event.priceTicks = order.priceTicks;
  event.remainingLots = order.remainingLots;
  market.events.sendOrderRested(causeSequence);
}

/** Takes traded lots off a resting order. */
export function reduceRestingOrder(market: Market, order: number, lots: number): void {
  changeOrderLots(market, order, -lots);
  instrumentAt(market, market.orders.instrumentId(order)).book.reduce(order, lots);
}

/** Takes an order out of the market for good. */
export function closeRestingOrder(market: Market, order: number, closing: OrderClosing): void {
  const { orders, accounts } = market;
  const slot = orders.accountSlot(order);
  const remainingLots = orders.remainingLots(order);
  const instrument = instrumentAt(market, orders.instrumentId(order));
  changeOrderLots(market, order, -remainingLots);
  changeReduceOnlyCount(market, order, -1);
  instrument.book.remove(order);
  accounts.removeOrder(slot, order, orders);
  const event = market.events.orderClosed;
  event.orderId = orders.orderId(order);
  event.clientOrderId = orders.clientOrderId(order);
  event.accountId = accounts.accountId(slot);
  event.instrumentId = instrument.id;
  event.reason = closing.reason;
  event.remainingLots = remainingLots;
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
