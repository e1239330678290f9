import { type BookLevel, priceTicks, sizeLots } from '@spillway/protocol';
import type { Direction } from '../direction.ts';
import { NO_SLOT, type OrderPool } from './order-pool.ts';
import { NO_LEVEL, PriceLadder } from './price-ladder.ts';

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

  /** The best `limit` levels of a side, best first. */
  levels(direction: Direction, limit: number): BookLevel[] {
    const ladder = this.ladder(direction);
    const levels: BookLevel[] = [];
    let level = ladder.bestLevel;
    while (level !== NO_LEVEL && levels.length < limit) {
      levels.push({
        priceTicks: priceTicks(ladder.priceTicks(level)),
        sizeLots: sizeLots(ladder.lots(level)),
      });
      level = ladder.worseLevel(level);
    }
    return levels;
  }

  /** Lots from the best price of a side to `worstTicks`, both included. */
  depthLots(direction: Direction, worstTicks: number): number {
    const ladder = this.ladder(direction);
    let lots = 0;
    let level = ladder.bestLevel;
    while (level !== NO_LEVEL && ladder.isReachable(ladder.priceTicks(level), worstTicks)) {
      lots += ladder.lots(level);
      level = ladder.worseLevel(level);
    }
    return lots;
  }

  /** The order that trades after one of the same side, `NO_SLOT` when it was the last. */
  nextInPriority(order: number): number {
    const next = this.#orders.nextInLevel(order);
    if (next !== NO_SLOT) return next;
    const ladder = this.ladder(this.#orders.direction(order));
    const level = ladder.worseLevel(this.#orders.level(order));
    return level === NO_LEVEL ? NO_SLOT : ladder.firstOrder(level);
  }

  /** Every resting order of a side in the order in which they would trade. */
  *ordersInPriority(direction: Direction): Generator<number> {
    let order = this.ladder(direction).bestOrder;
    while (order !== NO_SLOT) {
      yield order;
      order = this.nextInPriority(order);
    }
  }

  /** Whether the best bid is below the best ask. */
  isUncrossed(): boolean {
    return (
      this.bids.levelCount === 0 || this.asks.levelCount === 0 || this.bids.bestTicks < this.asks.bestTicks
    );
  }
}
