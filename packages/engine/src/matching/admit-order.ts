import type { PlaceOrder, RejectCode } from '@spillway/protocol';
import { NO_ROW } from '../account/row-table.ts';
import { intAt } from '../columns.ts';
import { positionLotsMax } from '../contract/contract.ts';
import { tierAt } from '../contract/maintenance.ts';
import { type Direction, directionOf, opposite } from '../direction.ts';
import { type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import { freeCashMicros, freeMarginMicros } from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { feeMicrosOf } from '../margin/margin-math.ts';
import { claimMicros } from '../margin/order-margin.ts';
import type { Market } from '../market.ts';
import { isFillable } from './fill-or-kill.ts';
import { bandEdgeTicks, isWithinBand } from './price-band.ts';
import type { TakerOrder } from './taker-order.ts';

function optionsFault(order: PlaceOrder): RejectCode | null {
  if (!Number.isSafeInteger(order.clientOrderId) || order.clientOrderId < 0) return 'ORDER_INVALID';
  if (order.isPostOnly && order.timeInForce !== 'gtc') return 'ORDER_INVALID';
  if (order.orderType === 'market' && (order.timeInForce === 'gtc' || order.isPostOnly))
    return 'ORDER_INVALID';
  return null;
}

function sizeFault(order: PlaceOrder, instrument: InstrumentState): RejectCode | null {
  const { sizeLotsMin, sizeLotsMax } = instrument.specification;
  const isWithin =
    Number.isSafeInteger(order.sizeLots) && order.sizeLots >= sizeLotsMin && order.sizeLots <= sizeLotsMax;
  return isWithin ? null : 'SIZE_INVALID';
}

function priceFault(order: PlaceOrder, instrument: InstrumentState): RejectCode | null {
  const { priceTicks } = order;
  if (order.orderType === 'market') return priceTicks === 0 ? null : 'PRICE_INVALID';
  const { priceTicksMax, priceBandPpm } = instrument.specification;
  if (!Number.isSafeInteger(priceTicks) || priceTicks < 1 || priceTicks > priceTicksMax)
    return 'PRICE_INVALID';
  return isWithinBand(instrument, priceTicks, priceBandPpm) ? null : 'PRICE_OUTSIDE_BAND';
}

/** Whether the best of the book is within the price of an order. */
function meetsBook(instrument: InstrumentState, taker: TakerOrder): boolean {
  const ladder = instrument.book.ladder(opposite(taker.direction));
  return ladder.levelCount > 0 && ladder.isReachable(ladder.bestTicks, taker.priceTicks);
}

/** The price at which the margin of an order is reckoned: its limit, or for a market order the best of the book. */
function assumedTicks(order: PlaceOrder, instrument: InstrumentState, taker: TakerOrder): number {
  if (order.orderType === 'limit') return order.priceTicks;
  const offer = instrument.book.ladder(opposite(taker.direction));
  return meetsBook(instrument, taker) ? offer.bestTicks : instrument.markTicks;
}

/** Whether the account has the margin for an order (rules M4, M5, M6 and M8). */
function marginFault(market: Market, order: PlaceOrder, instrument: InstrumentState): RejectCode | null {
  if (order.isReduceOnly) return null;
  const { taker } = market.matching;
  const { accountSlot: slot, direction, remainingLots: lots } = taker;
  const { margins, positions } = market;
  const row = positions.findRow(slot, instrument.id);
  const closingFeePpm = closingFeePpmOf(market, instrument);
  const exposure =
    row === NO_ROW
      ? margins.exposure.readNone({ leverage: positions.defaultLeverage(instrument.id), closingFeePpm })
      : margins.exposure.read(positions, row, closingFeePpm);
  const atTicks = assumedTicks(order, instrument, taker);
  exposure.addOrder(direction, lots, valueMicros(instrument, lots, atTicks));
  const reachLots = exposure.reachLots(direction);
  if (reachLots > Math.abs(exposure.sizeLots)) {
    if (reachLots > positionLotsMax(instrument.contract)) return 'POSITION_LIMIT_EXCEEDED';
    const reachMicros = notionalMicros(instrument, reachLots, instrument.markTicks);
    if (tierAt(instrument.specification.riskTiers, reachMicros).leverageMax < exposure.leverage) {
      return 'POSITION_LIMIT_EXCEEDED';
    }
  }
  const claimMoreMicros = claimMicros(instrument, exposure) - margins.claimMicros(row);
  if (claimMoreMicros <= 0) return null;
  const orderMicros = notionalMicros(instrument, lots, atTicks);
  const feeMicros = feeMicrosOf(orderMicros, instrument.specification.takerFeePpm);
  const freeMicros = exposure.isIsolated ? freeCashMicros(market, slot) : freeMarginMicros(market, slot);
  return claimMoreMicros + feeMicros <= freeMicros ? null : 'MARGIN_INSUFFICIENT';
}

function bookFault(market: Market, order: PlaceOrder, instrument: InstrumentState): RejectCode | null {
  const { taker } = market.matching;
  const openOrders = intAt(market.accounts.orderCounts, taker.accountSlot);
  if (order.timeInForce === 'gtc' && openOrders >= market.ordersPerAccountMax) return 'ORDERS_TOO_MANY';
  if (order.isPostOnly && meetsBook(instrument, taker)) return 'POST_ONLY_WOULD_TRADE';
  if (order.timeInForce === 'fok' && !isFillable(market, instrument, taker)) return 'FILL_OR_KILL_UNFILLABLE';
  return null;
}

/**
 * Tests an order against every rule of acceptance (rules O1 to O7), in the order of the rules, and writes it down as
 * the taker in hand, which names its account already, as it may go to the book.
 * @returns why it may not; null when it may
 */
export function admitOrder(
  market: Market,
  instrument: InstrumentState,
  order: PlaceOrder,
): RejectCode | null {
  if (instrument.markTicks === 0) return 'MARK_PRICE_MISSING';
  const fault = optionsFault(order) ?? sizeFault(order, instrument) ?? priceFault(order, instrument);
  if (fault !== null) return fault;
  const { taker } = market.matching;
  const direction = directionOf(order.side);
  taker.clientOrderId = order.clientOrderId;
  taker.instrumentId = instrument.id;
  taker.direction = direction;
  taker.priceTicks = order.orderType === 'limit' ? order.priceTicks : marketEdgeTicks(instrument, direction);
  taker.remainingLots = order.sizeLots;
  taker.isReduceOnly = order.isReduceOnly;
  taker.selfTradePrevention = order.selfTradePrevention;
  taker.causeSequence = 0;
  const reduceOnlyFault = order.isReduceOnly ? cutToPosition(market, taker) : null;
  return reduceOnlyFault ?? bookFault(market, order, instrument) ?? marginFault(market, order, instrument);
}

/** A market order trades no further from the mark than a limit order may be priced (rule O4). */
function marketEdgeTicks(instrument: InstrumentState, direction: Direction): number {
  return bandEdgeTicks(instrument, direction, instrument.specification.priceBandPpm);
}

/** Cuts a reduce-only order to the position that it points against; refuses it when it points against none (rule O6). */
function cutToPosition(market: Market, taker: TakerOrder): RejectCode | null {
  const { positions } = market;
  const heldLots = positions.sizeLotsOf(taker.accountSlot, taker.instrumentId);
  if (heldLots * taker.direction >= 0) return 'REDUCE_ONLY_WOULD_INCREASE';
  taker.remainingLots = Math.min(taker.remainingLots, Math.abs(heldLots));
  return null;
}
