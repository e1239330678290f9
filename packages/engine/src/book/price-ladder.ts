import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { NO_SLOT, type OrderPool } from './order-pool.ts';

const LEVELS_AT_START = 64;

/**
 * One side of a book: price levels sorted from worst to best, each a queue of orders by time. The best level is
 * the last of the sorted list, so that taking from it moves nothing. Any price is allowed: the cost of a wide
 * range is one binary search, not memory.
 */
export class PriceLadder {
  readonly #orders: OrderPool;
  readonly #direction: Direction;
  /** Sorted upwards: price × direction, so that the larger key is the better price on either side. */
  #sortedKeys: Float64Array = new Float64Array(LEVELS_AT_START);
  #sortedLevels: Int32Array = new Int32Array(LEVELS_AT_START);
  #count = 0;
  #heads: Int32Array = new Int32Array(LEVELS_AT_START);
  #tails: Int32Array = new Int32Array(LEVELS_AT_START);
  #lots: Float64Array = new Float64Array(LEVELS_AT_START);
  #levelsUsed = 0;
  /** Freed levels, chained through `#heads`. */
  #firstFree = NO_SLOT;

  constructor(orders: OrderPool, direction: Direction) {
    this.#orders = orders;
    this.#direction = direction;
  }

  get levelCount(): number {
    return this.#count;
  }

  /** 0 when the side is empty. */
  get bestTicks(): number {
    return this.#count === 0 ? 0 : this.priceTicksAt(0);
  }

  /** The order that trades next on this side, `NO_SLOT` when the side is empty. */
  get bestOrder(): number {
    return this.#count === 0 ? NO_SLOT : intAt(this.#heads, intAt(this.#sortedLevels, this.#count - 1));
  }

  /** Price of the level `rank` places behind the best. */
  priceTicksAt(rank: number): number {
    return floatAt(this.#sortedKeys, this.#count - 1 - rank) * this.#direction;
  }

  lotsAt(rank: number): number {
    return floatAt(this.#lots, intAt(this.#sortedLevels, this.#count - 1 - rank));
  }

  /** The oldest order of the level `rank` places behind the best; follow `nextInLevel` from there. */
  firstOrderAt(rank: number): number {
    return intAt(this.#heads, intAt(this.#sortedLevels, this.#count - 1 - rank));
  }

  /** Whether a taker who may trade down to `worstTicks` reaches a level at `levelTicks` of this side. */
  isReachable(levelTicks: number, worstTicks: number): boolean {
    return levelTicks * this.#direction >= worstTicks * this.#direction;
  }

  /** Puts an order at the end of the queue of its price. */
  append(order: number): void {
    const level = this.#levelFor(floatAt(this.#orders.pricesTicks, order) * this.#direction);
    const tail = intAt(this.#tails, level);
    this.#orders.levels[order] = level;
    this.#orders.previousInLevel[order] = tail;
    this.#orders.nextInLevel[order] = NO_SLOT;
    if (tail === NO_SLOT) this.#heads[level] = order;
    else this.#orders.nextInLevel[tail] = order;
    this.#tails[level] = order;
    this.#lots[level] = floatAt(this.#lots, level) + floatAt(this.#orders.remainingLots, order);
  }

  /** Takes an order out of its queue, and the level with it when it was the last. */
  remove(order: number): void {
    const level = intAt(this.#orders.levels, order);
    const previous = intAt(this.#orders.previousInLevel, order);
    const next = intAt(this.#orders.nextInLevel, order);
    if (previous === NO_SLOT) this.#heads[level] = next;
    else this.#orders.nextInLevel[previous] = next;
    if (next === NO_SLOT) this.#tails[level] = previous;
    else this.#orders.previousInLevel[next] = previous;
    this.#lots[level] = floatAt(this.#lots, level) - floatAt(this.#orders.remainingLots, order);
    if (intAt(this.#heads, level) === NO_SLOT) {
      this.#removeLevel(floatAt(this.#orders.pricesTicks, order) * this.#direction, level);
    }
  }

  /** Takes lots off a resting order, which keeps its place. */
  reduce(order: number, lots: number): void {
    const level = intAt(this.#orders.levels, order);
    this.#orders.remainingLots[order] = floatAt(this.#orders.remainingLots, order) - lots;
    this.#lots[level] = floatAt(this.#lots, level) - lots;
  }

  /** The place of the first key that is not below `key`. */
  #lowerBound(key: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (floatAt(this.#sortedKeys, middle) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #levelFor(key: number): number {
    const place = this.#lowerBound(key);
    if (place < this.#count && floatAt(this.#sortedKeys, place) === key) {
      return intAt(this.#sortedLevels, place);
    }
    const level = this.#takeLevel();
    this.#sortedKeys.copyWithin(place + 1, place, this.#count);
    this.#sortedLevels.copyWithin(place + 1, place, this.#count);
    this.#sortedKeys[place] = key;
    this.#sortedLevels[place] = level;
    this.#count += 1;
    return level;
  }

  #removeLevel(key: number, level: number): void {
    const place = this.#lowerBound(key);
    this.#sortedKeys.copyWithin(place, place + 1, this.#count);
    this.#sortedLevels.copyWithin(place, place + 1, this.#count);
    this.#count -= 1;
    this.#heads[level] = this.#firstFree;
    this.#firstFree = level;
  }

  #takeLevel(): number {
    let level = this.#firstFree;
    if (level === NO_SLOT) {
      if (this.#levelsUsed === this.#heads.length) this.#grow();
      level = this.#levelsUsed;
      this.#levelsUsed += 1;
    } else {
      this.#firstFree = intAt(this.#heads, level);
    }
    this.#heads[level] = NO_SLOT;
    this.#tails[level] = NO_SLOT;
    this.#lots[level] = 0;
    return level;
  }

  #grow(): void {
    const capacity = this.#heads.length * 2;
    this.#sortedKeys = grownFloats(this.#sortedKeys, capacity);
    this.#sortedLevels = grownInts(this.#sortedLevels, capacity);
    this.#heads = grownInts(this.#heads, capacity);
    this.#tails = grownInts(this.#tails, capacity);
    this.#lots = grownFloats(this.#lots, capacity);
  }
}
