import {
  accountId,
  assetId,
  type EventMap,
  liquidationId,
  type MarketEvent,
  quoteMicros,
  sizeLots,
} from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { BTC, base, context, feed, filled, listed, started } from './market-events.fixture.ts';
import { summarise } from './summarise.ts';

describe('who paid', () => {
  const position = (
    account: number,
    realisedMicros: number,
    mode: 'isolated' | 'cross' = 'isolated',
  ): MarketEvent => ({
    kind: 'positionChanged',
    ...base(0),
    accountId: accountId(account),
    instrumentId: BTC,
    leg: 'both',
    mode,
    sizeLots: sizeLots(0),
    entryCostMicros: quoteMicros(0),
    realisedPnlMicros: quoteMicros(realisedMicros),
    bucketMicros: quoteMicros(0),
    walletMicros: quoteMicros(0),
  });
  const finished = (id: number, rest: Partial<EventMap['liquidationFinished']>): MarketEvent => ({
    kind: 'liquidationFinished',
    ...base(0),
    liquidationId: liquidationId(id),
    accountId: accountId(id),
    mode: 'isolated',
    instrumentId: BTC,
    filledNotionalMicros: quoteMicros(0),
    feeMicros: quoteMicros(0),
    leftoverMicros: quoteMicros(0),
    insurancePaidMicros: quoteMicros(0),
    deleveragedMicros: quoteMicros(0),
    socialisedMicros: quoteMicros(0),
    isComplete: true,
    ...rest,
  });

  const fundPaid = (id: number, micros: number): MarketEvent => ({
    kind: 'insuranceFundChanged',
    ...base(0),
    assetId: assetId(0),
    reason: 'bad-debt',
    deltaMicros: quoteMicros(-micros),
    balanceMicros: quoteMicros(0),
    liquidationId: liquidationId(id),
  });

  test('a loss is split into what the trader, the fund and everybody paid', () => {
    const metrics = feed([
      started(0, { id: 1 }),
      position(1, -900),
      position(1, -300),
      position(99, 1_200),
      fundPaid(1, 150),
      finished(1, {
        feeMicros: quoteMicros(40),
        insurancePaidMicros: quoteMicros(150),
        socialisedMicros: quoteMicros(50),
      }),
      {
        kind: 'lossSocialised',
        ...base(0),
        liquidationId: liquidationId(1),
        accountId: accountId(99),
        amountMicros: quoteMicros(50),
      },
      position(1, -5_000),
    ]);
    expect(metrics.totals().payers).toEqual({
      traderMarginMicros: 1_040n,
      autoDeleveragingMicros: 0n,
      socialisedMicros: 50n,
      liquidationFeeMicros: 40n,
      leftoverMicros: 0n,
    });
    expect(summarise(metrics, context).badDebt).toBe('0.00005');
  });

  test('a fund that gives up its inventory is no trader in liquidation', () => {
    const events: MarketEvent[] = [
      listed('BTCUSDT', BTC),
      started(0, { id: 1, mode: 'cross' }),
      position(1, -700, 'cross'),
      filled(0, 1, { mode: 'cross', stage: 'insurance', notionalMicros: quoteMicros(2_000) }),
      finished(1, { mode: 'cross', insurancePaidMicros: quoteMicros(100) }),
    ];
    const before = feed(events);
    const after = feed([
      ...events,
      started(1_000, { id: 2, account: 0, mode: 'cross' }),
      filled(1_000, 2, {
        accountId: accountId(0),
        mode: 'cross',
        stage: 'auto-deleveraging',
        notionalMicros: quoteMicros(1_500),
      }),
      finished(2, {
        accountId: accountId(0),
        mode: 'cross',
        deleveragedMicros: quoteMicros(60),
        insurancePaidMicros: quoteMicros(30),
        socialisedMicros: quoteMicros(20),
      }),
    ]);
    expect(summarise(after, context)).toEqual(summarise(before, context));
    expect(after.totals().payers).toEqual(before.totals().payers);
    expect(after.cascades()).toEqual(before.cascades());
    expect(after.minutes()).toEqual(before.minutes());
    expect(before.totals().insurance.surrenderedMicros).toBe(0n);
    expect(after.totals().insurance.surrenderedMicros).toBe(1_500n);
  });

  test('a takeover above the mark burdens the fund, and takes nothing off what the trader lost', () => {
    // The account lost its whole margin of 1,000 down to the bankruptcy price; the mark is 300 lower still.
    const metrics = feed([
      started(0, { id: 1 }),
      position(1, -1_000),
      finished(1, { insurancePaidMicros: quoteMicros(300) }),
    ]);
    expect(metrics.totals().payers.traderMarginMicros).toBe(1_000n);
  });

  test('a cross liquidation counts every cross position of the account, and no isolated one', () => {
    const metrics = feed([
      started(0, { id: 1, mode: 'cross' }),
      position(1, -700, 'cross'),
      position(1, 200, 'cross'),
      position(1, -10_000, 'isolated'),
      finished(1, { mode: 'cross' }),
    ]);
    expect(metrics.totals().payers.traderMarginMicros).toBe(500n);
  });
});
