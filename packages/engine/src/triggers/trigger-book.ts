/**
 * The orders of one instrument that wait for a price (rules T2, T3). Looking at a price costs what it fires or activates,
 * never what waits: stops and take-profits lie in heaps by trigger price, trailing stops that are not active yet in heaps
 * by activation price, active ones in groups by the best price that they have seen.
 */
import type { Side, TriggerType } from '@spillway/protocol';
import { byteAt, floatAt, intAt } from '../columns.ts';
import { type Direction, directionOf } from '../direction.ts';
import { type LeftistHeaps, NO_NODE, NumberList } from './leftist-heaps.ts';
import { TrailingStops, trailingBoundTicks } from './trailing-stops.ts';
import type { TriggerOrders } from './trigger-orders.ts';

export type TriggerPrice = 'mark' | 'last';

/** What decides where an order waits. */
export interface TriggerTerms {
  readonly side: Side;
  readonly triggerType: TriggerType;
  readonly triggerTicks: number;
  readonly callbackPpm: number;
}

/** +1: met by a price at or above the trigger; −1: at or below (rule T2; of a trailing stop, its activation, rule T3). */
function meetingDirection(side: Side, triggerType: TriggerType): Direction {
  const isRising = triggerType === 'stop' ? side === 'buy' : side === 'sell';
  return isRising ? 1 : -1;
}

/** Whether a price activates a trailing stop; without an activation price every price does. */
function isActivated(terms: Omit<TriggerTerms, 'callbackPpm'>, priceTicks: number): boolean {
  if (terms.triggerTicks === 0) return true;
  return meetingDirection(terms.side, terms.triggerType) * (priceTicks - terms.triggerTicks) >= 0;
}

/**
 * Whether an order would be fired by the price at which it is placed (`TRIGGER_WOULD_FIRE`, rule T2). A trailing stop
 * would where its callback is less than a tick of that price.
 * @param priceTicks - 0 where there is no price yet: nothing fires
 */
export function wouldFire(terms: TriggerTerms, priceTicks: number): boolean {
  if (priceTicks === 0) return false;
  if (terms.triggerType !== 'trailing-stop') {
    return meetingDirection(terms.side, terms.triggerType) * (priceTicks - terms.triggerTicks) >= 0;
  }
  if (!isActivated(terms, priceTicks)) return false;
  return trailingBoundTicks(directionOf(terms.side), priceTicks, terms.callbackPpm) === priceTicks;
}

/**
 * Where a slot waits: one of four heaps, for a price at or above its own or at or below it, which fires it or activates it;
 * or among the trailing stops that follow the price.
 */
const FIRES_RISING = 0;
const FIRES_FALLING = 1;
const ACTIVATES_RISING = 2;
const ACTIVATES_FALLING = 3;
const TRAILS = 4;

/** Orders that watch the same price. */
interface Watch {
  /** Roots of the four heaps. */
  readonly roots: Int32Array;
  readonly sells: TrailingStops;
  readonly buys: TrailingStops;
}

function createWatch(heaps: LeftistHeaps): Watch {
  return {
    roots: new Int32Array(TRAILS).fill(NO_NODE),
    sells: new TrailingStops(-1, heaps),
    buys: new TrailingStops(1, heaps),
  };
}

export class TriggerBook {
  readonly #orders: TriggerOrders;
  readonly #mark: Watch;
  readonly #last: Watch;
  readonly #found: NumberList = new NumberList();

  /** @param orders - the slots in which the orders of all instruments are kept */
  constructor(orders: TriggerOrders) {
    this.#orders = orders;
    this.#mark = createWatch(orders.heaps);
    this.#last = createWatch(orders.heaps);
  }

  /**
   * Lets an order wait; the price of now would not fire it.
   * @param priceTicks - what its trigger watches, now; 0 where there is no price yet. A trailing stop begins with it
   */
  add(slot: number, priceTicks: number): void {
    const orders = this.#orders;
    const side = this.#isBuy(slot) ? 'buy' : 'sell';
    const triggerType = orders.triggerType(slot);
    const triggerTicks = floatAt(orders.triggersTicks, slot);
    const isRising = meetingDirection(side, triggerType) === 1;
    if (triggerType !== 'trailing-stop') {
      this.#wait(slot, isRising ? FIRES_RISING : FIRES_FALLING, triggerTicks);
      return;
    }
    if (priceTicks !== 0 && isActivated({ side, triggerType, triggerTicks }, priceTicks)) {
      this.addActive(slot, priceTicks);
      return;
    }
    // Without an activation price it begins with whichever price comes first.
    const anyTicks = isRising ? 0 : Number.MAX_SAFE_INTEGER;
    const activationTicks = triggerTicks === 0 ? anyTicks : triggerTicks;
    this.#wait(slot, isRising ? ACTIVATES_RISING : ACTIVATES_FALLING, activationTicks);
  }

  /** Lets a trailing stop follow the price from its best so far: one that becomes active, or was in a snapshot. */
  addActive(slot: number, bestTicks: number): void {
    this.#orders.places[slot] = TRAILS;
    this.#trailing(slot).join(slot, intAt(this.#orders.callbacksPpm, slot), bestTicks);
  }

  /** Takes an order out, fired or not. */
  remove(slot: number): void {
    const place = byteAt(this.#orders.places, slot);
    if (place === TRAILS) {
      this.#trailing(slot).leave(slot);
      return;
    }
    const { roots } = this.#watch(this.#orders.triggerBy(slot));
    roots[place] = this.#orders.heaps.remove(intAt(roots, place), slot);
  }

  /** Lets trailing stops see a price: bests that it beats follow it, and those that wait for it begin with it (rule T3). */
  follow(by: TriggerPrice, priceTicks: number): void {
    const watch = this.#watch(by);
    watch.sells.follow(priceTicks);
    watch.buys.follow(priceTicks);
    const found = this.#found;
    found.clear();
    this.#collect(watch, ACTIVATES_RISING, priceTicks);
    this.#collect(watch, ACTIVATES_FALLING, priceTicks);
    for (let index = 0; index < found.count; index += 1) {
      const slot = found.at(index);
      this.remove(slot);
      this.addActive(slot, priceTicks);
    }
  }

  /**
   * The slots of the orders that a price fires, by order number (rule T4); they stay until they are removed. `follow` has
   * been told the price before. The list is reused by the next call.
   */
  firingAt(by: TriggerPrice, priceTicks: number): NumberList {
    const watch = this.#watch(by);
    const found = this.#found;
    found.clear();
    this.#collect(watch, FIRES_RISING, priceTicks);
    this.#collect(watch, FIRES_FALLING, priceTicks);
    watch.sells.collect(priceTicks, found);
    watch.buys.collect(priceTicks, found);
    const { orderIds } = this.#orders;
    if (found.count > 1) {
      const slots = found.numbers.subarray(0, found.count);
      slots.sort((left, right) => floatAt(orderIds, left) - floatAt(orderIds, right));
    }
    return found;
  }

  /** The best price that an active trailing stop has seen; 0 for every other order. */
  bestTicks(slot: number): number {
    return byteAt(this.#orders.places, slot) === TRAILS ? this.#trailing(slot).bestTicks(slot) : 0;
  }

  /** Where an active trailing stop would fire now; 0 for every other order. */
  trailingTicks(slot: number): number {
    const bestTicks = this.bestTicks(slot);
    if (bestTicks === 0) return 0;
    return trailingBoundTicks(this.#isBuy(slot) ? 1 : -1, bestTicks, intAt(this.#orders.callbacksPpm, slot));
  }

  #isBuy(slot: number): boolean {
    return byteAt(this.#orders.buyFlags, slot) === 1;
  }

  #watch(by: TriggerPrice): Watch {
    return by === 'mark' ? this.#mark : this.#last;
  }

  #trailing(slot: number): TrailingStops {
    const watch = this.#watch(this.#orders.triggerBy(slot));
    return this.#isBuy(slot) ? watch.buys : watch.sells;
  }

  #wait(slot: number, place: number, priceTicks: number): void {
    const { heaps, places } = this.#orders;
    const { roots } = this.#watch(this.#orders.triggerBy(slot));
    places[slot] = place;
    roots[place] = heaps.meld(intAt(roots, place), heaps.single(slot, keyOf(place, priceTicks)));
  }

  /** Adds the slots of a heap that a price meets to what is found. */
  #collect(watch: Watch, place: number, priceTicks: number): void {
    this.#orders.heaps.collect(intAt(watch.roots, place), keyOf(place, priceTicks), this.#found);
  }
}

/** Heaps have the smallest key on top; where prices fall, the highest is met first. */
function keyOf(place: number, priceTicks: number): number {
  return place === FIRES_RISING || place === ACTIVATES_RISING ? priceTicks : -priceTicks;
}
