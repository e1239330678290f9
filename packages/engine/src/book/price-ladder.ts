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
  #keys: Float64Array = new Float64Array(LEVELS_AT_START);
  #lots: Float64Array = new Float64Array(LEVELS_AT_START);
  #heads: Int32Array = new Int32Array(LEVELS_AT_START);
  #tails: Int32Array = new Int32Array(LEVELS_AT_START);
  #bestLevel = NO_LEVEL;
  #count = 0;
  #levelsUsed = 0;
  /** Freed levels, chained through `#heads`. */
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
    return this.#bestLevel === NO_LEVEL ? NO_SLOT : intAt(this.#heads, this.#bestLevel);
  }

  /** The next level behind one, `NO_LEVEL` behind the last. */
  worseLevel(level: number): number {
    return this.#index.below(floatAt(this.#keys, level));
  }

  priceTicks(level: number): number {
    return floatAt(this.#keys, level) * this.#direction;
  }

  lots(level: number): number {
    return floatAt(this.#lots, level);
  }

  /** The oldest order of a level; follow `nextInLevel` from there. */
  firstOrder(level: number): number {
    return intAt(this.#heads, level);
  }

  /** Whether a taker who may trade down to `worstTicks` reaches a level at `levelTicks` of this side. */
  isReachable(levelTicks: number, worstTicks: number): boolean {
    return this.#direction === 1 ? levelTicks >= worstTicks : levelTicks <= worstTicks;
  }

  /** Puts an order at the end of the queue of its price. */
  append(order: number): void {
    const orders = this.#orders;
    const level = this.#levelFor(orders.priceTicks(order) * this.#direction);
    const tail = intAt(this.#tails, level);
    orders.setLevel(order, level);
    orders.setPreviousInLevel(order, tail);
    orders.setNextInLevel(order, NO_SLOT);
    if (tail === NO_SLOT) this.#heads[level] = order;
    else orders.setNextInLevel(tail, order);
    this.#tails[level] = order;
    this.#lots[level] = floatAt(this.#lots, level) + orders.remainingLots(order);
  }

  /** Takes an order out of its queue, and the level with it when it was the last. */
  remove(order: number): void {
    const orders = this.#orders;
    const level = orders.level(order);
    const previous = orders.previousInLevel(order);
    const next = orders.nextInLevel(order);
    if (previous === NO_SLOT && next === NO_SLOT) {
      this.#removeLevel(level);
      return;
    }
    if (previous === NO_SLOT) this.#heads[level] = next;
    else orders.setNextInLevel(previous, next);
    if (next === NO_SLOT) this.#tails[level] = previous;
    else orders.setPreviousInLevel(next, previous);
    this.#lots[level] = floatAt(this.#lots, level) - orders.remainingLots(order);
  }

  /** Takes lots off a resting order, which keeps its place. */
  reduce(order: number, lots: number): void {
    const level = this.#orders.level(order);
    this.#orders.setRemainingLots(order, this.#orders.remainingLots(order) - lots);
    this.#lots[level] = floatAt(this.#lots, level) - lots;
  }

  #levelFor(key: number): number {
    const found = this.#index.get(key);
    return found === NO_LEVEL ? this.#addLevel(key) : found;
  }

  #addLevel(key: number): number {
    const level = this.#takeLevel();
    this.#keys[level] = key;
    this.#lots[level] = 0;
    this.#heads[level] = NO_SLOT;
    this.#tails[level] = NO_SLOT;
    this.#index.add(key, level);
    this.#count += 1;
    const best = this.#bestLevel;
    if (best === NO_LEVEL || key > floatAt(this.#keys, best)) this.#bestLevel = level;
    return level;
  }

  #removeLevel(level: number): void {
    this.#index.remove(floatAt(this.#keys, level));
    this.#count -= 1;
    this.#heads[level] = this.#firstFree;
    this.#firstFree = level;
    if (level === this.#bestLevel) this.#bestLevel = this.#index.highest();
  }

  #takeLevel(): number {
    let level = this.#firstFree;
    if (level !== NO_LEVEL) {
      this.#firstFree = intAt(this.#heads, level);
      return level;
    }
    if (this.#levelsUsed === this.#heads.length) this.#grow();
    level = this.#levelsUsed;
    this.#levelsUsed += 1;
    return level;
  }

  #grow(): void {
    const capacity = this.#heads.length * 2;
    this.#keys = grownFloats(this.#keys, capacity);
    this.#lots = grownFloats(this.#lots, capacity);
    this.#heads = grownInts(this.#heads, capacity);
    this.#tails = grownInts(this.#tails, capacity);
  }
}
