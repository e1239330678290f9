/** Keeps what the orders of a row add up to, and the floor of free margin, in step with those that are not reduce-only. */
import type { NewOrder } from '../book/order-pool.ts';
import { intAt } from '../columns.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { ROUNDINGS_MICROS, steepestRate } from '../margin/claim-rise.ts';
import { instrumentAt, type Market } from '../market.ts';

/**
 * Counts an order that begins to rest. The taker in hand was admitted, and what it can claim at most was taken from the
 * floor; an order that is restored or put back was not, and the floor is forgotten.
 */
export function countOrder(market: Market, row: number, order: NewOrder): void {
  const { positions } = market;
  const { remainingLots: lots, direction, priceTicks } = order;
  const costMicros = valueMicros(instrumentAt(market, order.instrumentId), lots, priceTicks);
  positions.countOrders(positions.ordersPlace(row, direction), lots, costMicros);
  if (order !== market.matching.taker) positions.freeMarginFloors.forget(order.accountSlot);
}

/** Lowers the floor by what lots that leave an order may have made up for in the open loss of its side. */
function lowerFloor(
  market: Market,
  instrument: InstrumentState,
  leaving: { order: number; lots: number },
): void {
  const { orders, positions } = market;
  const { order, lots } = leaving;
  const { freeMarginFloors } = positions;
  const slot = orders.accountSlot(order);
  if (steepestRate(positions, instrument, orders.row(order)) === Number.POSITIVE_INFINITY) {
    freeMarginFloors.forget(slot);
    return;
  }
  const distanceMicros = valueMicros(instrument, lots, orders.priceTicks(order) - instrument.markTicks);
  freeMarginFloors.lower(slot, Math.abs(distanceMicros) + ROUNDINGS_MICROS);
}

/** Counts a resting order no more, before it leaves the book. */
export function uncountOrder(market: Market, instrument: InstrumentState, order: number): void {
  const { orders, positions } = market;
  const lots = orders.remainingLots(order);
  // An order that is filled leaves nothing.
  if (lots === 0) return;
  const place = positions.ordersPlace(orders.row(order), orders.direction(order));
  positions.countOrders(place, -lots, -valueMicros(instrument, lots, orders.priceTicks(order)));
  lowerFloor(market, instrument, { order, lots });
}

/**
 * Counts lots no more that have left a resting order. The cost of an order is that of what is left of it, rounded as a
 * whole.
 */
export function uncountLots(market: Market, order: number, lots: number): void {
  const { orders, positions } = market;
  const instrument = instrumentAt(market, orders.instrumentId(order));
  const leftLots = orders.remainingLots(order);
  const priceTicks = orders.priceTicks(order);
  const costMicros =
    valueMicros(instrument, leftLots, priceTicks) - valueMicros(instrument, leftLots + lots, priceTicks);
  positions.countOrders(positions.ordersPlace(orders.row(order), orders.direction(order)), -lots, costMicros);
  lowerFloor(market, instrument, { order, lots });
}

/** The same for reduce-only orders, which claim nothing and are only counted. */
export function countReduceOnly(market: Market, row: number, change: 1 | -1): void {
  const counts = market.positions.reduceOnlyCounts;
  counts[row] = intAt(counts, row) + change;
}
