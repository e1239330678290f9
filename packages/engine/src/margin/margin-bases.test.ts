/** Margin that a venue takes in another way than the house, through a market. */
import { type MarketRules, quoteMicros, ratePpm } from '@spillway/protocol';
import { feeTier, isolated, leverage, type MarketBench, mark } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;

/** An isolated long of 100 at 10x. */
function isolatedLong(rules: Partial<MarketRules>, takerFee = 0): MarketBench {
  const bench = plainMarket({ takerFeePpm: ratePpm(takerFee) }, rules);
  bench.fund(1_000, 1, 2);
  bench.accept(isolated(1), leverage(1, 10));
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
  return bench;
}

describe('other bases of margin', () => {
  test('M10 on entry maintenance does not move with the mark', () => {
    const bench = isolatedLong({ maintenanceBasis: 'entry' });
    bench.accept(mark(9_800));
    expect(bench.position(1).maintenanceMarginMicros).toBe(MICROS);
    // Worth 100 − 10 + 1; at mark it would be 90 / 0.99.
    expect(bench.position(1).liquidationPriceTicks).toBe(9_100);
    bench.accept(mark(9_101));
    expect(bench.of('liquidationStarted')).toEqual([]);
    bench.accept(mark(9_100));
    expect(bench.of('liquidationStarted')).toMatchObject([
      { accountId: 1, equityMicros: MICROS, maintenanceMicros: MICROS },
    ]);
  });

  test('M10 a cross position maintains at mark all the same', () => {
    const bench = isolatedLong({ maintenanceBasis: 'entry' });
    bench.accept(mark(9_800));
    expect(bench.position(2).maintenanceMarginMicros).toBe(980_000);
  });

  test('M11 maintenance includes the fee of closing at mark', () => {
    const bench = isolatedLong({ isClosingFeeInMaintenance: true }, 1_000);
    expect(bench.position(1).maintenanceMarginMicros).toBe(1_100_000);
    // 90 / (1 − 0.011) = 91.00101…
    expect(bench.position(1).liquidationPriceTicks).toBe(9_101);
    expect(bench.account(2).crossMaintenanceMicros).toBe(1_100_000);
  });

  test('M11 A15 another fee tier changes the maintenance of what is held, and the mark that is due', () => {
    const feeTiers = [{ makerFeePpm: ratePpm(0), takerFeePpm: ratePpm(2_000) }];
    const bench = plainMarket({ takerFeePpm: ratePpm(1_000), feeTiers }, { isClosingFeeInMaintenance: true });
    bench.fund(1_000, 1, 2);
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    // Filed with the lower fee.
    bench.accept(mark(9_900), mark(HUNDRED));
    expect(bench.account(2).crossMaintenanceMicros).toBe(1_100_000);
    bench.accept(feeTier(1, 1), feeTier(2, 1));
    expect(bench.position(1).maintenanceMarginMicros).toBe(1_200_000);
    expect(bench.account(2).crossMaintenanceMicros).toBe(1_200_000);
    // 90 / (1 − 0.012) = 91.0931…
    expect(bench.position(1).liquidationPriceTicks).toBe(9_110);
    bench.accept(mark(9_110));
    expect(bench.of('liquidationStarted')).toEqual([]);
    // Due by the higher fee alone: 90 / (1 − 0.011) = 91.001…
    bench.accept(mark(9_109));
    expect(bench.of('liquidationStarted')).toMatchObject([{ accountId: 1 }]);
  });

  test('M1 half way between the open interests initial margin is half way between 1 / 20 and 1', () => {
    const scaling = { lowerMicros: quoteMicros(100 * MICROS), upperMicros: quoteMicros(300 * MICROS) };
    const bench = plainMarket({ openInterestScaling: scaling });
    bench.fund(1_000, 1, 2, 3, 4);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    expect(bench.position(1).initialMarginMicros).toBe(5 * MICROS);
    expect(bench.account(1).availableMicros).toBe(995 * MICROS);
    // What others trade raises what the first account's position claims.
    tradeBetween(bench, { buyer: 3, seller: 4, ticks: HUNDRED, lots: 1_000 });
    expect(bench.position(1).initialMarginMicros).toBe(52.5 * MICROS);
    expect(bench.account(1).availableMicros).toBe(947.5 * MICROS);
  });
});
