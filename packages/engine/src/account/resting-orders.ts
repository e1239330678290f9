import {
  accountId,
  instrumentId,
  type OrderCloseReason,
  orderId,
  priceTicks,
  sizeLots,
} from '@spillway/protocol';
import { type NewOrder, NO_SLOT } from '../book/order-pool.ts';
import { floatAt, intAt } from '../columns.ts';
import { type Direction, sideOf } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { NO_ROW } from './row-table.ts';

/** Keeps the totals of a row in step with the lots of one of its orders. */
function changeOrderLots(market: Market, order: number, lots: number): void {
  const { orders, positions } = market;
  if (orders.isReduceOnly(order)) return;
  const instrument = instrumentAt(market, intAt(orders.instrumentIds, order));
  const row = positions.row(intAt(orders.accountSlots, order), instrument.id);
  const costMicros = valueMicros(instrument, lots, floatAt(orders.pricesTicks, order));
  positions.addOrderLots(row, orders.direction(order), { lots, costMicros });
}

function changeReduceOnlyCount(market: Market, order: number, change: number): void {
  const { orders, positions } = market;
  if (!orders.isReduceOnly(order)) return;
  const row = positions.row(intAt(orders.accountSlots, order), intAt(orders.instrumentIds, order));
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
  market.events.emit('orderRested', causeSequence, {
    orderId: orderId(order.orderId),
    accountId: accountId(market.accounts.accountId(order.accountSlot)),
    instrumentId: instrumentId(order.instrumentId),
    side: sideOf(order.direction),
    priceTicks: priceTicks(order.priceTicks),
    remainingLots: sizeLots(order.remainingLots),
  });
}

/** Takes traded lots off a resting order. */
export function reduceRestingOrder(market: Market, order: number, lots: number): void {
  changeOrderLots(market, order, -lots);
  instrumentAt(market, intAt(market.orders.instrumentIds, order)).book.reduce(order, lots);
}

/** Takes an order out of the market for good. */
export function closeRestingOrder(
  market: Market,
  order: number,
  closing: { readonly reason: OrderCloseReason; readonly causeSequence: number },
): void {
  const { orders, accounts } = market;
  const slot = intAt(orders.accountSlots, order);
  const remainingLots = floatAt(orders.remainingLots, order);
  const instrument = instrumentAt(market, intAt(orders.instrumentIds, order));
  changeOrderLots(market, order, -remainingLots);
  changeReduceOnlyCount(market, order, -1);
  instrument.book.remove(order);
  accounts.removeOrder(slot, order, orders);
  const payload = {
    orderId: orderId(floatAt(orders.orderIds, order)),
    clientOrderId: floatAt(orders.clientOrderIds, order),
    accountId: accountId(accounts.accountId(slot)),
    instrumentId: instrumentId(instrument.id),
    reason: closing.reason,
    remainingLots: sizeLots(remainingLots),
  };
  orders.release(order);
  market.events.emit('orderClosed', closing.causeSequence, payload);
}

/** Closes the open orders of an account, oldest first, on one instrument or (null) on all. */
export function closeOrdersOf(
  market: Market,
  scope: { readonly slot: number; readonly instrument: InstrumentState | null },
  closing: { readonly reason: OrderCloseReason; readonly causeSequence: number },
): void {
  const instrumentScope = scope.instrument === null ? null : scope.instrument.id;
  for (const order of market.accounts.openOrders(scope.slot, market.orders, instrumentScope)) {
    closeRestingOrder(market, order, closing);
  }
}

/**
 * Closes the reduce-only orders that no longer reduce: the position is flat, or points the other way (rule O9).
 */
export function closeIdleReduceOnlyOrders(
  market: Market,
  at: { readonly slot: number; readonly instrument: InstrumentState },
  causeSequence: number,
): void {
  const row = market.positions.findRow(at.slot, at.instrument.id);
  if (row === NO_ROW || intAt(market.positions.reduceOnlyCounts, row) === 0) return;
  const sizeLotsNow = market.positions.sizeLots(row);
  let order = market.accounts.oldestOrder(at.slot);
  while (order !== NO_SLOT) {
    const next = intAt(market.orders.nextOfAccount, order);
    const direction: Direction = market.orders.direction(order);
    const isHere = intAt(market.orders.instrumentIds, order) === at.instrument.id;
    if (isHere && market.orders.isReduceOnly(order) && sizeLotsNow * direction >= 0) {
      closeRestingOrder(market, order, { reason: 'reduce-only', causeSequence });
    }
    order = next;
  }
}
