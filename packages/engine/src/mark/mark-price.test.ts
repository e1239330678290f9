import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  basisIndexTicks,
  basisMicroTicks,
  fundedIndexTicks,
  medianMarkTicks,
  observeBasis,
} from './mark-price.ts';

const prices = {
  fundedIndexTicks: 50_010,
  basisIndexTicks: 49_980,
  lastTicks: 50_100,
  indexTicks: 50_000,
  priceTicksMax: 1_000_000,
};

test('K2 the mark is the median of P1, P2 and the last trade', () => {
  expect(medianMarkTicks(prices)).toBe(50_010);
  expect(medianMarkTicks({ ...prices, lastTicks: 50_000 })).toBe(50_000);
  expect(medianMarkTicks({ ...prices, lastTicks: 49_000 })).toBe(49_980);
});

test('K2 before the first trade the index takes its place', () => {
  expect(medianMarkTicks({ ...prices, lastTicks: 0 })).toBe(50_000);
});

test('K2 the mark is kept within the prices of the instrument', () => {
  expect(medianMarkTicks({ ...prices, priceTicksMax: 40_000 })).toBe(40_000);
  expect(medianMarkTicks({ ...prices, basisIndexTicks: -5, fundedIndexTicks: -9, lastTicks: 3 })).toBe(1);
});

test('K2 the median is the middle one of three, in any order', () => {
  const price = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(price, price, price, (first, second, third) => {
      const given = { fundedIndexTicks: first, basisIndexTicks: second, lastTicks: third };
      const middle = [first, second, third].sort((left, right) => left - right)[1];
      expect(medianMarkTicks({ ...prices, ...given })).toBe(middle);
    }),
  );
});

test('K2 P1 is the index with the funding still to come', () => {
  const eightHours = 28_800_000;
  // 50,000 × 0.03 % × 1/2 = 7.5, half up; below zero −7.5, half up to −7.
  const half = { leftMs: eightHours / 2, intervalMs: eightHours };
  expect(fundedIndexTicks(50_000, { ...half, lastRatePpb: 300_000 })).toBe(50_008);
  expect(fundedIndexTicks(50_000, { ...half, lastRatePpb: -300_000 })).toBe(49_993);
  expect(fundedIndexTicks(50_000, { ...half, leftMs: 0, lastRatePpb: 300_000 })).toBe(50_000);
  expect(fundedIndexTicks(50_000, null)).toBe(50_000);
});

test('K2 P1 is the nearest tick, half up, for any numbers', () => {
  const interval = fc.integer({ min: 1, max: 28_800_000 });
  const rate = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const index = fc.integer({ min: 1, max: 9_007_199_254 });
  fc.assert(
    fc.property(index, rate, fc.tuple(interval, interval), (indexTicks, lastRatePpb, times) => {
      const leftMs = Math.min(...times);
      const intervalMs = Math.max(...times);
      const moved = BigInt(fundedIndexTicks(indexTicks, { lastRatePpb, leftMs, intervalMs }) - indexTicks);
      const whole = 1_000_000_000n * BigInt(intervalMs);
      const exact = BigInt(indexTicks) * BigInt(lastRatePpb) * BigInt(leftMs);
      // −1/2 < moved − exact ≤ 1/2, in halves of the denominator.
      const doubled = 2n * (moved * whole - exact);
      expect(doubled > -whole && doubled <= whole).toBe(true);
    }),
  );
});

test('K2 P2 is the index with the mean basis, to the nearest tick, half up', () => {
  expect(basisIndexTicks(100, 1_499_999)).toBe(101);
  expect(basisIndexTicks(100, 1_500_000)).toBe(102);
  expect(basisIndexTicks(100, -1_500_000)).toBe(99);
  expect(basisIndexTicks(100, -1_500_001)).toBe(98);
});

test('K3 the basis is the middle of the book less the index, or nothing without both sides', () => {
  expect(basisMicroTicks({ bidTicks: 100, askTicks: 103 }, 100)).toBe(1_500_000);
  expect(basisMicroTicks({ bidTicks: 0, askTicks: 103 }, 100)).toBe(0);
  expect(basisMicroTicks({ bidTicks: 100, askTicks: 0 }, 100)).toBe(0);
});

test('K3 the mean begins with the first observation and follows by the time that has passed', () => {
  const first = observeBasis(null, { microTicks: 900, observedMs: 1_000 }, 30_000);
  expect(first).toEqual({ microTicks: 900, observedMs: 1_000 });
  // 10 s of 40 s: a quarter of the way, −1,350 / 4 = −337.5 rounded down.
  const second = observeBasis(first, { microTicks: -450, observedMs: 11_000 }, 30_000);
  expect(second).toEqual({ microTicks: 562, observedMs: 11_000 });
  expect(observeBasis(second, { microTicks: 5_000_000, observedMs: 11_000 }, 30_000)).toBe(second);
});
