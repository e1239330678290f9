import { PPM, quoteMicros, ratePpm } from '@spillway/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inverse, linear, smallContract, someTiers, tiersOf } from '../contract/contract.fixture.ts';
import { notionalMicros } from '../contract/contract.ts';
import {
  blockCapLots,
  blockEndMs,
  type ForcedPosition,
  restoreMarginLots,
  sliceLots,
  tierStepLots,
} from './partial-size.ts';

const MICRO = 1_000_000;

/** Ten units at 100 in lots of a millionth, tick 1: one micro a tick and lot. */
const ten: ForcedPosition = {
  contract: linear(1),
  riskTiers: tiersOf([0, 100_000]),
  heldLots: 10 * MICRO,
  markTicks: 100,
};

describe('restore margin', () => {
  /*
   * drift-labs/protocol-v2, programs/drift/src/math/liquidation/tests.rs (commit 0ae3e3b1): base that covers a shortage of
   * 10 at a margin ratio of 10 %. Lots are rounded up to the next millionth. A quote currency worth 0.99 is a mark of 99;
   * the insurance fee is part of the one fee that there is here.
   */
  test.each([
    { id: 'O-DRIFT-BASE-0', markTicks: 100, feePpm: 0, lots: 1_000_000 },
    { id: 'O-DRIFT-BASE-Q99', markTicks: 99, feePpm: 0, lots: 1_010_102 },
    { id: 'O-DRIFT-BASE-1PCT', markTicks: 100, feePpm: 10_000, lots: 1_111_112 },
    { id: 'O-DRIFT-BASE-1+1PCT', markTicks: 100, feePpm: 20_000, lots: 1_250_000 },
  ])('L5 $id', ({ markTicks, feePpm, lots }) => {
    const situation = { shortageMicros: 10 * MICRO, liquidationFeePpm: feePpm };
    expect(restoreMarginLots({ ...ten, markTicks }, PPM, situation)).toBe(lots);
  });

  test('L5 at most a slice, at least a lot, and the slice where the fee eats what the close frees', () => {
    const situation = { shortageMicros: 30 * MICRO, liquidationFeePpm: 0 };
    expect(restoreMarginLots(ten, 200_000, situation)).toBe(2 * MICRO);
    expect(restoreMarginLots(ten, 200_000, { ...situation, liquidationFeePpm: 100_000 })).toBe(2 * MICRO);
    expect(restoreMarginLots(ten, 200_000, { ...situation, liquidationFeePpm: 500_000 })).toBe(2 * MICRO);
    expect(restoreMarginLots({ ...ten, heldLots: 3 }, 200_000, { ...situation, shortageMicros: 1 })).toBe(1);
    // One ppm freed of a shortage of 10^15 micros: far beyond the slice, and beyond what a number holds.
    const steep = { shortageMicros: 1_000_000_000_000_000, liquidationFeePpm: 99_999 };
    expect(restoreMarginLots(ten, 200_000, steep)).toBe(2 * MICRO);
  });

  test('L5 the rate is that of the tier in which the slice would leave the position', () => {
    const riskTiers = tiersOf([0, 50_000], [900 * MICRO, 100_000]);
    const situation = { shortageMicros: MICRO, liquidationFeePpm: 0 };
    // 1,000 less a fifth is 800, in the tier of 5 %: 1 / (100 × 5 %) = 0.2; less a twentieth it is 950: 0.1.
    expect(restoreMarginLots({ ...ten, riskTiers }, 200_000, situation)).toBe(200_000);
    expect(restoreMarginLots({ ...ten, riskTiers }, 50_000, situation)).toBe(100_000);
  });

  test('L5 an inverse position is closed by its coins', () => {
    // 10,000 USD at 10,000.00 USD: a coin; maintenance 10 %, 0.01 coin short: 0.1 coin, 1,000 USD.
    const coin = { contract: inverse(200_000_000), riskTiers: tiersOf([0, 100_000]) };
    const position = { ...coin, heldLots: 10_000, markTicks: 20_000 };
    const situation = { shortageMicros: MICRO, liquidationFeePpm: 0 };
    expect(restoreMarginLots(position, 200_000, situation)).toBe(1_000);
  });

  test('L5 closing so much frees the shortage, and one lot less does not', () => {
    const shape = fc.record({
      heldLots: fc.integer({ min: 1, max: 400 }),
      markTicks: fc.integer({ min: 1, max: 400 }),
      shortageMicros: fc.integer({ min: 1, max: 2_000 }),
      rate: fc.integer({ min: 20_000, max: 400_000 }),
    });
    let sized = 0;
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 50 }), ({ rate, shortageMicros, ...held }, worth) => {
        const position = { contract: linear(worth), riskTiers: tiersOf([0, rate]), ...held };
        const lots = restoreMarginLots(position, PPM, { shortageMicros, liquidationFeePpm: 10_000 });
        const freed = (closed: number) => closed * held.markTicks * worth * (rate - 10_000);
        if (lots < held.heldLots) {
          sized += 1;
          expect(freed(lots)).toBeGreaterThanOrEqual(shortageMicros * PPM);
        }
        expect(freed(lots - 1)).toBeLessThan(shortageMicros * PPM);
      }),
    );
    expect(sized).toBeGreaterThan(10);
  });
});

test('L13 a slice is rounded down, but at least a lot', () => {
  expect(sliceLots(10 * MICRO, 200_000)).toBe(2 * MICRO);
  // A fifth of 9 lots is 1.8, of 3 lots 0.6.
  expect(sliceLots(9, 200_000)).toBe(1);
  expect(sliceLots(3, 200_000)).toBe(1);
});

describe('tier by tier', () => {
  test('L14 down to the floor of its tier, in the lowest tier all of it', () => {
    const riskTiers = tiersOf([0, 50_000], [333 * MICRO, 100_000]);
    // 333 / 100 = 3.33 units are kept.
    expect(tierStepLots({ ...ten, riskTiers })).toBe(6_670_000);
    expect(tierStepLots({ ...ten, riskTiers, heldLots: 3_330_000 })).toBe(3_330_000);
    expect(tierStepLots({ ...ten, riskTiers, heldLots: 3_330_001 })).toBe(1);
  });

  test('L14 what is left is in a lower tier, and with one lot more it would not be', () => {
    const held = fc.record({
      heldLots: fc.integer({ min: 1, max: 400 }),
      markTicks: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(smallContract, someTiers, held, (contract, riskTiers, { heldLots, markTicks }) => {
        const position = { contract, riskTiers, heldLots, markTicks };
        const floor = Number(
          riskTiers.findLast(
            (tier) => tier.notionalFloorMicros < notionalMicros(contract, heldLots, markTicks),
          )?.notionalFloorMicros ?? 0,
        );
        const kept = heldLots - tierStepLots(position);
        expect(notionalMicros(contract, kept, markTicks)).toBeLessThanOrEqual(floor);
        expect(notionalMicros(contract, kept + 1, markTicks)).toBeGreaterThan(floor);
      }),
    );
  });
});

describe('block caps', () => {
  /** dYdX: a tenth of the position, at least 1,000 and at most 100,000 in a block; here in hundredths of that. */
  const rule = {
    kind: 'block-cap',
    sharePpm: ratePpm(100_000),
    notionalMinMicros: quoteMicros(10 * MICRO),
    notionalMaxMicros: quoteMicros(1_000 * MICRO),
    blockMs: 5_000,
  } as const;
  const units = (heldUnits: number): ForcedPosition => ({ ...ten, heldLots: heldUnits * MICRO });

  test('L15 a share of the position, between the bounds', () => {
    expect(blockCapLots(units(10), rule, 0)).toBe(MICRO);
    // A tenth of 0.5 units is worth 5, less than 10; of 200 units 2,000, more than 1,000.
    expect(blockCapLots(units(0.5), rule, 0)).toBe(100_000);
    expect(blockCapLots(units(200), rule, 0)).toBe(10 * MICRO);
    expect(blockCapLots(units(0.05), rule, 0)).toBe(50_000);
  });

  test('L15 an account at most the upper bound in all', () => {
    expect(blockCapLots(units(200), rule, 400 * MICRO)).toBe(6 * MICRO);
    expect(blockCapLots(units(200), rule, 1_000 * MICRO - 1)).toBe(0);
    expect(blockCapLots(units(200), rule, 1_200 * MICRO)).toBe(0);
  });

  test('L15 a lot dearer than the bound is closed one a block', () => {
    const dear = { ...ten, contract: linear(2_000 * MICRO), markTicks: 1, heldLots: 3 };
    expect(blockCapLots(dear, rule, 0)).toBe(1);
    expect(blockCapLots(dear, rule, 2_000 * MICRO)).toBe(0);
  });

  test('L15 blocks are whole multiples of their length', () => {
    expect([0, 4_999, 5_000].map((timeMs) => blockEndMs(timeMs, 5_000))).toEqual([5_000, 5_000, 10_000]);
  });
});
