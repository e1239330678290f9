/** Changing an open order (rule O14). */
import {
  type AmendOrder,
  sizeLots as asLots,
  priceTicks as asTicks,
  instrumentId,
  type RejectCode,
  simulatedMs,
} from '@spillway/protocol';
import { uncountLots } from '../account/count-orders.ts';
import { legNameOf } from '../account/legs.ts';
import { enterOrder, takeOutOrder, tellAmended } from '../account/resting-orders.ts';
import { type NewOrder, NO_SLOT } from '../book/order-pool.ts';
import { sideOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { admitAgain } from './admit-order.ts';
import type { AskedOrder } from './asked-order.ts';
import { executeTaker } from './place-order.ts';

/** Whether the order may stay where it is: the price stays and the size shrinks, at a venue that lets it. */
function keepsPlace(market: Market, order: number, command: AmendOrder): boolean {
  const { orders, rules } = market;
  const { remainingLots } = command;
  const isReduced =
    Number.isSafeInteger(remainingLots) && remainingLots >= 1 && remainingLots < orders.remainingLots(order);
  const isOffered = rules.amendKeepsPriority === 'when-only-reduced';
  return isOffered && command.priceTicks === orders.priceTicks(order) && isReduced;
}

/** Takes lots off an order where it rests: first off what an iceberg hides. */
function reduceInPlace(market: Market, order: number, remainingLots: number): void {
  const { orders } = market;
  const instrument = instrumentAt(market, orders.instrumentId(order));
  const lots = orders.remainingLots(order) - remainingLots;
  const shownLots = orders.shownLots(order);
  const lessShown = Math.max(0, shownLots - remainingLots);
  instrument.book.ladder(orders.direction(order)).reduce(order, lessShown);
  if (orders.hasExtras(order)) orders.setHiddenLots(order, remainingLots - (shownLots - lessShown));
  if (!orders.isReduceOnly(order)) uncountLots(market, order, lots);
  tellAmended(market, order, { causeSequence: 0, isPriorityKept: true });
}

/** An order as it rests, so that it can be put back. */
function recordOf(market: Market, order: number): NewOrder {
  const { orders } = market;
  return {
    orderId: orders.orderId(order),
    clientOrderId: orders.clientOrderId(order),
    accountSlot: orders.accountSlot(order),
    instrumentId: orders.instrumentId(order),
    leg: orders.leg(order),
    direction: orders.direction(order),
    priceTicks: orders.priceTicks(order),
    remainingLots: orders.remainingLots(order),
    shownLots: orders.shownLots(order),
    displayLots: orders.displayLots(order),
    expiresAtMs: orders.expiresAtMs(order),
    isReduceOnly: orders.isReduceOnly(order),
    isPostOnly: orders.isPostOnly(order),
    selfTradePrevention: orders.selfTradePrevention(order),
  };
}

/** The order as it would be placed now, with its new price and size. */
function askedAgain(order: NewOrder, command: AmendOrder): AskedOrder {
  const { displayLots, expiresAtMs } = order;
  return {
    instrumentId: instrumentId(order.instrumentId),
    clientOrderId: order.clientOrderId,
    side: sideOf(order.direction),
    leg: legNameOf(order.leg),
    orderType: 'limit',
    timeInForce: expiresAtMs === 0 ? 'gtc' : 'gtd',
    priceTicks: asTicks(command.priceTicks),
    sizeLots: asLots(command.remainingLots),
    isReduceOnly: order.isReduceOnly,
    isPostOnly: order.isPostOnly,
    selfTradePrevention: order.selfTradePrevention,
    ...(expiresAtMs === 0 ? {} : { expiresAtMs: simulatedMs(expiresAtMs) }),
    ...(displayLots === 0 ? {} : { displayLots: asLots(displayLots) }),
  };
}

function tellComesBack(market: Market, instrument: InstrumentState, command: AmendOrder): void {
  const { taker } = market.matching;
  taker.causeSequence = market.events.emit('orderAmended', 0, {
    orderId: command.orderId,
    accountId: command.accountId,
    instrumentId: instrumentId(instrument.id),
    priceTicks: asTicks(taker.priceTicks),
    remainingLots: asLots(taker.remainingLots),
    isPriorityKept: false,
  });
}

/** Takes the order out of the book and lets it come back as a new one would; refused, it is where it was. */
function comeBack(market: Market, order: number, command: AmendOrder): RejectCode | null {
  const { orders } = market;
  const { taker } = market.matching;
  const record = recordOf(market, order);
  const instrument = instrumentAt(market, record.instrumentId);
  const ladder = instrument.book.ladder(record.direction);
  const row = orders.row(order);
  const next = orders.nextInLevel(order);
  taker.accountSlot = record.accountSlot;
  takeOutOrder(market, order);
  const fault = admitAgain(market, instrument, askedAgain(record, command));
  if (fault !== null) {
    ladder.insertBefore(enterOrder(market, row, record), next);
    return fault;
  }
  taker.orderId = record.orderId;
  tellComesBack(market, instrument, command);
  executeTaker(market, instrument, true);
  taker.orderId = record.orderId;
  return null;
}

/**
 * Sets price and remaining size of a resting order. Accepted, its number is that of the taker in hand.
 * @param firstSlot - the account, as its slot in the first asset
 */
export function amendOrder(market: Market, command: AmendOrder, firstSlot: number): RejectCode | null {
  const { accounts, orders } = market;
  const order = orders.slotOf(command.orderId);
  if (order === NO_SLOT || accounts.firstSlot(orders.accountSlot(order)) !== firstSlot)
    return 'ORDER_UNKNOWN';
  if (instrumentAt(market, orders.instrumentId(order)).isHalted) return 'TRADING_HALTED';
  const isSamePrice = command.priceTicks === orders.priceTicks(order);
  if (isSamePrice && command.remainingLots === orders.remainingLots(order)) return 'AMEND_UNCHANGED';
  if (!keepsPlace(market, order, command)) return comeBack(market, order, command);
  reduceInPlace(market, order, command.remainingLots);
  market.matching.taker.orderId = command.orderId;
  return null;
}
