import {
  accountId,
  type MarketEvent,
  quoteMicros,
  ratePpm,
  recordingSink,
  simulatedMs,
} from '@spillway/protocol';
import {
  contribute,
  deposit,
  isolated,
  leverage,
  listInstrument,
  type MarketBench,
  mark,
  placeLimit,
  plainInstrument,
  withdraw,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { createEngine } from '../index.ts';

const MICROS = 1_000_000;

function stages(bench: MarketBench): [string, number, number][] {
  return bench.of('liquidationFilled').map((fill) => [fill.stage, fill.priceTicks, fill.sizeLots]);
}

/** Account 1 long, account 2 short, account 3 with the bids; a fund that can take anything. */
function longMarket(lots: number, changes = {}, ruleChanges = {}): MarketBench {
  const bench = plainMarket(changes, ruleChanges);
  bench.accept(contribute(1_000_000));
  bench.fund(1_000, 1);
  bench.fund(1_000_000, 2, 3);
  bench.accept(isolated(1));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots });
  return bench;
}

describe('the trigger', () => {
  test.each([
    { isTriggerInclusive: true, liquidations: 1 },
    { isTriggerInclusive: false, liquidations: 0 },
  ])('L1 equality liquidates only an inclusive market (%o)', ({ isTriggerInclusive, liquidations }) => {
    // Long 1.25 at 8,800 with a bucket of 1,100: at 8,000 equity is 100, which is 1 % of 10,000.
    const bench = plainMarket({}, { isTriggerInclusive });
    bench.accept(mark(880_000));
    bench.fund(20_000, 1, 2);
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 880_000, lots: 1_250 });
    bench.accept(mark(800_000));
    expect(bench.of('liquidationStarted')).toHaveLength(liquidations);
    bench.accept(mark(799_999));
    expect(bench.of('liquidationStarted')).toHaveLength(1);
  });

  /*
   * Entry 8,800, maintenance 1 %. With margin M on size q a long is due at (8,800 − M / q) / 0.99, so that what
   * counts is margin a unit: 1,000 at 10x is 880 a unit, a wallet of 2,000 on the same size 1,760. Sizes of 1.25
   * and 2.5 keep every figure on the grid of lots.
   */
  test('L1 two traders at 8,800: isolated at 10x is liquidated at 8,000.00', () => {
    const bench = plainMarket();
    bench.accept(mark(880_000));
    bench.fund(2_200, 1);
    bench.fund(50_000, 2);
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 880_000, lots: 1_250 });
    expect(bench.position(1)).toMatchObject({ bucketMicros: 1_100 * MICROS, liquidationPriceTicks: 800_000 });
    bench.accept(mark(800_001));
    expect(bench.of('liquidationStarted')).toHaveLength(0);
    bench.accept(mark(800_000));
    expect(bench.of('liquidationStarted')).toMatchObject([{ mode: 'isolated', equityMicros: 100 * MICROS }]);
    // The winner takes it over at the bankruptcy price of 7,920: the bucket is lost, the wallet is not.
    expect(bench.wallet(1)).toBe(1_100);
  });

  test('L1 two traders at 8,800: cross with twice the wallet is liquidated at 7,111.11', () => {
    const bench = plainMarket();
    bench.accept(mark(880_000));
    bench.fund(2_200, 1);
    bench.fund(50_000, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 880_000, lots: 1_250 });
    // 7,040 / 0.99 = 7,111.11…: shown rounded up, reached at the tick below.
    expect(bench.position(1).liquidationPriceTicks).toBe(711_112);
    bench.accept(mark(711_112));
    expect(bench.of('liquidationStarted')).toHaveLength(0);
    bench.accept(mark(711_111));
    expect(bench.of('liquidationStarted')).toMatchObject([{ mode: 'cross' }]);
  });

  test('L1 two traders at 8,800: cross at 10x on the whole wallet is liquidated at 8,000.00', () => {
    const bench = plainMarket();
    bench.accept(mark(880_000));
    bench.fund(2_200, 1);
    bench.fund(50_000, 2);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 880_000, lots: 2_500 });
    expect(bench.position(1).liquidationPriceTicks).toBe(800_000);
    bench.accept(mark(800_001), mark(800_000));
    expect(bench.of('liquidationStarted')).toMatchObject([
      { equityMicros: 200 * MICROS, maintenanceMicros: 200 * MICROS },
    ]);
  });
});

describe('the sequence', () => {
  test('L2 accounts come by number, isolated before cross, and those made due come after', () => {
    const bench = plainMarket();
    bench.accept(listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })), mark(HUNDRED, { instrument: 1 }));
    bench.accept(contribute(1_000_000));
    bench.fund(1_000_000, 9);
    bench.fund(60, 7, 3);
    bench.fund(120, 5);
    bench.accept(isolated(5, 1));
    tradeBetween(bench, { buyer: 7, seller: 9, ticks: HUNDRED, lots: 10_000 });
    tradeBetween(bench, { buyer: 3, seller: 9, ticks: HUNDRED, lots: 10_000 });
    tradeBetween(bench, { buyer: 5, seller: 9, ticks: HUNDRED, lots: 10_000 });
    tradeBetween(bench, { buyer: 5, seller: 9, ticks: HUNDRED, lots: 10_000, instrument: 1 });
    // The second instrument falls first: the isolated position goes, cross is untouched.
    bench.accept(mark(9_500, { instrument: 1 }));
    expect(bench.of('liquidationStarted').map((event) => [event.accountId, event.mode])).toEqual([
      [5, 'isolated'],
    ]);
    bench.accept(mark(9_400));
    expect(bench.of('liquidationStarted').map((event) => [event.accountId, event.mode])).toEqual([
      [5, 'isolated'],
      [3, 'cross'],
      [7, 'cross'],
    ]);
  });

  test('L3 an account in liquidation takes no commands', () => {
    const results: unknown[] = [];
    const bench = longMarket(10_000);
    const copy = createEngine({
      sink: recordingSink((event: MarketEvent) => {
        if (event.kind !== 'liquidationFilled') return;
        results.push(copy.account(accountId(1)).isLocked);
        results.push({ ...copy.apply({ ...deposit(1, 5), timeMs: simulatedMs(0) }) });
        expect(() => copy.apply({ ...deposit(2, 5), timeMs: simulatedMs(0) })).toThrow(
          /a command comes after/,
        );
      }),
    });
    bench.accept(mark(9_500));
    for (const command of bench.applied) copy.apply(command);
    expect(results).toEqual([true, { isAccepted: false, code: 'ACCOUNT_LOCKED' }]);
    expect(copy.account(accountId(1)).isLocked).toBe(false);
  });

  test('L4 isolated cancels the orders of its instrument, cross those of every cross instrument', () => {
    const bench = plainMarket();
    bench.accept(listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })), mark(HUNDRED, { instrument: 1 }));
    bench.accept(listInstrument(plainInstrument({ symbol: 'THIRDUSDT' })), mark(HUNDRED, { instrument: 2 }));
    bench.accept(contribute(1_000_000));
    bench.fund(200, 1);
    bench.fund(1_000_000, 2);
    bench.accept(isolated(1, 2));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000, instrument: 2 });
    const order = { account: 1, side: 'buy', lots: 10, ticks: 5_000 } as const;
    bench.accept(placeLimit({ ...order, instrument: 0 }), placeLimit({ ...order, instrument: 1 }));
    bench.accept(placeLimit({ ...order, instrument: 2 }), mark(9_000, { instrument: 2 }));
    expect(bench.of('orderClosed').filter((event) => event.reason === 'liquidation')).toMatchObject([
      { instrumentId: 2 },
    ]);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000, instrument: 0 });
    bench.accept(placeLimit({ ...order, instrument: 2 }), mark(8_500, { instrument: 0 }));
    const closed = bench.of('orderClosed').filter((event) => event.reason === 'liquidation');
    expect(closed.map((event) => event.instrumentId)).toEqual([2, 0, 1]);
    expect(bench.engine.openOrders(accountId(1))).toMatchObject([{ instrumentId: 2 }]);
  });

  test('L5 a large position is closed in part, by as much as restores its margin', () => {
    const bench = longMarket(
      100_000,
      { liquidationFeePpm: ratePpm(2_000) },
      {
        partial: {
          kind: 'restore-margin',
          thresholdMicros: quoteMicros(5_000 * MICROS),
          slicePpm: ratePpm(200_000),
        },
      },
    );
    // 10,000 long, bucket 500. At 95.90: notional 9,590, equity 90, maintenance 95.9; short of it by 5.9.
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_590, lots: 100_000 }), mark(9_590));
    // 5.900001 / (95.9 × (0.01 − 0.002)) = 7.6903 units.
    expect(stages(bench)).toEqual([['book', 9_590, 7_691]]);
    expect(bench.of('liquidationFinished')[0]).toMatchObject({ isComplete: false, leftoverMicros: 0 });
    const position = bench.position(1);
    expect(position.sizeLots).toBe(92_309);
    expect(position.bucketMicros + position.unrealisedPnlMicros).toBeGreaterThan(
      position.maintenanceMarginMicros,
    );
  });

  test('L5 a slice is the most that a first close takes; if it is not enough, the rest follows', () => {
    const bench = longMarket(
      100_000,
      { liquidationFeePpm: ratePpm(2_000) },
      {
        partial: {
          kind: 'restore-margin',
          thresholdMicros: quoteMicros(5_000 * MICROS),
          slicePpm: ratePpm(200_000),
        },
      },
    );
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_550, lots: 500_000 }), mark(9_550));
    // Short by 45.5: more than a fifth can free.
    expect(stages(bench)).toEqual([
      ['book', 9_550, 20_000],
      ['book', 9_550, 80_000],
    ]);
    expect(bench.of('liquidationFinished')[0]).toMatchObject({ isComplete: true });
  });

  test('L6 forced orders stop at the bankruptcy price, rounded so that the bucket is not exceeded', () => {
    const bench = longMarket(30_001, {}, {});
    // Cost 3,000.1, bucket 150.005: (3,000.1 − 150.005) / 30.001 = 95 exactly; below it the fund takes over.
    bench.accept(
      placeLimit({ account: 3, side: 'buy', ticks: 9_501, lots: 10_000 }),
      placeLimit({ account: 3, side: 'buy', ticks: 9_499, lots: 90_000 }),
      mark(9_500),
    );
    expect(stages(bench)).toEqual([
      ['book', 9_501, 10_000],
      ['insurance', 9_500, 20_001],
    ]);
    // 10 units sold a cent above: 0.1 is left over.
    expect(bench.of('liquidationFinished')[0]).toMatchObject({ leftoverMicros: 100_000, feeMicros: 0 });
  });

  test('L7 what the book does not take goes to the fund, and what the fund cannot bear to the winners', () => {
    const bench = plainMarket();
    bench.accept(contribute(300));
    bench.fund(50, 1);
    bench.fund(1_000_000, 2, 3);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000 });
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_510, lots: 1_000 }), mark(9_500));
    // 50 of equity on 10 units: bankrupt at 95, which is the mark. The fund bears 300 of inventory: 3.157 units.
    expect(stages(bench)).toEqual([
      ['book', 9_510, 1_000],
      ['insurance', 9_500, 3_157],
      ['auto-deleveraging', 9_500, 5_843],
    ]);
    expect(bench.wallet(1)).toBe(0.1);
  });

  test('L8 largest loss first stops when the rest is safe; whole account closes everything', () => {
    for (const closeOutScope of ['largest-loss-first', 'whole-account'] as const) {
      const bench = plainMarket({}, { closeOutScope });
      bench.accept(
        listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })),
        mark(HUNDRED, { instrument: 1 }),
      );
      bench.accept(contribute(1_000_000));
      bench.fund(100, 1);
      bench.fund(1_000_000, 2, 3);
      tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 2_000, instrument: 0 });
      tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000, instrument: 1 });
      bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_090, lots: 50_000, instrument: 1 }));
      bench.accept(mark(9_090, { instrument: 1 }));
      // Loss 91, equity 9, maintenance 9.09 + 2. Without the large one 9 > 2.
      const closed = bench.of('liquidationFilled').map((fill) => fill.instrumentId);
      const isPartial = closeOutScope === 'largest-loss-first';
      expect(closed).toEqual(isPartial ? [1] : [1, 0]);
      expect(bench.lots(1, 0)).toBe(isPartial ? 2_000 : 0);
      expect(bench.of('liquidationFinished')[0]?.isComplete).toBe(!isPartial);
    }
  });

  test('L9 the fee is a share of what was closed by force, and never more than what is left', () => {
    const small = longMarket(10_000, { liquidationFeePpm: ratePpm(5_000), takerFeePpm: ratePpm(500) }, {});
    const wallet = small.wallet(1);
    small.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_590, lots: 10_000 }), mark(9_590));
    // 959 × 0.5 % = 4.795 of the 9 that are left; no taker fee.
    expect(small.of('liquidationFinished')[0]).toMatchObject({
      feeMicros: 4_795_000,
      leftoverMicros: 4_205_000,
    });
    expect(small.wallet(1)).toBeCloseTo(wallet + 4.205, 9);
    expect(small.of('tradeExecuted').at(-1)).toMatchObject({ takerFeeMicros: 0, liquidationId: 1 });
    const large = longMarket(10_000, { liquidationFeePpm: ratePpm(50_000) }, {});
    large.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_590, lots: 10_000 }), mark(9_590));
    expect(large.of('liquidationFinished')[0]).toMatchObject({ feeMicros: 9_000_000, leftoverMicros: 0 });
    expect(large.engine.insuranceFundMicros()).toBe(1_000_009 * MICROS);
  });

  test('L10 what is left goes to the account or to the fund, as the rules say', () => {
    const bench = longMarket(10_000, {}, { leftover: 'fund' });
    bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_590, lots: 10_000 }), mark(9_590));
    expect(bench.wallet(1)).toBe(950);
    expect(bench.of('insuranceFundChanged').at(-1)).toMatchObject({
      reason: 'leftover',
      deltaMicros: 9 * MICROS,
    });
  });

  test('L10 an isolated loss ends at its bucket however far the mark jumps', () => {
    const bench = longMarket(10_000);
    bench.accept(mark(2_000));
    expect(bench.wallet(1)).toBe(950);
    expect(bench.position(1)).toMatchObject({ sizeLots: 0, bucketMicros: 0 });
    // Taken over at 95 with the mark at 20: 75 × 10 units.
    expect(bench.of('liquidationFinished')[0]?.insurancePaidMicros).toBe(750 * MICROS);
  });

  test('A1 what a liquidation left can be withdrawn', () => {
    const bench = longMarket(10_000);
    bench.accept(mark(2_000));
    expect(bench.outcome(withdraw(1, 950))).toBe('accepted');
  });
});
