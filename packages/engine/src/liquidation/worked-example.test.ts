import { expect, test } from 'vitest';
import { liquidationExample, TRADER } from './worked-example.fixture.ts';

const { bench } = liquidationExample();
const filled = (stage: string) =>
  bench.of('liquidationFilled').flatMap((fill) => {
    return fill.stage === stage ? [{ lots: fill.sizeLots, ticks: fill.priceTicks }] : [];
  });

test('L5, L6 and L7 the worked example closes what a hand calculation says, stage by stage', () => {
  // 118.000001 / (9,590 × 0.5 %) = 2.46089… coins; then whatever the bids hold down to 9,494.80.
  expect(filled('book')).toEqual([
    { lots: 2_461, ticks: 958_500 },
    { lots: 539, ticks: 958_500 },
    { lots: 5_000, ticks: 955_000 },
    { lots: 4_000, ticks: 950_000 },
  ]);
  // 50,117.943425 / (9,590 − 95.20) = 5.27846… coins.
  expect(filled('insurance')).toEqual([{ lots: 5_278, ticks: 949_480 }]);
  // 20 − 2.461 − 9.539 − 5.278.
  expect(filled('auto-deleveraging')).toEqual([{ lots: 2_722, ticks: 949_480 }]);
});

test('L9 and L10 the fees of the worked example are those of a hand calculation, and nothing is left over', () => {
  const fees = bench.of('insuranceFundChanged').filter(({ reason }) => reason === 'liquidation-fee');
  // 0.5 % × 2.461 × 9,585, and 10,000 − 1,021.315 − 117.943425 − 8,515.285.
  expect(fees.map(({ deltaMicros }) => deltaMicros)).toEqual([117_943_425, 345_456_575]);
  expect(bench.of('liquidationFinished')[0]?.leftoverMicros).toBe(0);
  expect(bench.wallet(TRADER)).toBe(0);
});
