import {
  accountId,
  type InstrumentSpecification,
  instrumentId,
  priceTicks,
  quoteMicros,
  ratePpm,
  sizeLots,
} from '@spillway/protocol';
import {
  flatTier,
  isolated,
  leverage,
  listInstrument,
  mark,
  placeLimit,
  placeMarket,
  plainInstrument,
  positionMode,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  HUNDRED,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

/** Tier 1 up to 1,000 at 1 %, then 2 % with an amount of 10; leverage 50, then 25. */
const TWO_TIERS = [
  flatTier(10_000, 50),
  {
    ...flatTier(20_000, 25),
    notionalFloorMicros: quoteMicros(micros(1_000)),
    maintenanceAmountMicros: quoteMicros(micros(10)),
  },
];

/** Gives account 1 a long leg and a short one. */
function hedge(bench: RuleBench, lots: { readonly long: number; readonly short: number }): void {
  bench.accept(
    positionMode(1, 'hedge'),
    placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: lots.long }),
    placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: lots.long, leg: 'long' }),
    placeLimit({ account: 2, side: 'buy', ticks: HUNDRED, lots: lots.short }),
    placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: lots.short, leg: 'short' }),
  );
}

describe.each(RULE_SUBJECTS)('contracts and margin in the %s', (_, subject) => {
  test('X1, A3 lots are worth size × price exactly, and what closes is rounded against the account', () => {
    const bench = ruleMarket(subject, {
      instruments: [{ microsPerTickLot: 7, lotSize: '0.0007' }],
      accounts: [1, 2],
    });
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 2, ticks: 10_001 });
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1, ticks: 9_999 });
    // (2 × 10,001 + 9,999) × 7 = 210,007; a third of it is 70,002.33, up to 70,003.
    expect(bench.position(1).entryCostMicros).toBe(210_007);
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 1, ticks: HUNDRED });
    expect(bench.account(1).walletMicros).toBe(micros(1_000) + 70_000 - 70_003);
    expect(bench.position(1)).toMatchObject({ sizeLots: 2, entryCostMicros: 140_004 });
  });

  test('M1 initial margin rises with open interest: half way from 1,000 to 3,000 at 20x it is 52.5 %', () => {
    const scaling = { lowerMicros: quoteMicros(micros(1_000)), upperMicros: quoteMicros(micros(3_000)) };
    const bench = ruleMarket(subject, {
      instruments: [{ openInterestScaling: scaling }],
      accounts: [1, 2, 3, 4],
    });
    bench.accept(leverage(1, 20));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
    expect(bench.position(1).initialMarginMicros).toBe(micros(50));
    bench.fund(10_000, 5, 6);
    tradeBetween(bench, { buyer: 5, seller: 6, lots: 10_000 });
    // 5 % + 95 % / 2 = 52.5 % of 1,000.
    expect(bench.position(1).initialMarginMicros).toBe(micros(525));
    tradeBetween(bench, { buyer: 5, seller: 6, lots: 10_000 });
    expect(bench.position(1).initialMarginMicros).toBe(micros(1_000));
  });

  test('M10 maintenance on entry stays where it is while the mark moves', () => {
    const bench = ruleMarket(subject, { rules: { maintenanceBasis: 'entry' }, accounts: [1, 2] });
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
    bench.accept(mark(9_500));
    // 1 % of 1,000 for the isolated position, 1 % of 950 for the cross one.
    expect(bench.position(1).maintenanceMarginMicros).toBe(micros(10));
    expect(bench.position(2).maintenanceMarginMicros).toBe(9_500_000);
    // 100 + 10 × (price − 100) = 10: at 91.
    expect(bench.position(1).liquidationPriceTicks).toBe(9_100);
  });

  test('M11 the fee of closing belongs to maintenance: 1.05 % of notional', () => {
    const bench = ruleMarket(subject, {
      rules: { isClosingFeeInMaintenance: true },
      instruments: [{ takerFeePpm: ratePpm(500) }],
      accounts: [1, 2],
    });
    bench.accept(isolated(1), leverage(1, 10));
    bench.accept(
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 10_000 }),
      placeMarket({ account: 2, side: 'sell', lots: 10_000 }),
    );
    expect(bench.position(1).maintenanceMarginMicros).toBe(10_500_000);
    // 100 + N − 1,000 = 0.0105 × N: N = 900 / 0.9895 = 909.55, at 10 a unit 90.955, up to 90.96.
    expect(bench.position(1).liquidationPriceTicks).toBe(9_096);
  });

  test('M11 maintenance of all of the notional, the highest fee of closing included, is refused', () => {
    const bench = ruleMarket(subject, { rules: { isClosingFeeInMaintenance: true } });
    const steep = (takerFeePpm: number) =>
      listInstrument({
        ...plainInstrument({ symbol: 'STEEP', riskTiers: [flatTier(600_000, 1)] }),
        feeTiers: [{ makerFeePpm: ratePpm(0), takerFeePpm: ratePpm(takerFeePpm) }],
      });
    expect(bench.outcome(steep(400_000))).toBe('INSTRUMENT_INVALID');
    expect(bench.outcome(steep(399_999))).toBe('accepted');
  });
});

describe.each(RULE_SUBJECTS)('margin of hedged legs in the %s', (_, subject) => {
  test('M12 each leg claims by itself, or the larger one alone', () => {
    const both = ruleMarket(subject, { accounts: [1, 2] });
    hedge(both, { long: 10_000, short: 4_000 });
    // 1,000 / 20 and 400 / 20.
    expect(both.account(1)).toMatchObject({
      availableMicros: micros(1_000 - 50 - 20),
      crossMaintenanceMicros: micros(14),
    });
    const larger = ruleMarket(subject, { rules: { hedgeInitialMargin: 'larger-leg' }, accounts: [1, 2] });
    hedge(larger, { long: 10_000, short: 4_000 });
    expect(larger.account(1).availableMicros).toBe(micros(1_000 - 50));
    // Opening orders go with their leg: 2,000 lots more of the short one are 600 in all, still the smaller.
    larger.accept(placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 2_000, leg: 'short' }));
    expect(larger.account(1).availableMicros).toBe(micros(950));
  });

  test('M12 both legs share one liquidation price, each with the maintenance of its own tier', () => {
    const bench = ruleMarket(subject, { instruments: [{ riskTiers: TWO_TIERS }], accounts: [1, 2] });
    bench.accept(leverage(1, 25), leverage(2, 25));
    hedge(bench, { long: 100_000, short: 20_000 });
    // 8 units a tick net long: 1,000 + 80 × (p − 100) = 0.02 × 100 p − 10 + 0.02 × 20 p − 10 for legs above 1,000 each:
    // 80 p − 2.4 p = 8,000 − 1,000 − 20, p = 6,980 / 77.6 = 89.948..., up to 89.95. The short leg is worth 1,799: above 1,000.
    for (const leg of ['long', 'short'] as const) {
      expect(bench.engine.position(accountId(1), BTC, leg).liquidationPriceTicks).toBe(8_995);
    }
  });

  test('M12 two legs of one size are due when their maintenance has grown, far above the mark', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    hedge(bench, { long: 10_000, short: 10_000 });
    // 1,000 = 0.01 × 2 × 10 p: p = 5,000.
    expect(bench.engine.position(accountId(1), BTC, 'long').liquidationPriceTicks).toBe(500_000);
  });

  test('M9, M12 isolated legs have a price each', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    bench.accept(isolated(1), leverage(1, 10));
    hedge(bench, { long: 10_000, short: 5_000 });
    // Long: 100 + 10 p − 1,000 = 0.1 p: 900 / 9.9 = 90.909, up. Short: 50 + 500 − 5 p = 0.05 p: 550 / 5.05 = 108.91, down.
    expect(bench.engine.position(accountId(1), BTC, 'long').liquidationPriceTicks).toBe(9_091);
    expect(bench.engine.position(accountId(1), BTC, 'short').liquidationPriceTicks).toBe(10_891);
    bench.accept({
      kind: 'AdjustIsolatedMargin',
      accountId: accountId(1),
      instrumentId: BTC,
      leg: 'short',
      deltaMicros: quoteMicros(micros(10)),
    });
    expect(bench.engine.position(accountId(1), BTC, 'short').liquidationPriceTicks).toBe(11_089);
    expect(bench.engine.position(accountId(1), BTC, 'long').liquidationPriceTicks).toBe(9_091);
  });
});

/** One lot is 1 USD; at a price of p ticks it is worth 10^10 / p hundred-millionths of the coin: 10^6 at 100. */
const INVERSE: Partial<InstrumentSpecification> = {
  contractType: 'inverse',
  settlementAsset: 'COIN',
  lotSize: '1',
  microsPerTickLot: 0,
  microTicksPerLot: 10_000_000_000,
  sizeLotsMax: sizeLots(400_000),
  priceTicksMax: priceTicks(1_000_000),
};
const COIN_RULES = { assets: [{ symbol: 'COIN', decimals: 8 }] };

describe.each(RULE_SUBJECTS)('inverse contracts in the %s', (_, subject) => {
  test('X2, A3 a buyer owes size / price, rounded down for him, and gains when the price rises', () => {
    const bench = ruleMarket(subject, { rules: COIN_RULES, instruments: [INVERSE], accounts: [1, 2] });
    // 3 lots at 70 ticks less than 100.00: −30,000,000,000 / 9,930 = −3,021,148.04, down to −3,021,149.
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 3, ticks: 9_930 });
    expect(bench.position(1).entryCostMicros).toBe(-3_021_149);
    expect(bench.position(2).entryCostMicros).toBe(3_021_149);
    // At 100: −3,000,000 for the long one, 3,000,000 for the short one.
    expect(bench.position(1).unrealisedPnlMicros).toBe(21_149);
    expect(bench.position(2).unrealisedPnlMicros).toBe(-21_149);
    bench.accept(mark(11_111));
    // 30,000,000,000 / 11,111 = 2,700,027.0002: owed 2,700,028, held 2,700,027; notional 2,700,028, 1 % of it 27,000.28.
    expect(bench.position(1)).toMatchObject({
      unrealisedPnlMicros: 3_021_149 - 2_700_028,
      maintenanceMarginMicros: 27_001,
    });
    expect(bench.position(2).unrealisedPnlMicros).toBe(2_700_027 - 3_021_149);
    // Closing one of three at 110: the cost that leaves is −3,021,149 / 3 rounded up, −1,007,049; 10^10 / 11,000 = 909,090.9.
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 1, ticks: 11_000 });
    expect(bench.position(1)).toMatchObject({ sizeLots: 2, entryCostMicros: -2_014_100 });
    expect(bench.account(1).walletMicros).toBe(micros(1_000) + 1_007_049 - 909_091);
  });

  test('X2, M9, L6 an isolated long of 1,000 USD at 10x is due at 91.82 and ruined at 90.91', () => {
    const bench = ruleMarket(subject, { rules: COIN_RULES, instruments: [INVERSE], accounts: [1, 2] });
    bench.fund(1_000, 3, 4);
    for (const account of [1, 2]) bench.accept(isolated(account), leverage(account, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000 });
    // Ten coins at 100, one of them in the bucket. Long: 10 + 1 − y = 0.01 y, y = 11 / 1.01, p = 1,000 / y = 91.818, up.
    expect(bench.position(1)).toMatchObject({
      bucketMicros: 100_000_000,
      liquidationPriceTicks: 9_182,
      // 1,000 / 11 = 90.909, up.
      bankruptcyPriceTicks: 9_091,
    });
    // Short: −10 + 1 + y = 0.01 y, y = 9 / 0.99, p = 110.0; ruined at 1,000 / 9 = 111.11, down.
    expect(bench.position(2)).toMatchObject({ liquidationPriceTicks: 11_000, bankruptcyPriceTicks: 11_111 });
    // Shown a little early: 91.82 is survived, 91.81 is not.
    bench.accept(mark(9_182));
    expect(bench.of('liquidationStarted')).toEqual([]);
    bench.accept(mark(9_181));
    expect(bench.of('liquidationStarted')).toMatchObject([{ accountId: 1 }]);
  });

  test('X2, M4 open orders of an inverse contract claim their margin at mark and what they would lose', () => {
    const bench = ruleMarket(subject, { rules: COIN_RULES, instruments: [INVERSE], accounts: [1] });
    bench.accept(leverage(1, 10), placeLimit({ account: 1, side: 'buy', ticks: 12_500, lots: 1_000 }));
    // Ten coins at mark / 10 = 1; bought at 125 they owe 8 and would be 10 at mark: 2 lost.
    expect(bench.account(1).availableMicros).toBe(micros(1_000) - 300_000_000);
  });
});
