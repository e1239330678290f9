import { expect, test } from 'vitest';
import { VolatilityEstimate } from './volatility-estimate.ts';

test('starts at what it is told, and moves to the squared return per second by 1 − e^(−dt/memory)', () => {
  const estimate = new VolatilityEstimate({ memorySeconds: 10, initialPerSqrtSecond: 0.001 });
  expect(estimate.perSqrtSecond).toBeCloseTo(0.001, 12);
  estimate.look(100, 1_000);
  expect(estimate.perSqrtSecond).toBeCloseTo(0.001, 12);
  estimate.look(101, 5_000);
  const sample = (Math.log(1.01) * Math.log(1.01)) / 4;
  const weight = 1 - Math.exp(-0.4);
  expect(estimate.variancePerSecond).toBeCloseTo(1e-6 + weight * (sample - 1e-6), 15);
  expect(estimate.lastMove).toBeCloseTo(0.009_950_330_853, 11);
});

test('a second look at the same moment changes nothing', () => {
  const estimate = new VolatilityEstimate({ memorySeconds: 10, initialPerSqrtSecond: 0.001 });
  estimate.look(100, 1_000);
  estimate.look(150, 1_000);
  expect(estimate.perSqrtSecond).toBeCloseTo(0.001, 12);
});
