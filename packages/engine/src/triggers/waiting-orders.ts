/** Orders begin to wait for a price, and are closed (rules T1, T2 and O10). */
import { instrumentId, orderId, type PlaceTriggerOrder, type RejectCode } from '@spillway/protocol';
import type { OrderClosing } from '../account/resting-orders.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt, intAt } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import {
  closePositionFault,
  expiryFault,
  legFault,
  limitFault,
  optionsFault,
  sizeFault,
} from '../matching/order-faults.ts';
import { NO_TIMER } from '../timers/timer-queue.ts';
import { type TriggerPrice, wouldFire } from './trigger-book.ts';
import type { WaitingOrder } from './trigger-orders.ts';

const CALLBACK_PPM_MIN = 1_000;
const CALLBACK_PPM_MAX = 100_000;

/** The price that a trigger watches; 0 while there is none. */
export function watchedTicks(instrument: InstrumentState, by: TriggerPrice): number {
  return by === 'mark' ? instrument.markTicks : instrument.lastTicks;
}

/** Whether trigger price and callback can be what they say. */
function triggerFault(
  instrument: InstrumentState,
  terms: Pick<PlaceTriggerOrder, 'triggerType' | 'triggerTicks' | 'callbackPpm'>,
): RejectCode | null {
  const { triggerTicks, callbackPpm } = terms;
  const isTrailing = terms.triggerType === 'trailing-stop';
  const isPrice =
    Number.isSafeInteger(triggerTicks) &&
    triggerTicks >= (isTrailing ? 0 : 1) &&
    triggerTicks <= instrument.specification.priceTicksMax;
  const isCallback = isTrailing
    ? Number.isSafeInteger(callbackPpm) && callbackPpm >= CALLBACK_PPM_MIN && callbackPpm <= CALLBACK_PPM_MAX
    : callbackPpm === 0;
  return isPrice && isCallback ? null : 'TRIGGER_PRICE_INVALID';
}

/** What can be known of an order before its price comes: all but the count and whether it would fire (rule T1). */
export function waitingFault(
  market: Market,
  at: { readonly slot: number; readonly instrument: InstrumentState },
  terms: Omit<PlaceTriggerOrder, 'kind' | 'timeMs'>,
): RejectCode | null {
  const { slot, instrument } = at;
  const order = { ...terms, isPostOnly: false };
  return (
    optionsFault(order) ??
    legFault(market.accounts.isHedged(slot), order) ??
    expiryFault(market, order) ??
    closePositionFault(order) ??
    sizeFault(order, instrument) ??
    triggerFault(instrument, terms) ??
    limitFault(order, instrument)
  );
}

/** Counts an order of its instrument that waits, and sets the timer of its expiry: what placing and a restore share. */
export function enterWaitingOrder(market: Market, instrument: InstrumentState, order: WaitingOrder): number {
  const { triggerOrders, timers } = market;
  const slot = triggerOrders.add(order);
  const { accountId: owner, expiresAtMs } = order;
  triggerOrders.timers[slot] =
    expiresAtMs === undefined
      ? NO_TIMER
      : timers.add({ timeMs: expiresAtMs, kind: 'order-expiry', owner, item: order.orderId });
  instrument.waitingOrders += 1;
  market.pricesMoved.add(instrument.id);
  return slot;
}

/** Takes an order that waits out of the market without a word to the sink: it was fired, or is closed. */
export function releaseWaitingOrder(market: Market, instrument: InstrumentState, slot: number): void {
  const { triggerOrders } = market;
  const timer = intAt(triggerOrders.timers, slot);
  if (timer !== NO_TIMER) market.timers.remove(timer);
  instrument.triggers.remove(slot);
  triggerOrders.release(slot);
  instrument.waitingOrders -= 1;
  if (instrument.waitingOrders > 0) return;
  instrument.lookedMarkTicks = 0;
  instrument.lookedLastTicks = 0;
}

export function closeWaitingOrder(market: Market, slot: number, closing: OrderClosing): void {
  const { triggerOrders } = market;
  const instrument = instrumentAt(market, intAt(triggerOrders.instrumentIds, slot));
  const event = market.events.orderClosed;
  event.orderId = floatAt(triggerOrders.orderIds, slot);
  event.clientOrderId = floatAt(triggerOrders.clientOrderIds, slot);
  event.accountId = floatAt(triggerOrders.accountIds, slot);
  event.instrumentId = instrument.id;
  event.reason = closing.reason;
  event.remainingLots = floatAt(triggerOrders.sizesLots, slot);
  releaseWaitingOrder(market, instrument, slot);
  market.events.sendOrderClosed(closing.causeSequence);
}

/** The orders of an account that wait, in all its assets, lowest number first. */
export function allWaitingOrders(market: Market, firstSlot: number): number[] {
  const { accounts, triggerOrders } = market;
  const found: number[] = [];
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    let order = triggerOrders.oldestOf(slot);
    while (order !== NO_SLOT) {
      found.push(order);
      order = triggerOrders.nextOf(order);
    }
  }
  const { orderIds } = triggerOrders;
  return found.sort((left, right) => floatAt(orderIds, left) - floatAt(orderIds, right));
}

/** Lets an order wait for its price. Accepted, its number is that of the taker in hand. */
export function placeTriggerOrder(
  market: Market,
  command: PlaceTriggerOrder,
  at: { readonly slot: number; readonly instrument: InstrumentState },
): RejectCode | null {
  const { slot, instrument } = at;
  if (instrument.markTicks === 0) return 'MARK_PRICE_MISSING';
  const fault = waitingFault(market, at, command);
  if (fault !== null) return fault;
  if (market.triggerOrders.countOf(slot) >= market.ordersPerAccountMax) return 'TRIGGER_ORDERS_TOO_MANY';
  const priceTicks = watchedTicks(instrument, command.triggerBy);
  if (wouldFire(command, priceTicks)) return 'TRIGGER_WOULD_FIRE';
  if (instrument.waitingOrders === 0) {
    // Nobody kept them up to date: a restored market has forgotten them too (rule S2).
    instrument.lookedMarkTicks = 0;
    instrument.lookedLastTicks = 0;
  }
  market.lastOrderId += 1;
  const order: WaitingOrder = { ...command, orderId: market.lastOrderId, accountSlot: slot };
  instrument.triggers.add(enterWaitingOrder(market, instrument, order), priceTicks);
  market.matching.taker.orderId = market.lastOrderId;
  market.events.emit('triggerOrderPlaced', 0, {
    orderId: orderId(market.lastOrderId),
    clientOrderId: command.clientOrderId,
    accountId: command.accountId,
    instrumentId: instrumentId(instrument.id),
    side: command.side,
    leg: command.leg ?? 'both',
    triggerType: command.triggerType,
    triggerBy: command.triggerBy,
    triggerTicks: command.triggerTicks,
    callbackPpm: command.callbackPpm,
    priceTicks: command.priceTicks,
    sizeLots: command.sizeLots,
  });
  return null;
}
