import type { StreamBook, StreamOrder } from '../../src/book/book-stream.fixture.ts';
import { type Direction, opposite } from '../../src/direction.ts';

interface LevelOrder {
  readonly id: number;
  /** 0 once cancelled: it leaves the queue when its turn comes. */
  lots: number;
}

/** The queue of one price: cancelled orders stay in it, as gaps, until they are passed or swept. */
class Level {
  queue: LevelOrder[] = [];
  head = 0;
  liveCount = 0;

  add(order: LevelOrder): void {
    this.queue.push(order);
    this.liveCount += 1;
  }

  /** The oldest order that is still there. */
  first(): LevelOrder | undefined {
    let order = this.queue[this.head];
    while (order !== undefined && order.lots === 0) {
      this.head += 1;
      order = this.queue[this.head];
    }
    return order;
  }

  /** One order less; sweeps the gaps when they outnumber the orders, so that a long stream stays in memory. */
  dropOne(): void {
    this.liveCount -= 1;
    if (this.queue.length < 64 || this.queue.length < 4 * this.liveCount) return;
    this.queue = this.queue.filter((order) => order.lots > 0);
    this.head = 0;
  }
}

interface Place {
  readonly direction: Direction;
  readonly priceTicks: number;
  readonly order: LevelOrder;
}

/**
 * A price-time book for making streams: an array of levels by price, a queue a level. Written apart from the engine's
 * book, so that a stream and its outcome do not depend on the book that is measured by them.
 */
export class LevelBook implements StreamBook {
  readonly #levels: { readonly [Side in Direction]: Level[] };
  readonly #best: { [Side in Direction]: number };
  readonly #places: Map<number, Place> = new Map();

  /** @param priceLimit - prices are from 0 up to below this */
  constructor(priceLimit: number) {
    const levels = (): Level[] => Array.from({ length: priceLimit }, () => new Level());
    this.#levels = { 1: levels(), [-1]: levels() };
    this.#best = { 1: -1, [-1]: priceLimit };
  }

  take(order: StreamOrder, onTrade: Parameters<StreamBook['take']>[1]): number {
    const side = opposite(order.direction);
    let left = order.lots;
    while (left > 0) {
      const priceTicks = this.#best[side];
      const level = this.#levels[side][priceTicks];
      const maker = level?.first();
      if (level === undefined || maker === undefined) break;
      if ((priceTicks - order.priceTicks) * order.direction > 0) break;
      const lots = Math.min(left, maker.lots);
      left -= lots;
      maker.lots -= lots;
      if (maker.lots === 0) this.#forget(maker.id, { side, level });
      onTrade(maker.id, lots, { priceTicks, makerLeftLots: maker.lots });
    }
    return left;
  }

  rest({ id, direction, priceTicks, lots }: StreamOrder): void {
    const order = { id, lots };
    this.#levels[direction][priceTicks]?.add(order);
    this.#places.set(id, { direction, priceTicks, order });
    if ((priceTicks - this.#best[direction]) * direction > 0) this.#best[direction] = priceTicks;
  }

  cancel(id: number): void {
    const place = this.#places.get(id);
    const level = place === undefined ? undefined : this.#levels[place.direction][place.priceTicks];
    if (place === undefined || level === undefined) throw new Error(`order ${id} does not rest`);
    place.order.lots = 0;
    this.#forget(id, { side: place.direction, level });
  }

  #forget(id: number, at: { readonly side: Direction; readonly level: Level }): void {
    this.#places.delete(id);
    at.level.dropOne();
    const levels = this.#levels[at.side];
    while (levels[this.#best[at.side]]?.liveCount === 0) this.#best[at.side] -= at.side;
  }
}
