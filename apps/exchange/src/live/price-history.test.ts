import type { PricePoint } from '@spillway/protocol/wire';
import { describe, expect, test } from 'vitest';
import {
  createPriceHistory,
  POINT_INTERVAL_MS,
  POINTS_PER_INSTRUMENT_MAX,
  thinPoints,
} from './price-history.ts';

function point(simulatedMs: number, markTicks: number, instrumentId = 0): PricePoint {
  return {
    simulatedMs,
    instrumentId,
    markTicks,
    indexTicks: 1,
    lastTicks: 1,
    bestBidTicks: 1,
    bestAskTicks: 2,
  };
}

describe('price history', () => {
  test('keeps the last point of every second of simulated time', () => {
    const history = createPriceHistory();
    for (const [timeMs, ticks] of [
      [0, 10],
      [400, 11],
      [999, 12],
      [1_000, 13],
    ] as const) {
      history.add(point(timeMs, ticks));
    }
    expect(history.points().map(({ markTicks }) => markTicks)).toEqual([12, 13]);
  });

  test('keeps instruments apart, each in the order of time', () => {
    const history = createPriceHistory();
    for (let second = 0; second < 3; second += 1) {
      history.add(point(second * 1_000, 10 + second, 0));
      history.add(point(second * 1_000, 20 + second, 1));
    }
    expect(history.points().map(({ markTicks }) => markTicks)).toEqual([10, 11, 12, 20, 21, 22]);
  });

  test('thinning halves the points and keeps the lows and the highs', () => {
    const marks = [5, 9, 1, 7, 3, 3, 3, 3, 8, 2];
    const thinned = thinPoints(marks.map((mark, index) => point(index * POINT_INTERVAL_MS, mark)));
    expect(thinned.map(({ markTicks }) => markTicks)).toEqual([9, 1, 3, 8, 2]);
  });

  test('a day of seconds stays within the bound, with its deepest fall and its highest peak', () => {
    const history = createPriceHistory();
    for (let second = 0; second < 86_400; second += 1) {
      const mark = second === 40_001 ? 7 : second === 70_003 ? 999 : 500 + (second % 13);
      history.add(point(second * POINT_INTERVAL_MS, mark));
    }
    const points = history.points();
    expect(points.length).toBeLessThanOrEqual(POINTS_PER_INSTRUMENT_MAX);
    expect(points.length).toBeGreaterThan(POINTS_PER_INSTRUMENT_MAX / 4);
    expect(points.some(({ simulatedMs, markTicks }) => markTicks === 7 && simulatedMs === 40_001_000)).toBe(
      true,
    );
    expect(points.some(({ simulatedMs, markTicks }) => markTicks === 999 && simulatedMs === 70_003_000)).toBe(
      true,
    );
    expect(points.every((next, index) => next.simulatedMs > (points[index - 1]?.simulatedMs ?? -1))).toBe(
      true,
    );
  });
});
