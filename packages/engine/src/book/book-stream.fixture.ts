/**
 * A stream of orders for a central limit order book, the same on every machine: 54 % limit orders (1 in 27 of them
 * crosses), 44 % cancels that name an order which is resting, 3 % market orders that find enough quantity, around
 * a fair price that walks. Integers only. The stream depends on what the book does (which orders are still there),
 * so a book that trades in another order soon gets another stream, and another hash.
 *
 * Random numbers: xorshift128 (G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003).
 */
import type { Direction } from '../direction.ts';

/** A book under test. */
export interface StreamBook {
  /** Trades an order, rests nothing; returns what is left. `onTrade` hears of each trade, with the maker's rest. */
  take(order: StreamOrder, onTrade: (maker: number, lots: number, at: StreamTrade) => void): number;
  rest(order: StreamOrder): void;
  cancel(id: number): void;
}

export interface StreamOrder {
  readonly id: number;
  readonly direction: Direction;
  readonly priceTicks: number;
  readonly lots: number;
  /** True for a market order; its price is one that anything on the other side meets. */
  readonly isMarket?: boolean;
}

export interface StreamTrade {
  readonly priceTicks: number;
  readonly makerLeftLots: number;
}

export interface StreamOutcome {
  readonly trades: number;
  readonly volume: number;
  /** `h = imul(h ^ v, 0x01000193)` over maker id, taker id, price and quantity of each trade; starts at 0x811c9dc5. */
  readonly tradeHash: number;
  readonly resting: number;
}

export const PRICE_LIMIT = 100_000;
export const MIDDLE = 50_000;
const ACCOUNTS = 1_000;
const RECENT = 1_024;

/** Marsaglia’s generator, seeded: the same numbers on every machine. */
export class Xorshift128 {
  #x: number;
  #y = 0x243f6a88;
  #z = 0xb7e15162 | 0;
  #w: number;

  constructor(seed: number) {
    this.#x = (seed ^ 0x9e3779b9) | 0;
    this.#w = (seed * 2654435761) | 0;
    for (let draw = 0; draw < 64; draw += 1) this.next();
  }

  /** An unsigned integer of 32 bits. */
  next(): number {
    const t = this.#x ^ (this.#x << 11);
    this.#x = this.#y;
    this.#y = this.#z;
    this.#z = this.#w;
    this.#w = (this.#w ^ (this.#w >>> 19) ^ t ^ (t >>> 8)) | 0;
    return this.#w >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }

  /** Geometric on 0, 1, 2, … with success probability 1/k. */
  geometric(k: number, cap: number): number {
    let count = 0;
    while (count < cap && this.next() % k !== 0) count += 1;
    return count;
  }
}

/** The orders that rest: random pick and removal in one step each. */
class LiveOrders {
  readonly ids: number[] = [];
  readonly #places: Map<number, number> = new Map();
  readonly #orders: Map<number, { direction: Direction; lots: number }> = new Map();
  readonly #recent = new Int32Array(RECENT);
  #recentCount = 0;
  readonly lots = { 1: 0, [-1]: 0 };

  add(order: StreamOrder, lots: number): void {
    this.#places.set(order.id, this.ids.length);
    this.ids.push(order.id);
    this.#orders.set(order.id, { direction: order.direction, lots });
    this.lots[order.direction] += lots;
    this.#recent[this.#recentCount & (RECENT - 1)] = order.id;
    this.#recentCount += 1;
  }

  /** Takes lots off an order; an order without lots is forgotten. */
  take(id: number, lots: number): void {
    const order = this.#orders.get(id);
    if (order === undefined) throw new Error(`the book traded ${id}, which does not rest`);
    order.lots -= lots;
    this.lots[order.direction] -= lots;
    if (order.lots === 0) this.#forget(id);
  }

  remove(id: number): void {
    this.take(id, this.#orders.get(id)?.lots ?? 0);
  }

  /** One of the newest orders in 60 of 100 cases, else any. */
  pick(random: Xorshift128): number {
    if (random.below(10) < 6) {
      for (let attempt = 0; attempt < 8; attempt += 1) {
        const id = this.#recent[random.below(RECENT)] ?? 0;
        if (id !== 0 && this.#places.has(id)) return id;
      }
    }
    return this.ids[random.below(this.ids.length)] ?? 0;
  }

  #forget(id: number): void {
    const place = this.#places.get(id) ?? 0;
    const last = this.ids.pop() ?? 0;
    this.#places.delete(id);
    this.#orders.delete(id);
    if (last === id) return;
    this.ids[place] = last;
    this.#places.set(last, place);
  }
}

function walkedFair(fair: number, bits: number, random: Xorshift128): number {
  let walked = fair;
  if ((bits & 511) === 0) walked += (bits & 512) !== 0 ? 1 : -1;
  if (bits % 100_003 === 0) walked += random.below(41) - 20;
  return Math.min(Math.max(walked, MIDDLE - 20_000), MIDDLE + 20_000);
}

function distance(random: Xorshift128, isPrefill: boolean): number {
  const draw = isPrefill ? 1 + random.below(31) : random.below(32);
  if (draw === 0) return -1 - random.geometric(2, 8);
  return draw < 17 ? 1 + random.geometric(10, 100) : 1 + random.geometric(64, 2_000);
}

function cancelPermille(resting: number, live: number): number {
  if (resting > live) return 500;
  return resting > live - (live >> 3) ? 440 : 300;
}

/** Runs the stream through a book: `live` resting orders first, then so many operations. */
export function runBookStream(
  book: StreamBook,
  stream: { readonly seed: number; readonly operations: number; readonly live: number },
): StreamOutcome {
  const random = new Xorshift128(stream.seed);
  const live = new LiveOrders();
  let [fair, nextId, trades, volume, hash] = [MIDDLE, 1, 0, 0, 0x811c9dc5 | 0];

  const take = (order: StreamOrder): number =>
    book.take(order, (maker, lots, { priceTicks }) => {
      trades += 1;
      volume += lots;
      for (const value of [maker, order.id, priceTicks, lots]) hash = Math.imul(hash ^ value, 0x01000193);
      live.take(maker, lots);
    });

  const trySweep = (direction: Direction): boolean => {
    let lots = 1 + random.below(20);
    if (random.below(64) === 0) lots = 100 + random.below(400);
    if (live.lots[direction === 1 ? -1 : 1] <= lots) return false;
    const priceTicks = direction === 1 ? PRICE_LIMIT : 1;
    const left = take({ id: nextId - 1, direction, priceTicks, lots, isMarket: true });
    if (left !== 0) throw new Error(`a market order was left with ${left} lots`);
    return true;
  };

  const placeLimit = (direction: Direction, isPrefill: boolean): void => {
    const wished = fair - direction * distance(random, isPrefill);
    const priceTicks = Math.min(Math.max(wished, 1), PRICE_LIMIT - 2);
    const lots = 1 + (random.below(8) === 0 ? random.below(200) : random.below(20));
    const order = { id: nextId - 1, direction, priceTicks, lots };
    const left = take(order);
    if (left === 0) return;
    book.rest({ ...order, lots: left });
    live.add(order, left);
  };

  for (let index = 0; index < stream.operations + stream.live; index += 1) {
    const isPrefill = index < stream.live;
    random.below(ACCOUNTS);
    const bits = random.next();
    if (!isPrefill) fair = walkedFair(fair, bits, random);
    const draw = random.below(1_000);
    const cancels = isPrefill ? 0 : cancelPermille(live.ids.length, stream.live);
    if (draw < cancels && live.ids.length > 0) {
      const id = live.pick(random);
      book.cancel(id);
      live.remove(id);
      continue;
    }
    const direction: Direction = (random.next() & 1) === 0 ? 1 : -1;
    nextId += 1;
    if (!isPrefill && draw < cancels + 30 && trySweep(direction)) continue;
    placeLimit(direction, isPrefill);
  }
  return { trades, volume, tradeHash: hash >>> 0, resting: live.ids.length };
}
