/** The book: a list of orders in the order of their arrival, searched from its start each time (rules B1 and B2). */
import type { BookLevel } from '@spillway/protocol';
import { priceTicks, sizeLots } from '@spillway/protocol';
import { opposite } from './contract.ts';
import type { Direction, Instrument, Market, RestingOrder } from './market.ts';

/** The orders of a side as they would trade: better price first, then earlier arrival. */
function inPriority(market: Market, instrument: Instrument, direction: Direction): RestingOrder[] {
  return market.restingOrders
    .filter((order) => order.instrument === instrument && order.direction === direction)
    .sort((left, right) => (right.priceTicks - left.priceTicks) * direction);
}

/** Whether whoever trades in a direction, down (or up) to a price, may trade at a maker's price. */
export function isWithin(makerTicks: number, direction: Direction, worstTicks: number): boolean {
  return (worstTicks - makerTicks) * direction >= 0;
}

export function bestTicks(market: Market, instrument: Instrument, direction: Direction): number {
  return inPriority(market, instrument, direction)[0]?.priceTicks ?? 0;
}

/** The orders that a taker could trade with. */
export function makersFor(
  market: Market,
  instrument: Instrument,
  taker: { readonly direction: Direction; readonly worstTicks: number },
): RestingOrder[] {
  return inPriority(market, instrument, opposite(taker.direction)).filter((maker) =>
    isWithin(maker.priceTicks, taker.direction, taker.worstTicks),
  );
}

/** What the book shows, price by price, best first. */
export function shownLevels(market: Market, instrument: Instrument, direction: Direction): BookLevel[] {
  const levels = new Map<number, number>();
  for (const order of inPriority(market, instrument, direction)) {
    levels.set(order.priceTicks, (levels.get(order.priceTicks) ?? 0) + order.shownLots);
  }
  return [...levels].map(([ticks, lots]) => ({ priceTicks: priceTicks(ticks), sizeLots: sizeLots(lots) }));
}
