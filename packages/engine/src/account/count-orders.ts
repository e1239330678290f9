import { intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { ROUNDINGS_MICROS, steepestRate } from '../margin/claim-rise.ts';
import type { Market } from '../market.ts';

/** Lots of one order that come to what the orders of a row add up to, or (below zero) leave it. Filled in again and again. */
export class OrdersChange {
  accountSlot = 0;
  row = 0;
  direction: Direction = 1;
  /** Of the order. */
  priceTicks = 0;
  lots = 0;
  /** What the order counts for after it. */
  leftLots = 0;
  /** Whether the floor of free margin was lowered by what the lots can claim when their order was admitted. */
  isClaimTaken = false;
  /** What the lots cost at the price of the order, signed as they are; found by `countOrders`. */
  costMicros = 0;
}

/** Lowers the floor of free margin by what lots may have made up for that leave; forgets it for lots that come unasked. */
function followOrders(market: Market, instrument: InstrumentState, change: OrdersChange): void {
  const { freeMarginFloors } = market.positions;
  const { accountSlot, row, lots, costMicros } = change;
  if (lots > 0 || steepestRate(market.positions, instrument, row) === Number.POSITIVE_INFINITY) {
    freeMarginFloors.forget(accountSlot);
    return;
  }
  const worthMicros = valueMicros(instrument, lots, instrument.markTicks);
  freeMarginFloors.lower(accountSlot, Math.abs(costMicros - worthMicros) + ROUNDINGS_MICROS);
}

/** Keeps what the orders of a row add up to, and the floor of free margin, in step with one that is not reduce-only. */
export function countOrders(market: Market, instrument: InstrumentState, change: OrdersChange): void {
  const { lots, leftLots, priceTicks } = change;
  // An order that is filled leaves nothing.
  if (lots === 0) return;
  // The cost of an order is that of what is left of it, rounded as a whole.
  change.costMicros =
    valueMicros(instrument, leftLots, priceTicks) - valueMicros(instrument, leftLots - lots, priceTicks);
  market.positions.countOrders(change);
  if (!change.isClaimTaken) followOrders(market, instrument, change);
}

/** The same for reduce-only orders, which claim nothing and are only counted. */
export function countReduceOnly(market: Market, row: number, change: 1 | -1): void {
  const counts = market.positions.reduceOnlyCounts;
  counts[row] = intAt(counts, row) + change;
}
