import {
  accountId,
  assetId,
  type EventMap,
  liquidationId,
  type MarketEvent,
  orderId,
  priceTicks,
  quoteMicros,
  sizeLots,
} from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { BTC, base, context, feed, filled, listed, marked, SOL, started } from './market-events.fixture.ts';
import { summarise } from './summarise.ts';

describe('forced volume', () => {
  const metrics = feed([
    listed('BTCUSDT', BTC),
    listed('SOLUSDT', SOL),
    filled(1_000, 1, { notionalMicros: quoteMicros(70_000_000) }),
    filled(2_000, 1, { stage: 'insurance', notionalMicros: quoteMicros(20_000_000) }),
    filled(61_000, 2, { mode: 'cross', instrumentId: SOL, notionalMicros: quoteMicros(300_000_001) }),
    filled(62_000, 2, {
      mode: 'cross',
      instrumentId: SOL,
      stage: 'auto-deleveraging',
      notionalMicros: quoteMicros(5_000_000),
    }),
  ]);

  test('is split by instrument, mode and stage', () => {
    const [btc, sol] = metrics.totals().instruments;
    expect(btc?.forced).toEqual({
      isolated: {
        netting: 0n,
        book: 70_000_000n,
        insurance: 20_000_000n,
        backstop: 0n,
        'auto-deleveraging': 0n,
      },
      cross: { netting: 0n, book: 0n, insurance: 0n, backstop: 0n, 'auto-deleveraging': 0n },
    });
    expect(sol?.forced.cross).toEqual({
      netting: 0n,
      book: 300_000_001n,
      insurance: 0n,
      backstop: 0n,
      'auto-deleveraging': 5_000_000n,
    });
    expect(metrics.totals().forcedFillCount).toBe(4);
  });

  test('reaches the summary as decimal strings that add up', () => {
    const summary = summarise(metrics, context);
    expect(summary.liquidations.notional).toBe('395.000001');
    expect(summary.liquidations.byMode).toEqual({ isolated: '90', cross: '305.000001' });
    expect(summary.liquidations.byInstrument).toEqual({ BTCUSDT: '90', SOLUSDT: '305.000001' });
    expect(summary.adl).toEqual({ count: 1, notional: '5' });
  });

  test('is sorted into minutes, of which the worst is named with its share', () => {
    expect(
      metrics.minutes().map(({ minute, instrumentId: id, forcedMicros }) => [minute, id, forcedMicros]),
    ).toEqual([
      [0, 0, { isolated: 90_000_000n, cross: 0n }],
      [1, 1, { isolated: 0n, cross: 305_000_001n }],
    ]);
    const worst = metrics.worstMinute();
    expect(worst?.minute).toBe(1);
    expect(worst?.forcedMicros).toBe(305_000_001n);
    expect(worst?.share).toBeCloseTo(305 / 395, 6);
  });

  test('may pass 2^53 micros without losing one', () => {
    const half = quoteMicros(Number.MAX_SAFE_INTEGER);
    const large = feed([
      listed('BTCUSDT', BTC),
      ...[1, 2, 3].map((id) => filled(0, id, { notionalMicros: half })),
    ]);
    expect(summarise(large, context).liquidations.notional).toBe('27021597764.222973');
  });
});

test('a minute adds up its instruments before it is compared', () => {
  const metrics = feed([
    listed('BTCUSDT', BTC),
    listed('SOLUSDT', SOL),
    filled(0, 1, { notionalMicros: quoteMicros(50) }),
    filled(60_000, 2, { notionalMicros: quoteMicros(30) }),
    filled(60_001, 3, { notionalMicros: quoteMicros(30), instrumentId: SOL }),
  ]);
  expect(metrics.worstMinute()).toEqual({ minute: 1, forcedMicros: 60n, share: 60 / 110 });
});

describe('mark path', () => {
  test('the drawdown is measured from the highest point before, not from the first or the last', () => {
    const path = [1000, 1200, 900, 1300, 1040].map((mark, minute) =>
      marked(minute * 60_000, BTC, [mark, mark]),
    );
    const summary = summarise(feed([listed('BTCUSDT', BTC), ...path]), context);
    expect(summary.maxDrawdown).toEqual({ BTCUSDT: 0.25 });
  });

  test('a rising mark has none, and neither has an instrument without a mark', () => {
    const path = [1000, 1100].map((mark) => marked(0, BTC, [mark, mark]));
    const summary = summarise(feed([listed('BTCUSDT', BTC), listed('SOLUSDT', SOL), ...path]), context);
    expect(summary.maxDrawdown).toEqual({ BTCUSDT: 0, SOLUSDT: 0 });
  });

  test('the gap to the index is a fraction of the index', () => {
    const metrics = feed([listed('BTCUSDT', BTC), marked(0, BTC, [900, 1000]), marked(1, BTC, [1050, 1000])]);
    expect(metrics.totals().instruments[0]?.mark?.maxDislocation).toBe(0.1);
  });
});

describe('cascades', () => {
  // 1 ── 2 ── 4        5 alone, 3 under 1: two roots, three children, waves 2 + 2 + 1.
  //   └─ 3
  const metrics = feed([
    listed('BTCUSDT', BTC),
    started(1_000, { id: 1 }),
    filled(1_000, 1, { notionalMicros: quoteMicros(10) }),
    started(2_000, { id: 2, parent: 1, wave: 2, mode: 'cross' }),
    filled(2_000, 2, { notionalMicros: quoteMicros(20) }),
    started(2_000, { id: 3, parent: 1, wave: 2 }),
    filled(2_000, 3, { notionalMicros: quoteMicros(30) }),
    started(3_000, { id: 4, parent: 2, wave: 3 }),
    filled(3_000, 4, { notionalMicros: quoteMicros(40) }),
    started(4_000, { id: 5 }),
    filled(4_000, 5, { notionalMicros: quoteMicros(50) }),
  ]);

  test('waves, branching ratio and the largest cascade are read off the parents', () => {
    expect(metrics.cascades()).toEqual({
      liquidationCount: 5,
      countByMode: { isolated: 4, cross: 1 },
      waves: [
        { wave: 1, liquidationCount: 2, notionalMicros: 60n },
        { wave: 2, liquidationCount: 2, notionalMicros: 50n },
        { wave: 3, liquidationCount: 1, notionalMicros: 40n },
      ],
      branchingRatio: 3 / 5,
      largestCascade: {
        rootLiquidationId: 1,
        liquidationCount: 4,
        notionalMicros: 100n,
        depth: 3,
        startedMs: 1_000,
        shockSequence: 7,
      },
    });
  });

  test('without liquidations there is no cascade', () => {
    expect(feed([]).cascades()).toEqual({
      liquidationCount: 0,
      countByMode: { isolated: 0, cross: 0 },
      waves: [],
      branchingRatio: 0,
      largestCascade: null,
    });
    expect(feed([]).worstMinute()).toBeNull();
  });
});

describe('insurance fund', () => {
  const fund = (
    reason: EventMap['insuranceFundChanged']['reason'],
    [delta, balance]: [number, number],
  ): MarketEvent => ({
    kind: 'insuranceFundChanged',
    ...base(0),
    assetId: assetId(0),
    reason,
    deltaMicros: quoteMicros(delta),
    balanceMicros: quoteMicros(balance),
    liquidationId: liquidationId(0),
  });
  const metrics = feed([
    fund('contribution', [4_000_000, 4_000_000]),
    fund('contribution', [1_000_000, 5_000_000]),
    fund('liquidation-fee', [500_000, 5_500_000]),
    fund('bad-debt', [-3_500_000, 2_000_000]),
    fund('inventory-loss', [-250_000, 1_750_000]),
    fund('contribution', [8_000_000, 9_750_000]),
    fund('inventory-profit', [250_000, 10_000_000]),
  ]);

  test('starts after its first contributions and remembers its lowest cash', () => {
    expect(summarise(metrics, context).insuranceFund).toEqual({ start: '5', end: '10', min: '1.75' });
  });

  test('what it paid and earned explains its whole path', () => {
    const { paidMicros, earnedMicros, byReason, endMicros } = metrics.totals().insurance;
    expect(paidMicros).toBe(3_750_000n);
    expect(earnedMicros).toBe(750_000n);
    expect(byReason.contribution + earnedMicros - paidMicros).toBe(endMicros);
  });
});

test('counts accounts, trades, refusals and shocks', () => {
  const trade = (lots: number): MarketEvent => ({
    kind: 'tradeExecuted',
    ...base(0),
    instrumentId: BTC,
    priceTicks: priceTicks(1),
    sizeLots: sizeLots(lots),
    takerSide: 'buy',
    makerOrderId: orderId(1),
    takerOrderId: orderId(2),
    makerAccountId: accountId(1),
    takerAccountId: accountId(2),
    makerFeeMicros: quoteMicros(0),
    takerFeeMicros: quoteMicros(0),
    liquidationId: liquidationId(0),
  });
  const totals = feed([
    listed('BTCUSDT', BTC),
    { kind: 'accountOpened', ...base(0), accountId: accountId(1), parentAccountId: accountId(0) },
    {
      kind: 'commandRejected',
      ...base(0),
      commandKind: 'Deposit',
      code: 'ACCOUNT_UNKNOWN',
      accountId: accountId(5),
      clientOrderId: 0,
    },
    { kind: 'shockRecorded', ...base(0), label: 'the 21:15 shock' },
    trade(3),
    trade(4),
  ]).totals();
  expect(totals).toMatchObject({ accountCount: 1, rejectedCount: 1, shockCount: 1, tradeCount: 2 });
  expect(totals.instruments[0]).toMatchObject({ tradeCount: 2, tradedLots: 7n });
});
