import {
  accountId,
  instrumentId,
  type OrderTerms,
  priceTicks,
  ratePpm,
  type Side,
  simulatedMs,
  sizeLots,
  type TriggerType,
} from '@spillway/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floatAt } from '../columns.ts';
import { TriggerBook, type TriggerPrice, wouldFire } from './trigger-book.ts';
import { NO_SLOT, TriggerOrders } from './trigger-orders.ts';

interface Terms {
  readonly side: Side;
  readonly triggerType: TriggerType;
  readonly triggerBy?: TriggerPrice;
  readonly triggerTicks: number;
  readonly callbackPpm?: number;
}

function waitingOrder(orderId: number, terms: Terms): Parameters<TriggerOrders['add']>[0] {
  return {
    orderId,
    accountSlot: 3,
    accountId: accountId(30),
    instrumentId: instrumentId(0),
    clientOrderId: 0,
    orderType: 'market',
    timeInForce: 'ioc',
    priceTicks: priceTicks(0),
    sizeLots: sizeLots(1),
    isReduceOnly: false,
    selfTradePrevention: 'cancel-taker',
    side: terms.side,
    triggerType: terms.triggerType,
    triggerBy: terms.triggerBy ?? 'mark',
    triggerTicks: priceTicks(terms.triggerTicks),
    callbackPpm: ratePpm(terms.callbackPpm ?? 0),
  };
}

/** A book to which orders are added with numbers from 1 up, and which is shown prices. */
class Bench {
  readonly orders = new TriggerOrders();
  readonly book = new TriggerBook(this.orders);
  #lastOrderId = 0;

  add(terms: Terms, ticks: number): number {
    this.#lastOrderId += 1;
    this.book.add(this.orders.add(waitingOrder(this.#lastOrderId, terms)), ticks);
    return this.#lastOrderId;
  }

  /** The numbers of the orders that a price fires; they stay. */
  firing(by: TriggerPrice, ticks: number): number[] {
    const found = this.book.firingAt(by, ticks);
    return [...found.numbers.subarray(0, found.count)].map((slot) => floatAt(this.orders.orderIds, slot));
  }

  show(ticks: number): number[] {
    this.book.follow('mark', ticks);
    return this.firing('mark', ticks);
  }

  remove(orderId: number): void {
    const slot = this.orders.slotOf(orderId);
    this.book.remove(slot);
    this.orders.release(slot);
  }
}

describe('stops and take-profits', () => {
  test.each([
    { triggerType: 'stop', side: 'buy', firesAt: [100, 101] },
    { triggerType: 'take-profit', side: 'sell', firesAt: [100, 101] },
    { triggerType: 'stop', side: 'sell', firesAt: [100, 99] },
    { triggerType: 'take-profit', side: 'buy', firesAt: [100, 99] },
  ] as const)('T2 $triggerType $side at 100 fires at $firesAt', ({ triggerType, side, firesAt }) => {
    const bench = new Bench();
    const terms = { triggerType, side, triggerTicks: 100, callbackPpm: 0 };
    bench.add(terms, 0);
    for (const ticks of [99, 100, 101]) {
      const isFired = (firesAt as readonly number[]).includes(ticks);
      expect(bench.firing('mark', ticks)).toEqual(isFired ? [1] : []);
      // What would fire at once is not placed.
      expect(wouldFire(terms, ticks)).toBe(isFired);
    }
    expect(wouldFire(terms, 0)).toBe(false);
  });

  test('T2 an order watches the price that it names', () => {
    const bench = new Bench();
    bench.add({ triggerType: 'stop', side: 'buy', triggerTicks: 100, triggerBy: 'last' }, 90);
    expect(bench.firing('mark', 100)).toEqual([]);
    expect(bench.firing('last', 100)).toEqual([1]);
  });

  test('T4 what fires is told by order number, and stays until it is removed', () => {
    const bench = new Bench();
    for (const triggerTicks of [105, 101, 103, 102]) {
      bench.add({ triggerType: 'stop', side: 'buy', triggerTicks }, 100);
    }
    bench.add({ triggerType: 'take-profit', side: 'sell', triggerTicks: 102 }, 100);
    expect(bench.firing('mark', 103)).toEqual([2, 3, 4, 5]);
    bench.remove(3);
    expect(bench.firing('mark', 103)).toEqual([2, 4, 5]);
    expect(bench.firing('mark', 101)).toEqual([2]);
  });
});

describe('trailing stops', () => {
  const sell = { triggerType: 'trailing-stop', side: 'sell', triggerTicks: 0, callbackPpm: 10_000 } as const;
  const buy = { ...sell, side: 'buy' } as const;

  test('T3 a sell follows the highest price and fires 1 % below it', () => {
    const bench = new Bench();
    bench.add(sell, 10_000);
    expect(bench.book.trailingTicks(0)).toBe(9_900);
    expect(bench.show(9_901)).toEqual([]);
    expect(bench.show(10_050)).toEqual([]);
    // 10,050 × 0.99 = 9,949.5, rounded towards the best price.
    expect(bench.book.trailingTicks(0)).toBe(9_950);
    expect(bench.show(9_951)).toEqual([]);
    expect(bench.show(9_950)).toEqual([1]);
  });

  test('T3 a buy follows the lowest price and fires 1 % above it', () => {
    const bench = new Bench();
    bench.add(buy, 10_000);
    bench.show(9_950);
    // 9,950 × 1.01 = 10,049.5.
    expect(bench.book.trailingTicks(0)).toBe(10_049);
    expect(bench.show(10_048)).toEqual([]);
    expect(bench.show(10_049)).toEqual([1]);
  });

  test('T3 an activation price lets it begin there', () => {
    const bench = new Bench();
    bench.add({ ...sell, triggerTicks: 10_500 }, 10_000);
    expect(bench.show(9_000)).toEqual([]);
    expect(bench.book.bestTicks(0)).toBe(0);
    bench.show(10_600);
    expect(bench.book.bestTicks(0)).toBe(10_600);
    expect(bench.show(10_494)).toEqual([1]);
  });

  test('T3 an activation price that is reached at placement lets it begin with the price of then', () => {
    const bench = new Bench();
    bench.add({ ...buy, triggerTicks: 10_000 }, 9_800);
    expect(bench.book.bestTicks(0)).toBe(9_800);
  });

  test('T3 without a price yet it begins with the first', () => {
    const bench = new Bench();
    bench.add(sell, 0);
    bench.add(buy, 0);
    bench.show(5_000);
    expect([0, 1].map((slot) => bench.book.bestTicks(slot))).toEqual([5_000, 5_000]);
  });

  test('T3 where the callback is less than a tick it would fire at once', () => {
    expect(wouldFire({ ...sell, callbackPpm: 1_000 }, 1_000)).toBe(false);
    expect(wouldFire({ ...sell, callbackPpm: 1_000 }, 999)).toBe(true);
    expect(wouldFire({ ...sell, callbackPpm: 1_000, triggerTicks: 1_500 }, 999)).toBe(false);
  });

  test('T3 of two with the same best, the smaller callback fires first', () => {
    const bench = new Bench();
    bench.add({ ...sell, callbackPpm: 50_000 }, 9_000);
    bench.add(sell, 10_000);
    bench.show(10_000);
    expect(bench.show(9_900)).toEqual([2]);
    expect(bench.show(9_500)).toEqual([1, 2]);
  });
});

/** As the rules say it: every waiting order is looked at, each with a best of its own. */
class ListOfTriggers {
  readonly orders: { readonly orderId: number; readonly terms: Required<Terms>; best: number }[] = [];

  add(orderId: number, terms: Required<Terms>, price: number): void {
    const order = { orderId, terms, best: 0 };
    this.orders.push(order);
    if (price !== 0) this.#see(order, price);
  }

  remove(orderId: number): void {
    const place = this.orders.findIndex((order) => order.orderId === orderId);
    if (place >= 0) this.orders.splice(place, 1);
  }

  show(by: TriggerPrice, price: number): void {
    for (const order of this.orders) if (order.terms.triggerBy === by) this.#see(order, price);
  }

  firing(by: TriggerPrice, price: number): number[] {
    return this.orders
      .filter(({ terms, best }) => terms.triggerBy === by && ListOfTriggers.#isMet(terms, best, price))
      .map((order) => order.orderId)
      .sort((left, right) => left - right);
  }

  #see(order: { readonly terms: Required<Terms>; best: number }, price: number): void {
    const { triggerType, side, triggerTicks } = order.terms;
    if (triggerType !== 'trailing-stop') return;
    const isReached = triggerTicks === 0 || (side === 'sell' ? price >= triggerTicks : price <= triggerTicks);
    if (order.best === 0) order.best = isReached ? price : 0;
    else order.best = side === 'sell' ? Math.max(order.best, price) : Math.min(order.best, price);
  }

  static #isMet(terms: Required<Terms>, best: number, price: number): boolean {
    const { triggerType, side, triggerTicks, callbackPpm } = terms;
    if (triggerType === 'trailing-stop') {
      if (best === 0) return false;
      // Whole numbers, so that the rounding towards the best price is: price − 1 < bound, price + 1 > bound.
      return side === 'sell'
        ? (price - 1) * 1_000_000 < best * (1_000_000 - callbackPpm)
        : (price + 1) * 1_000_000 > best * (1_000_000 + callbackPpm);
    }
    return (triggerType === 'stop') === (side === 'buy') ? price >= triggerTicks : price <= triggerTicks;
  }
}

interface Step {
  readonly kind: 'add' | 'price' | 'fire' | 'remove';
  readonly terms: Required<Terms>;
  readonly move: number;
  readonly victim: number;
}

const someTerms: fc.Arbitrary<Required<Terms>> = fc.record({
  side: fc.constantFrom<Side>('buy', 'sell'),
  triggerType: fc.constantFrom<TriggerType>(
    'stop',
    'take-profit',
    'trailing-stop',
    'trailing-stop',
    'trailing-stop',
  ),
  triggerBy: fc.constantFrom<TriggerPrice>('mark', 'mark', 'mark', 'last'),
  triggerTicks: fc.oneof(fc.constant(0), fc.integer({ min: 900, max: 1_100 })),
  callbackPpm: fc.oneof(fc.constantFrom(1_000, 10_000), fc.integer({ min: 1_000, max: 100_000 })),
});

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind']>('add', 'add', 'price', 'price', 'price', 'fire', 'remove'),
  terms: someTerms,
  move: fc.integer({ min: -12, max: 12 }),
  victim: fc.nat({ max: 60 }),
});

/** Both books side by side, under a price that wanders. */
class Pair {
  bench = new Bench();
  readonly list = new ListOfTriggers();
  readonly price = { mark: 0, last: 0 };

  apply({ kind, terms, move, victim }: Step): void {
    const by = terms.triggerBy;
    if (kind === 'add') {
      const isStop = terms.triggerType !== 'trailing-stop';
      const triggerTicks = isStop && terms.triggerTicks === 0 ? 1_000 : terms.triggerTicks;
      const placed = { ...terms, triggerTicks };
      this.list.add(this.bench.add(placed, this.price[by]), placed, this.price[by]);
    } else if (kind === 'price') {
      this.price[by] = Math.max(1, (this.price[by] || 1_000) + move);
      this.list.show(by, this.price[by]);
      this.bench.book.follow(by, this.price[by]);
    } else if (kind === 'fire' && this.price[by] > 0) {
      for (const orderId of this.list.firing(by, this.price[by])) this.#remove(orderId);
    } else if (kind === 'remove' && this.bench.orders.slotOf(victim) !== NO_SLOT) {
      this.#remove(victim);
    }
  }

  /** The same orders in new books, as a snapshot would bring them back. */
  restore(): void {
    const { orders, book } = this.bench;
    const restored = { orders: new TriggerOrders(), slots: [] as [slot: number, best: number][] };
    for (const slot of orders.slotsByOrderId()) {
      const orderId = floatAt(orders.orderIds, slot);
      const { terms } = this.list.orders.find((order) => order.orderId === orderId) ?? {};
      if (terms === undefined) throw new Error('both books hold the same orders');
      restored.slots.push([restored.orders.add(waitingOrder(orderId, terms)), book.bestTicks(slot)]);
    }
    const next = new TriggerBook(restored.orders);
    for (const [slot, best] of restored.slots) {
      if (best === 0) next.add(slot, 0);
      else next.addActive(slot, best);
    }
    Object.assign(this.bench, { orders: restored.orders, book: next });
  }

  check(): void {
    const { bench, list } = this;
    for (const by of ['mark', 'last'] as const) {
      if (this.price[by] > 0)
        expect(bench.firing(by, this.price[by])).toEqual(list.firing(by, this.price[by]));
    }
    const bests = bench.orders.slotsByOrderId().map((slot) => bench.book.bestTicks(slot));
    expect(bests).toEqual(list.orders.map((order) => order.best));
  }

  #remove(orderId: number): void {
    this.list.remove(orderId);
    this.bench.remove(orderId);
  }
}

test('T2 T3 T4 the book fires the same as a list of orders, after any sequence of orders and prices', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 120, size: 'max' }),
      fc.nat({ max: 120 }),
      (steps, restoredAfter) => {
        const pair = new Pair();
        steps.forEach((each, index) => {
          pair.apply(each);
          if (index === restoredAfter) pair.restore();
          pair.check();
        });
      },
    ),
    { numRuns: 300 },
  );
});

describe('the orders themselves', () => {
  const terms: OrderTerms = {
    accountId: accountId(30),
    instrumentId: instrumentId(2),
    clientOrderId: 77,
    side: 'sell',
    leg: 'long',
    orderType: 'limit',
    timeInForce: 'gtd',
    expiresAtMs: simulatedMs(9_000),
    priceTicks: priceTicks(123),
    sizeLots: sizeLots(0),
    isReduceOnly: true,
    isClosePosition: true,
    selfTradePrevention: 'decrement',
  };
  const trigger = {
    triggerType: 'take-profit',
    triggerBy: 'last',
    triggerTicks: priceTicks(120),
    callbackPpm: ratePpm(0),
  } as const;

  test('T4 an order keeps all that it takes to place it', () => {
    const orders = new TriggerOrders();
    const slot = orders.add({ ...terms, ...trigger, orderId: 5, accountSlot: 1 });
    expect(orders.termsOf(slot)).toEqual(terms);
    expect([orders.triggerType(slot), orders.triggerBy(slot)]).toEqual(['take-profit', 'last']);
    expect(floatAt(orders.triggersTicks, slot)).toBe(120);
  });

  test('O10 the orders of an account are listed oldest first, through any removals', () => {
    const orders = new TriggerOrders();
    const listed: number[] = [];
    const accountOf = (orderId: number) => (orderId % 3) * 100;
    for (let orderId = 1; orderId <= 300; orderId += 1) {
      orders.add({ ...terms, ...trigger, orderId, accountSlot: accountOf(orderId) });
      if (orderId % 4 === 0) orders.release(orders.slotOf(orderId / 2));
    }
    for (let slot = orders.oldestOf(200); slot !== NO_SLOT; slot = orders.nextOf(slot)) {
      listed.push(floatAt(orders.orderIds, slot));
    }
    const isOpen = (orderId: number) => orderId > 150 || orderId % 2 === 1;
    const expected = Array.from({ length: 300 }, (_, index) => index + 1).filter(
      (orderId) => accountOf(orderId) === 200 && isOpen(orderId),
    );
    expect(listed).toEqual(expected);
    expect(orders.countOf(200)).toBe(expected.length);
    expect(orders.count).toBe(225);
    expect([orders.countOf(5_000), orders.oldestOf(5_000)]).toEqual([0, NO_SLOT]);
  });
});
