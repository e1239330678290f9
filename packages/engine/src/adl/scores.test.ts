import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareScores,
  gainAndLeverage,
  profitAndLeverage,
  profitAndMarginRatio,
  rotationStart,
  type Score,
  scoreValue,
} from './scores.ts';

/*
 * FLOX-Foundation/flox, tests/test_liquidation_engine.cpp (commit d2dc5ecf): shorts of 5 and 10 at 100 with 100 each, mark
 * 40. Profits of 300 and 600; maintenance 0.5 %.
 */
function floxShort(size: number) {
  const profitMicros = size * 60;
  return {
    leveraged: {
      profitMicros,
      costMicros: -size * 100,
      notionalMicros: size * 40,
      marginMicros: 100 + profitMicros,
    },
    scope: { profitMicros, marginMicros: 100, maintenanceMicros: size },
    gained: {
      isLong: false,
      isInverse: false,
      costMicros: -size * 100,
      notionalMicros: size * 40,
      equityMicros: 100 + profitMicros,
    },
  };
}

describe('D6 O-FLOX-ADL-RANK-RATIO and O-FLOX-ADL-TIE hold under every ranking by profit', () => {
  const five = floxShort(5);
  const ten = floxShort(10);
  test.each([
    {
      ranking: 'profit-and-leverage',
      low: profitAndLeverage(five.leveraged),
      high: profitAndLeverage(ten.leveraged),
    },
    {
      ranking: 'profit-and-margin-ratio',
      low: profitAndMarginRatio(five.scope),
      high: profitAndMarginRatio(ten.scope),
    },
    { ranking: 'gain-and-leverage', low: gainAndLeverage(five.gained), high: gainAndLeverage(ten.gained) },
  ])('D2 D6 $ranking: twice the profit on the same money comes first, equals are equal', ({ low, high }) => {
    expect(compareScores(high, low)).toBeGreaterThan(0);
    expect(compareScores(low, high)).toBeLessThan(0);
    expect(compareScores(high, { ...high })).toBe(0);
  });
});

test('D2 the score is profit times effective leverage, or loss over it', () => {
  // Profit 60 on 100, notional 40, margin 160: 0.6 × 0.25.
  const winner = { profitMicros: 60, costMicros: -100, notionalMicros: 40, marginMicros: 160 };
  expect(scoreValue(profitAndLeverage(winner))).toBeCloseTo(0.15, 12);
  // Loss 20 on 100, notional 80, margin 20: −0.2 / 4.
  const loser = { profitMicros: -20, costMicros: 100, notionalMicros: 80, marginMicros: 20 };
  expect(scoreValue(profitAndLeverage(loser))).toBeCloseTo(-0.05, 12);
});

test('D6 profit and margin ratio: 3 × 5 / 400, and nothing without profit or equity', () => {
  const { scope } = floxShort(5);
  expect(scoreValue(profitAndMarginRatio(scope))).toBeCloseTo(0.0375, 12);
  const nothing = { top: 0, bottom: 1, scale: 0, base: 1 };
  expect(profitAndMarginRatio({ ...scope, profitMicros: -1 })).toEqual(nothing);
  expect(profitAndMarginRatio({ ...scope, marginMicros: -300 })).toEqual(nothing);
  // A margin of nothing counts as one.
  expect(scoreValue(profitAndMarginRatio({ ...scope, marginMicros: 0 }))).toBe(5);
});

test.each([
  // Bought at 100, mark 150, 10 units, equity 1,000: 1.5 × 1.5.
  {
    isLong: true,
    isInverse: false,
    costMicros: 1_000,
    notionalMicros: 1_500,
    equityMicros: 1_000,
    score: 2.25,
  },
  // Sold at 100, mark 50: 2 × 0.5.
  { isLong: false, isInverse: false, costMicros: -1_000, notionalMicros: 500, equityMicros: 1_000, score: 1 },
  // An inverse long bought for 1,000 coins that owes 500 at twice the price: 2 × 0.5; a short that owes 2,000 at half of it.
  { isLong: true, isInverse: true, costMicros: -1_000, notionalMicros: 500, equityMicros: 1_000, score: 1 },
  { isLong: false, isInverse: true, costMicros: 1_000, notionalMicros: 2_000, equityMicros: 1_000, score: 4 },
  { isLong: true, isInverse: false, costMicros: 1_000, notionalMicros: 1_500, equityMicros: 0, score: 0 },
])(
  'D6 gain and leverage: long $isLong, inverse $isInverse, equity $equityMicros gives $score',
  ({ score, ...given }) => {
    expect(scoreValue(gainAndLeverage(given))).toBeCloseTo(score, 12);
  },
);

test('D6 rotation begins at number × 2,654,435,761 mod 2^32 mod holders', () => {
  expect(rotationStart(1, 10)).toBe(1);
  const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(id, fc.integer({ min: 1, max: 100_000 }), (liquidationId, holders) => {
      const hash = (BigInt(liquidationId) * 2_654_435_761n) % 4_294_967_296n;
      expect(BigInt(rotationStart(liquidationId, holders))).toBe(hash % BigInt(holders));
    }),
  );
});

test('D2 no rounding decides between two scores', () => {
  const size = fc.integer({ min: 1, max: 4_000_000_000_000_000 });
  const score: fc.Arbitrary<Score> = fc.record({
    top: fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 }),
    bottom: size,
    scale: size,
    base: size,
  });
  const nudge = fc.integer({ min: -1, max: 1 });
  let equals = 0;
  fc.assert(
    fc.property(score, nudge, fc.integer({ min: 1, max: 2 }), (left, difference, factor) => {
      // The same number in other words, or next to it.
      const right = {
        top: left.scale + difference,
        bottom: left.base,
        scale: left.top * factor,
        base: left.bottom * factor,
      };
      const exact =
        BigInt(left.top) * BigInt(left.scale) * BigInt(right.bottom) * BigInt(right.base) -
        BigInt(right.top) * BigInt(right.scale) * BigInt(left.bottom) * BigInt(left.base);
      if (exact === 0n) equals += 1;
      expect(Math.sign(compareScores(left, right))).toBe(exact === 0n ? 0 : exact > 0n ? 1 : -1);
    }),
    { numRuns: 300 },
  );
  expect(equals).toBeGreaterThan(10);
});
