import { expect, test } from 'vitest';
import { liveBytes, mean, median, medianSpan, percentile, timed } from './measure.ts';

test('the median is the middle one, or lies between the middle two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('the median of spans is taken of each time by itself', () => {
  const spans = [
    { cpuNs: 1, wallNs: 9 },
    { cpuNs: 2, wallNs: 1 },
    { cpuNs: 3, wallNs: 5 },
  ];
  expect(medianSpan(spans)).toEqual({ cpuNs: 2, wallNs: 5 });
});

test('percentiles and mean leave the values as they are', () => {
  const values = Float64Array.from({ length: 1_000 }, (_, index) => 999 - index);
  expect(percentile(values, 0.5)).toBe(500);
  expect(percentile(values, 0.999)).toBe(999);
  expect(percentile(values, 1)).toBe(999);
  expect(mean(values)).toBe(499.5);
  expect(values[0]).toBe(999);
});

test('live bytes count what typed arrays hold, and no garbage', () => {
  const before = liveBytes();
  const kept = new Float64Array(1_000_000);
  const during = liveBytes();
  expect(during - before).toBeGreaterThan(kept.byteLength * 0.9);
  expect(during - before).toBeLessThan(kept.byteLength * 1.1);
});

test('work is done once', () => {
  let count = 0;
  timed(() => {
    count += 1;
  });
  expect(count).toBe(1);
});
