import { type BookLevel, priceTicks, sizeLots } from '@spillway/protocol';
import { floatAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import type { OrderPool } from './order-pool.ts';
import { PriceLadder } from './price-ladder.ts';

/** The central limit order book of one instrument: better price first, then earlier order first. */
export class OrderBook {
  readonly bids: PriceLadder;
  readonly asks: PriceLadder;
  readonly #orders: OrderPool;

  constructor(orders: OrderPool) {
    this.#orders = orders;
    this.bids = new PriceLadder(orders, 1);
    this.asks = new PriceLadder(orders, -1);
  }

  /** The ladder of resting buys (+1) or resting sells (−1). */
  ladder(direction: Direction): PriceLadder {
    return direction === 1 ? this.bids : this.asks;
  }

  append(order: number): void {
    this.ladder(this.#orders.direction(order)).append(order);
  }

  remove(order: number): void {
    this.ladder(this.#orders.direction(order)).remove(order);
  }

  reduce(order: number, lots: number): void {
    this.ladder(this.#orders.direction(order)).reduce(order, lots);
  }

  /** The best `limit` levels of a side, best first. */
  levels(direction: Direction, limit: number): BookLevel[] {
    const ladder = this.ladder(direction);
    const count = Math.min(limit, ladder.levelCount);
    return Array.from({ length: count }, (_, rank) => ({
      priceTicks: priceTicks(ladder.priceTicksAt(rank)),
      sizeLots: sizeLots(ladder.lotsAt(rank)),
    }));
  }

  /** Lots from the best price of a side to `worstTicks`, both included. */
  depthLots(direction: Direction, worstTicks: number): number {
    const ladder = this.ladder(direction);
    let lots = 0;
    for (let rank = 0; rank < ladder.levelCount; rank += 1) {
      if (!ladder.isReachable(ladder.priceTicksAt(rank), worstTicks)) break;
      lots += ladder.lotsAt(rank);
    }
    return lots;
  }

  /** Every resting order of a side in the order in which they would trade. */
  *ordersInPriority(direction: Direction): Generator<number> {
    const ladder = this.ladder(direction);
    for (let rank = 0; rank < ladder.levelCount; rank += 1) {
      let order = ladder.firstOrderAt(rank);
      while (order >= 0) {
        yield order;
        order = this.#orders.nextInLevel[order] ?? -1;
      }
    }
  }

  /** Whether the best bid is below the best ask. */
  isUncrossed(): boolean {
    return (
      this.bids.levelCount === 0 || this.asks.levelCount === 0 || this.bids.bestTicks < this.asks.bestTicks
    );
  }

  /** Resting lots of an order, for readers of `ordersInPriority`. */
  remainingLots(order: number): number {
    return floatAt(this.#orders.remainingLots, order);
  }
}
