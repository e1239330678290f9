import { describe, expect, it } from 'vitest';
import { SampleSeries } from './sample-series.ts';

function seriesOf(capacity: number, samples: readonly (readonly [number, number])[]): SampleSeries {
  const series = new SampleSeries({ capacity, columnCount: 1 });
  for (const [simulatedMs, value] of samples) series.append(simulatedMs, [value]);
  return series;
}

describe('SampleSeries', () => {
  it('keeps one sample a second, the newest of it', () => {
    const series = seriesOf(8, [
      [0, 10],
      [400, 11],
      [999, 12],
      [1000, 20],
    ]);
    expect([series.length, series.valueAt(0, 0), series.valueAt(1, 0)]).toEqual([2, 12, 20]);
  });

  it('drops a sample from before the last second', () => {
    const series = seriesOf(8, [[5000, 1]]);
    expect(series.append(4999, [2])).toBe(false);
    expect([series.length, series.valueAt(0, 0)]).toEqual([1, 1]);
  });

  it('halves its resolution when full, and keeps the beginning', () => {
    const series = seriesOf(
      4,
      [0, 1, 2, 3, 4].map((second) => [second * 1000, second] as const),
    );
    const seconds = Array.from({ length: series.length }, (_, index) => series.secondAt(index));
    expect(seconds).toEqual([0, 2, 4]);
    expect(series.valueAt(2, 0)).toBe(4);
    expect(series.generation).toBe(1);
  });

  it('stays within its capacity and ascends, however long a run takes', () => {
    const series = seriesOf(
      16,
      Array.from({ length: 5000 }, (_, second) => [second * 1000, second] as const),
    );
    expect(series.length).toBeLessThanOrEqual(16);
    expect(series.secondAt(0)).toBe(0);
    expect(series.secondAt(series.length - 1)).toBe(4999);
    for (let index = 1; index < series.length; index += 1) {
      expect(series.secondAt(index)).toBeGreaterThan(series.secondAt(index - 1));
    }
  });

  it('finds the sample at or before a second', () => {
    const series = seriesOf(8, [
      [10_000, 1],
      [20_000, 2],
      [30_000, 3],
    ]);
    const found = [9, 10, 19, 20, 30, 99].map((second) => series.indexAtOrBefore(second));
    expect(found).toEqual([-1, 0, 0, 1, 2, 2]);
  });

  it('knows smallest and largest within a range and leaves out what is missing', () => {
    const series = seriesOf(8, [
      [0, 5],
      [1000, Number.NaN],
      [2000, -3],
      [3000, 9],
    ]);
    expect(series.extent(0, { from: 0, to: 2 })).toEqual({ min: -3, max: 5 });
    expect(series.extent(0, { from: 1, to: 1 })).toEqual({ min: Number.NaN, max: Number.NaN });
  });
});
