import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { NO_SLOT, type OrderPool } from './order-pool.ts';
import { NONE, PriceIndex } from './price-index.ts';

/** "No level": the side is empty, or there is none that is worse. */
export const NO_LEVEL = NONE;

const LEVELS_AT_START = 64;

/**
 * One side of a book: price levels, each a queue of orders by time. Levels live in compact rows that are reused; an
 * order knows the row of its level, so that only an order that begins to rest has to look its price up.
 */
export class PriceLadder {
  readonly #orders: OrderPool;
  readonly #direction: Direction;
  /** By price × direction, so that the larger key is the better price on either side. */
  readonly #index: PriceIndex = new PriceIndex();
  /** Two a level: its key, and the lots that are shown there. */
  #floats: Float64Array = new Float64Array(2 * LEVELS_AT_START);
  /** Two a level: the first and the last order of its queue. */
  #queues: Int32Array = new Int32Array(2 * LEVELS_AT_START);
  #bestLevel = NO_LEVEL;
  #count = 0;
  #levelsUsed = 0;
  /** Freed levels, chained through the first orders. */
  #firstFree = NO_LEVEL;

  constructor(orders: OrderPool, direction: Direction) {
    this.#orders = orders;
    this.#direction = direction;
  }

  get levelCount(): number {
    return this.#count;
  }

  /** `NO_LEVEL` when the side is empty; follow `worseLevel` from there. */
  get bestLevel(): number {
    return this.#bestLevel;
  }

  /** 0 when the side is empty. */
  get bestTicks(): number {
    return this.#bestLevel === NO_LEVEL ? 0 : this.priceTicks(this.#bestLevel);
  }

  /** The order that trades next on this side, `NO_SLOT` when the side is empty. */
  get bestOrder(): number {
    return this.#bestLevel === NO_LEVEL ? NO_SLOT : intAt(this.#queues, 2 * this.#bestLevel);
  }

  /** The next level behind one, `NO_LEVEL` behind the last. */
  worseLevel(level: number): number {
    return this.#index.below(floatAt(this.#floats, 2 * level));
  }

  priceTicks(level: number): number {
    return floatAt(this.#floats, 2 * level) * this.#direction;
  }

  lots(level: number): number {
    return floatAt(this.#floats, 2 * level + 1);
  }

  /** The oldest order of a level; follow `nextInLevel` from there. */
  firstOrder(level: number): number {
    return intAt(this.#queues, 2 * level);
  }

  /** Whether a taker who may trade down to `worstTicks` reaches a level at `levelTicks` of this side. */
  isReachable(levelTicks: number, worstTicks: number): boolean {
    return this.#direction === 1 ? levelTicks >= worstTicks : levelTicks <= worstTicks;
  }

  /** Puts an order at the end of the queue of its price. */
  append(order: number): void {
    const orders = this.#orders;
    const level = this.#levelFor(orders.priceTicks(order) * this.#direction);
    const queues = this.#queues;
    const last = intAt(queues, 2 * level + 1);
    orders.setLevel(order, level);
    orders.setPreviousInLevel(order, last);
    orders.setNextInLevel(order, NO_SLOT);
    if (last === NO_SLOT) queues[2 * level] = order;
    else orders.setNextInLevel(last, order);
    queues[2 * level + 1] = order;
    this.#addLots(level, orders.shownLots(order));
  }

  /**
   * Puts an order back where it was: before the one that came after it, at the end when there was none (`NO_SLOT`).
   * @param next - an order of the same price
   */
  insertBefore(order: number, next: number): void {
    if (next === NO_SLOT) {
      this.append(order);
      return;
    }
    const orders = this.#orders;
    const level = orders.level(next);
    const previous = orders.previousInLevel(next);
    orders.setLevel(order, level);
    orders.setPreviousInLevel(order, previous);
    orders.setNextInLevel(order, next);
    orders.setPreviousInLevel(next, order);
    if (previous === NO_SLOT) this.#queues[2 * level] = order;
    else orders.setNextInLevel(previous, order);
    this.#addLots(level, orders.shownLots(order));
  }

  /** Takes an order out of its queue, and the level with it when it was the last. */
  remove(order: number): void {
    const orders = this.#orders;
    const queues = this.#queues;
    const level = orders.level(order);
    const previous = orders.previousInLevel(order);
    const next = orders.nextInLevel(order);
    if (previous === NO_SLOT && next === NO_SLOT) {
      this.#removeLevel(level);
      return;
    }
    if (previous === NO_SLOT) queues[2 * level] = next;
    else orders.setNextInLevel(previous, next);
    if (next === NO_SLOT) queues[2 * level + 1] = previous;
    else orders.setPreviousInLevel(next, previous);
    this.#addLots(level, -orders.shownLots(order));
  }

  /** Takes lots off what is shown of a resting order, which keeps its place. */
  reduce(order: number, lots: number): void {
    const orders = this.#orders;
    orders.setShownLots(order, orders.shownLots(order) - lots);
    this.#addLots(orders.level(order), -lots);
  }

  #addLots(level: number, lots: number): void {
    const floats = this.#floats;
    floats[2 * level + 1] = floatAt(floats, 2 * level + 1) + lots;
  }

  #levelFor(key: number): number {
    const found = this.#index.get(key);
    return found === NO_LEVEL ? this.#addLevel(key) : found;
  }

  #addLevel(key: number): number {
    const level = this.#takeLevel();
    const best = this.#bestLevel;
    this.#floats[2 * level] = key;
    this.#floats[2 * level + 1] = 0;
    this.#queues[2 * level] = NO_SLOT;
    this.#queues[2 * level + 1] = NO_SLOT;
    this.#index.add(key, level);
    this.#count += 1;
    if (best === NO_LEVEL || key > floatAt(this.#floats, 2 * best)) this.#bestLevel = level;
    return level;
  }

  #removeLevel(level: number): void {
    this.#index.remove(floatAt(this.#floats, 2 * level));
    this.#count -= 1;
    this.#queues[2 * level] = this.#firstFree;
    this.#firstFree = level;
    if (level === this.#bestLevel) this.#bestLevel = this.#index.highest();
  }

  #takeLevel(): number {
    const freed = this.#firstFree;
    if (freed !== NO_LEVEL) {
      this.#firstFree = intAt(this.#queues, 2 * freed);
      return freed;
    }
    if (2 * this.#levelsUsed === this.#queues.length) {
      this.#floats = grownFloats(this.#floats, 2 * this.#floats.length);
      this.#queues = grownInts(this.#queues, 2 * this.#queues.length);
    }
    this.#levelsUsed += 1;
    return this.#levelsUsed - 1;
  }
}
