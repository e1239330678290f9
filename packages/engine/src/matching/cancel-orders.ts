/** Cancelling orders, one, several or all (rules O10 and O16): those in the book, and those that wait for a trigger. */
import type { CancelAllOrders, CancelOrder, CancelOrders, RejectCode } from '@spillway/protocol';
import { closeOrdersOf, closeRestingOrder, type OrderClosing } from '../account/resting-orders.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { closeWaitingOrder } from '../triggers/waiting-orders.ts';

const CANCELLED: OrderClosing = { reason: 'cancelled', causeSequence: 0 };
const ORDERS_MAX = 20;

/** Closes the order of a number, where it rests or waits. */
export function closeOrder(market: Market, orderId: number, closing: OrderClosing): void {
  const resting = market.orders.slotOf(orderId);
  if (resting !== NO_SLOT) closeRestingOrder(market, resting, closing);
  else closeWaitingOrder(market, market.triggerOrders.slotOf(orderId), closing);
}

/** Closes the orders of an account on an instrument, or (null) all: those in the book oldest first, then those that wait. */
export function closeAllOrdersOf(
  market: Market,
  scope: { readonly slot: number; readonly instrument: InstrumentState | null },
  closing: OrderClosing,
): void {
  closeOrdersOf(market, scope, closing);
  const { triggerOrders } = market;
  let waiting = triggerOrders.oldestOf(scope.slot);
  while (waiting !== NO_SLOT) {
    const next = triggerOrders.nextOf(waiting);
    const isInScope =
      scope.instrument === null || triggerOrders.instrumentIds[waiting] === scope.instrument.id;
    if (isInScope) closeWaitingOrder(market, waiting, closing);
    waiting = next;
  }
}

function cancelOne(market: Market, slot: number, orderId: number): RejectCode | null {
  const order = market.orders.slotOf(orderId);
  if (order !== NO_SLOT) {
    if (market.orders.accountSlot(order) !== slot) return 'ORDER_UNKNOWN';
    closeRestingOrder(market, order, CANCELLED);
    return null;
  }
  const waiting = market.triggerOrders.slotOf(orderId);
  if (waiting === NO_SLOT || market.triggerOrders.accountSlots[waiting] !== slot) return 'ORDER_UNKNOWN';
  closeWaitingOrder(market, waiting, CANCELLED);
  return null;
}

export function cancelOrder(market: Market, command: CancelOrder): RejectCode | null {
  const slot = market.accounts.slotOf(command.accountId);
  return slot === NO_SLOT ? 'ACCOUNT_UNKNOWN' : cancelOne(market, slot, command.orderId);
}

/** Cancels several orders; those that are not open are refused one by one. */
export function cancelOrders(market: Market, command: CancelOrders, slot: number): RejectCode | null {
  const { orderIds } = command;
  if (orderIds.length < 1 || orderIds.length > ORDERS_MAX) return 'BATCH_INVALID';
  for (const orderId of orderIds) {
    const code = cancelOne(market, slot, orderId);
    if (code === null) continue;
    const event = market.events.commandRejected;
    event.commandKind = 'CancelOrders';
    event.code = code;
    event.accountId = command.accountId;
    event.clientOrderId = 0;
    market.events.sendCommandRejected(0);
  }
  return null;
}

export function cancelAllOrders(market: Market, command: CancelAllOrders, slot: number): RejectCode | null {
  const instrument = command.instrumentId === null ? null : market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  closeAllOrdersOf(market, { slot, instrument }, CANCELLED);
  return null;
}
