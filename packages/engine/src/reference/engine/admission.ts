/** Which orders are accepted (rule O1): one test after the other, in the order of the rule. */
import type { OrderTerms, PlaceOrder, PositionLeg, RejectCode } from '@spillway/protocol';
import { bestTicks, isWithin } from './book.ts';
import {
  claimOf,
  freeCash,
  freeMargin,
  type OpenOrder,
  openOrdersOf,
  reachesOf,
  reachLots,
} from './claims.ts';
import { notionalAt, notionalAtMark, opposite, positionLotsMax } from './contract.ts';
import { type Held, positionOf } from './holdings.ts';
import { feeOf, feeRates, tierOf } from './margin.ts';
import type { Direction, Holding, Market } from './market.ts';
import { isFillable } from './matching.ts';
import { bandEdge } from './prices.ts';
import { directionOf, restingOf } from './resting.ts';
import { isTrading } from './trading.ts';

/** An order as the tests see it: placed, taken from a batch, amended, or fired by a trigger. */
export type OrderAsked = OrderTerms & Pick<PlaceOrder, 'isPostOnly' | 'displayLots'>;

/** An order that may go to the book. */
export interface Admitted {
  readonly held: Held;
  readonly direction: Direction;
  /** The limit, or for a market order the edge of the price band. */
  readonly worstTicks: number;
  readonly lots: number;
  readonly isReduceOnly: boolean;
}

/** The tests of an order that need no book and no margin. */
export interface OrderCase {
  readonly order: OrderAsked;
  readonly held: Held;
  readonly direction: Direction;
  /** Reduce-only by its own word, as an order that closes the position, or by closing a leg (rules O6, O17 and A12). */
  readonly isReduceOnly: boolean;
}

function isWhole(value: number, bounds: { readonly min: number; readonly max: number }): boolean {
  return Number.isSafeInteger(value) && value >= bounds.min && value <= bounds.max;
}

function isRestingKind(order: OrderAsked): boolean {
  return order.timeInForce === 'gtc' || order.timeInForce === 'gtd';
}

export function optionsFault(order: OrderAsked): RejectCode | null {
  if (!isWhole(order.clientOrderId, { min: 0, max: Number.MAX_SAFE_INTEGER })) return 'ORDER_INVALID';
  if (order.isPostOnly && !isRestingKind(order)) return 'ORDER_INVALID';
  if (order.orderType === 'market' && (isRestingKind(order) || order.isPostOnly)) return 'ORDER_INVALID';
  return null;
}

/** The leg that an order names must be one of the account's position mode (rule A12). */
export function legFault(holding: Holding, order: OrderAsked): RejectCode | null {
  const leg: PositionLeg = order.leg ?? 'both';
  if (positionOf(holding, leg) === undefined) return 'POSITION_SIDE_INVALID';
  return leg !== 'both' && order.isReduceOnly ? 'REDUCE_ONLY_IN_HEDGE_MODE' : null;
}

export function expiryFault(market: Market, order: OrderAsked): RejectCode | null {
  if (order.timeInForce !== 'gtd') return order.expiresAtMs === undefined ? null : 'EXPIRY_INVALID';
  const isAhead = Number.isSafeInteger(order.expiresAtMs) && (order.expiresAtMs ?? 0) > market.outlet.nowMs;
  return isAhead ? null : 'EXPIRY_INVALID';
}

/** An order that closes the position is a market order without a size of its own (rule O17). */
export function closePositionFault(order: OrderAsked): RejectCode | null {
  if (order.isClosePosition !== true) return null;
  if (order.orderType !== 'market') return 'ORDER_INVALID';
  return order.sizeLots === 0 ? null : 'SIZE_INVALID';
}

export function sizeFault(holding: Holding, order: OrderAsked): RejectCode | null {
  if (order.isClosePosition === true) return null;
  const { sizeLotsMin, sizeLotsMax } = holding.instrument.specification;
  return isWhole(order.sizeLots, { min: sizeLotsMin, max: sizeLotsMax }) ? null : 'SIZE_INVALID';
}

function displayFault(order: OrderAsked): RejectCode | null {
  if (order.displayLots === undefined) return null;
  const isShown = isWhole(order.displayLots, { min: 1, max: order.sizeLots - 1 });
  return isShown && isRestingKind(order) ? null : 'DISPLAY_SIZE_INVALID';
}

/** A limit within the prices of the instrument; 0 for a market order. */
export function limitFault(holding: Holding, order: OrderAsked): RejectCode | null {
  const { priceTicksMax } = holding.instrument.specification;
  if (order.orderType === 'market') return order.priceTicks === 0 ? null : 'PRICE_INVALID';
  return isWhole(order.priceTicks, { min: 1, max: priceTicksMax }) ? null : 'PRICE_INVALID';
}

function bandFault(holding: Holding, order: OrderAsked): RejectCode | null {
  if (order.orderType === 'market') return null;
  const { instrument } = holding;
  const { priceBandPpm } = instrument.specification;
  const isInBand =
    order.priceTicks >= bandEdge(instrument, -1, priceBandPpm) &&
    order.priceTicks <= bandEdge(instrument, 1, priceBandPpm);
  return isInBand ? null : 'PRICE_OUTSIDE_BAND';
}

/** A hedged leg is opened by its own side and closed by the other (rule A12). */
function closesLeg(leg: PositionLeg, direction: Direction): boolean {
  return leg !== 'both' && direction === (leg === 'long' ? -1 : 1);
}

function caseOf(order: OrderAsked, held: Held): OrderCase {
  const direction = directionOf(order.side);
  const isReduceOnly =
    order.isReduceOnly || order.isClosePosition === true || closesLeg(held.position.leg, direction);
  return { order, held, direction, isReduceOnly };
}

function positionFault({ order, held }: OrderCase): RejectCode | null {
  return order.isClosePosition === true && held.position.sizeLots === 0 ? 'POSITION_MISSING' : null;
}

function reduceOnlyFault({ held, direction, isReduceOnly }: OrderCase): RejectCode | null {
  const isAgainst = held.position.sizeLots * direction < 0;
  return isReduceOnly && !isAgainst ? 'REDUCE_ONLY_WOULD_INCREASE' : null;
}

/** An order is worth the minimum at its limit, or at mark, unless it only reduces (rule O12). */
function notionalFault({ order, held, isReduceOnly }: OrderCase): RejectCode | null {
  const { instrument } = held.holding;
  if (isReduceOnly) return null;
  const priceTicks = order.orderType === 'limit' ? order.priceTicks : instrument.markTicks;
  const notional = notionalAt(instrument, order.sizeLots, priceTicks);
  return notional.lt(instrument.specification.notionalMinMicros) ? 'NOTIONAL_TOO_SMALL' : null;
}

function countFault(market: Market, { order, held }: OrderCase): RejectCode | null {
  const { account, instrument } = held.holding;
  const open = restingOf(market, account).filter((other) => other.instrument.assetId === instrument.assetId);
  return isRestingKind(order) && open.length >= market.ordersPerAccountMax ? 'ORDERS_TOO_MANY' : null;
}

function wouldTrade(market: Market, { held, direction, worstTicks }: Admitted): boolean {
  const best = bestTicks(market, held.holding.instrument, opposite(direction));
  return best !== 0 && isWithin(best, direction, worstTicks);
}

function bookFault(market: Market, order: OrderAsked, admitted: Admitted): RejectCode | null {
  if (order.isPostOnly && wouldTrade(market, admitted)) return 'POST_ONLY_WOULD_TRADE';
  const { instrument } = admitted.held.holding;
  if (order.timeInForce === 'fok' && !isFillable(market, { ...admitted, instrument })) {
    return 'FILL_OR_KILL_UNFILLABLE';
  }
  return null;
}

/** The price at which the margin of an order is reckoned: its limit, or for a market order the best of the book. */
function assumedTicks(market: Market, order: OrderAsked, admitted: Admitted): number {
  if (order.orderType === 'limit') return order.priceTicks;
  const { instrument } = admitted.held.holding;
  if (!wouldTrade(market, admitted)) return instrument.markTicks;
  return bestTicks(market, instrument, opposite(admitted.direction));
}

/** Position with orders stays within the tier of the leverage chosen, and below the largest size (rule M8). */
function limitsFault(market: Market, admitted: Admitted, orders: readonly OpenOrder[]): RejectCode | null {
  const { holding, position } = admitted.held;
  const { instrument } = holding;
  const lots = reachesOf(holding, orders)
    .filter((reach) => reach.position === position && reach.direction === admitted.direction)
    .reduce((most, reach) => Math.max(most, reachLots(reach)), 0);
  if (lots <= Math.abs(position.sizeLots)) return null;
  const isTooLarge = lots > positionLotsMax(instrument.specification);
  const { leverageMax } = tierOf(instrument, notionalAtMark(instrument, lots));
  const isTooHigh = market.rules.isLeverageChosen && leverageMax < holding.leverage;
  return isTooLarge || isTooHigh ? 'POSITION_LIMIT_EXCEEDED' : null;
}

/** Whether the account has the margin for an order (rules M4, M5, M6 and M8). */
function marginFault(market: Market, order: OrderAsked, admitted: Admitted): RejectCode | null {
  if (admitted.isReduceOnly) return null;
  const { held, direction, lots } = admitted;
  const { holding, position } = held;
  const { account, instrument } = holding;
  const priceTicks = assumedTicks(market, order, admitted);
  const before = openOrdersOf(market, holding);
  const after = [...before, { leg: position.leg, direction, lots, priceTicks }];
  const fault = limitsFault(market, admitted, after);
  if (fault !== null) return fault;
  const more = claimOf(market, holding, after).sub(claimOf(market, holding, before));
  if (more.lte(0)) return null;
  const fee = feeOf(notionalAt(instrument, lots, priceTicks), feeRates(holding).takerFeePpm);
  const free = holding.mode === 'isolated' ? freeCash : freeMargin;
  const isCovered = more.add(fee).lte(free(market, account, instrument.assetId));
  return isCovered ? null : 'MARGIN_INSUFFICIENT';
}

function admittedOf({ order, held, direction, isReduceOnly }: OrderCase): Admitted {
  const { instrument } = held.holding;
  const heldLots = Math.abs(held.position.sizeLots);
  const askedLots = order.isClosePosition === true ? heldLots : order.sizeLots;
  return {
    held,
    direction,
    worstTicks:
      order.orderType === 'limit'
        ? order.priceTicks
        : bandEdge(instrument, direction, instrument.specification.priceBandPpm),
    lots: isReduceOnly ? Math.min(askedLots, heldLots) : askedLots,
    isReduceOnly,
  };
}

/** The tests that a new order shares with one that comes back amended (rule O14): from the size on, but for the count. */
export function admitAgain(market: Market, order: OrderAsked, held: Held): Admitted | RejectCode {
  const orderCase = caseOf(order, held);
  const { holding } = held;
  const fault =
    sizeFault(holding, order) ??
    limitFault(holding, order) ??
    bandFault(holding, order) ??
    reduceOnlyFault(orderCase) ??
    notionalFault(orderCase);
  if (fault !== null) return fault;
  const admitted = admittedOf(orderCase);
  return bookFault(market, order, admitted) ?? marginFault(market, order, admitted) ?? admitted;
}

/** Tests an order against every rule of acceptance; returns it as it may go to the book, or why it may not. */
export function admit(market: Market, order: OrderAsked, holding: Holding): Admitted | RejectCode {
  const { instrument } = holding;
  if (instrument.markTicks === 0) return 'MARK_PRICE_MISSING';
  if (!isTrading(market, instrument)) return 'TRADING_HALTED';
  const fault = optionsFault(order) ?? legFault(holding, order) ?? expiryFault(market, order);
  if (fault !== null) return fault;
  const position = positionOf(holding, order.leg ?? 'both');
  if (position === undefined) return 'POSITION_SIDE_INVALID';
  const orderCase = caseOf(order, { holding, position });
  const later =
    closePositionFault(order) ??
    positionFault(orderCase) ??
    sizeFault(holding, order) ??
    displayFault(order) ??
    limitFault(holding, order) ??
    bandFault(holding, order) ??
    reduceOnlyFault(orderCase) ??
    notionalFault(orderCase) ??
    countFault(market, orderCase);
  if (later !== null) return later;
  const admitted = admittedOf(orderCase);
  return bookFault(market, order, admitted) ?? marginFault(market, order, admitted) ?? admitted;
}
