/** Margin that a venue takes in another way than the house, through a market. */
import { type MarketRules, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  depositUnits,
  feeTier,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  PLAIN_COIN,
  plainInverseInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';

const MICROS = 1_000_000;

/** An isolated long of 100 at 10x. */
function isolatedLong(changes: Partial<MarketRules>, takerFee = 0): MarketBench {
  const bench = plainMarket({ takerFeePpm: ratePpm(takerFee) }, changes);
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

  test('M1 at the lower open interest the rate is still 1 / leverage exactly', () => {
    const scaling = { lowerMicros: quoteMicros(300 * MICROS), upperMicros: quoteMicros(900 * MICROS) };
    const bench = plainMarket({ openInterestScaling: scaling });
    bench.fund(1_000, 1, 2);
    bench.accept(leverage(1, 3));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 3_000 });
    // A third in ppm, rounded up, would be 100.0002.
    expect(bench.position(1).initialMarginMicros).toBe(100 * MICROS);
  });

  test('M1 above the upper open interest initial margin is all of notional, and no more', () => {
    const scaling = { lowerMicros: quoteMicros(100 * MICROS), upperMicros: quoteMicros(300 * MICROS) };
    const bench = plainMarket({ openInterestScaling: scaling });
    bench.fund(1_000, 1, 2, 3, 4);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    tradeBetween(bench, { buyer: 3, seller: 4, ticks: HUNDRED, lots: 3_000 });
    expect(bench.position(1).initialMarginMicros).toBe(100 * MICROS);
    expect(bench.account(1).availableMicros).toBe(900 * MICROS);
  });

  test('M1, X2 open interest of an inverse contract is in the coin', () => {
    const scaling = { lowerMicros: quoteMicros(500_000_000), upperMicros: quoteMicros(1_500_000_000) };
    const bench = new MarketBench(ENGINE_SUBJECT, [
      rules(plainRules({ assets: [PLAIN_COIN] })),
      listInstrument(plainInverseInstrument({ openInterestScaling: scaling })),
      mark(HUNDRED),
      ...[1, 2].flatMap((account) => [openAccount(account), depositUnits(account, 5_000_000_000)]),
    ]);
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    // 1,000 USD at 100 are 10 coins, half way from 5 to 15: 5 % + 95 % / 2 = 52.5 % of them.
    expect(bench.position(1).initialMarginMicros).toBe(525_000_000);
  });
});
