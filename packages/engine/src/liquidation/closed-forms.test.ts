/**
 * Closed forms that anybody can work out by hand: isolated prices by leverage, the same move under different
 * modes, two positions in one account, a hedge. 50,000 and 100 are prices of the plain instrument.
 */

import { accountId, instrumentId, quoteMicros } from '@spillway/protocol';
import {
  contribute,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  mark,
  placeLimit,
  placeMarket,
  plainInstrument,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;

describe('closed forms', () => {
  // Isolated, 50,000, maintenance 0.5 %: long (1 − 1/L) / (1 − m), short (1 + 1/L) / (1 + m), by hand.
  const prices: [number, number, number][] = [
    [2, 25_125.628_141, 74_626.865_672],
    [5, 40_201.005_025, 59_701.492_537],
    [10, 45_226.130_653, 54_726.368_159],
    [25, 48_241.206_03, 51_741.293_532],
    [50, 49_246.231_156, 50_746.268_657],
    [100, 49_748.743_719, 50_248.756_219],
  ];

  test.each(prices)('M9 isolated liquidation price at %ix', (times, long, short) => {
    const bench = plainMarket({ riskTiers: [flatTier(5_000, 100)] });
    bench.accept(mark(5_000_000));
    bench.fund(200_000, 1, 2);
    bench.accept(isolated(1), isolated(2), leverage(1, times), leverage(2, times));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: 5_000_000, lots: 1_000 });
    expect(bench.position(1).liquidationPriceTicks).toBe(Math.ceil(long * 100));
    expect(bench.position(2).liquidationPriceTicks).toBe(Math.floor(short * 100));
  });

  // The same move liquidates a volume that depends on the mode alone.
  test.each([
    { ticks: 9_500, isolatedCount: 2, notional: 0 },
    { ticks: 8_800, isolatedCount: 0, notional: 0 },
    { ticks: 8_800, isolatedCount: 1, notional: 5_000 },
    { ticks: 8_800, isolatedCount: 4, notional: 20_000 },
    { ticks: 7_900, isolatedCount: 2, notional: 20_000 },
  ])(
    'L1 four longs of 5,000 on 1,000 each, $isolatedCount isolated, mark to $ticks',
    ({ ticks, isolatedCount, notional }) => {
      const bench = plainMarket({ riskTiers: [flatTier(5_000, 100)] });
      bench.accept(contribute(10_000_000));
      bench.fund(10_000_000, 99);
      const accounts = [1, 2, 3, 4];
      bench.fund(1_000, ...accounts);
      for (const account of accounts) {
        bench.accept(leverage(account, 10));
        if (account <= isolatedCount) bench.accept(isolated(account));
        tradeBetween(bench, { buyer: account, seller: 99, ticks: HUNDRED, lots: 50_000 });
      }
      bench.accept(mark(ticks));
      const lots = bench.of('liquidationFilled').reduce((sum, fill) => sum + fill.sizeLots, 0);
      expect((lots * HUNDRED * 10) / MICROS).toBe(notional);
    },
  );

  // Two longs of 50,000 on 10,000; whole account closed on breach.
  test.each([
    { marks: [8_500, 9_800], isolatedClosed: 50_000, crossClosed: 0 },
    { marks: [8_500, 8_500], isolatedClosed: 100_000, crossClosed: 100_000 },
    { marks: [8_000, 10_000], isolatedClosed: 50_000, crossClosed: 100_000 },
  ])(
    'L8 cross liquidates less, the same, or more than isolated: $marks',
    ({ marks, isolatedClosed, crossClosed }) => {
      for (const isIsolated of [true, false]) {
        const tiers = { riskTiers: [flatTier(5_000, 100)] };
        const bench = plainMarket(tiers, { closeOutScope: 'whole-account' });
        bench.accept(
          listInstrument(plainInstrument({ ...tiers, symbol: 'OTHERUSDT' })),
          mark(HUNDRED, { instrument: 1 }),
          contribute(10_000_000),
        );
        bench.fund(10_000, 1);
        bench.fund(10_000_000, 2);
        bench.accept(leverage(1, 10, 0), leverage(1, 10, 1));
        if (isIsolated) bench.accept(isolated(1, 0), isolated(1, 1));
        for (const instrument of [0, 1]) {
          tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 500_000, instrument });
        }
        // One joint move: cross must not be tested between the two, so the better mark is set first.
        const order = (marks[0] ?? 0) > (marks[1] ?? 0) ? [0, 1] : [1, 0];
        bench.accept(...order.map((instrument) => mark(marks[instrument] ?? 0, { instrument })));
        const lots = bench.of('liquidationFilled').reduce((sum, fill) => sum + fill.sizeLots, 0);
        expect((lots * HUNDRED * 10) / MICROS).toBe(isIsolated ? isolatedClosed : crossClosed);
      }
    },
  );

  // A hedge: isolated loses one leg at −15 %, cross keeps both; then both marks come back.
  test('L10 isolated destroys a hedge that cross keeps', () => {
    for (const isIsolated of [true, false]) {
      const tiers = { riskTiers: [flatTier(5_000, 100)] };
      const bench = plainMarket(tiers);
      bench.accept(
        listInstrument(plainInstrument({ ...tiers, symbol: 'OTHERUSDT' })),
        mark(HUNDRED, { instrument: 1 }),
        contribute(1_000_000),
      );
      bench.fund(10_000, 1);
      bench.fund(10_000_000, 2);
      bench.accept(leverage(1, 10, 0), leverage(1, 10, 1));
      if (isIsolated) bench.accept(isolated(1, 0), isolated(1, 1));
      tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 500_000, instrument: 0 });
      tradeBetween(bench, { buyer: 2, seller: 1, ticks: HUNDRED, lots: 500_000, instrument: 1 });
      const equity = (): number => {
        const buckets = [0, 1].map((instrument) => {
          const position = bench.position(1, instrument);
          return position.mode === 'isolated' ? position.bucketMicros + position.unrealisedPnlMicros : 0;
        });
        return (bench.account(1).crossEquityMicros + (buckets[0] ?? 0) + (buckets[1] ?? 0)) / MICROS;
      };
      bench.accept(mark(8_500, { instrument: 1 }), mark(8_500, { instrument: 0 }));
      expect(equity()).toBe(isIsolated ? 12_500 : 10_000);
      bench.accept(mark(HUNDRED, { instrument: 1 }), mark(HUNDRED, { instrument: 0 }));
      expect(equity()).toBe(isIsolated ? 5_000 : 10_000);
      expect(bench.of('liquidationStarted')).toHaveLength(isIsolated ? 1 : 0);
      if (isIsolated) expect(bench.of('liquidationFinished')[0]?.insurancePaidMicros).toBe(2_500 * MICROS);
    }
  });

  /*
   * A ladder worked by hand: 100 lots bid at every tick from 999 down, longs of 300 from 1,000 that are due at
   * 990, 988, 985, 980, 970 and 960, the mark follows the last trade. A sale of 1,000 from outside takes the
   * price to 990. Then 989–987, 986–984, 983–981: three longs go, and 981 spares the next.
   */
  test('C3 three of six longs fall like dominoes, and no more', () => {
    const maintenancePercent = 2;
    const bench = plainMarket({ riskTiers: [flatTier(maintenancePercent * 10_000, 40)] });
    const [entry, lots] = [1_000, 300];
    bench.accept(mark(entry), contribute(1_000));
    bench.fund(1_000, 98, 99);
    const duePrices = [990, 988, 985, 980, 970, 960];
    duePrices.forEach((duePrice, index) => {
      const account = index + 1;
      bench.fund(10, account);
      bench.accept(isolated(account), leverage(account, 40));
      tradeBetween(bench, { buyer: account, seller: 99, ticks: entry, lots });
      // Due where bucket = cost − 98 % of the value there; 1 / 40 of the cost is in it already.
      const bucketMicros = (lots * 10 * (entry * 100 - duePrice * (100 - maintenancePercent))) / 100;
      bench.accept({
        kind: 'AdjustIsolatedMargin',
        accountId: accountId(account),
        instrumentId: instrumentId(0),
        deltaMicros: quoteMicros(bucketMicros - (lots * 10 * entry) / 40),
      });
      expect(bench.position(account).liquidationPriceTicks).toBe(duePrice);
    });
    for (let ticks = 999; ticks > 940; ticks -= 1) {
      bench.accept(placeLimit({ account: 98, side: 'buy', ticks, lots: 100 }));
    }
    const last = () => bench.engine.lastTicks(instrumentId(0));
    bench.accept(placeMarket({ account: 99, side: 'sell', lots: 1_000 }));
    expect(last()).toBe(990);
    const lasts: number[] = [];
    for (let liquidation = 0; bench.engine.markTicks(instrumentId(0)) !== last(); liquidation += 1) {
      bench.accept(mark(last(), { liquidation }));
      lasts.push(last());
    }
    expect(lasts).toEqual([987, 984, 981, 981]);
    expect(bench.of('liquidationStarted').map((event) => [event.accountId, event.wave])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    const averages = [1, 2, 3].map((id) => {
      const fills = bench.of('liquidationFilled').filter((fill) => fill.liquidationId === id);
      return fills.reduce((sum, fill) => sum + fill.priceTicks * fill.sizeLots, 0) / lots;
    });
    expect(averages).toEqual([988, 985, 982]);
  });
});
