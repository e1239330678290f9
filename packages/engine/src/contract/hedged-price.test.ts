import { PPM } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atMark,
  exactMaintenance,
  exactNotional,
  inverse,
  linear,
  PRICE_TICKS_MAX,
  smallContract,
  someTiers,
  tiersOf,
} from './contract.fixture.ts';
import type { Contract } from './contract.ts';
import { type HedgedPair, hedgedBoundsTicks, hedgedLiquidationPriceTicks } from './hedged-price.ts';
import { liquidationPriceTicks } from './liquidation-price.ts';
import type { MaintenanceTerms } from './maintenance.ts';

const MICRO = 1_000_000;
const flat = atMark(tiersOf([0, 4_000]));

test('M12 D-HEDGE-CROSS: both legs share 28,340.08 (Binance formula, hedge mode, cross)', () => {
  // (WB − qL × EPL + qS × EPS) / (qL × mL + qS × mS − qL + qS); lots of 0.01 at a tick of 0.0001.
  const pair = {
    longLots: 20,
    shortLots: 10,
    collateralMicros: (2_000 - 0.2 * 50_000 + 0.1 * 52_000) * MICRO,
  };
  const ticks = hedgedLiquidationPriceTicks(linear(1), pair, flat);
  expect((ticks ?? 0) / 10_000).toBeCloseTo(28_340.08, 2);
});

test('M12 a net short is due above', () => {
  // Short 2 and long 1, 1,000 micros in hand besides what they are worth: 1,000 / (1 + 3 × 0.4 %) = 988.14.
  const pair = { longLots: 1, shortLots: 2, collateralMicros: 1_000 };
  expect(hedgedLiquidationPriceTicks(linear(1), pair, flat)).toBe(988);
});

test('M12 two equal legs lose nothing, but their maintenance grows', () => {
  // 1,000 / (20 × 0.4 %) = 12,500 for the linear pair; 100,000 ticks of worth a lot for the inverse one.
  const pair = { longLots: 10, shortLots: 10, collateralMicros: 1_000 };
  expect(hedgedBoundsTicks(linear(1), pair, flat)).toEqual({ belowTicks: null, aboveTicks: 12_500 });
  // 20 × 100,000 / price × 0.4 % = 1,000 at a price of 8.
  expect(hedgedBoundsTicks(inverse(100_000), pair, flat)).toEqual({ belowTicks: 8, aboveTicks: null });
});

test('M12 a pair that is hardly long is due above, where it is never due below', () => {
  // Net 1 of 1,999 lots: worth 1 a tick, maintenance 1,999 × 0.4 % = 7.996 a tick; 1,000 / 6.996 = 142.9.
  const pair = { longLots: 1_000, shortLots: 999, collateralMicros: 1_000 };
  expect(hedgedBoundsTicks(linear(1), pair, flat)).toEqual({ belowTicks: null, aboveTicks: 142 });
  expect(hedgedLiquidationPriceTicks(linear(1), pair, flat)).toBe(142);
});

test('M12 a net long can be due on both sides, and the price is the one below', () => {
  // 10 a tick worth, less 0.4 % of 30 lots; above a leg notional of 5,000, 40 % of the larger leg.
  const terms = atMark(tiersOf([0, 4_000], [5_000, 700_000]));
  const pair = { longLots: 20, shortLots: 10, collateralMicros: -1_000 };
  // Below: 1,000 / (10 − 0.12) = 101.2. From 250 the long leg costs 14 of the 10 a tick that it gains, from 500 the short 7 more.
  const { belowTicks, aboveTicks } = hedgedBoundsTicks(linear(1), pair, terms);
  expect(belowTicks).toBe(102);
  // −1,000 + 10 p − 0.7 × 20 p + 3,480 − 0.04 p = 0 at p = 2,480 / 4.04 = 613.9, but the short bends first, at 500:
  // −1,000 + 10 p − 0.7 × 30 p + 2 × 3,480 = 0 at 5,960 / 11 = 541.8.
  expect(aboveTicks).toBe(541);
  expect(hedgedLiquidationPriceTicks(linear(1), pair, terms)).toBe(102);
});

const legs = fc.record({
  longLots: fc.integer({ min: 0, max: 60 }),
  shortLots: fc.integer({ min: 0, max: 60 }),
  collateralMicros: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: -80_000, max: 80_000 })),
});

test('M12 a pair with one leg is a position', () => {
  const one = fc.tuple(legs, fc.boolean(), fc.constantFrom(0, 600));
  fc.assert(
    fc.property(smallContract, someTiers, one, (contract, riskTiers, [pair, isLong, closingFeePpm]) => {
      const heldLots = Math.max(1, isLong ? pair.longLots : pair.shortLots);
      const single = {
        longLots: isLong ? heldLots : 0,
        shortLots: isLong ? 0 : heldLots,
        collateralMicros: pair.collateralMicros,
      };
      const terms = atMark(riskTiers, closingFeePpm);
      const position = { sizeLots: isLong ? heldLots : -heldLots, collateralMicros: pair.collateralMicros };
      const expected = liquidationPriceTicks(contract, position, terms);
      expect(hedgedLiquidationPriceTicks(contract, single, terms)).toBe(expected);
    }),
    { numRuns: 300 },
  );
});

/** `equity − maintenance` of both legs at a price, exactly, times a positive number. */
function excess(
  contract: Contract,
  pair: HedgedPair,
  at: { ticks: number; terms: MaintenanceTerms },
): bigint {
  const million = BigInt(PPM);
  const long = exactNotional(contract, pair.longLots, at.ticks);
  const short = exactNotional(contract, pair.shortLots, at.ticks);
  const bottom = long.bottom;
  const worth = contract.isInverse ? short.top - long.top : long.top - short.top;
  const maintenance = exactMaintenance(at.terms, long).top + exactMaintenance(at.terms, short).top;
  return (BigInt(pair.collateralMicros) * bottom + worth) * million - maintenance;
}

const surroundings = fc.record({
  riskTiers: someTiers,
  closingFeePpm: fc.constantFrom(0, 600),
  /** A price at which the pair shall be close to its limits; 0 for none in particular. */
  nearTicks: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: PRICE_TICKS_MAX })),
});

/** What a pair without collateral lacks at a price, up to the next micro; 0 for no price in particular. */
function shortfallMicros(
  contract: Contract,
  pair: HedgedPair,
  at: { readonly ticks: number; readonly terms: MaintenanceTerms },
): number {
  if (at.ticks === 0) return 0;
  const bare = excess(contract, { ...pair, collateralMicros: 0 }, at);
  const scale = BigInt(PPM) * exactNotional(contract, 1, at.ticks).bottom;
  return Number(-bare / scale) + 1;
}

test('M12 the bounds are those that trying every price finds', () => {
  const found = { below: 0, above: 0, both: 0 };
  fc.assert(
    fc.property(smallContract, legs, surroundings, (contract, sizes, around) => {
      const terms = atMark(around.riskTiers, around.closingFeePpm);
      const shortfall = shortfallMicros(contract, sizes, { ticks: around.nearTicks, terms });
      const pair = { ...sizes, collateralMicros: sizes.collateralMicros + shortfall };
      const prices = Array.from({ length: PRICE_TICKS_MAX }, (_, index) => index + 1);
      const excesses = prices.map((ticks) => excess(contract, pair, { ticks, terms }));
      // Where no whole price is safe, trying them shows nothing of what lies between two.
      if (!excesses.some((value) => value > 0n)) return;
      const { belowTicks, aboveTicks } = hedgedBoundsTicks(contract, pair, terms);
      const first = excesses.findIndex((value) => value >= 0n) + 1;
      const last = excesses.findLastIndex((value) => value >= 0n) + 1;
      // At the outermost prices the bound may be that price, or lie beyond what can be had.
      if (first > 1) expect(belowTicks).toBe(first);
      else expect([null, 1]).toContain(belowTicks);
      if (last < PRICE_TICKS_MAX) expect(aboveTicks).toBe(last);
      else expect([null, PRICE_TICKS_MAX]).toContain(aboveTicks);
      if (first > 1) found.below += 1;
      if (last < PRICE_TICKS_MAX) found.above += 1;
      if (first > 1 && last < PRICE_TICKS_MAX) found.both += 1;
    }),
    { numRuns: 600 },
  );
  // Each outcome is reached, or the test would show little.
  expect(found.below).toBeGreaterThan(20);
  expect(found.above).toBeGreaterThan(20);
  expect(found.both).toBeGreaterThan(0);
});
