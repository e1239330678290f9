/**
 * Cancelling orders, one, several or all (rules O10 and O16): those in the book, and those that wait for a trigger. An
 * account is named by its slot in the first asset and means its orders in all assets (rule A16).
 */
import type { CancelAllOrders, CancelOrder, CancelOrders, RejectCode } from '@spillway/protocol';
import { closeOrdersOf, closeRestingOrder, type OrderClosing } from '../account/resting-orders.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { intAt } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { allWaitingOrders, closeWaitingOrder } from '../triggers/waiting-orders.ts';

const CANCELLED: OrderClosing = { reason: 'cancelled', causeSequence: 0 };
const ORDERS_MAX = 20;

/** Closes the order of a number, where it rests or waits. */
export function closeOrder(market: Market, orderId: number, closing: OrderClosing): void {
  const resting = market.orders.slotOf(orderId);
  if (resting !== NO_SLOT) closeRestingOrder(market, resting, closing);
  else closeWaitingOrder(market, market.triggerOrders.slotOf(orderId), closing);
}

/** Closes every order of an account in all its assets: those in the book, lowest number first, then those that wait. */
export function closeAllOrdersOf(market: Market, firstSlot: number, closing: OrderClosing): void {
  for (const order of market.accounts.allOpenOrders(firstSlot, market.orders)) {
    closeRestingOrder(market, order, closing);
  }
  for (const waiting of allWaitingOrders(market, firstSlot)) closeWaitingOrder(market, waiting, closing);
}

/** Closes the orders of an account on an instrument: those in the book oldest first, then those that wait. */
function closeOrdersOn(market: Market, firstSlot: number, instrument: InstrumentState): void {
  const slot = market.accounts.findSlotIn(firstSlot, instrument.assetId);
  if (slot === NO_SLOT) return;
  closeOrdersOf(market, { slot, instrument }, CANCELLED);
  const { triggerOrders } = market;
  let waiting = triggerOrders.oldestOf(slot);
  while (waiting !== NO_SLOT) {
    const next = triggerOrders.nextOf(waiting);
    if (triggerOrders.instrumentIds[waiting] === instrument.id) closeWaitingOrder(market, waiting, CANCELLED);
    waiting = next;
  }
}

function cancelOne(market: Market, firstSlot: number, orderId: number): RejectCode | null {
  const { accounts, triggerOrders } = market;
  const order = market.orders.slotOf(orderId);
  if (order !== NO_SLOT) {
    if (accounts.firstSlot(market.orders.accountSlot(order)) !== firstSlot) return 'ORDER_UNKNOWN';
    closeRestingOrder(market, order, CANCELLED);
    return null;
  }
  const waiting = triggerOrders.slotOf(orderId);
  const isOwn =
    waiting !== NO_SLOT && accounts.firstSlot(intAt(triggerOrders.accountSlots, waiting)) === firstSlot;
  if (!isOwn) return 'ORDER_UNKNOWN';
  closeWaitingOrder(market, waiting, CANCELLED);
  return null;
}

export function cancelOrder(market: Market, command: CancelOrder): RejectCode | null {
  const firstSlot = market.accounts.slotOf(command.accountId);
  return firstSlot === NO_SLOT ? 'ACCOUNT_UNKNOWN' : cancelOne(market, firstSlot, command.orderId);
}

/** Cancels several orders; those that are not open are refused one by one. */
export function cancelOrders(market: Market, command: CancelOrders, firstSlot: number): RejectCode | null {
  const { orderIds } = command;
  if (orderIds.length < 1 || orderIds.length > ORDERS_MAX) return 'BATCH_INVALID';
  for (const orderId of orderIds) {
    const code = cancelOne(market, firstSlot, orderId);
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

export function cancelAllOrders(
  market: Market,
  command: CancelAllOrders,
  firstSlot: number,
): RejectCode | null {
  if (command.instrumentId === null) {
    closeAllOrdersOf(market, firstSlot, CANCELLED);
    return null;
  }
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  closeOrdersOn(market, firstSlot, instrument);
  return null;
}
