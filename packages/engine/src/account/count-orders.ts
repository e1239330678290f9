import { intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { claimRiseMicros, steepestRate } from '../margin/claim-rise.ts';
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
}

/** Keeps what the orders of a row add up to, and what they may claim more, in step with one that is not reduce-only. */
export function countOrders(market: Market, instrument: InstrumentState, change: OrdersChange): void {
  const { positions } = market;
  const { accountSlot, row, direction, lots, leftLots, priceTicks } = change;
  // An order that is filled leaves nothing.
  if (lots === 0) return;
  // The cost of an order is that of what is left of it, rounded as a whole.
  const costMicros =
    valueMicros(instrument, leftLots, priceTicks) - valueMicros(instrument, leftLots - lots, priceTicks);
  const worthMicros = valueMicros(instrument, lots, instrument.markTicks);
  const rate = steepestRate(market, instrument, row);
  const riseMicros = claimRiseMicros(Math.abs(worthMicros), Math.abs(costMicros), rate);
  positions.countOrders({ accountSlot, row, direction, lots, costMicros, claimRiseMicros: riseMicros });
}

/** The same for reduce-only orders, which claim nothing and are only counted. */
export function countReduceOnly(market: Market, row: number, change: 1 | -1): void {
  const counts = market.positions.reduceOnlyCounts;
  counts[row] = intAt(counts, row) + change;
}
