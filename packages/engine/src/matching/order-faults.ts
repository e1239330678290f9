/** The tests of an order that ask only for its words and its instrument (rule O1), shared with orders that wait. */
import type { RejectCode } from '@spillway/protocol';
import { legOfName } from '../account/legs.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import type { AskedOrder } from './asked-order.ts';

/** Whether what is left of an order rests. */
export function isRestingKind(order: Pick<AskedOrder, 'timeInForce'>): boolean {
  return order.timeInForce === 'gtc' || order.timeInForce === 'gtd';
}

export function optionsFault(order: AskedOrder): RejectCode | null {
  if (!Number.isSafeInteger(order.clientOrderId) || order.clientOrderId < 0) return 'ORDER_INVALID';
  if (order.isPostOnly && !isRestingKind(order)) return 'ORDER_INVALID';
  if (order.orderType === 'market' && (isRestingKind(order) || order.isPostOnly)) return 'ORDER_INVALID';
  return null;
}

/** An order names a leg in hedge mode and none in one-way mode; what closes a leg need not say so (rule A12). */
export function legFault(isHedged: boolean, order: AskedOrder): RejectCode | null {
  const isLegNamed = legOfName(order.leg) !== 0;
  if (isLegNamed !== isHedged) return 'POSITION_SIDE_INVALID';
  return isHedged && order.isReduceOnly ? 'REDUCE_ONLY_IN_HEDGE_MODE' : null;
}

/** A `gtd` order names a time that is still to come, no other order names one (rule O11). */
export function expiryFault(market: Market, order: AskedOrder): RejectCode | null {
  const { expiresAtMs } = order;
  if (order.timeInForce !== 'gtd') return expiresAtMs === undefined ? null : 'EXPIRY_INVALID';
  const isAhead =
    expiresAtMs !== undefined && Number.isSafeInteger(expiresAtMs) && expiresAtMs > market.events.timeMs;
  return isAhead ? null : 'EXPIRY_INVALID';
}

/** An order that closes the position is a market order without a size of its own (rule O17). */
export function closePositionFault(order: AskedOrder): RejectCode | null {
  if (order.isClosePosition !== true) return null;
  if (order.orderType !== 'market') return 'ORDER_INVALID';
  return order.sizeLots === 0 ? null : 'SIZE_INVALID';
}

export function sizeFault(order: AskedOrder, instrument: InstrumentState): RejectCode | null {
  if (order.isClosePosition === true) return null;
  const { sizeLotsMin, sizeLotsMax } = instrument.specification;
  const isWithin =
    Number.isSafeInteger(order.sizeLots) && order.sizeLots >= sizeLotsMin && order.sizeLots <= sizeLotsMax;
  return isWithin ? null : 'SIZE_INVALID';
}

/** An iceberg shows a part of a resting order (rule O13). */
export function displayFault(order: AskedOrder): RejectCode | null {
  const { displayLots } = order;
  if (displayLots === undefined) return null;
  const isPart = Number.isSafeInteger(displayLots) && displayLots >= 1 && displayLots < order.sizeLots;
  return isPart && isRestingKind(order) ? null : 'DISPLAY_SIZE_INVALID';
}

/** A limit within the prices of the instrument; 0 for a market order. */
export function limitFault(order: AskedOrder, instrument: InstrumentState): RejectCode | null {
  const { priceTicks } = order;
  if (order.orderType === 'market') return priceTicks === 0 ? null : 'PRICE_INVALID';
  const isPrice =
    Number.isSafeInteger(priceTicks) &&
    priceTicks >= 1 &&
    priceTicks <= instrument.specification.priceTicksMax;
  return isPrice ? null : 'PRICE_INVALID';
}
