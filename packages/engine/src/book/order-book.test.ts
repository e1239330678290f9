import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Direction, opposite } from '../direction.ts';
import { ReferenceBook } from '../reference/reference-book.ts';
import { runBookStream, type StreamBook, type StreamOrder } from './book-stream.fixture.ts';
import { OrderBook } from './order-book.ts';
import { NO_SLOT, OrderPool } from './order-pool.ts';

/** The engine's book behind the face of the stream. */
class FastBook implements StreamBook {
  readonly pool = new OrderPool();
  readonly book = new OrderBook(this.pool);

  take(order: StreamOrder, onTrade: Parameters<StreamBook['take']>[1]): number {
    const ladder = this.book.ladder(opposite(order.direction));
    let left = order.lots;
    while (
      left > 0 &&
      ladder.bestOrder !== NO_SLOT &&
      ladder.isReachable(ladder.bestTicks, order.priceTicks)
    ) {
      const maker = ladder.bestOrder;
      const priceTicks = ladder.bestTicks;
      const id = this.pool.orderId(maker);
      const lots = Math.min(left, this.pool.remainingLots(maker));
      ladder.reduce(maker, lots);
      left -= lots;
      const makerLeftLots = this.pool.remainingLots(maker);
      if (makerLeftLots === 0) this.cancel(id);
      onTrade(id, lots, { priceTicks, makerLeftLots });
    }
    return left;
  }

  rest(order: StreamOrder): void {
    const slot = this.pool.add({
      orderId: order.id,
      clientOrderId: 0,
      accountSlot: 0,
      instrumentId: 0,
      leg: 0,
      direction: order.direction,
      priceTicks: order.priceTicks,
      remainingLots: order.lots,
      shownLots: order.lots,
      displayLots: 0,
      expiresAtMs: 0,
      isReduceOnly: false,
      isPostOnly: false,
      selfTradePrevention: 'cancel-taker',
    });
    this.book.ladder(order.direction).append(slot);
  }

  cancel(id: number): void {
    const slot = this.pool.slotOf(id);
    this.book.ladder(this.pool.direction(slot)).remove(slot);
    this.pool.release(slot);
  }
}

/** The reference book behind the same face. */
class SlowBook implements StreamBook {
  readonly book = new ReferenceBook();

  take(order: StreamOrder, onTrade: Parameters<StreamBook['take']>[1]): number {
    let left = order.lots;
    for (const maker of this.book.inPriority(opposite(order.direction))) {
      const isReached = (maker.priceTicks - order.priceTicks) * order.direction <= 0;
      if (left === 0 || !isReached) break;
      const lots = Math.min(left, maker.lots);
      this.book.reduce(maker.id, lots);
      left -= lots;
      onTrade(maker.id, lots, { priceTicks: maker.priceTicks, makerLeftLots: maker.lots });
    }
    return left;
  }

  rest(order: StreamOrder): void {
    this.book.add({ ...order });
  }

  cancel(id: number): void {
    this.book.remove(id);
  }
}

describe('the stream', () => {
  /*
   * Outcomes that a C++, two Java and three JavaScript books reproduced on the same stream: number of trades,
   * volume, hash over all trades in order, and what rests at the end.
   */
  test.each([
    { seed: 1, live: 1_000, trades: 82_245, volume: 803_436, tradeHash: 1_502_824_972, resting: 1_006 },
    { seed: 1, live: 10_000, trades: 120_006, volume: 1_230_847, tradeHash: 829_641_690, resting: 9_424 },
  ])('B1 a million operations on $live resting orders, seed $seed', ({ seed, live, ...expected }) => {
    expect(runBookStream(new FastBook(), { seed, live, operations: 1_000_000 })).toEqual(expected);
  });

  test('B1 the reference book agrees on a shorter stream', () => {
    const stream = { seed: 5, live: 200, operations: 4_000 };
    expect(runBookStream(new FastBook(), stream)).toEqual(runBookStream(new SlowBook(), stream));
  });
});

interface Step {
  readonly kind: 'place' | 'cancel';
  readonly direction: Direction;
  readonly priceTicks: number;
  readonly lots: number;
  readonly victim: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('place' as const, 'place' as const, 'cancel' as const),
  direction: fc.constantFrom<Direction>(1, -1),
  // Few prices, so that levels fill and empty; and some far away, so that none is out of range.
  priceTicks: fc.oneof(fc.integer({ min: 95, max: 105 }), fc.constantFrom(1, 9_007_199_254)),
  lots: fc.integer({ min: 1, max: 9 }),
  victim: fc.nat({ max: 80 }),
});

function contents(fast: FastBook, direction: Direction): StreamOrder[] {
  return [...fast.book.ordersInPriority(direction)].map((slot) => ({
    id: fast.pool.orderId(slot),
    direction,
    priceTicks: fast.pool.priceTicks(slot),
    lots: fast.pool.remainingLots(slot),
  }));
}

test('B1 both books hold and trade the same after any sequence of orders and cancels', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
      const fast = new FastBook();
      const slow = new SlowBook();
      const tapes: [unknown[], unknown[]] = [[], []];
      steps.forEach(({ kind, victim, ...terms }, index) => {
        const order = { ...terms, id: index + 1 };
        if (kind === 'cancel') {
          if (fast.pool.slotOf(victim) === NO_SLOT) return;
          fast.cancel(victim);
          slow.cancel(victim);
          return;
        }
        [fast, slow].forEach((book, which) => {
          const lots = book.take(order, (...trade) => tapes[which]?.push(trade));
          if (lots > 0) book.rest({ ...order, lots });
        });
      });
      expect(tapes[0]).toEqual(tapes[1]);
      expect(fast.book.isUncrossed()).toBe(true);
      for (const direction of [1, -1] as const) {
        expect(contents(fast, direction)).toEqual(slow.book.inPriority(direction));
      }
    }),
    { numRuns: 300 },
  );
});
