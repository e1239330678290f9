import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atMark,
  exactMaintenance,
  exactNotional,
  type Fraction,
  inverse,
  isLess,
  linear,
  onEntry,
  smallContract,
  someTiers,
  tiersOf,
} from './contract.fixture.ts';
import type { Contract } from './contract.ts';
import { liquidationPriceTicks } from './liquidation-price.ts';
import { type MaintenanceTerms, maintenanceMicros, tierAt, tierMaintenanceMicros } from './maintenance.ts';

const MICRO = 1_000_000;
const flat = (ratePpm: number) => tiersOf([0, ratePpm]);

/** Lots of 0.001 at a tick of 0.001: one micro a tick and lot. */
function linearPrice(
  position: { readonly qty: number; readonly entry: number; readonly margin: number },
  terms: MaintenanceTerms,
): number | null {
  const costMicros = Math.round(position.qty * position.entry * MICRO);
  const collateralMicros = Math.round(position.margin * MICRO) - costMicros;
  const sizeLots = Math.round(position.qty * 1_000);
  const ticks = liquidationPriceTicks(linear(1), { sizeLots, collateralMicros }, terms);
  return ticks === null ? null : ticks / 1_000;
}

test('M9 D-TIER-CROSSING: a short that climbs into the next tier is due there (Binance BTC brackets, October 2024)', () => {
  const tiers = tiersOf([0, 4_000], [50_000 * MICRO, 5_000], [600_000 * MICRO, 6_500]);
  expect(tiers.map((tier) => tier.maintenanceAmountMicros / MICRO)).toEqual([0, 50, 950]);
  // 51,196.3901, a short's rounded down to the tick of 0.001.
  expect(linearPrice({ qty: -12, entry: 49_000, margin: 29_400 }, atMark(tiers))).toBe(51_196.39);
});

test.each([
  { id: 'D-ISO-FUNDING before', margin: 1_000, expected: 45_180.72 },
  { id: 'D-ISO-FUNDING after', margin: 999, expected: 45_185.74 },
])('M9 $id: funding paid out of the bucket moves the price', ({ margin, expected }) => {
  expect(linearPrice({ qty: 0.2, entry: 50_000, margin }, atMark(flat(4_000)))).toBeCloseTo(expected, 2);
});

test('M9 V-BINANCE-CROSS-500W-1000N: 25,100.40 on a wallet of 500 (Binance FAQ 25edcd7f)', () => {
  expect(linearPrice({ qty: 0.02, entry: 50_000, margin: 500 }, atMark(flat(4_000)))).toBeCloseTo(
    25_100.4,
    2,
  );
});

test('M9 V-DYDX-ISO-SHORT: 3,174.60 (dydxprotocol/v4-documentation, margin)', () => {
  // Equity 1,000 is what quote and position are worth together at the oracle price.
  expect(linearPrice({ qty: -3, entry: 3_000, margin: 1_000 }, atMark(flat(50_000)))).toBeCloseTo(3_174.6, 2);
});

test('M9 a long that is worth less than its account has is never due', () => {
  expect(linearPrice({ qty: 0.1, entry: 50_000, margin: 10_000 }, atMark(flat(5_000)))).toBeNull();
});

test('M10 V-BYBIT-ISO-LONG-50X: 19,700 (Bybit help centre, Liquidation Price (USDT Contract))', () => {
  const terms = onEntry(flat(5_000), 20_000 * MICRO);
  expect(linearPrice({ qty: 1, entry: 20_000, margin: 400 }, terms)).toBe(19_700);
});

test('M10 V-KUCOIN-SHORT-100X: 28,168 (KuCoin support 4408061803033)', () => {
  const terms = onEntry(flat(4_000), 140 * MICRO);
  expect(linearPrice({ qty: -0.005, entry: 28_000, margin: 1.4 }, terms)).toBe(28_168);
});

test('M10 V-MEXC-LONG-25X: 48,200 (MEXC, liquidation in futures)', () => {
  const terms = onEntry(flat(4_000), 5_000 * MICRO);
  expect(linearPrice({ qty: 0.1, entry: 50_000, margin: 200 }, terms)).toBe(48_200);
});

test('M10 V-BYBIT-INV-50X: 7,773.48 up to the tick of 0.5 (Bybit help 900000031623)', () => {
  // 5,000 USD at 7,890.08: cost 0.63370714 coins, a fiftieth of it as margin.
  const position = { sizeLots: 5_000, collateralMicros: 1_267_415 + 63_370_714 };
  const ticks = liquidationPriceTicks(inverse(200_000_000), position, onEntry(flat(5_000), 63_370_714));
  expect((ticks ?? 0) / 2).toBe(7_773.5);
});

test('M10 O-OCTOBOT-INV-L1: 50.25125628 (OctoBot-Trading, test_inverse_position.py)', () => {
  // 1 USD at 100: a hundredth of a coin as cost, and as much margin; tick 0.000001.
  const position = { sizeLots: 1, collateralMicros: 2_000_000 };
  const coin = inverse(100_000_000_000_000);
  const ticks = liquidationPriceTicks(coin, position, onEntry(flat(10_000), 1_000_000));
  expect((ticks ?? 0) / MICRO).toBeCloseTo(50.251_256_281, 5);
});

test.each([
  { side: 1, expected: 45_662.1 },
  { side: -1, expected: 55_248.62 },
])('M10 V-BYBIT-UTA-INV-ISO side $side: $expected (Bybit, isolated margin, UTA)', ({ side, expected }) => {
  // 60,000 USD at 50,000, 10x, 0.5 %: 1.2 coins, margin 0.12; tick 0.01, lots of 1 USD.
  const position = { sizeLots: side * 60_000, collateralMicros: 12_000_000 + side * 120_000_000 };
  const coin = inverse(10_000_000_000);
  const ticks = liquidationPriceTicks(coin, position, onEntry(flat(5_000), 120_000_000));
  expect(Math.abs((ticks ?? 0) / 100 - expected)).toBeLessThanOrEqual(0.010_001);
});

test('M11 the fee of closing adds to the rate: 45,203.42 and 54,753.61 with 0.4 % and 0.05 %', () => {
  // OKX and Gate: (EP − s × bucket / q) / (1 − s × (m + f)) for 0.2 at 50,000 on a bucket of 1,000.
  const terms = atMark(flat(4_000), 500);
  expect(linearPrice({ qty: 0.2, entry: 50_000, margin: 1_000 }, terms)).toBeCloseTo(45_203.42, 2);
  expect(linearPrice({ qty: -0.2, entry: 50_000, margin: 1_000 }, terms)).toBeCloseTo(54_753.61, 2);
});

test('M2 maintenance by tier: the tier begins above its floor, the product is rounded up', () => {
  const tiers = tiersOf([0, 4_000], [1_000_000, 5_000]);
  expect(tierAt(tiers, 1_000_000).maintenanceRatePpm).toBe(4_000);
  expect(tierAt(tiers, 1_000_001).maintenanceRatePpm).toBe(5_000);
  expect(tierMaintenanceMicros(tiers, 0)).toBe(0);
  expect(tierMaintenanceMicros(tiers, 1_000_000)).toBe(4_000);
  // 1,000,001 × 0.5 % = 5,000.005, up to 5,001, less 1,000.
  expect(tierMaintenanceMicros(tiers, 1_000_001)).toBe(4_001);
});

test('M10 M11 maintenance on entry does not follow the mark; the closing fee does', () => {
  const tiers = flat(10_000);
  expect(maintenanceMicros(onEntry(tiers, 2_000), 5_000)).toBe(20);
  const withFee = { riskTiers: tiers, closingFeePpm: 500, entryNotionalMicros: 2_000 };
  // 20 and 5,001 × 0.05 % = 2.5005, up to 3.
  expect(maintenanceMicros(withFee, 5_001)).toBe(23);
});

/** Equity less maintenance at a price, without any rounding. */
function excess(
  contract: Contract,
  position: { readonly sizeLots: number; readonly collateralMicros: number },
  at: { readonly priceTicks: number; readonly terms: MaintenanceTerms },
): Fraction {
  const notional = exactNotional(contract, Math.abs(position.sizeLots), at.priceTicks);
  const worth = position.sizeLots > 0 === contract.isInverse ? -notional.top : notional.top;
  const { entryNotionalMicros, riskTiers, closingFeePpm } = at.terms;
  const fixed = entryNotionalMicros === null ? null : tierMaintenanceMicros(riskTiers, entryNotionalMicros);
  const maintenance =
    fixed === null
      ? exactMaintenance(at.terms, notional)
      : {
          top: BigInt(fixed) * 1_000_000n * notional.bottom + notional.top * BigInt(closingFeePpm),
          bottom: notional.bottom * 1_000_000n,
        };
  const equityTop = BigInt(position.collateralMicros) * notional.bottom + worth;
  return {
    top: equityTop * maintenance.bottom - maintenance.top * notional.bottom,
    bottom: maintenance.bottom * notional.bottom,
  };
}

const ZERO: Fraction = { top: 0n, bottom: 1n };

test('M9 M10 M11 the price is the one that trying every price finds', () => {
  const position = fc.record({
    sizeLots: fc.integer({ min: -60, max: 60 }).filter((lots) => lots !== 0),
    collateralMicros: fc.integer({ min: -80_000, max: 80_000 }),
  });
  const basis = fc.record({
    closingFeePpm: fc.constantFrom(0, 0, 600),
    entryNotionalMicros: fc.option(fc.integer({ min: 1, max: 50_000 }), { nil: null }),
  });
  const found = { price: 0, none: 0 };
  fc.assert(
    fc.property(smallContract, position, fc.tuple(someTiers, basis), (contract, held, [riskTiers, rest]) => {
      const terms = { riskTiers, ...rest };
      const isLong = held.sizeLots > 0;
      const prices = Array.from({ length: contract.priceTicksMax + 1 }, (_, index) => index + 1);
      // Not yet below maintenance: the smallest such price of a long is its root rounded up, the largest of a short's is down.
      const isFine = (priceTicks: number) => !isLess(excess(contract, held, { priceTicks, terms }), ZERO);
      const edge = isLong ? prices.find(isFine) : prices.findLast(isFine);
      const isNever = isLong
        ? edge === undefined ||
          edge > contract.priceTicksMax ||
          (edge === 1 && isSafeAtNothing(contract, held, terms))
        : edge === undefined || edge > contract.priceTicksMax;
      const expected = isNever ? null : (edge ?? null);
      found[expected === null ? 'none' : 'price'] += 1;
      expect(liquidationPriceTicks(contract, held, terms)).toBe(expected);
    }),
    { numRuns: 400 },
  );
  // Both answers are common, or the test would show nothing.
  expect(Math.min(found.price, found.none)).toBeGreaterThan(20);
});

/** Whether a long is fine however low the price falls: a linear one with collateral; an inverse one never is. */
function isSafeAtNothing(
  contract: Contract,
  held: { readonly collateralMicros: number },
  terms: MaintenanceTerms,
): boolean {
  if (contract.isInverse) return false;
  const fixed =
    terms.entryNotionalMicros === null
      ? 0
      : tierMaintenanceMicros(terms.riskTiers, terms.entryNotionalMicros);
  return held.collateralMicros >= fixed;
}
