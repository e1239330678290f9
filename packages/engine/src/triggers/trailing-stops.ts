/**
 * Active trailing stops of one side that follow one price (rule T3).
 *
 * All of them see the same prices, so that a new best moves every order whose own best it beats to one and the same best:
 * from then on they are a group for good. Groups by their best are also groups by age, the price of now at the young
 * end, where all changes happen: joining and merging cost O(log n) amortised, however many orders follow the price.
 *
 * In a group the smallest callback fires first: a heap by callback, melded when groups merge. Between groups the bound of
 * that smallest callback decides: a heap of groups.
 */
import { mulDivCeil, mulDivFloor, PPM } from '@spillway/protocol';
import { floatAt, grownFloats, grownInts, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';
import { LeftistHeaps, NO_NODE, NumberList } from './leftist-heaps.ts';

const GROUPS_AT_START = 8;

/** Where a trailing stop fires: `best × (1 ∓ callback)`, rounded towards the best price. */
export function trailingBoundTicks(direction: Direction, bestTicks: number, callbackPpm: number): number {
  return direction === -1
    ? mulDivCeil(bestTicks, PPM - callbackPpm, PPM)
    : mulDivFloor(bestTicks, PPM + callbackPpm, PPM);
}

/**
 * The largest callback whose bound a price has reached: `⌈best × (1 − c)⌉ ≥ price` for a sell and `⌊best × (1 + c)⌋ ≤ price`
 * for a buy both say `c × best < distance + 1 tick`.
 */
function callbackReachedPpm(bestTicks: number, priceTicks: number): number {
  return mulDivCeil(Math.abs(bestTicks - priceTicks) + 1, PPM, bestTicks) - 1;
}

export class TrailingStops {
  readonly #direction: Direction;
  /** Heaps of orders by callback, shared by all that keep orders in heaps. */
  readonly #orders: LeftistHeaps;
  /** The heap of groups, by bound: the one that fires first at its root. */
  readonly #groups: LeftistHeaps = new LeftistHeaps();
  #firstToFire = NO_NODE;

  #bestsTicks: Float64Array = new Float64Array(GROUPS_AT_START);
  #roots: Int32Array = new Int32Array(GROUPS_AT_START);
  /** Groups by best, towards the price of now; freed groups are chained through `#younger`. */
  #younger: Int32Array = new Int32Array(GROUPS_AT_START);
  #older: Int32Array = new Int32Array(GROUPS_AT_START);
  #youngest = NO_NODE;
  #firstFree = NO_NODE;
  #groupCount = 0;
  readonly #reached: NumberList = new NumberList();

  /** @param direction - of the orders: a sell follows the price up, a buy down */
  constructor(direction: Direction, orders: LeftistHeaps) {
    this.#direction = direction;
    this.#orders = orders;
  }

  /** Lets an order, which is in no heap, follow the price from its best so far. */
  join(order: number, callbackPpm: number, bestTicks: number): void {
    let older = this.#youngest;
    let younger = NO_NODE;
    // Steps are only taken when a snapshot is read: a new order's best is the price of now, or the youngest group's.
    while (older !== NO_NODE && this.#isBeaten(older, bestTicks)) {
      younger = older;
      older = intAt(this.#older, older);
    }
    const single = this.#orders.single(order, callbackPpm);
    if (older !== NO_NODE && floatAt(this.#bestsTicks, older) === bestTicks) {
      this.#takeFromHeap(older);
      this.#setRoot(older, this.#orders.meld(intAt(this.#roots, older), single));
      this.#putIntoHeap(older);
      return;
    }
    const group = this.#newGroup(bestTicks);
    this.#link(older, group);
    this.#link(group, younger);
    this.#setRoot(group, single);
    this.#putIntoHeap(group);
  }

  /** Takes an order out. */
  leave(order: number): void {
    if (!this.#orders.isRoot(order)) {
      // Whichever root the group has, it keeps it.
      this.#orders.remove(NO_NODE, order);
      return;
    }
    const group = this.#orders.nameOf(order);
    this.#takeFromHeap(group);
    const root = this.#orders.remove(order, order);
    if (root === NO_NODE) {
      this.#dropGroup(group);
      return;
    }
    this.#setRoot(group, root);
    this.#putIntoHeap(group);
  }

  /** Moves every best that the price beats to the price. */
  follow(priceTicks: number): void {
    const group = this.#youngest;
    if (group === NO_NODE || !this.#isBeaten(group, priceTicks)) return;
    this.#takeFromHeap(group);
    let root = intAt(this.#roots, group);
    for (let older = intAt(this.#older, group); older !== NO_NODE; older = intAt(this.#older, group)) {
      const isEqual = floatAt(this.#bestsTicks, older) === priceTicks;
      if (!isEqual && !this.#isBeaten(older, priceTicks)) break;
      this.#takeFromHeap(older);
      root = this.#orders.meld(root, intAt(this.#roots, older));
      this.#dropGroup(older);
    }
    this.#bestsTicks[group] = priceTicks;
    this.#setRoot(group, root);
    this.#putIntoHeap(group);
  }

  /** Adds every order whose bound the price has reached to a list, in no particular order, at the cost of those. */
  collect(priceTicks: number, into: NumberList): void {
    const reached = this.#reached;
    reached.clear();
    this.#groups.collect(this.#firstToFire, this.#direction * priceTicks, reached);
    for (let place = 0; place < reached.count; place += 1) {
      const group = reached.at(place);
      const callbackPpm = callbackReachedPpm(floatAt(this.#bestsTicks, group), priceTicks);
      this.#orders.collect(intAt(this.#roots, group), callbackPpm, into);
    }
  }

  /** The best price that an order has seen. For whoever looks at a single order: climbs to the root of its group. */
  bestTicks(order: number): number {
    return floatAt(this.#bestsTicks, this.#orders.nameOf(this.#orders.rootOf(order)));
  }

  #isBeaten(group: number, priceTicks: number): boolean {
    return this.#direction * (floatAt(this.#bestsTicks, group) - priceTicks) > 0;
  }

  #setRoot(group: number, root: number): void {
    this.#roots[group] = root;
    this.#orders.nameRoot(root, group);
  }

  #putIntoHeap(group: number): void {
    const callbackPpm = this.#orders.key(intAt(this.#roots, group));
    const boundTicks = trailingBoundTicks(this.#direction, floatAt(this.#bestsTicks, group), callbackPpm);
    const single = this.#groups.single(group, this.#direction * boundTicks);
    this.#firstToFire = this.#groups.meld(this.#firstToFire, single);
  }

  #takeFromHeap(group: number): void {
    this.#firstToFire = this.#groups.remove(this.#firstToFire, group);
  }

  /** Makes two groups neighbours; either may be missing. */
  #link(older: number, younger: number): void {
    if (older !== NO_NODE) this.#younger[older] = younger;
    if (younger === NO_NODE) this.#youngest = older;
    else this.#older[younger] = older;
  }

  #newGroup(bestTicks: number): number {
    let group = this.#firstFree;
    if (group === NO_NODE) {
      group = this.#groupCount;
      this.#groupCount += 1;
      if (group === this.#roots.length) this.#grow();
    } else {
      this.#firstFree = intAt(this.#younger, group);
    }
    this.#bestsTicks[group] = bestTicks;
    return group;
  }

  /** Forgets a group that has left the heap. */
  #dropGroup(group: number): void {
    this.#link(intAt(this.#older, group), intAt(this.#younger, group));
    this.#younger[group] = this.#firstFree;
    this.#firstFree = group;
  }

  #grow(): void {
    const capacity = this.#roots.length * 2;
    this.#bestsTicks = grownFloats(this.#bestsTicks, capacity);
    this.#roots = grownInts(this.#roots, capacity);
    this.#younger = grownInts(this.#younger, capacity);
    this.#older = grownInts(this.#older, capacity);
  }
}
