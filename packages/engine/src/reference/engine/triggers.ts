/** Orders that wait for a price (rules T1 to T6). */
import type { PlaceTriggerOrder, RejectCode } from '@spillway/protocol';
import {
  closePositionFault,
  expiryFault,
  legFault,
  limitFault,
  type OrderAsked,
  optionsFault,
  sizeFault,
} from './admission.ts';
import { drainDue } from './due.ts';
import { exact, MILLION, roundDown, roundUp } from './exact.ts';
import { positionOf } from './holdings.ts';
import type { Holding, Instrument, Market, WaitingOrder } from './market.ts';
import { fireOrder } from './placing.ts';
import { waitingOf } from './resting.ts';
import { isTrading } from './trading.ts';

const CALLBACK_PPM_MIN = 1_000;
const CALLBACK_PPM_MAX = 100_000;

/** The price that a trigger watches; 0 while there is none. */
function watchedTicks(instrument: Instrument, triggerBy: PlaceTriggerOrder['triggerBy']): number {
  return triggerBy === 'mark' ? instrument.markTicks : instrument.lastTicks;
}

function triggerFault(holding: Holding, terms: PlaceTriggerOrder): RejectCode | null {
  const { triggerTicks, callbackPpm } = terms;
  const { priceTicksMax } = holding.instrument.specification;
  const isTrailing = terms.triggerType === 'trailing-stop';
  const isPrice =
    Number.isSafeInteger(triggerTicks) &&
    triggerTicks >= (isTrailing ? 0 : 1) &&
    triggerTicks <= priceTicksMax;
  const isCallback = isTrailing
    ? Number.isSafeInteger(callbackPpm) && callbackPpm >= CALLBACK_PPM_MIN && callbackPpm <= CALLBACK_PPM_MAX
    : callbackPpm === 0;
  return isPrice && isCallback ? null : 'TRIGGER_PRICE_INVALID';
}

/** Whether a stop or take-profit is reached: stop buys and take-profit sells from below, the others from above (rule T2). */
function isReached(terms: PlaceTriggerOrder, priceTicks: number): boolean {
  const firesUpwards = (terms.side === 'buy') === (terms.triggerType === 'stop');
  return firesUpwards ? priceTicks >= terms.triggerTicks : priceTicks <= terms.triggerTicks;
}

/** Where an active trailing stop fires: behind its best price, rounded towards it (rule T3). */
export function trailingTicks({ terms, bestTicks }: WaitingOrder): number {
  const share = terms.side === 'sell' ? MILLION - terms.callbackPpm : MILLION + terms.callbackPpm;
  const ticks = exact(bestTicks).mul(share).div(MILLION);
  return (terms.side === 'sell' ? roundUp(ticks) : roundDown(ticks)).toNumber();
}

/** A trailing stop begins once the price reaches its activation, and remembers the best price since (rule T3). */
function followPrice(order: WaitingOrder, priceTicks: number): void {
  const { side, triggerTicks } = order.terms;
  const isSell = side === 'sell';
  const isActivated =
    triggerTicks === 0 || (isSell ? priceTicks >= triggerTicks : priceTicks <= triggerTicks);
  if (order.bestTicks === 0) order.bestTicks = isActivated ? priceTicks : 0;
  else if (isSell) order.bestTicks = Math.max(order.bestTicks, priceTicks);
  else order.bestTicks = Math.min(order.bestTicks, priceTicks);
}

/** Whether an order fires at a price that is there; a trailing stop looks at it first. */
function wouldFire(order: WaitingOrder, priceTicks: number): boolean {
  if (priceTicks === 0) return false;
  if (order.terms.triggerType !== 'trailing-stop') return isReached(order.terms, priceTicks);
  followPrice(order, priceTicks);
  if (order.bestTicks === 0) return false;
  const bound = trailingTicks(order);
  return order.terms.side === 'sell' ? priceTicks <= bound : priceTicks >= bound;
}

/** Takes an order that waits outside the book; returns its number, or why it is refused (rule T1). */
export function placeTriggerOrder(
  market: Market,
  terms: PlaceTriggerOrder,
  holding: Holding,
): number | RejectCode {
  const { account, instrument } = holding;
  const order: OrderAsked = { ...terms, isPostOnly: false };
  if (instrument.markTicks === 0) return 'MARK_PRICE_MISSING';
  const fault =
    optionsFault(order) ??
    legFault(holding, order) ??
    expiryFault(market, order) ??
    closePositionFault(order) ??
    sizeFault(holding, order) ??
    triggerFault(holding, terms) ??
    limitFault(holding, order);
  if (fault !== null) return fault;
  const others = waitingOf(market, account).filter(
    (other) => other.instrument.assetId === instrument.assetId,
  );
  if (others.length >= market.ordersPerAccountMax) return 'TRIGGER_ORDERS_TOO_MANY';
  const waiting: WaitingOrder = { id: market.lastOrderId + 1, account, instrument, terms, bestTicks: 0 };
  if (wouldFire(waiting, watchedTicks(instrument, terms.triggerBy))) return 'TRIGGER_WOULD_FIRE';
  market.lastOrderId += 1;
  market.waitingOrders.push(waiting);
  market.outlet.emit('triggerOrderPlaced', 0, {
    orderId: waiting.id,
    clientOrderId: terms.clientOrderId,
    accountId: account.id,
    instrumentId: instrument.id,
    side: terms.side,
    leg: positionOf(holding, terms.leg ?? 'both')?.leg ?? 'both',
    triggerType: terms.triggerType,
    triggerBy: terms.triggerBy,
    triggerTicks: terms.triggerTicks,
    callbackPpm: terms.callbackPpm,
    priceTicks: terms.priceTicks,
    sizeLots: terms.sizeLots,
  });
  return waiting.id;
}

/** The orders that fire at the prices there are now, oldest first; only prices that changed are looked at. */
function ordersToFire(market: Market): { readonly order: WaitingOrder; readonly priceTicks: number }[] {
  const open = market.instruments.filter((instrument) => isTrading(market, instrument));
  const toFire = market.waitingOrders
    .filter((order) => open.includes(order.instrument))
    .map((order) => ({ order, priceTicks: watchedTicks(order.instrument, order.terms.triggerBy) }))
    .filter(({ order, priceTicks }) => {
      const { lookedMarkTicks, lookedLastTicks } = order.instrument;
      const lookedTicks = order.terms.triggerBy === 'mark' ? lookedMarkTicks : lookedLastTicks;
      return priceTicks !== lookedTicks && wouldFire(order, priceTicks);
    });
  for (const instrument of open) {
    instrument.lookedMarkTicks = instrument.markTicks;
    instrument.lookedLastTicks = instrument.lastTicks;
  }
  return toFire;
}

/** Fires what is to be fired, then liquidates who is due, and again, until nothing fires (rule T4). */
export function fireTriggers(market: Market): void {
  let toFire = ordersToFire(market);
  while (toFire.length > 0) {
    const now = toFire.slice(0, market.firesLeft);
    market.firesLeft -= now.length;
    for (const { order, priceTicks } of now) fireOrder(market, order, priceTicks);
    drainDue(market, []);
    toFire = market.firesLeft === 0 ? [] : ordersToFire(market);
  }
}
