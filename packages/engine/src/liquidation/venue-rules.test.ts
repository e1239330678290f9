/**
 * How venues close by force. Unless a test says otherwise account 1 is long 10 units at 100, isolated with a bucket of 50,
 * so that it is bankrupt at 95.00 and due at 95.95 (1 % maintenance); account 2 is short, account 3 has the bids.
 */
import { type MarketRules, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  advanceTime,
  contribute,
  flatTier,
  halt,
  isolated,
  listInstrument,
  type MarketBench,
  mark,
  placeLimit,
  plainInstrument,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;
const LOTS = 10_000;

function stages(bench: MarketBench): [string, number, number][] {
  return bench.of('liquidationFilled').map((fill) => [fill.stage, fill.priceTicks, fill.sizeLots]);
}

function longMarket(rules: Partial<MarketRules>, changes = {}): MarketBench {
  const bench = plainMarket(changes, rules);
  bench.accept(contribute(1_000));
  bench.fund(1_000, 1);
  bench.fund(1_000_000, 2, 3);
  bench.accept(isolated(1));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: LOTS });
  return bench;
}

function bid(bench: MarketBench, ticks: number, lots: number): void {
  bench.accept(placeLimit({ account: 3, side: 'buy', ticks, lots }));
}

/** Slices of a fifth above a notional of 500, a second apart. */
const SLICES = {
  partial: {
    kind: 'slice',
    thresholdMicros: quoteMicros(500 * MICROS),
    slicePpm: ratePpm(200_000),
    coolDownMs: 1_000,
  },
} as const;

test('L11 the orders of the scope, of the account, or none are cancelled first', () => {
  const cancelled = (['scope', 'account', 'none'] as const).map((orderCancelScope) => {
    const bench = longMarket({ orderCancelScope });
    bench.accept(
      listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })),
      mark(HUNDRED, { instrument: 1 }),
      placeLimit({ account: 1, side: 'buy', ticks: 5_000, lots: 100 }),
      placeLimit({ account: 1, side: 'buy', ticks: 5_000, lots: 100, instrument: 1 }),
      mark(9_540),
    );
    return bench.of('orderClosed').filter(({ reason }) => reason === 'liquidation').length;
  });
  expect(cancelled).toEqual([1, 2, 0]);
});

test('L11 a reduce-only order that no liquidation cancels goes with the position that the fund takes', () => {
  const bench = longMarket({ orderCancelScope: 'none' });
  bench.accept(placeLimit({ account: 1, side: 'sell', ticks: 19_000, lots: 100, isReduceOnly: true }));
  bench.accept(mark(9_540));
  expect(stages(bench)).toEqual([['insurance', 9_500, LOTS]]);
  expect(bench.of('orderClosed').at(-1)).toMatchObject({ reason: 'reduce-only', accountId: 1 });
});

test('L12 all of a position goes at once, however large', () => {
  const bench = longMarket({ partial: { kind: 'none' } });
  bid(bench, 9_530, 20_000);
  bench.accept(mark(9_540));
  expect(stages(bench)).toEqual([['book', 9_530, LOTS]]);
});

describe('a slice and its cool-down', () => {
  test('L13 L22 a fifth is closed, nothing for a second, then all of it, as the first would have gone on', () => {
    const bench = longMarket(SLICES);
    bid(bench, 9_530, 20_000);
    // Equity 50 − 46 = 4 of 9.54; after the slice 3.80 of 7.632: due, but left alone.
    bench.accept(mark(9_540), mark(9_541));
    expect(stages(bench)).toEqual([['book', 9_530, 2_000]]);
    bench.wait(1_000);
    bench.accept(advanceTime());
    expect(stages(bench).slice(1)).toEqual([['book', 9_530, 8_000]]);
    const [first, second] = bench.of('liquidationStarted');
    expect(second).toMatchObject({ causeSequence: first?.sequence, wave: 1, parentLiquidationId: 0 });
    expect((second?.timeMs ?? 0) - (first?.timeMs ?? 0)).toBe(1_000);
  });

  test('L13 who is not due at the end of a cool-down has his slices anew', () => {
    const bench = longMarket(SLICES);
    bid(bench, 9_530, 20_000);
    bench.accept(mark(9_540), mark(9_700));
    bench.wait(1_000);
    bench.accept(advanceTime(), mark(9_540));
    // 8,000 lots at 95.40 are worth 763.20: a fifth of them.
    expect(stages(bench)).toEqual([
      ['book', 9_530, 2_000],
      ['book', 9_530, 1_600],
    ]);
  });

  test('L13 what the book does not take of a slice stays', () => {
    const bench = longMarket(SLICES);
    bench.accept(mark(9_540));
    expect(stages(bench)).toEqual([]);
    expect(bench.lots(1)).toBe(LOTS);
  });
});

test('L14 down to the floor of the tier, and no further when that is enough', () => {
  const upper = {
    ...flatTier(20_000, 40),
    notionalFloorMicros: quoteMicros(500 * MICROS),
    maintenanceAmountMicros: quoteMicros(5 * MICROS),
  };
  const bench = longMarket(
    { partial: { kind: 'tier-by-tier' } },
    { riskTiers: [flatTier(10_000, 50), upper] },
  );
  bid(bench, 9_590, 20_000);
  // Equity 9 of 2 % × 959 − 5 = 14.18. 500 / 95.90 = 5.2137 units stay: equity 9 of 4.999.
  bench.accept(mark(9_590));
  expect(stages(bench)).toEqual([['book', 9_590, 4_787]]);
  expect(bench.lots(1)).toBe(5_213);
});

describe('blocks', () => {
  const BLOCKS = {
    partial: {
      kind: 'block-cap',
      sharePpm: ratePpm(100_000),
      notionalMinMicros: quoteMicros(100 * MICROS),
      notionalMaxMicros: quoteMicros(200 * MICROS),
      blockMs: 1_000,
    },
  } as const;

  test('L15 L22 one order a block, of a notional of at least 100', () => {
    const bench = longMarket(BLOCKS);
    bid(bench, 9_530, 20_000);
    bench.accept(mark(9_540), mark(9_541), mark(9_540));
    // A tenth is worth 95.40, and 100 / 95.40 = 1.0483 units.
    expect(stages(bench)).toEqual([['book', 9_530, 1_049]]);
    bench.wait(1_000);
    bench.accept(advanceTime());
    expect(stages(bench).slice(1)).toEqual([['book', 9_530, 1_049]]);
    expect(bench.of('liquidationStarted')[1]?.timeMs).toBe(1_000);
  });

  test('L15 nothing goes to the fund while equity is left, and all of it when none is', () => {
    const bench = longMarket(BLOCKS);
    bench.accept(mark(9_540));
    expect(stages(bench)).toEqual([]);
    // Below 95.00 the bucket is used up: no block holds it back.
    bench.accept(mark(9_499));
    expect(stages(bench)).toEqual([['insurance', 9_500, LOTS]]);
  });
});

test('L16 within the price band a forced order takes what the book pays, and the fund covers the loss (D5)', () => {
  const bench = longMarket({ forcedPriceBound: { kind: 'band' } }, { priceBandPpm: ratePpm(200_000) });
  bid(bench, 9_000, 20_000);
  bench.accept(mark(9_400));
  expect(stages(bench)).toEqual([['book', 9_000, LOTS]]);
  // 10 units × 10 lost, of which the bucket had 50.
  expect(bench.of('insuranceFundChanged').at(-1)).toMatchObject({
    reason: 'bad-debt',
    deltaMicros: -50 * MICROS,
  });
});

test('L17 the fillable price: 1.5 × 1 % × 58.0712 % from the mark, rounded towards it', () => {
  const bound = {
    kind: 'fillable',
    adjustmentPpm: ratePpm(1_000_000),
    spreadPpm: ratePpm(1_500_000),
  } as const;
  const bench = longMarket({ forcedPriceBound: bound });
  bid(bench, 9_457, 4_000);
  bid(bench, 9_456, 20_000);
  // 1 − 4 / 9.54 = 580,712 ppm of 15,000 ppm are 8,710 ppm: 95.40 × 0.99129 = 94.569.
  bench.accept(mark(9_540));
  expect(bench.of('orderAccepted').at(-1)?.priceTicks).toBe(9_457);
  // What the book does not take there goes at the bankruptcy price (L7).
  expect(stages(bench)[0]).toEqual(['book', 9_457, 4_000]);
  expect(stages(bench)[1]?.[0]).toBe('insurance');
});

test.each([
  { isPartialFillOrKill: true, fills: [] },
  { isPartialFillOrKill: false, fills: [['book', 9_530, 1_000]] },
])(
  'L19 a part that the book cannot fill whole trades unless it must be whole (%o)',
  ({ fills, ...rules }) => {
    const bench = longMarket({ ...SLICES, ...rules });
    bid(bench, 9_530, 1_000);
    bench.accept(mark(9_540));
    expect(stages(bench)).toEqual(fills);
    expect(bench.of('orderClosed').at(-1)?.reason).toBe('immediate-or-cancel');
  },
);

test.each([
  { deviation: 0, ticks: 9_500 },
  { deviation: 10_000, ticks: 9_300 },
])('L20 a bankruptcy price 2.15 %% from the mark is replaced above %o', ({ deviation, ticks }) => {
  const bench = longMarket({ bankruptcyDeviationPpmMax: ratePpm(deviation) });
  bench.accept(mark(9_300));
  expect(stages(bench)).toEqual([['insurance', ticks, LOTS]]);
});

test.each([
  // Equity 9 of 9.59 is more than two thirds, 4 of 9.54 is less.
  { ticks: 9_590, fill: ['book', 9_530, LOTS] },
  { ticks: 9_540, fill: ['backstop', 9_500, LOTS] },
])('L21 the fund takes over past the book whoever has less than two thirds of maintenance (%o)', (row) => {
  const bench = longMarket({ backstopPpm: ratePpm(666_667), insuranceInventoryPpmMax: ratePpm(0) });
  bid(bench, 9_530, 20_000);
  bench.accept(mark(row.ticks));
  expect(stages(bench)).toEqual([row.fill]);
});

test('L21 the backstop waits for no cool-down', () => {
  const bench = longMarket({ ...SLICES, backstopPpm: ratePpm(300_000) });
  bid(bench, 9_530, 2_000);
  // Equity 4 of 9.54, then 3.80 of 7.632; at 95.10 1.40 of 7.608 is less than 30 %.
  bench.accept(mark(9_540), mark(9_510));
  expect(stages(bench).map(([stage, , lots]) => [stage, lots])).toEqual([
    ['book', 2_000],
    ['backstop', 8_000],
  ]);
});

test('H5 a cross account is liquidated by what trades; a position that stands still counts, and is left', () => {
  const bench = plainMarket();
  bench.accept(listInstrument(plainInstrument({ symbol: 'OTHERUSDT' })), mark(HUNDRED, { instrument: 1 }));
  bench.accept(contribute(1_000_000));
  bench.fund(200, 1);
  bench.fund(1_000_000, 2);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 20_000 });
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10_000, instrument: 1 });
  bench.accept(halt(0));
  // 20 units have lost 184 and stand still; the other 10 have lost 2. Equity 14 of 28.14.
  bench.accept(mark(9_980, { instrument: 1 }), mark(9_080));
  expect(bench.of('liquidationFilled').map((fill) => [fill.instrumentId, fill.sizeLots])).toEqual([
    [1, 10_000],
  ]);
  expect(bench.of('liquidationFinished')).toMatchObject([{ isComplete: false }]);
  expect([bench.lots(1, 0), bench.lots(1, 1)]).toEqual([20_000, 0]);
  // What is left is due, and left alone.
  bench.accept(mark(9_070));
  expect(bench.of('liquidationStarted')).toHaveLength(1);
});
